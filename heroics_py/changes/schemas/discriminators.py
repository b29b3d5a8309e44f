"""The field that tells alternatives apart, and the values by which it does (the discriminator of OpenAPI)."""

from collections.abc import Iterator, Mapping

from heroics_py.changes.schemas.alternatives import match_alternatives, name_of_alternative
from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.schemas.form import Form
from heroics_py.model.keywords import CHOICE, CHOICES
from heroics_py.model.schema import Schema

__all__ = ["discriminator_findings"]

_Meant = Mapping[str, Form]


def discriminator_findings(old: Form, new: Form, direction: str) -> Iterator[Finding]:
    """Yield what differs in how a value tells its alternative: no schema says so, and servers go by it.

    An alternative that is gone is told of where alternatives are compared.
    """
    before, after = _discriminators(old), _discriminators(new)
    for field in before.keys() - after.keys() if after else ():
        now = ", ".join(sorted(map(repr, after)))
        yield finding(direction, "not-comparable", f"is told apart by {now} now (before: {field!r})", old=field)
    for field in sorted(before.keys() & after.keys()):
        if _written(before[field]) != _written(after[field]):
            yield from _other_meanings(field, before[field], after[field], direction)


def _other_meanings(field: str, old: _Meant, new: _Meant, direction: str) -> Iterator[Finding]:
    """Yield the values that mean another alternative now, or none although their alternative is still there."""
    forms = ({each.key: each for each in meant.values()}.values() for meant in (old, new))
    partners = {before.key: after.key for before, after in match_alternatives(*map(tuple, forms))}
    for value, form in sorted(old.items(), key=lambda item: item[0]):
        now, partner = new.get(value), partners.get(form.key)
        if partner is None or (now is not None and now.key == partner):
            continue
        others = [each for each in old.keys() & new.keys() if old[each] is form and new[each].key == partner]
        # The name of a definition is a value, too: few use it if there is another value.
        if value != _name(form) or now is not None or not others:
            name = _name(now) if now is not None else "of no known kind"
            text = f"is {name} now where {field!r} is {value!r} (before: {_name(form)})"
            yield finding(direction, "not-comparable", text, old=_name(form), new=name)


def _written(meant: _Meant) -> dict[str, tuple[str, ...]]:
    return {value: form.key for value, form in meant.items()}


def _discriminators(form: Form) -> dict[str, _Meant]:
    """Return what each value of each field means."""
    return dict(found for each in form.nodes if (found := _discriminator(each.schema, form)))


def _discriminator(schema: Schema, form: Form) -> tuple[str, _Meant] | None:
    choice = schema.node.get(CHOICE)
    if not isinstance(choice, dict) or not isinstance(field := choice.get("field"), str):
        return None
    values = choice.get("values")
    branches = next((found for keyword in CHOICES if (found := schema.branches(keyword))), ())
    meant = values.items() if isinstance(values, dict) else ()
    known = {value: index for value, index in meant if isinstance(index, int) and 0 <= index < len(branches)}
    return field, {value: form.forms.of((branches[index],)) for value, index in known.items()}


def _name(form: Form) -> str:
    return name_of_alternative(form) or "an alternative without a name"
