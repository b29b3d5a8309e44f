"""Which alternative of one schema is which of another.

=====  ======================================================================
round  alternatives are the same if
=====  ======================================================================
1      they allow the same
2      they have the same name or title
3      a field of both always has the same value
4      they are of the same types; of objects, those that share most fields
=====  ======================================================================
"""

from collections.abc import Iterator, Sequence

from heroics_py.changes.schemas.form import Form
from heroics_py.model.pointers import parse_pointer

__all__ = ["match_alternatives", "name_of_alternative"]

_HOLDERS = frozenset({"definitions", "$defs", "schemas", "schemata"})
_LEAST_OVERLAP = 0.5
_Pair = tuple[Form, Form]


def match_alternatives(old: Sequence[Form], new: Sequence[Form]) -> list[_Pair]:
    """Return the pairs of alternatives that are the same; each is in one pair at most."""
    free_old, free_new, pairs = [*old], [*new], []
    for is_same in (_allows_same, _has_same_name, _has_same_value):
        for each in [*free_old]:
            partner = next((other for other in free_new if is_same(each, other)), None)
            if partner is not None:
                pairs.append((each, partner))
                free_old.remove(each)
                free_new.remove(partner)
    pairs += _most_alike(free_old, free_new)
    return pairs


def name_of_alternative(form: Form) -> str:
    """Return the name of the definition that a form is, or its title; empty if it has neither."""
    for each in form.parts:
        keys = parse_pointer(each.pointer.partition("#")[2])
        if len(keys) > 1 and keys[-2] in _HOLDERS:
            return keys[-1]
    return next((each.text[0] for each in (form,) if each.text[0]), "") if form.parts else ""


def _allows_same(old: Form, new: Form) -> bool:
    # The names of fields tell most alternatives apart. To write out all that is in them takes far longer.
    return old.properties.keys() == new.properties.keys() and old.canonical == new.canonical


def _has_same_name(old: Form, new: Form) -> bool:
    return bool(name := name_of_alternative(old)) and name == name_of_alternative(new)


def _has_same_value(old: Form, new: Form) -> bool:
    """Return whether a field that tells alternatives apart has the same value in both."""
    values, others = dict(_fixed_values(old)), dict(_fixed_values(new))
    return any(others.get(name) == value for name, value in values.items())


def _fixed_values(form: Form) -> Iterator[tuple[str, str]]:
    for name, parts in form.properties.items():
        values = form.forms.of(parts).values
        if values is not None and len(values) == 1:
            yield name, next(iter(values))


def _most_alike(old: list[Form], new: list[Form]) -> Iterator[_Pair]:
    alike = [(_likeness(each, other), -i, -j) for i, each in enumerate(old) for j, other in enumerate(new)]
    free_old, free_new = {*range(len(old))}, {*range(len(new))}
    for degree, i, j in sorted(alike, reverse=True):
        if degree >= _LEAST_OVERLAP and -i in free_old and -j in free_new:
            free_old.remove(-i)
            free_new.remove(-j)
            yield old[-i], new[-j]


def _likeness(old: Form, new: Form) -> float:
    """Return how alike two alternatives are, from 0 to 1."""
    if old.types != new.types:
        return 0
    names, others = old.properties.keys(), new.properties.keys()
    return len(names & others) / len(names | others) if names | others else 1
