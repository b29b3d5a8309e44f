"""The comparison of schemas as a graph, whose nodes are pairs of schemas.

Each pair is compared once, however many calls use it. From the schemas of a call, a walk of the graph finds everything
that the call feels, with the paths to it. So recursive schemas end, and nothing below them is lost.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain

from heroics_py.changes.schemas.alternatives import match_alternatives, name_of_alternative
from heroics_py.changes.schemas.discriminators import discriminator_findings
from heroics_py.changes.schemas.fields import Below, fields_below, items_below
from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.schemas.form import Form, Forms, Key
from heroics_py.changes.schemas.overlaps import joint_findings, overlap_findings
from heroics_py.changes.schemas.places import Places
from heroics_py.changes.schemas.sameness import Sameness
from heroics_py.changes.schemas.shapes import Parts
from heroics_py.changes.schemas.types import ALL_TYPES, not_in, type_text
from heroics_py.changes.schemas.values import common_types, value_findings

__all__ = ["Comparison"]

_MOST_FOR_INCLUSION = 300
_MOST_ALTERNATIVES = 24
# An alternative with such a difference may allow what it refused, and another alternative allowed.
_WIDENING = frozenset(
    {
        *("type-widened", "type-changed", "enum-value-new", "limit-loosened", "field-optional"),
        *("alternatives-changed", "not-comparable"),
    }
)
_Path = tuple[str, ...]


class _Node:
    """A pair of schemas: what differs in it, and the pairs below it."""

    __slots__ = ("below", "findings", "is_expanded", "is_same", "new", "old")

    def __init__(self, old: Form, new: Form, *, is_same: bool) -> None:
        self.old = old
        self.new = new
        self.is_same = is_same
        self.is_expanded = is_same
        self.findings: list[Finding] = []
        self.below: list[tuple[_Path, _Node]] = []


def _widens(found: Finding, old: Form) -> bool:
    return found.kind in _WIDENING or (found.kind == "field-new" and (old.is_closed or len(found.path) > 1))


class Comparison:
    """Compares the schemas of two APIs in one direction.

    Args:
        direction: "request" for what is sent, "answer" for what is received.
        sameness: knows which schemas are written the same.
    """

    def __init__(self, direction: str, sameness: Sameness) -> None:
        omits, always = ("readOnly", False) if direction == "request" else ("writeOnly", True)
        self._direction = direction
        self._old = Forms(omits, always=always)
        self._new = Forms(omits, always=always)
        self._sameness = sameness
        self._nodes: dict[tuple[Key, Key], _Node] = {}
        self._found: dict[_Node, list[Finding]] = {}

    def findings(self, old: Parts, new: Parts) -> list[Finding]:
        """Return what differs between two schemas, each difference once."""
        node = self._node_of(self._old.of(old), self._new.of(new))
        if node not in self._found:
            places = Places(node)
            # All steps are needed before the paths are known.
            changed = [each for each in self._walk(places, node) if each.findings]
            self._found[node] = [found for each in changed for found in _placed(each, places)]
        return self._found[node]

    def form(self, parts: Parts, *, is_new: bool) -> Form:
        """Return the form of schemas of one of the APIs."""
        return (self._new if is_new else self._old).of(parts)

    def _node_of(self, old: Form, new: Form) -> _Node:
        key = (old.key, new.key)
        if key not in self._nodes:
            self._nodes[key] = _Node(old, new, is_same=self._is_same(old, new))
        return self._nodes[key]

    def _is_same(self, old: Form, new: Form) -> bool:
        if not old.parts or len(old.parts) != len(new.parts) or old.is_part or new.is_part:
            return old.key == new.key == ("",)
        return all(map(self._sameness.is_same, old.parts, new.parts))

    def _walk(self, places: Places[_Node], root: _Node) -> Iterator[_Node]:
        """Yield a node and those below it, the nearest first."""
        waiting = deque([root])
        while waiting:
            node = waiting.popleft()
            self._expand(node)
            yield node
            waiting.extend(below for step, below in node.below if places.add(node, step, below))

    def _nearest(self, root: _Node) -> Iterator[Finding]:
        """Yield the findings of a node and of those below it, each with its shortest path."""
        places = Places(root)
        for node in self._walk(places, root):
            path = places.shortest(node) if node.findings else ()
            yield from (each.replaced(path=(*path, *each.path)) for each in node.findings)

    def _expand(self, node: _Node) -> None:
        if node.is_expanded:
            return
        node.is_expanded = True  # before it is: a schema may lead back to itself
        old, new = node.old.variants, node.new.variants
        if len(old) == len(new) == 1:
            found = self._compared(old[0], new[0])
        else:
            found = self._compared_alternatives(node.old, node.new)
        overlaps = self._overlaps(node)
        told = discriminator_findings(node.old, node.new, self._direction)
        place = node.old.place or node.new.place
        for each in chain(found, overlaps, told):
            if isinstance(each, Finding):
                cause = f"{place} {each.kind} {'.'.join(each.path)} {each.text}"
                node.findings.append(each.replaced(cause=cause))
            elif not each[1].is_same:
                node.below.append(each)

    def _overlaps(self, node: _Node) -> Iterator[Finding]:
        """Yield whether values may follow two alternatives now: of what is sent, one alone may be meant."""
        if self._direction == "request" and not node.new.is_part and node.new.exclusive:
            yield from overlap_findings(node.old, node.new, self._is_wider)
        elif self._direction == "answer" and not node.old.is_part and node.old.exclusive:
            yield from joint_findings(node.old, node.new)

    def _is_wider(self, old: Form, new: Form) -> bool:
        """Return whether a schema may allow more than it did."""
        node = self._node_of(old, new)
        return not node.is_same and any(_widens(each, old) for each in self._nearest(node))

    def _compared(self, old: Form, new: Form) -> Iterator[Finding | tuple[_Path, _Node]]:
        """Compare two forms without alternatives."""
        direction = self._direction
        yield from value_findings(old, new, direction)
        common = common_types(old, new)
        below: list[Finding | Below] = []
        if "object" in common:
            below += fields_below(old, new, direction)
        if "array" in common:
            below += items_below(old, new, direction)
        for each in below:
            if isinstance(each, Finding):
                yield each
            else:
                yield each.path, self._node_of(self._old.of(each.old), self._new.of(each.new))

    def _compared_alternatives(self, old: Form, new: Form) -> Iterator[Finding | tuple[_Path, _Node]]:
        """Compare two forms of which one has alternatives."""
        is_sent = self._direction == "request"
        pairs = match_alternatives(old.variants, new.variants)
        checked = old.variants if is_sent else new.variants
        for each in checked:
            partner = next((pair for pair in pairs if each in pair), None)
            others = new.variants if is_sent else old.variants
            if partner is not None and self._is_included(*partner):
                yield (), self._node_of(*partner)
            elif self._is_included_in_any(each, others):
                continue
            elif partner is not None:
                yield (), self._node_of(*partner)
            else:
                yield from self._without_partner(each, old.variants, others)
        yield from self._freed(old, new, pairs)

    def _is_included(self, old: Form, new: Form) -> bool:
        """Return whether it is certain that no code feels the difference between two forms."""
        if not_in(*self._types_in_order(old, new)):
            return False
        for count, each in enumerate(self._nearest(self._node_of(old, new))):
            if each.effect != "harmless" or count > _MOST_FOR_INCLUSION:
                return False
        return True

    def _is_included_in_any(self, form: Form, others: Sequence[Form]) -> bool:
        """Return whether an alternative is certainly a part of another one; of many, none is looked at."""
        if len(others) > _MOST_ALTERNATIVES:
            return False
        if self._direction == "request":
            return any(self._is_included(form, other) for other in others)
        return any(self._is_included(other, form) for other in others)

    def _types_in_order(self, old: Form, new: Form) -> tuple[frozenset[str], frozenset[str]]:
        before, after = (ALL_TYPES if each.types is None else each.types for each in (old, new))
        return (before, after) if self._direction == "request" else (after, before)

    def _without_partner(self, form: Form, old: Sequence[Form], others: Sequence[Form]) -> Iterator[Finding]:
        """Tell of an alternative that is gone from what is sent, or new in an answer."""
        direction = self._direction
        types = ALL_TYPES if form.types is None else form.types
        known = frozenset[str]().union(*(ALL_TYPES if each.types is None else each.types for each in others))
        name = name_of_alternative(form) or type_text(form.types)
        if further := not_in(types, known):
            kind = "type-narrowed" if direction == "request" else "type-widened"
            text = (
                f"takes no {type_text(further)} any more"
                if direction == "request"
                else f"may be {type_text(further)} now"
            )
            yield finding(direction, kind, text, new=name)
        elif direction == "request":
            yield finding(direction, "alternatives-changed", f"takes no {name} any more", old=name)
        else:
            yield finding(direction, "alternatives-changed", f"may be {name} now", new=name)
            always = frozenset.intersection(*(each.required for each in old)) if old else frozenset[str]()
            for field in sorted(always - form.required):
                yield finding(direction, "answer-field-optional", path=(field,))

    def _freed(self, old: Form, new: Form, pairs: Sequence[tuple[Form, Form]]) -> Iterator[Finding]:
        """Tell of an alternative that is new in what is sent, or gone from an answer."""
        is_sent = self._direction == "request"
        for each in new.variants if is_sent else old.variants:
            if not any(each in pair for pair in pairs):
                name = name_of_alternative(each) or type_text(each.types)
                text = f"takes {name} too" if is_sent else f"is never {name} any more"
                yield finding(self._direction, "alternatives-changed", text, effect="harmless")


def _placed(node: _Node, places: Places[_Node]) -> Iterator[Finding]:
    """Yield the findings of a node with their paths."""
    path = places.shortest(node)
    for each in node.findings:
        yield each.replaced(path=(*path, *each.path), further_paths=places.further(node, each.path))
