"""What differs between the fields of two schemas, and the schemas that are compared below them."""

from collections.abc import Iterator
from math import inf

from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.schemas.form import Form
from heroics_py.changes.schemas.patterns import is_matched, refuses_texts_of
from heroics_py.changes.schemas.places import ANY_NAME, ITEMS
from heroics_py.changes.schemas.shapes import Parts
from heroics_py.support.values import Value

__all__ = ["Below", "fields_below", "items_below"]


_CLOSED = "takes no other fields than those described any more"


class Below(Value):
    """Two schemas of a part of a value.

    Attributes:
        path: the names that lead to it.
        old, new: the schemas.
    """

    path: tuple[str, ...]
    old: Parts
    new: Parts


def fields_below(old: Form, new: Form, direction: str) -> Iterator[Finding | Below]:
    """Yield what differs between the fields of two schemas of objects, and the schemas of what both have."""
    yield from _sent_fields(old, new) if direction == "request" else _answered_fields(old, new)
    for name, parts in old.properties.items():
        if name in new.properties:
            yield Below((name,), parts, new.properties[name])
    yield from _further(old, new, direction)
    yield from _patterns(old, new, direction)


def items_below(old: Form, new: Form, direction: str) -> Iterator[Finding | Below]:
    """Yield what differs between two schemas of lists, and the schemas of their items."""
    if old.prefix or new.prefix:
        for index, (before, after) in enumerate(zip(old.prefix, new.prefix, strict=False)):
            yield Below((str(index),), (before,), (after,))
        if len(old.prefix) != len(new.prefix) and _most_items(old) == _most_items(new):
            text = f"describes {len(new.prefix)} items by their places now (before: {len(old.prefix)})"
            yield finding(direction, "not-comparable", text)
    if old.items or new.items:
        yield Below((ITEMS,), old.items, new.items)
    if (known := _most_items(old)) != (most := _most_items(new)):
        text = f"{'takes' if direction == 'request' else 'has'} at most {most} item{'s' if most != 1 else ''} now"
        text = text if most < inf else "is not limited to the items that are described any more"
        yield finding(direction, "limit-tightened" if most < known else "limit-loosened", text)


def _most_items(form: Form) -> float:
    """Return how many items a list may have, where those beyond the ones described by their places are refused."""
    refused = ("items", "additionalItems", "unevaluatedItems")
    is_closed = any(each.node.get(keyword) is False for each in form.nodes for keyword in refused)
    return len(form.prefix) if is_closed and not form.items else inf


def _sent_fields(old: Form, new: Form) -> Iterator[Finding]:
    for name in old.properties:
        if name not in new.properties and (name not in new.required or new.is_closed):
            is_taken = new.further is not None or any(is_matched(name, each) for each in new.patterns)
            text = "is not described any more" if is_taken else ""
            yield finding("request", "field-gone", text, path=(name,), effect="risky" if is_taken else "")
    for name in new.properties:
        if name not in old.properties and name not in new.required:
            yield finding("request", "field-new", path=(name,))
    for name in sorted(new.required - old.required):
        yield finding("request", "field-required", path=(name,))
    for name in sorted(old.required - new.required):
        if name in new.properties:
            yield finding("request", "field-optional", path=(name,))


def _answered_fields(old: Form, new: Form) -> Iterator[Finding]:
    for name in old.properties:
        if name not in new.properties and _is_answered(old, name):
            yield finding("answer", "answer-field-gone", path=(name,))
    for name in new.properties:
        if name not in old.properties and _is_answered(new, name):
            yield finding("answer", "answer-field-new", path=(name,))
    for name in sorted(old.required - new.required):
        if name not in old.properties or _is_answered(new, name):
            yield finding("answer", "answer-field-optional", path=(name,))
    for name in sorted(new.required - old.required):
        if name in old.properties:
            yield finding("answer", "answer-field-required", path=(name,))


def _is_answered(form: Form, name: str) -> bool:
    return name in form.properties and not form.forms.of(form.properties[name]).has("writeOnly")


def _further(old: Form, new: Form, direction: str) -> Iterator[Finding | Below]:
    """Compare the fields that are not named."""
    if old.further is None:
        if new.further is not None and direction == "request":
            yield finding(direction, "limit-loosened", "takes fields of any other name too")
        elif direction == "request" and _is_closed_now(old, new):
            yield finding(direction, "limit-tightened", _CLOSED, effect="risky")
        return
    if new.further is not None:
        yield Below((ANY_NAME,), old.further, new.further)
        return
    if new.is_closed:
        is_sent = direction == "request"
        kind = "limit-tightened" if is_sent else "answer-field-gone"
        if is_sent or old.further:
            yield finding(direction, kind, _CLOSED if is_sent else "", path=() if is_sent else (ANY_NAME,))
    elif old.further and direction == "answer":
        yield finding(direction, "not-comparable", "does not describe its further fields any more")


def _is_closed_now(old: Form, new: Form) -> bool:
    """Return whether fields that no schema names are refused now. Documents of another dialect have other defaults."""
    dialects = {each.schema.documents.dialect for form in (old, new) for each in form.nodes}
    return new.is_closed and not old.is_closed and old.types == new.types and len(dialects) == 1


def _patterns(old: Form, new: Form, direction: str) -> Iterator[Finding | Below]:
    """Compare the fields that are described by the patterns of their names."""
    for pattern, parts in old.patterns.items():
        if pattern in new.patterns:
            yield Below((ANY_NAME,), parts, new.patterns[pattern])
    gone, added = old.patterns.keys() - new.patterns.keys(), new.patterns.keys() - old.patterns.keys()
    is_refused = False
    if len(gone) == len(added) == 1:
        before, after = gone.pop(), added.pop()
        yield Below((ANY_NAME,), old.patterns[before], new.patterns[after])
        is_refused = direction == "request" and refuses_texts_of(after, before)
        gone, added = {before}, {after}
    if gone or added:
        kind = "limit-tightened" if is_refused else "not-comparable"
        text = f"describes fields whose names match {' or '.join(sorted(new.patterns)) or 'no pattern'} now"
        yield finding(direction, kind, text, old=[*sorted(gone)], new=[*sorted(added)])
