"""Values that follow two alternatives of a oneOf: those that are refused for that now, and those that are answered now.

Whether two alternatives of what is sent have a value in common is decided in this order:

=============================================  =========
what is known                                  result
=============================================  =========
no value can follow both                       nothing
both are as narrow as they were, in one oneOf  nothing
a value was taken, and follows both now        breaking
anything else                                  risky
=============================================  =========
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations

from heroics_py.changes.schemas.alternatives import match_alternatives, name_of_alternative
from heroics_py.changes.schemas.disjoint import are_disjoint, follows
from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.schemas.form import Form
from heroics_py.changes.schemas.types import type_text
from heroics_py.errors import HeroicsError
from heroics_py.samples.checked_sample import sample
from heroics_py.support.json_types import Json

__all__ = ["joint_findings", "overlap_findings"]

_MOST_ALTERNATIVES = 24
_VALUES: tuple[Json, ...] = (5, 0, -1, 2.5, "", "a", True, None, [], {})
_IsWider = Callable[[Form, Form], bool]


def overlap_findings(old: Form, new: Form, is_wider: _IsWider) -> Iterator[Finding]:
    """Yield whether values that were taken follow several alternatives of a oneOf now; one finding at most.

    Args:
        old: the old schema of what is sent.
        new: the new one.
        is_wider: whether a schema may allow more than it did: (before, now).
    """
    doubtful = [
        pair
        for is_told_apart, group in new.exclusive
        for pair in _doubtful_pairs(group, old, is_wider)
        if not is_told_apart or _common_value(old, new, *pair)
    ]
    for one, other in doubtful:
        if value := _common_value(old, new, one, other):
            text = f"takes no {value[0]!r:.80} any more: {_named(one, other)} allow it, and only one may"
            yield finding("request", "alternatives-changed", text, old=value[0])
            return
    for one, other in doubtful[:1]:
        text = f"may refuse values now that {_named(one, other)} allow: only one alternative may"
        yield finding("request", "not-comparable", text)


def joint_findings(old: Form, new: Form) -> Iterator[Finding]:
    """Yield whether an answer may follow several alternatives at once now, where it followed one; one at most.

    Args:
        old: the old schema of what is answered, with a oneOf.
        new: the new one, maybe with an anyOf in its place.
    """
    for is_told_apart, group in old.exclusive:
        if is_told_apart or len(group) > _MOST_ALTERNATIVES:
            continue
        kept = [_partners(others, group) for _, others in new.exclusive]
        joint = [_partners(others, group) for others in new.choices]
        for one, other in combinations(group, 2):
            is_joint = _has_both(joint, one, other) and not _has_both(kept, one, other)
            if is_joint and not are_disjoint(one, other):
                text = f"may follow {_named(one, other)} at once now, no longer one of them alone"
                yield finding("answer", "alternatives-changed", text)
                return


def _has_both(partners: Sequence[dict[Form, Form]], one: Form, other: Form) -> bool:
    """Return whether two alternatives are in one choice of the other schema."""
    return any(one in each and other in each for each in partners)


def _doubtful_pairs(group: Sequence[Form], old: Form, is_wider: _IsWider) -> Iterator[tuple[Form, Form]]:
    """Yield the alternatives that may have more values in common than they had."""
    if len(group) > _MOST_ALTERNATIVES:
        return
    known = [_partners(others, group) for _, others in old.exclusive]
    for pair in combinations(group, 2):
        if not any(_is_as_narrow(partners, *pair, is_wider) for partners in known) and not are_disjoint(*pair):
            yield pair


def _partners(old: Sequence[Form], new: Sequence[Form]) -> dict[Form, Form]:
    """Return the old alternative that each new one was."""
    return {after: before for before, after in match_alternatives(old, new)}


def _is_as_narrow(partners: dict[Form, Form], one: Form, other: Form, is_wider: _IsWider) -> bool:
    """Return whether the values that two alternatives have in common were refused before, too."""
    if one not in partners or other not in partners:
        return False
    return not is_wider(partners[one], one) and not is_wider(partners[other], other)


def _common_value(old: Form, new: Form, one: Form, other: Form) -> list[Json]:
    """Return a value that was taken, and is refused because it follows two alternatives; nothing if none is found."""
    for value in chain(_samples(one), _samples(other), _VALUES):
        if follows(one, value) and follows(other, value) and follows(old, value) and not follows(new, value):
            return [value]
    return []


def _samples(form: Form) -> Iterator[Json]:
    for schema in form.parts:
        try:
            yield sample(schema)
        except HeroicsError:
            continue


def _named(one: Form, other: Form) -> str:
    names = [name_of_alternative(each) or type_text(each.types) for each in (one, other)]
    return f"both {names[0]} and {names[1]}" if names[0] != names[1] else f"two alternatives ({names[0]})"
