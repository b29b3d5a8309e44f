"""The errors of calls whose arguments fit no link."""

from collections.abc import Mapping, Sequence

from heroics_py.call.identity import describe_parameter
from heroics_py.call.shape import CallShape, Field
from heroics_py.errors import CallError
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.http.options import OPTION_NAMES
from heroics_py.model.wording import phrase
from heroics_py.record import Record
from heroics_py.support.suggestions import did_you_mean

__all__ = ["count_message", "describe_field", "mismatch_error", "unknown_message"]

_MAX_LISTED = 20
_WITH_FIELDS = ("application/x-www-form-urlencoded", "multipart/")
# What other libraries call the whole body or query, and the part of a list.
_WHOLE = frozenset({"json", "data", "body", "payload", "params", "query", "kwargs", "attributes", "fields"})
_PART = frozenset({"page", "per_page", "page_size", "max", "max_items", "max_results", "count", "offset", "first"})


def mismatch_error(
    name: str,
    shapes: Sequence[CallShape],
    errors: Sequence[CallError],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> CallError:
    """Return the error for arguments that fit none of several links.

    It is the error of the link that was probably meant: one that takes as many href parameters.

    Args:
        name: the name of the call: "app.update".
        shapes: the links that the call chooses from.
        errors: the error of each of them.
        args: the positional arguments.
        kwargs: the keyword arguments.
    """
    merged = _merge(shapes)
    unknown = [keyword for keyword in kwargs if not _accepts(merged, keyword)]
    if unknown and not any(shape.open for shape in shapes):
        return CallError(unknown_message(name, merged, unknown[0]))
    if not unknown and not any(all(_accepts(shape, keyword) for keyword in kwargs) for shape in shapes):
        return CallError(f"{name}() takes {' and '.join(map(repr, kwargs))} in different calls, not in one")
    for shape, error in zip(shapes, errors, strict=True):
        by_keyword = sum(1 for keyword in {*kwargs, *shape.filled} if keyword in shape.parameters)
        if len(shape.parameters) in {len(args) + by_keyword, len(args) + by_keyword - 1}:
            return error
    calls = list(dict.fromkeys(f"{name}({', '.join(shape.parameters)})" for shape in shapes))
    more = f" and {len(calls) - _MAX_LISTED} more" if len(calls) > _MAX_LISTED else ""
    return CallError(f"{name}() takes other href parameters: call {' or '.join(calls[:_MAX_LISTED])}{more}")


def _merge(shapes: Sequence[CallShape]) -> CallShape:
    """Return one shape that takes all that several take."""
    return shapes[0].replaced(
        parameters={keyword: each for shape in shapes for keyword, each in shape.parameters.items()},
        fields={keyword: each for shape in shapes for keyword, each in shape.fields.items()},
        dict_only=tuple(each for shape in shapes for each in shape.dict_only),
    )


def _accepts(shape: CallShape, keyword: str) -> bool:
    return keyword in shape.parameters or keyword in shape.fields


def count_message(name: str, shape: CallShape, keywords: Sequence[str], args: Sequence[object]) -> str:
    """Return the message for a wrong number of positional arguments.

    Args:
        name: the name of the call.
        shape: its link.
        keywords: the href parameters that positional arguments have to fill.
        args: the positional arguments.
    """
    if len(args) < len(keywords):
        missing = [each for each in keywords[len(args) :] if shape.parameters[each].required]
        listed = " and ".join(f"{keyword} ({describe_parameter(shape.parameters[keyword])})" for keyword in missing)
        taken = next((keyword for keyword, each in zip(keywords, args, strict=False) if isinstance(each, Record)), "")
        hint = f"; the Record before it was taken for {taken}" if taken else ""
        return f"{name}() is missing {listed}{hint}"
    more = " more" if len(keywords) < len(shape.parameters) else ""
    count = f"{len(keywords)}{more} href argument{'' if len(keywords) == 1 else 's'}"
    if twins := _twins(shape, keywords):
        hint = twins
    elif not shape.takes_body:
        hint = f"{shape.link.method} {shape.link.href} takes no body"
        hint += "; with_options(body=...) sends one" * isinstance(args[-1], Mapping | list | bytes)
    elif isinstance(args[-1], Record):
        hint = "a Record is always an identity: pass dict(record) to send it as a body"
    else:
        hint = _body_hint(shape) + _keyword_hint(shape, args[-1])
    if filled := [keyword for keyword in shape.parameters if keyword in shape.filled and keyword not in keywords]:
        hint = f"{' and '.join(filled)}, which with_arguments() fills, can be passed by keyword; {hint}"
    return f"{name}() takes {count}{' and a body' if shape.takes_body else ''}, got {len(args)}; {hint}"


def _twins(shape: CallShape, keywords: Sequence[str]) -> str:
    """Return which keywords name what a part of the path is named, too, if one of those was passed by keyword."""
    filled = {each.name: keyword for keyword, each in shape.parameters.items() if keyword not in keywords}
    pairs = [(filled[each.name], each.location, other) for other, each in shape.fields.items() if each.name in filled]
    return "; ".join(f"{keyword}= is a part of the path, {other}= the {place}'s" for keyword, place, other in pairs)


def _keyword_hint(shape: CallShape, value: object) -> str:
    """Return that fields are keywords, for a value that is not a body but may be one field."""
    if isinstance(value, Mapping | list | tuple) or not shape.fields:
        return ""
    first = next((keyword for keyword, each in shape.fields.items() if each.required), next(iter(shape.fields)))
    return f"; its fields are keywords: {first}=..."


def _body_hint(shape: CallShape) -> str:
    """Return what a body is, for the last positional argument."""
    types = [each.media_type for each in shape.link.body.choices] if shape.link.body else []
    others = [each for each in types if not is_json(each) and not essence_of(each).startswith(_WITH_FIELDS)]
    if len(others) < len(types) or not others:
        return "the body is a dict or a list"
    return f"the body is {others[0]}: one more positional argument, such as text, bytes or an open file"


def unknown_message(name: str, shape: CallShape, keyword: str) -> str:
    """Return the message for a keyword that a link does not take."""
    known = [*shape.parameters, *shape.fields]
    dict_only = [each.name for each in shape.dict_only]
    if keyword in dict_only:
        reason = "the keyword has another meaning" if keyword.isidentifier() else "it is not a Python name"
        return f"{name}() takes {keyword!r} in a body dict only: {reason}"
    if keyword in {each.name for each in shape.link.href_parameters}:
        return f"{name}() has a value for {keyword!r} already"
    if keyword in OPTION_NAMES or keyword == "accept":
        hint = f"set an option before the call: {name}.with_options({keyword}=...)"
        return f"{name}() has no argument {keyword!r}; {hint}"
    if hint := _habit_hint(name, shape, keyword):
        return f"{name}() has no argument {keyword!r}; {hint}"
    if not known and not dict_only:
        hint = f"; {_body_hint(shape)}" if shape.takes_body else _way_out(name, shape, keyword)
        return f"{name}() takes no keyword arguments, got {keyword!r}{hint}"
    hint = did_you_mean(keyword, known)
    way_out = "" if hint.startswith("did you mean") else _way_out(name, shape, keyword)
    more = f" (in a body dict: {', '.join(map(repr, dict_only))})" if dict_only else ""
    return f"{name}() has no argument {keyword!r}; {hint}{more}{way_out}"


def _way_out(name: str, shape: CallShape, keyword: str) -> str:
    """Return how to send a query field that the document forgot."""
    if shape.link.method not in {"GET", "HEAD"} or keyword.endswith("_"):
        return ""
    return f"; {name}.with_options(query={{{keyword!r}: ...}}) sends a field that the document forgot"


def _habit_hint(name: str, shape: CallShape, keyword: str) -> str:
    """Return what to write for a keyword that other libraries take, such as ``json=``; empty for other keywords."""
    if keyword in _WHOLE and shape.fields:
        field = next(iter(shape.fields))
        return (
            f"its fields are keywords: {name}(..., {field}=...)"
            if shape.parameters
            else (f"its fields are keywords, {name}({field}=...), or one dict")
        )
    if keyword in _PART and shape.link.method == "GET" and not shape.fields:
        return f"a list fetches its pages as you read it, and {name}.with_options(limit=...) ends it early"
    return ""


def describe_field(field: Field) -> str:
    """Return what a field takes, in words."""
    return field.description or (phrase(field.schema) if field.schema else "text")
