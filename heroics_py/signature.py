"""How a link is spelled as a call: its Python signature, and which argument goes where."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from heroics_py.errors import CallError
from heroics_py.model import Link, Parameter
from heroics_py.naming import did_you_mean, keyword_for, parameter_keyword
from heroics_py.pointer import Schema, value_at
from heroics_py.record import Record
from heroics_py.wording import phrase, types_of, values_of

__all__ = ["UNSET", "Bound", "Field", "Spelling", "bind", "identity_words", "signature_of", "spelling_of"]

_MOST_PARTS = 500
"""Schemas that the fields of one body are collected from at the most."""


class _Unset:
    """The one value that stands where nothing was given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "..."

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()
"""Stands where nothing was given; None is a value (JSON's null)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A keyword argument of a call.

    Attributes:
        name: on the wire.
        schema: what a value follows; None where the schema says nothing.
        required: whether the schema asks for it.
        location: "body", "query", "header" or "cookie".
        description: what the schema says of it; empty where its own schema is to say.
    """

    name: str
    schema: Schema | None = None
    required: bool = False
    location: str = "body"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One link as a call.

    Attributes:
        link: what is called.
        given: href parameters that are filled already, by the name of the variable.
        parameters: what is left for the caller to fill, by keyword, in the order of the href.
        fields: the keyword arguments, required ones first.
        unspelled: fields that only a body dict can give, for want of a Python name.
        open: whether keywords that the schema does not list are fields too.
        takes_body: whether one more positional argument is the body (on a GET, the query).
    """

    link: Link
    given: Mapping[str, object] = field(default_factory=dict)
    parameters: Mapping[str, Parameter]
    fields: Mapping[str, Field]
    unspelled: tuple[Field, ...] = ()
    open: bool = False
    takes_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A call with every argument in its place.

    Attributes:
        spelling: the link that was chosen.
        path: the values of the href, by variable.
        body: the body, or the query of a GET; UNSET where nothing was given.
        beside: query, header and cookie parameters that stand beside the body, by location and name.
    """

    spelling: Spelling
    path: Mapping[str, object]
    body: object = UNSET
    beside: Mapping[tuple[str, str], object] = field(default_factory=dict)


def spelling_of(link: Link, given: Mapping[str, object] | None = None) -> Spelling:
    """Return how ``link`` is called, once the href parameters ``given`` are filled.

    Raises:
        SchemaError: the schema of its body can't be followed.
    """
    filled = dict(given or {})
    parameters = {parameter_keyword(each): each for each in link.path_parameters if each.name not in filled}
    schema = link.query or (link.body.schema if link.body else None)
    location = "query" if link.query else "body"
    listed = [*_beside(link, filled), *(_fields(schema, location) if schema else ())]
    fields, unspelled = _spelled(listed, set(parameters))
    return Spelling(
        link=link,
        given=filled,
        parameters=parameters,
        fields=fields,
        unspelled=tuple(unspelled),
        open=_is_open(schema, listed) if schema else link.body is not None,
        takes_body=link.query is not None or link.body is not None,
    )


def _beside(link: Link, filled: Mapping[str, object]) -> list[Field]:
    return [
        Field(
            name=each.name,
            schema=each.schema,
            required=each.required and each.name not in filled,
            location=each.location,
            description=each.description,
        )
        for each in link.parameters
        if each.location != "path"
    ]


def _fields(schema: Schema, location: str) -> list[Field]:
    """Return the properties of an object schema, through references and combinations, required ones first."""
    found: dict[str, Schema] = {}
    required: set[str] = set()
    _collect(schema, found, required, set(), sure=True)
    fields = [Field(name=name, schema=at, required=name in required, location=location) for name, at in found.items()]
    return sorted(fields, key=lambda each: not each.required)


def _collect(
    schema: Schema, found: dict[str, Schema], required: set[str], seen: set[tuple[str, bool]], *, sure: bool
) -> None:
    target = schema.followed()
    if (target.pointer, sure) in seen or len(seen) > _MOST_PARTS:
        return
    seen.add((target.pointer, sure))
    for name, below in target.children("properties").items():
        found.setdefault(name, below)
    names = target.node.get("required")
    if sure and isinstance(names, list):
        required.update(name for name in names if isinstance(name, str))
    for part in target.listed("allOf"):
        _collect(part, found, required, seen, sure=sure)
    for part in (*target.listed("anyOf"), *target.listed("oneOf")):
        _collect(part, found, required, seen, sure=False)


def _is_open(schema: Schema, listed: list[Field]) -> bool:
    """Tell whether the schema lets fields pass that it does not list, and means it."""
    node = schema.followed().node
    further = node.get("additionalProperties")
    if isinstance(node.get("patternProperties"), dict) or isinstance(further, dict) or further is True:
        return True
    kinds = types_of(schema)
    return not listed and further is None and (not kinds or "object" in kinds)


