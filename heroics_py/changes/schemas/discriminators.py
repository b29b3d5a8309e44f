"""The field that tells alternatives apart, and the values by which it does (the discriminator of OpenAPI)."""

from collections.abc import Iterator

from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.schemas.form import Form
from heroics_py.model.keywords import CHOICE, CHOICES
from heroics_py.support.json_types import Json

__all__ = ["discriminator_findings"]


def discriminator_findings(old: Form, new: Form, direction: str) -> Iterator[Finding]:
    """Yield what differs in how a value tells its alternative: no schema says so, and servers go by it."""
    before, after = _discriminators(old), _discriminators(new)
    for field in before.keys() - after.keys() if after else ():
        now = ", ".join(sorted(map(repr, after)))
        yield finding(direction, "not-comparable", f"is told apart by {now} now (before: {field!r})", old=field)
    for field in sorted(before.keys() & after.keys()):
        for value, meant in sorted(before[field].items()):
            now = after[field].get(value, "")
            if now != meant:
                text = f"is {now or 'of no known kind'} now where {field!r} is {value!r} (before: {meant})"
                yield finding(direction, "not-comparable", text, old=meant, new=now)


def _discriminators(form: Form) -> dict[str, dict[str, str]]:
    """Return what each value of each field means."""
    return dict(found for each in form.nodes if (found := _discriminator(each.node)))


def _discriminator(node: dict[str, Json]) -> tuple[str, dict[str, str]] | None:
    choice = node.get(CHOICE)
    if not isinstance(choice, dict) or not isinstance(field := choice.get("field"), str):
        return None
    values = choice.get("values")
    groups = [group for keyword in CHOICES if isinstance(group := node.get(keyword), list)]
    names = [_name(each) for each in groups[0]] if groups else []
    meant = values.items() if isinstance(values, dict) else ()
    return field, {value: names[index] for value, index in meant if isinstance(index, int) and 0 <= index < len(names)}


def _name(alternative: Json) -> str:
    reference = alternative.get("$ref") if isinstance(alternative, dict) else None
    return reference.rpartition("/")[2] if isinstance(reference, str) else "an alternative without a name"
