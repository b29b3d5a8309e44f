"""What differs between the query, header and cookie parameters of a link."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from heroics_py.call.shape import CallShape, Field
from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.schemas.disjoint import follows
from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.wording import subject
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema_types import types_of

__all__ = ["IRRELEVANT", "parameter_changes"]

IRRELEVANT = frozenset({"one-way-changed"})
"""The kinds of findings that mean nothing for a parameter: no response has it."""

_STYLES_OF_ONE = frozenset({"json", "urlencoded", "text"})

_Place = tuple[str, str]
_Named = tuple[str, Field]


def parameter_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what differs between the parameters of a link that are not in its path."""
    old, new = _parameters(pair.old.call_shape), _parameters(pair.new.call_shape)
    moved: set[_Place] = set()
    for place, (keyword, field) in old.items():
        partner: tuple[str, Field | Parameter] | None = new.get(place)
        if partner is None:
            partner = _moved_to(keyword, pair.new.call_shape)
            if partner is not None:
                moved.add(_place(partner[1]))
                yield _moved(pair, (keyword, field), partner[1])
        elif partner[0] != keyword:
            yield _renamed(pair, (keyword, field), partner[0])
        if partner is None:
            yield from pair.changes(field.location, [_gone(field, pair.new.call_shape)], keyword)
        elif _is_from_data(field, pair.new.link) and not _is_from_data(field, pair.old.link):
            text = "is filled from the data of a thing alone now"
            found = finding("request", "field-gone", text, path=(field.name,), effect="risky")
            yield from pair.changes(field.location, [found], keyword)
        else:
            yield from pair.changes(field.location, _compared(field, partner[1], context), keyword)
    yield from _whole_query(pair, context)
    arguments = {("path", each.name): keyword for keyword, each in pair.old.call_shape.parameters.items()}
    yield from _spelled(pair, context, arguments | {place: keyword for place, (keyword, _) in old.items()})
    for place, (keyword, field) in new.items():
        if place not in old and place not in moved:
            kind = "field-required" if field.required else "field-new"
            yield from pair.changes(field.location, [finding("request", kind, path=(field.name,))], keyword)


def _parameters(shape: CallShape) -> dict[_Place, _Named]:
    """Return the parameters of a link that are not in its path, with their keywords."""
    fields = {_place(field): (keyword, field) for keyword, field in shape.fields.items() if field.location != "body"}
    dict_only = {_place(each): ("", each) for each in shape.dict_only if each.location != "body"}
    return {**dict_only, **fields}


def _place(field: Field | Parameter) -> _Place:
    """Return where a field is sent: the names of headers have no case."""
    return field.location, field.name.lower() if field.location == "header" else field.name


def _moved_to(keyword: str, shape: CallShape) -> tuple[str, Field | Parameter] | None:
    """Return the field that a keyword means now, in another part of the request: in the path, too."""
    found = shape.fields.get(keyword) or shape.parameters.get(keyword) if keyword else None
    return None if found is None else (keyword, found)


def _moved(pair: LinkPair, old: _Named, new: Field | Parameter) -> Change:
    keyword, field = old
    message = f"'{keyword}' is sent in the {new.location} now, no longer in the {field.location}"
    change = _change_of(pair, field, keyword)
    return change("risky", "field-moved", message, old=field.location, new=new.location)


def _renamed(pair: LinkPair, old: _Named, keyword: str) -> Change:
    before, field = old
    message = f"the keyword of the {field.location} parameter '{field.name}' is {keyword!r} now, no longer {before!r}"
    return _change_of(pair, field, before)("breaking", "argument-renamed", message, old=before, new=keyword)


def _change_of(pair: LinkPair, parameter: Field | Parameter, keyword: str) -> Callable[..., Change]:
    """Return a function that makes a change of a parameter from its effect, kind, message, and what was and is."""
    return partial(pair.change, part=parameter.location, path=(parameter.name,), keyword=keyword)


def _gone(field: Field, shape: CallShape) -> Finding:
    is_taken = shape.open and shape.link.query is not None and field.location == "query"
    text = "is not described any more" if is_taken else ""
    return finding("request", "field-gone", text, path=(field.name,), effect="risky" if is_taken else "")


def _is_from_data(field: Field, link: Link) -> bool:
    """Return whether a parameter has its value from the data of a thing, and not from a caller."""
    places = {(each.location, each.name) for each in link.parameters if each.source == "data"}
    return (field.location, field.name) in places


def _compared(old: Field, new: Field | Parameter, context: Context) -> Iterator[Finding]:
    if old.required != new.required and new.location != "path":
        yield finding("request", "field-required" if new.required else "field-optional", path=(old.name,))
    schemas = [(each.schema,) if each.schema is not None else () for each in (old, new)]
    for each in context.sent.findings(*schemas):
        if each.kind not in IRRELEVANT:
            yield each.below(old.name)


def _whole_query(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what differs between conditions for a query as a whole; its fields are compared one by one."""
    old, new = pair.old.link.query, pair.new.link.query
    if old is not None and new is not None:
        found = context.sent.findings((old,), (new,))
        yield from pair.changes("query", [each for each in found if not each.path])


def _spelled(pair: LinkPair, context: Context, keywords: Mapping[_Place, str]) -> Iterator[Change]:
    """Yield the parameters that are spelled otherwise in a request, or deprecated."""
    parameters = {(each.location, each.name): each for each in pair.new.link.parameters}
    for old in pair.old.link.parameters:
        new = parameters.get((old.location, old.name))
        if new is None:
            continue
        keyword = keywords.get((old.location, old.name), "")
        part, name = ("argument", keyword or old.name) if old.location == "path" else (old.location, old.name)
        change = partial(pair.change, "risky", part=part, path=(name,), keyword=keyword)
        found = subject(part, (name,))
        if new.deprecated and not old.deprecated:
            yield change("deprecated", f"{found} is deprecated now")
        if _refuses_empty(old, new, context):
            message = f"{found} takes no empty text any more"
            yield pair.change("breaking", "limit-tightened", message, part=part, path=(name,), keyword=keyword)
        if _takes_several(old) and (old.style, old.explode) != (new.style, new.explode):
            yield change("spelling-changed", f"{found} spells several values otherwise now")
        elif _is_spelled_otherwise(old, new):
            yield change("spelling-changed", f"{found} is spelled otherwise in a request now")


def _refuses_empty(old: Parameter, new: Parameter, context: Context) -> bool:
    """Return whether an empty text, which was taken whatever the schema says, is refused now."""
    if not old.allow_empty or new.allow_empty or new.schema is None:
        return False
    return not follows(context.sent.form((new.schema,), is_new=True), "", otherwise=True)


def _is_spelled_otherwise(old: Parameter, new: Parameter) -> bool:
    """Return whether one value is spelled otherwise; the other styles of a query differ for several values alone."""
    styles = {old.style, new.style}
    if old.location == "path" or not styles.isdisjoint(_STYLES_OF_ONE):
        return len(styles) > 1
    return old.allow_reserved != new.allow_reserved


def _takes_several(parameter: Parameter) -> bool:
    kinds = types_of(parameter.schema) if parameter.schema is not None else ()
    return not kinds or not {"array", "object"}.isdisjoint(kinds)
