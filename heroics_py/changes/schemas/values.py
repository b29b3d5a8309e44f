"""What differs between the values of two schemas: types, listed values, limits and notes."""

from collections.abc import Iterator

from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.schemas.form import Form
from heroics_py.changes.schemas.limits import limit_changes
from heroics_py.changes.schemas.types import ALL_TYPES, meet, not_in, type_text
from heroics_py.model.deprecation import is_marked_deprecated
from heroics_py.support.json_types import Json

__all__ = ["common_types", "value_findings"]

_MOST_SHOWN = 5
_ONE_WAY = {"readOnly": "read-only", "writeOnly": "write-only"}


def common_types(old: Form, new: Form) -> frozenset[str]:
    """Return the types that two schemas allow."""
    return meet(ALL_TYPES if old.types is None else old.types, ALL_TYPES if new.types is None else new.types)


def value_findings(old: Form, new: Form, direction: str) -> Iterator[Finding]:
    """Yield what differs between two schemas, apart from their fields, items and alternatives."""
    if old.faults != new.faults and not {*old.faults} & {*new.faults}:
        fault = f"can't be read now: {new.faults[0]}" if new.faults else f"could not be read: {old.faults[0]}"
        yield finding(direction, "not-comparable", fault)
        return
    common = common_types(old, new)
    yield from _types(old, new, common, direction)
    if common or old.types == new.types:
        yield from _listed(old, new, direction)
        yield from _limits(old, new, common, direction)
        yield from _others(old, new, direction)
    yield from _notes(old, new, direction)


def _types(old: Form, new: Form, common: frozenset[str], direction: str) -> Iterator[Finding]:
    if old.types == new.types:
        return
    is_sent = direction == "request"
    names: tuple[Json, Json] = type_text(old.types), type_text(new.types)
    before, after = (ALL_TYPES if each is None else each for each in (old.types, new.types))
    if not common - {"null"} and before - {"null"} and after - {"null"}:
        text = f"{'takes' if is_sent else 'is'} {names[1]} now, no longer {names[0]}"
        yield finding(direction, "type-changed", text, old=names[0], new=names[1])
        return
    if not after:
        yield finding(direction, "type-changed", f"{'takes' if is_sent else 'has'} no value any more", old=names[0])
        return
    if lost := not_in(before, after):
        is_short = len(lost) < 3 and old.types is not None
        gone = f"takes no {type_text(lost)} any more" if is_short else f"takes {names[1]} alone now"
        text = gone if is_sent else f"is always {names[1]} now"
        yield finding(direction, "type-narrowed", text, old=names[0], new=names[1])
    if gained := not_in(after, before):
        added = "anything" if new.types is None else type_text(gained)
        text = f"takes {added} too" if is_sent else f"may be {added} now"
        yield finding(direction, "type-widened", text, old=names[0], new=names[1])


def _listed(old: Form, new: Form, direction: str) -> Iterator[Finding]:
    if old.values is None or new.values is None:
        yield from _newly_listed(old, new, direction)
        return
    is_sent = direction == "request"
    # Values of a type that is gone are part of what is said about the type.
    gone = [value for key, value in old.values.items() if key not in new.values]
    added = [value for key, value in new.values.items() if key not in old.values]
    if gone:
        text = f"takes no {_shown(gone)} any more" if is_sent else f"is never {_shown(gone)} any more"
        yield finding(direction, "enum-value-gone", text, old=gone)
    if added:
        text = f"takes {_shown(added)} too" if is_sent else f"may be {_shown(added)} now"
        # Code that compares with the old values knows none of the new ones.
        effect = "breaking" if not is_sent and len(gone) == len(old.values) else ""
        yield finding(direction, "enum-value-new", text, new=added, effect=effect)


def _newly_listed(old: Form, new: Form, direction: str) -> Iterator[Finding]:
    is_sent = direction == "request"
    if new.values is not None and not _is_both_booleans(new):
        values = [*new.values.values()]
        text = f"takes {_shown(values)} alone now" if is_sent else f"is always {_shown(values)} now"
        yield finding(direction, "enum-value-gone", text, new=values)
    if old.values is not None and not _is_both_booleans(old):
        values = [*old.values.values()]
        text = f"takes other values than {_shown(values)} too" if is_sent else f"may be more than {_shown(values)} now"
        yield finding(direction, "enum-value-new", text, old=values)


def _is_both_booleans(form: Form) -> bool:
    return form.values is not None and {"true", "false"} == {*form.values}


def _shown(values: list[Json]) -> str:
    text = ", ".join(repr(each)[:80] for each in values[:_MOST_SHOWN])
    return f"{text} and {len(values) - _MOST_SHOWN} more" if len(values) > _MOST_SHOWN else text


def _limits(old: Form, new: Form, common: frozenset[str], direction: str) -> Iterator[Finding]:
    is_sent = direction == "request"
    for each in limit_changes(old.limits, new.limits, common):
        before = f" (before: {each.old})" if each.old is not None and each.new is not None else ""
        text = f"{'takes' if is_sent else 'has'} {each.words} now{before}"
        if each.kind == "replaced":
            kind = "limit-tightened" if is_sent else "limit-loosened"
        elif each.kind == "changed" and each.old is None and not is_sent:
            kind = "limit-tightened"
        elif each.kind == "changed":
            kind = "not-comparable"
        else:
            kind = f"limit-{each.kind}"
            text = text if each.new is not None else f"is not limited to {each.words} any more"
        yield finding(direction, kind, text, old=each.old, new=each.new)


def _others(old: Form, new: Form, direction: str) -> Iterator[Finding]:
    """Yield what differs between conditions, which can't be compared: a further one can only refuse more."""
    kept = [key for key in old.others if old.others[key] == new.others.get(key)]
    gone, added = (sorted({*form.others} - {*kept}) for form in (old, new))
    if gone and added:
        text = f"has another condition now ({', '.join(added)}), whose effect can't be decided"
        yield finding(direction, "not-comparable", text)
    elif added:
        yield finding(direction, "limit-tightened", f"has a further condition now ({', '.join(added)})")
    elif gone:
        yield finding(direction, "limit-loosened", f"has a condition less now ({', '.join(gone)})")
    if old.unread_choices != new.unread_choices:
        yield finding(direction, "not-comparable", "has more alternatives than are compared")


def _notes(old: Form, new: Form, direction: str) -> Iterator[Finding]:
    if direction == "request" and old.default != new.default:
        default = f"has the default {new.default[0]!r:.80} now" if new.default else "has no default any more"
        text = f"{default} (before: {old.default[0]!r:.80})" if old.default else default
        yield finding(direction, "default-changed", text, old=(*old.default, None)[0], new=(*new.default, None)[0])
    for annotation in ("readOnly",) if direction == "request" else _ONE_WAY:
        if old.has(annotation) != new.has(annotation):
            is_now = "is {} now" if new.has(annotation) else "is not {} any more"
            effect = "harmless" if direction == "request" and old.has(annotation) else ""
            yield finding(direction, "one-way-changed", is_now.format(_ONE_WAY[annotation]), effect=effect)
    if _is_deprecated(new) and not _is_deprecated(old):
        yield finding(direction, "deprecated", "is deprecated now")
    if old.text != new.text:
        yield finding(direction, "text-changed", "has another description", old=old.text[-1], new=new.text[-1])


def _is_deprecated(form: Form) -> bool:
    return any(is_marked_deprecated(each.node) for each in form.nodes)
