"""The link that a call means, and the place of each argument in its request.

Rules for one link, where *h* is the number of href parameters that no keyword fills:

    argument                                place
    --------------------------------------  ----------------------------------------------------
    h positional arguments                  the href parameters, in the order of the href
    h + 1, the last a dict or a list        the last is the body (on a GET, the query)
    h + 1, the last any other value         the body, if one of its media types takes such a value
    a Record, by position                   the href, as the field that identifies it
    a plain dict, by position               the body, never the href
    a keyword of an href parameter          the href
    a keyword of a field                    the body; or the query, a header or a cookie
    the name of either on the wire          the same: ``**{"page[size]": 2}`` is ``page_size=2``
    any other keyword                       the body, if its schema is open; else an error
    a parameter that `with_arguments` fills its value, unless a keyword names it; positional arguments pass it over
    body fields and a body together         an error
    None for an href parameter              an error

Of several links that share a callable, the first one in this order:

    1. links without a fault
    2. links that take every keyword that is an href parameter of any of them
    3. links with more parameters that `with_arguments` fills, and the call does not name
    4. links with an exact number of href parameters before links that take the last argument as a body,
       then links that lack fewer required fields and get fewer unknown ones
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from heroics_py.call.bodies.values import is_body
from heroics_py.call.identity import href_value, identity_of
from heroics_py.call.mismatch import count_message, describe_field, mismatch_error, unknown_message
from heroics_py.call.record_kinds import field_identity
from heroics_py.call.shape import UNSET, CallShape, Field
from heroics_py.call.values.argument_values import argument_value
from heroics_py.call.values.plain_values import is_missing
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError
from heroics_py.model.identifiers import parameter_keyword
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema_types import types_of
from heroics_py.record import Record, place_of
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.call.additions import Additions

__all__ = ["Bound", "bind"]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})


class Bound(Value, kw_only=True):
    """A link with its arguments.

    Attributes:
        shape: the link that the call means.
        path: the values of the href, by variable.
        body: the body, or the query of a GET; UNSET without one.
        parameters: the values of query, header and cookie parameters, by location and name.
        additions: what the call adds to the link; None if it adds nothing.
    """

    shape: CallShape
    path: Mapping[str, object]
    body: object
    parameters: Mapping[tuple[str, str], object]
    additions: "Additions | None" = None

    def __repr__(self) -> str:
        """Show no argument, which may be a secret: tools show the local variables of a traceback."""
        return f"<the arguments of {self.shape.link.method} {self.shape.link.href}>"


def bind(name: str, shapes: Sequence[CallShape], args: Sequence[object], kwargs: Mapping[str, object]) -> Bound:
    """Choose the link that a call means, and put every argument in its place.

    Args:
        name: the name of the call, for errors: "app.update".
        shapes: the links that the call chooses from.
        args: the positional arguments.
        kwargs: the keyword arguments.

    Raises:
        CallError: no link takes these arguments, or an href parameter is None.
    """
    shapes = [shape.whole or shape for shape in shapes]
    args = [argument_value(each) for each in args]
    kwargs = {keyword: argument_value(value) for keyword, value in kwargs.items()}
    keywords = [_renamed(shape, kwargs) for shape in shapes]
    if kwargs:
        _refuse_none(name, shapes, keywords)
    if len(shapes) == 1:
        return _fit(name, shapes[0], args, keywords[0])
    passed = {each for named in keywords for each in named}
    href_keywords = {each for shape in shapes for each in shape.parameters if each in passed}
    candidates: list[tuple[bool, int, int, int, Bound]] = []
    errors: list[CallError] = []
    for shape, named in zip(shapes, keywords, strict=True):
        not_taken = len(href_keywords.difference(shape.parameters))
        try:
            bound = _fit(name, shape, args, named)
            filled = len(shape.filled.keys() - named.keys())
            candidates.append((bool(shape.link.fault), not_taken, -filled, _distance(bound, args), bound))
        except CallError as error:
            errors.append(error.with_traceback(None))
    if candidates:
        return min(candidates, key=lambda each: each[:4])[4]
    raise mismatch_error(name, shapes, errors, args, kwargs)


def _renamed(shape: CallShape, kwargs: Mapping[str, object]) -> Mapping[str, object]:
    """Return keyword arguments with the names that only the wire has, such as "page[size]", as keywords."""
    unknown = [each for each in kwargs if each not in shape.parameters and each not in shape.fields]
    if not unknown:
        return kwargs
    kwargs = _in_brackets(shape, kwargs, unknown)
    unknown = [each for each in kwargs if each not in shape.parameters and each not in shape.fields]
    keywords = {parameter.name: keyword for keyword, parameter in shape.parameters.items()}
    for keyword, field in shape.fields.items():
        keywords.setdefault(field.name, keyword)
    renamed = {each: keywords[each] for each in unknown if each in keywords and keywords[each] not in kwargs}
    return {renamed.get(each, each): value for each, value in kwargs.items()}


def _in_brackets(shape: CallShape, kwargs: Mapping[str, object], unknown: Iterable[str]) -> Mapping[str, object]:
    """Return keyword arguments with an object, ``filter={"ids": 1}``, as the fields "filter[ids]" of a query."""
    names = {each.name for each in shape.fields.values() if each.location == "query" and each.name.endswith("]")}
    for keyword in unknown if names else ():
        fields = _bracketed(keyword, kwargs[keyword], names)
        if fields and not fields.keys() & kwargs.keys():
            kwargs = {**{each: value for each, value in kwargs.items() if each != keyword}, **fields}
    return kwargs


def _bracketed(name: str, value: object, names: Container[str]) -> dict[str, object]:
    """Return the members of an object by their names on the wire; empty if one of them is unknown."""
    found: dict[str, object] = {}
    for key, member in value.items() if isinstance(value, Mapping) else ():
        inner = f"{name}[{key}]"
        below = {inner: member} if inner in names else _bracketed(inner, member, names)
        if not below:
            return {}
        found |= below
    return found


def _refuse_none(name: str, shapes: Sequence[CallShape], keywords: Sequence[Mapping[str, object]]) -> None:
    """Refuse None for an href parameter: another link may have a field of that name, which None would leave out."""
    for keyword, value in {each: value for kwargs in keywords for each, value in kwargs.items()}.items():
        is_nothing = value is None or is_missing(value)
        if is_nothing and any(shape.parameters[keyword].required for shape in shapes if keyword in shape.parameters):
            raise CallError(f"{name}() got {shown(value)} for {keyword!r}, a part of the path: expected an identity")


def _fit(name: str, shape: CallShape, args: Sequence[object], kwargs: Mapping[str, object]) -> Bound:
    """Bind the arguments to one link."""
    by_keyword = shape.href_keywords
    filled = shape.filled.keys() - kwargs.keys() if shape.filled else ()
    kwargs = {**shape.filled, **kwargs} if filled else kwargs
    positional_keywords = [keyword for keyword in shape.parameters if keyword not in kwargs]
    others = {key: value for key, value in kwargs.items() if key not in by_keyword}
    fields, parameters = _split_keywords(name, shape, others)
    positional, body = _split_positional(name, shape, positional_keywords, args)
    positional_keywords = positional_keywords[: len(positional)]
    path = _preset_path(name, shape)
    for keyword, value in zip(positional_keywords, positional, strict=True):
        path[by_keyword[keyword].name] = href_value(name, keyword, by_keyword[keyword], value, shape.link)
    for keyword, value in kwargs.items():
        if (each := by_keyword.get(keyword)) is not None:
            path[each.name] = href_value(name, keyword, each, value, shape.link, by_keyword=True)
    if filled:
        _refuse_others(name, {by_keyword[each].name: each for each in filled if each in by_keyword}, path, args, kwargs)
    parameters = {**_preset_parameters(shape), **parameters}
    _check_parameters(name, shape, parameters, fields)
    if filled and fields and isinstance(body, Mapping) and not _own_fields(shape, kwargs, filled):
        fields, body = {**fields, **body}, UNSET
    if fields and body is not UNSET:
        raise CallError(f"{name}() got a body and the keywords {', '.join(map(repr, fields))}: pass one or the other")
    content = fields or UNSET if body is UNSET else body
    return Bound(shape=shape, path=path, body=content, parameters=parameters)


def _refuse_others(
    name: str,
    filled: Mapping[str, str],
    path: Mapping[str, object],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> None:
    """Refuse a record of another place than the one that ``with_arguments`` fills: its id may be another thing there.

    Raises:
        CallError: it says how to name the place.
    """
    for record in (each for each in (*args, *kwargs.values()) if isinstance(each, Record)):
        bound = getattr(place_of(record)[0], "bound", None)
        known = bound.path if isinstance(bound, Bound) else {}
        for variable, keyword in filled.items():
            if variable in known and str(known[variable]) != str(path[variable]):
                raise CallError(
                    f"{name}() got a Record of another {keyword} than the one that with_arguments() fills: "
                    f"pass {keyword}=... with it"
                )


def _own_fields(shape: CallShape, kwargs: Mapping[str, object], filled: Container[str]) -> list[str]:
    """Return the fields of the query that a call passes itself, by keyword."""
    return [each for each in kwargs if each not in filled and each not in shape.href_keywords and _is_main(shape, each)]


def _is_main(shape: CallShape, keyword: str) -> bool:
    field = shape.fields.get(keyword)
    return field is None or field.location == ("query" if shape.link.query else "body")


def _split_positional(
    name: str, shape: CallShape, keywords: Sequence[str], args: Sequence[object]
) -> tuple[Sequence[object], object]:
    """Split positional arguments into those of the href and the body."""
    if len(args) == len(keywords) and not (args and isinstance(args[-1], dict)):
        return args, UNSET
    least = max((number for number, each in enumerate(keywords, 1) if shape.parameters[each].required), default=0)
    is_body = len(args) == len(keywords) + 1 or (least < len(args) <= len(keywords) and isinstance(args[-1], dict))
    if is_body and shape.takes_body and _is_body(shape, args[-1]):
        return args[:-1], args[-1]
    if least <= len(args) <= len(keywords):
        return args, UNSET
    raise CallError(count_message(name, shape, keywords, args))


def _is_body(shape: CallShape, value: object) -> bool:
    return not isinstance(value, Record) if shape.any_body else is_body(shape.link.body, value)


def _split_keywords(
    name: str, shape: CallShape, kwargs: Mapping[str, object]
) -> tuple[dict[str, object], dict[tuple[str, str], object]]:
    """Split keywords into fields of the body (or query) and other parameters, by their names on the wire."""
    fields: dict[str, object] = {}
    parameters: dict[tuple[str, str], object] = {}
    main = "query" if shape.link.query else "body"
    for keyword, value in kwargs.items():
        field = shape.fields.get(keyword)
        if field is not None and field.location != "body" and is_missing(value):
            raise CallError(
                f"{name}() got {shown(value)} for {keyword!r}, a {field.location} parameter: that is a missing value; "
                "leave the argument out"
            )
        if field is not None and field.location != main:
            parameters[field.location, field.name] = value
        elif field is not None:
            fields[field.name] = _field_value(name, keyword, field, value)
        elif shape.open:
            fields[keyword] = value
        else:
            raise CallError(unknown_message(name, shape, keyword))
    return fields, parameters


def _field_value(name: str, keyword: str, field: Field, value: object) -> object:
    """Return the value of a field; a record becomes its identity, unless the field is an object."""
    if not isinstance(value, Record) or field.schema is None or "object" in (types_of(field.schema) or ("object",)):
        return value
    if (identity := field_identity(field.name, value)) is not None:
        return identity
    return identity_of(name, keyword, Parameter(name=field.name, schema=field.schema), value)


def _preset_path(name: str, shape: CallShape) -> dict[str, object]:
    if not shape.preset:
        return {}
    presets = {each.name: each for each in shape.link.href_parameters if each.name in shape.preset}
    return {
        variable: value
        if type(value := shape.preset[variable]) in {list, dict}  # of a response: what a caller passes is not a dict
        else identity_of(name, parameter_keyword(each), each, value, shape.link)
        for variable, each in presets.items()
    }


def _preset_parameters(shape: CallShape) -> dict[tuple[str, str], object]:
    """Return the query, header and cookie parameters that already have a value, unless it is that of the path."""
    if not shape.preset:
        return {}
    in_path = {each.name for each in shape.link.href_parameters}
    return {
        (each.location, each.name): shape.preset[each.name]
        for each in shape.link.parameters
        if each.name in shape.preset and each.name not in in_path
    }


def _check_parameters(
    name: str, shape: CallShape, parameters: Mapping[tuple[str, str], object], fields: Mapping[str, object]
) -> None:
    """Refuse a call without a query, header or cookie parameter that the link requires; None is missing, too.

    A link that changes something takes no None in its query: without the parameter it may change more than was meant.
    """
    filled = {("query", name) for name in fields} if shape.link.query else set()
    for keyword, field in shape.required_beside:
        place = (field.location, field.name)
        if parameters.get(place) is None and place not in filled:
            raise CallError(f"{name}() is missing {keyword!r}, a {field.location} parameter: {describe_field(field)}")
    for location, parameter in parameters if shape.link.method not in _SAFE_METHODS else ():
        if location == "query" and parameters[location, parameter] is None:
            raise CallError(
                f"{name}() got None for {parameter!r}, a query parameter: a {shape.link.method} without it means "
                "something else; leave the argument out if that is what you mean"
            )


def _distance(bound: Bound, args: Sequence[object]) -> int:
    """Return how far the arguments are from an exact fit; the fourth rule for several links."""
    shape, fields = bound.shape, {} if bound.body is UNSET else bound.body
    distance = 1 if args and bound.body is args[-1] else 0
    if not isinstance(fields, Mapping):
        return distance
    listed = [each for each in (*shape.fields.values(), *shape.dict_only) if each.location in {"body", "query"}]
    names = {each.name for each in listed}
    missing = sum(1 for each in listed if each.required and each.name not in fields)
    unknown = 0 if shape.open else sum(1 for name in fields if name not in names)
    return distance + 10 * missing + 100 * unknown