def _spelled(listed: Iterable[Field], taken: set[str]) -> tuple[dict[str, Field], list[Field]]:
    fields: dict[str, Field] = {}
    unspelled: list[Field] = []
    ordered = list(listed)
    exact = {each.name for each in ordered}
    for each in ordered:
        keyword = keyword_for(each.name)
        clash = keyword != each.name and keyword in exact
        if keyword is None or keyword in taken or keyword in fields or clash:
            unspelled.append(each)
        else:
            fields[keyword] = each
    return fields, unspelled


def signature_of(spellings: Sequence[Spelling]) -> inspect.Signature:
    """Return the signature of a callable that chooses among ``spellings``.

    Href parameters are positional or keyword, and optional where not every link needs them; body fields are
    keyword-only, required ones first, with the schema's default where it has one. ``*body`` is one dict or list in
    their place.
    """
    parameters = _href_parameters(spellings)
    fields: dict[str, tuple[Field, bool]] = {}
    for spelling in spellings:
        for keyword, each in spelling.fields.items():
            needed = all(keyword in other.fields and other.fields[keyword].required for other in spellings)
            fields.setdefault(keyword, (each, needed))
    taken = {parameter.name for parameter in parameters}
    if any(spelling.takes_body for spelling in spellings):
        name = _unused(("body", "body_", "request_body"), {*taken, *fields})
        parameters.append(inspect.Parameter(name, inspect.Parameter.VAR_POSITIONAL, annotation=dict | list))
    for keyword, (each, needed) in sorted(fields.items(), key=lambda item: not item[1][1]):
        if keyword not in taken:
            parameters.append(_keyword_only(keyword, each, needed=needed))
    if any(spelling.open for spelling in spellings):
        name = _unused(("fields", "more_fields", "further_fields"), {*taken, *fields})
        parameters.append(inspect.Parameter(name, inspect.Parameter.VAR_KEYWORD))
    return inspect.Signature(parameters)


def _unused(names: Iterable[str], taken: set[str]) -> str:
    return next(name for name in names if name not in taken)


def _href_parameters(spellings: Sequence[Spelling]) -> list[inspect.Parameter]:
    longest = sorted(spellings, key=lambda spelling: -len(spelling.parameters))
    merged: dict[str, Parameter] = {}
    for spelling in longest:
        for keyword, parameter in spelling.parameters.items():
            merged.setdefault(keyword, parameter)
    optional = False
    made = []
    for keyword, parameter in merged.items():
        optional = optional or any(keyword not in spelling.parameters for spelling in spellings)
        made.append(
            inspect.Parameter(
                keyword,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=UNSET if optional else inspect.Parameter.empty,
                annotation=_annotation(parameter.schema) if parameter.schema else str,
            )
        )
    return made


def _keyword_only(keyword: str, each: Field, *, needed: bool) -> inspect.Parameter:
    return inspect.Parameter(
        keyword,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if needed else _default(each.schema),
        annotation=_annotation(each.schema) if each.schema else inspect.Parameter.empty,
    )


def _default(schema: Schema | None) -> object:
    """Return the default that the schema states: what the server takes where nothing is sent."""
    if schema is None:
        return UNSET
    for step in schema.trail():
        if isinstance(step.raw, dict) and "default" in step.raw:
            return step.raw["default"]
    return UNSET


_PYTHON_TYPES: Mapping[str, object] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": None,
}


def _annotation(schema: Schema) -> object:
    values = values_of(schema)
    if values and all(isinstance(value, str | int | bool | None) for value in values):
        return Literal[values]
    kinds = [_PYTHON_TYPES[name] for name in types_of(schema)]
    if not kinds:
        return inspect.Parameter.empty
    union: Any = kinds[0]
    for kind in kinds[1:]:
        union = union | kind if union is not None else kind | None  # type: ignore[operator]
    return union


def identity_words(parameter: Parameter) -> str:
    """Return what identifies the thing that a parameter stands for: "id or name"; empty where that can't be told."""
    if parameter.schema is None:
        return ""
    values = {each.field: values_of(each.schema) for each in parameter.schema.alternatives()}
    fields = _alternatives(parameter)
    return " or ".join(repr(values[name][0]) if len(values.get(name, ())) == 1 else name for name in fields)


def _alternatives(parameter: Parameter) -> list[str]:
    """Return the fields that may stand for the parameter, ``id`` before all others."""
    if parameter.schema is None:
        return []
    named = [each.field for each in parameter.schema.alternatives() if each.field]
    return sorted(dict.fromkeys(named), key=lambda name: name != "id")


