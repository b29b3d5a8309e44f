"""Which link a call means, and which argument goes where."""

from collections.abc import Mapping, Sequence

from heroics_py.call.shape import UNSET, CallShape, Field, identifying_fields, identity_words
from heroics_py.errors import CallError
from heroics_py.http.options import OPTION_NAMES
from heroics_py.model.api import Parameter
from heroics_py.model.identifiers import parameter_keyword
from heroics_py.model.pointers import scalar_at
from heroics_py.model.schema_types import types_of
from heroics_py.model.wording import phrase
from heroics_py.record import Record
from heroics_py.support.suggestions import did_you_mean

__all__ = ["Bound", "bind"]

_MOST_WAYS = 20
_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Bound:
    """A call with every argument in its place.

    Attributes:
        spelling: the link that was chosen.
        path: the values of the href, by variable.
        body: the body, or the query of a GET; UNSET where nothing was given.
        beside: query, header and cookie parameters that stand beside the body, by location and name.
    """

    __slots__ = ("beside", "body", "path", "spelling")

    def __init__(
        self, *, spelling: CallShape, path: Mapping[str, object], body: object, beside: Mapping[tuple[str, str], object]
    ) -> None:
        self.spelling = spelling
        self.path = path
        self.body = body
        self.beside = beside


def bind(name: str, spellings: Sequence[CallShape], args: Sequence[object], kwargs: Mapping[str, object]) -> Bound:
    """Choose the link that a call means, and put every argument in its place.

    Href keywords count as given, and are never taken for fields by a link without them; an exact number of href
    parameters wins. With one positional argument more, the last is the body, if the link takes one and it is a dict or
    a list. A `Record` is always an identity, a plain dict always a body. Among links of one path, the fields that are
    given decide. A link with a fault is taken last.

    Args:
        name: of the call, for errors: "app.update".
        spellings: what the callable may mean.
        args: the positional arguments.
        kwargs: the keyword arguments.

    Raises:
        CallError: no link takes these arguments, or an href parameter is None.
    """
    _refuse_none(name, spellings, kwargs)
    identities = {keyword for each in spellings for keyword in each.parameters if keyword in kwargs}
    found: list[tuple[bool, int, int, Bound]] = []
    refusals: list[CallError] = []
    for spelling in spellings:
        others = len(identities.difference(spelling.parameters))
        try:
            found.append((bool(spelling.link.fault), others, *_fitted(name, spelling, args, kwargs)))
        except CallError as error:
            refusals.append(error.with_traceback(None))
    if found:
        return min(found, key=lambda item: item[:3])[3]
    if len(refusals) == 1:
        raise refusals[0]
    raise _none_fits(name, spellings, refusals, args, kwargs)


def _refuse_none(name: str, spellings: Sequence[CallShape], kwargs: Mapping[str, object]) -> None:
    """Refuse None for an href parameter: another link of the name may take it for a field that is left out."""
    for keyword in [keyword for keyword, value in kwargs.items() if value is None]:
        if any(keyword in spelling.parameters for spelling in spellings):
            raise CallError(
                f"{name}() got None for {keyword!r}, a part of the path: expected what identifies something"
            )