def bind(name: str, spellings: Sequence[Spelling], args: Sequence[object], kwargs: Mapping[str, object]) -> Bound:
    """Choose the link that a call means, and put every argument in its place.

    Href keywords count as given; an exact number of href parameters wins. With one positional argument more, the last
    is the body, if the link takes one and it is a dict or a list. A `Record` is always an identity, a plain dict always
    a body. Among links of one path, the fields that are given decide.

    Args:
        name: of the call, for errors: "app.update".
        spellings: what the callable may mean.
        args: the positional arguments.
        kwargs: the keyword arguments.

    Raises:
        CallError: no link takes these arguments.
    """
    found: list[tuple[int, Bound]] = []
    refusals: list[CallError] = []
    for spelling in spellings:
        try:
            found.append(_fitted(name, spelling, args, kwargs))
        except CallError as error:
            refusals.append(error.with_traceback(None))
    if found:
        return min(found, key=lambda item: item[0])[1]
    if len(refusals) == 1:
        raise refusals[0]
    raise _none_fits(name, spellings, refusals, args, kwargs)


def _none_fits(
    name: str,
    spellings: Sequence[Spelling],
    refusals: Sequence[CallError],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> CallError:
    """Return the error of the link that was most likely meant: one that takes as many href parameters."""
    for spelling, refusal in zip(spellings, refusals, strict=True):
        given = sum(1 for keyword in kwargs if keyword in spelling.parameters)
        if len(spelling.parameters) in {len(args) + given, len(args) + given - 1}:
            return refusal
    ways = " or ".join(f"{name}({', '.join(spelling.parameters)})" for spelling in spellings)
    return CallError(f"{name}() takes other href parameters: call {ways}")


def _fitted(name: str, spelling: Spelling, args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[int, Bound]:
    """Put the arguments in the places of one link; with it, how far from an exact fit that is (0 is exact)."""
    open_keywords = [keyword for keyword in spelling.parameters if keyword not in kwargs]
    positional, body = _divided(name, spelling, open_keywords, args)
    path = _given(name, spelling)
    known = {**spelling.parameters, **_proposed(spelling)}
    named = [(keyword, value) for keyword, value in kwargs.items() if keyword in known]
    for keyword, value in (*zip(open_keywords, positional, strict=True), *named):
        path[known[keyword].name] = _said(name, keyword, known[keyword], value)
    fields, beside = _sorted_fields(name, spelling, {key: kwargs[key] for key in kwargs if key not in known})
    beside = {**_given_beside(spelling), **beside}
    if fields and body is not UNSET:
        raise CallError(
            f"{name}() got a body and the keywords {', '.join(map(repr, fields))}: give the fields one way or the other"
        )
    distance = _distance(spelling, fields if body is UNSET else body, given_body=body is not UNSET)
    return distance, Bound(spelling=spelling, path=path, body=fields or UNSET if body is UNSET else body, beside=beside)


def _given(name: str, spelling: Spelling) -> dict[str, object]:
    filled = {each.name: each for each in spelling.link.path_parameters if each.name in spelling.given}
    return {
        variable: _identity(name, parameter_keyword(each), each, spelling.given[variable])
        for variable, each in filled.items()
    }


def _given_beside(spelling: Spelling) -> dict[tuple[str, str], object]:
    """Return what is filled already of the parameters beside the path."""
    beside = [each for each in spelling.link.parameters if each.location != "path" and each.name in spelling.given]
    return {(each.location, each.name): spelling.given[each.name] for each in beside}


def _proposed(spelling: Spelling) -> dict[str, Parameter]:
    """Return what the data of a thing fills, and the caller may say otherwise (JSON Hyper-Schema 2019-09, 7.2)."""
    filled = [each for each in spelling.link.path_parameters if each.name in spelling.given]
    return {parameter_keyword(each): each for each in filled if each.instance and each.source == "caller"}


def _divided(
    name: str, spelling: Spelling, wanted: Sequence[str], args: Sequence[object]
) -> tuple[Sequence[object], object]:
    """Divide positional arguments into those of the href and the body."""
    if len(args) == len(wanted):
        return args, UNSET
    if len(args) == len(wanted) + 1 and _is_body(spelling, args[-1]):
        return args[:-1], args[-1]
    raise CallError(_wrong_count(name, spelling, wanted, args))


def _is_body(spelling: Spelling, value: object) -> bool:
    if not spelling.takes_body or isinstance(value, Record):
        return False
    if isinstance(value, Mapping | list | tuple):
        return True
    media_type = spelling.link.body.media_type if spelling.link.body else "application/json"
    return isinstance(value, str | bytes) and "json" not in media_type and "form" not in media_type


def _takes_several(parameter: Parameter) -> bool:
    return parameter.schema is not None and not {"array", "object"}.isdisjoint(types_of(parameter.schema))


def _wrong_count(name: str, spelling: Spelling, wanted: Sequence[str], args: Sequence[object]) -> str:
    if len(args) < len(wanted):
        missing = wanted[len(args) :]
        listed = " and ".join(f"{keyword} ({_what(spelling.parameters[keyword])})" for keyword in missing)
        return f"{name}() misses {listed}"
    more = " more" if len(wanted) < len(spelling.parameters) else ""
    taken = f"{len(wanted)}{more} href argument{'' if len(wanted) == 1 else 's'}"
    if not spelling.takes_body:
        hint = f"{spelling.link.method} {spelling.link.href} takes no body"
    elif isinstance(args[-1], Record):
        hint = "a Record is always an identity: pass dict(record) to send it as a body"
    else:
        hint = "the body is a dict or a list"
    return f"{name}() takes {taken}{' and a body' if spelling.takes_body else ''}, got {len(args)}; {hint}"


def _what(parameter: Parameter) -> str:
    return identity_words(parameter) or (phrase(parameter.schema) if parameter.schema else "text")


def _said(name: str, keyword: str, parameter: Parameter, value: object) -> object:
    """Return what stands in the href for what the caller gives: for some variables that has to be a `Record`."""
    if parameter.source == "data" and not isinstance(value, Record):
        raise CallError(
            f"{name}() takes {keyword} from the data of a thing and from nowhere else, as the schema says: pass a "
            "Record of it, or call the link of heroics_py.links(record)"
        )
    return _identity(name, keyword, parameter, value)


def _identity(name: str, keyword: str, parameter: Parameter, value: object) -> object:
    """Return what stands for a value in the href: of a Record, the field that identifies it."""
    if not isinstance(value, Record):
        if isinstance(value, Mapping | list | tuple) and not _takes_several(parameter):
            raise CallError(
                f"{name}() got a {type(value).__name__} for {keyword} ({_what(parameter)}): "
                "a plain dict or list is always a body, only a Record stands for an identity"
            )
        return value
    if parameter.instance and (found := value_at(value, parameter.instance)) is not None:
        return found
    fields = _alternatives(parameter)
    for each in fields:
        if isinstance(found := dict.get(value, each), str | int) and not isinstance(found, bool) and found != "":
            return found
    wanted = " or ".join(map(repr, fields)) or "field that could stand for it"
    raise CallError(f"{name}() got a Record for {keyword} that has no {wanted}; it has {', '.join(value) or 'nothing'}")


def _sorted_fields(
    name: str, spelling: Spelling, kwargs: Mapping[str, object]
) -> tuple[dict[str, object], dict[tuple[str, str], object]]:
    """Divide keywords into the fields of the body (or query) and the parameters beside it, by their wire names."""
    fields: dict[str, object] = {}
    beside: dict[tuple[str, str], object] = {}
    main = "query" if spelling.link.query else "body"
    for keyword, value in kwargs.items():
        if keyword in spelling.parameters:
            continue
        known = spelling.fields.get(keyword)
        if known is not None and known.location != main:
            beside[known.location, known.name] = value
        elif known is not None:
            fields[known.name] = value
        elif spelling.open:
            fields[keyword] = value
        else:
            raise CallError(_unknown(name, spelling, keyword))
    return fields, beside


def _unknown(name: str, spelling: Spelling, keyword: str) -> str:
    known = [*spelling.parameters, *spelling.fields]
    unspelled = [each.name for each in spelling.unspelled]
    if keyword in unspelled:
        return f"{name}() takes {keyword!r} in a body dict only: the keyword stands for something else"
    if keyword in {each.name for each in spelling.link.path_parameters}:
        return f"{name}() has {keyword!r} filled already"
    if not known and not unspelled:
        return f"{name}() takes no keyword arguments, got {keyword!r}"
    further = f" (in a body dict: {', '.join(map(repr, unspelled))})" if unspelled else ""
    return f"{name}() has no argument {keyword!r}; {did_you_mean(keyword, known)}{further}"


def _distance(spelling: Spelling, fields: object, *, given_body: bool) -> int:
    """Tell how badly the fields fit: an exact href count beats a body, then what the link lists and requires."""
    distance = 1 if given_body else 0
    if not isinstance(fields, Mapping):
        return distance
    listed = [each for each in (*spelling.fields.values(), *spelling.unspelled) if each.location in {"body", "query"}]
    names = {each.name for each in listed}
    missing = sum(1 for each in listed if each.required and each.name not in fields)
    unknown = 0 if spelling.open else sum(1 for name in fields if name not in names)
    return distance + 10 * missing + 100 * unknown