def _none_fits(
    name: str,
    spellings: Sequence[CallShape],
    refusals: Sequence[CallError],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> CallError:
    """Return the error of the link that was most likely meant: one that takes as many href parameters."""
    merged = _merged(spellings)
    unknown = [keyword for keyword in kwargs if not _takes(merged, keyword)]
    if unknown and not any(spelling.open for spelling in spellings):
        return CallError(_unknown(name, merged, unknown[0]))
    if not unknown and not any(all(_takes(each, keyword) for keyword in kwargs) for each in spellings):
        return CallError(f"{name}() takes {' and '.join(map(repr, kwargs))} in different calls, not in one")
    for spelling, refusal in zip(spellings, refusals, strict=True):
        given = sum(1 for keyword in kwargs if keyword in spelling.parameters)
        if len(spelling.parameters) in {len(args) + given, len(args) + given - 1}:
            return refusal
    ways = list(dict.fromkeys(f"{name}({', '.join(spelling.parameters)})" for spelling in spellings))
    more = f" and {len(ways) - _MOST_WAYS} more" if len(ways) > _MOST_WAYS else ""
    return CallError(f"{name}() takes other href parameters: call {' or '.join(ways[:_MOST_WAYS])}{more}")


def _merged(spellings: Sequence[CallShape]) -> CallShape:
    """Return one spelling with all that several take."""
    return spellings[0]._replace(
        parameters={keyword: each for spelling in spellings for keyword, each in spelling.parameters.items()},
        fields={keyword: each for spelling in spellings for keyword, each in spelling.fields.items()},
        unspelled=tuple(each for spelling in spellings for each in spelling.unspelled),
    )


def _takes(spelling: CallShape, keyword: str) -> bool:
    return keyword in spelling.parameters or keyword in spelling.fields


def _fitted(name: str, spelling: CallShape, args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[int, Bound]:
    """Put the arguments in the places of one link; with it, how far from an exact fit that is (0 is exact)."""
    open_keywords = [keyword for keyword in spelling.parameters if keyword not in kwargs]
    known = {**spelling.parameters, **_proposed(spelling)}
    fields, beside = _sorted_fields(name, spelling, {key: kwargs[key] for key in kwargs if key not in known})
    positional, body = _divided(name, spelling, open_keywords, args)
    path = _given(name, spelling)
    named = [(keyword, value) for keyword, value in kwargs.items() if keyword in known]
    for keyword, value in (*zip(open_keywords, positional, strict=True), *named):
        path[known[keyword].name] = _said(name, keyword, known[keyword], value)
    beside = {**_given_beside(spelling), **beside}
    _refuse_lack(name, spelling, beside, fields)
    if fields and body is not UNSET:
        raise CallError(
            f"{name}() got a body and the keywords {', '.join(map(repr, fields))}: give the fields one way or the other"
        )
    distance = _distance(spelling, fields if body is UNSET else body, given_body=body is not UNSET)
    return distance, Bound(spelling=spelling, path=path, body=fields or UNSET if body is UNSET else body, beside=beside)


def _given(name: str, spelling: CallShape) -> dict[str, object]:
    filled = {each.name: each for each in spelling.link.path_parameters if each.name in spelling.given}
    return {
        variable: _identity(name, parameter_keyword(each), each, spelling.given[variable])
        for variable, each in filled.items()
    }


def _refuse_lack(
    name: str, spelling: CallShape, beside: Mapping[tuple[str, str], object], fields: Mapping[str, object]
) -> None:
    """Refuse a call without a query, header or cookie parameter that the link requires; None counts as nothing.

    A link that changes something takes no None in its query at all: it would change more than was meant.
    """
    places = {(each.location, each.name) for each in spelling.link.parameters if each.location != "path"}
    for keyword, each in spelling.fields.items():
        place = (each.location, each.name)
        if each.required and place in places and beside.get(place) is None and each.name not in fields:
            raise CallError(f"{name}() misses {keyword!r}, a {each.location} parameter: {_told_of(each)}")
    for location, field in beside if spelling.link.method not in _READING else ():
        if location == "query" and beside[location, field] is None:
            raise CallError(
                f"{name}() got None for {field!r}, a query parameter: a {spelling.link.method} without it means "
                "something else; leave the argument out if that is what you mean"
            )


def _told_of(each: Field) -> str:
    return each.description or (phrase(each.schema) if each.schema else "text")


def _given_beside(spelling: CallShape) -> dict[tuple[str, str], object]:
    """Return what is filled already of the parameters beside the path."""
    beside = [each for each in spelling.link.parameters if each.location != "path" and each.name in spelling.given]
    return {(each.location, each.name): spelling.given[each.name] for each in beside}


def _proposed(spelling: CallShape) -> dict[str, Parameter]:
    """Return what the data of a thing fills, and the caller may say otherwise (JSON Hyper-Schema 2019-09, 7.2)."""
    filled = [each for each in spelling.link.path_parameters if each.name in spelling.given]
    return {parameter_keyword(each): each for each in filled if each.instance and each.source == "caller"}


def _divided(
    name: str, spelling: CallShape, wanted: Sequence[str], args: Sequence[object]
) -> tuple[Sequence[object], object]:
    """Divide positional arguments into those of the href and the body."""
    if len(args) == len(wanted):
        return args, UNSET
    if len(args) == len(wanted) + 1 and _is_body(spelling, args[-1]):
        return args[:-1], args[-1]
    raise CallError(_wrong_count(name, spelling, wanted, args))


def _is_body(spelling: CallShape, value: object) -> bool:
    if not spelling.takes_body or isinstance(value, Record):
        return False
    if isinstance(value, Mapping | list | tuple):
        return True
    media_type = spelling.link.body.media_type if spelling.link.body else "application/json"
    return isinstance(value, str | bytes) and "json" not in media_type and "form" not in media_type


def _takes_several(parameter: Parameter) -> bool:
    return parameter.schema is not None and not {"array", "object"}.isdisjoint(types_of(parameter.schema))


def _wrong_count(name: str, spelling: CallShape, wanted: Sequence[str], args: Sequence[object]) -> str:
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
    if parameter.instance and (found := scalar_at(value, parameter.instance)) is not None:
        return found
    fields = identifying_fields(parameter)
    for each in fields:
        if isinstance(found := dict.get(value, each), str | int) and not isinstance(found, bool) and found != "":
            return found
    wanted = " or ".join(map(repr, fields)) or "field that could stand for it"
    raise CallError(f"{name}() got a Record for {keyword} that has no {wanted}; it has {', '.join(value) or 'nothing'}")


def _sorted_fields(
    name: str, spelling: CallShape, kwargs: Mapping[str, object]
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
            fields[known.name] = _field_value(name, keyword, known, value)
        elif spelling.open:
            fields[keyword] = value
        else:
            raise CallError(_unknown(name, spelling, keyword))
    return fields, beside


def _field_value(name: str, keyword: str, known: Field, value: object) -> object:
    """Return what is sent for a field: of a Record, where the field is no object, what identifies it."""
    if not isinstance(value, Record) or known.schema is None or "object" in (types_of(known.schema) or ("object",)):
        return value
    return _identity(name, keyword, Parameter(name=known.name, schema=known.schema), value)


def _unknown(name: str, spelling: CallShape, keyword: str) -> str:
    known = [*spelling.parameters, *spelling.fields]
    unspelled = [each.name for each in spelling.unspelled]
    if keyword in unspelled:
        why = "the keyword stands for something else" if keyword.isidentifier() else "that is no name in Python"
        return f"{name}() takes {keyword!r} in a body dict only: {why}"
    if keyword in {each.name for each in spelling.link.path_parameters}:
        return f"{name}() has {keyword!r} filled already"
    if keyword in OPTION_NAMES:
        hint = f"an option is set before the call: {name}.with_options({keyword}=...)"
        return f"{name}() has no argument {keyword!r}; {hint}"
    if not known and not unspelled:
        return f"{name}() takes no keyword arguments, got {keyword!r}"
    further = f" (in a body dict: {', '.join(map(repr, unspelled))})" if unspelled else ""
    return f"{name}() has no argument {keyword!r}; {did_you_mean(keyword, known)}{further}"


def _distance(spelling: CallShape, fields: object, *, given_body: bool) -> int:
    """Tell how badly the fields fit: an exact href count beats a body, then what the link lists and requires."""
    distance = 1 if given_body else 0
    if not isinstance(fields, Mapping):
        return distance
    listed = [each for each in (*spelling.fields.values(), *spelling.unspelled) if each.location in {"body", "query"}]
    names = {each.name for each in listed}
    missing = sum(1 for each in listed if each.required and each.name not in fields)
    unknown = 0 if spelling.open else sum(1 for name in fields if name not in names)
    return distance + 10 * missing + 100 * unknown
