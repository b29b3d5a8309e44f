"""The schemas that hold for one value: through references, allOf, and choices that leave nothing to choose."""

from collections.abc import Iterable, Iterator

from heroics_py.changes.schemas.canonical import value_key
from heroics_py.errors import SchemaError
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import CHOICE
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Applied", "AppliedSchemas", "Exclusive", "Group", "applied_schemas", "is_null"]

_MAX_SCHEMAS = 500
_NULL: frozenset[str] = frozenset({"null"})
_NOTHING: frozenset[str] = frozenset()
# Beside a reference, drafts before 2019-09 have notes alone.
_NOTES = frozenset({"title", "description", "default", "deprecated", "readOnly", "writeOnly"})


class Applied(Value):
    """A schema that holds for a value.

    Attributes:
        schema: where it is.
        node: its keywords.
        extra: the types that a choice allows beside it: null.
    """

    schema: Schema
    node: dict[str, Json]
    extra: frozenset[str] = _NOTHING


class Group(Value):
    """Alternatives of which a value follows one.

    Attributes:
        alternatives: their schemas, without that of null.
        extra: the types that are allowed beside them: null.
    """

    alternatives: tuple[Schema, ...]
    extra: frozenset[str] = _NOTHING


class Exclusive(Value):
    """Alternatives of which a value follows one and no other, that of null among them.

    Attributes:
        alternatives: their schemas.
        is_told_apart: whether a field of the value says which one is meant.
    """

    alternatives: tuple[Schema, ...]
    is_told_apart: bool


class AppliedSchemas(Value):
    """Everything that holds for a value.

    Attributes:
        nodes: the schemas.
        groups: the choices among several alternatives.
        exclusive: each oneOf, as it is written; what is chosen in it is one of the groups.
        faults: why a part can't be read.
    """

    nodes: tuple[Applied, ...]
    groups: tuple[Group, ...]
    exclusive: tuple[Exclusive, ...]
    faults: tuple[str, ...]


def applied_schemas(base: Iterable[Applied], parts: Iterable[Schema]) -> AppliedSchemas:
    """Return everything that holds for a value.

    Args:
        base: schemas that are known to hold.
        parts: further ones, which may refer to others.
    """
    walk = _Walk([*base])
    waiting = [(part, _NOTHING) for part in parts]
    while waiting and len(walk.seen) < _MAX_SCHEMAS:
        waiting = [*walk.visit(*waiting[0]), *waiting[1:]]
    return AppliedSchemas(tuple(walk.nodes), tuple(walk.groups), tuple(walk.exclusive), tuple(walk.faults))


def is_null(schema: Schema) -> bool:
    """Return whether a schema allows null alone."""
    node = schema.raw if isinstance(schema.raw, dict) else {}
    return node.get("type") in ("null", ["null"]) or node.get("enum") == [None] or node.get("const", 0) is None


class _Walk:
    def __init__(self, base: list[Applied]) -> None:
        self.nodes = base
        self.seen = {(each.schema.pointer, each.extra) for each in base}
        self.groups: list[Group] = []
        self.exclusive: list[Exclusive] = []
        self.faults: list[str] = []

    def visit(self, part: Schema, extra: frozenset[str]) -> Iterator[tuple[Schema, frozenset[str]]]:
        """Add a schema, and yield those that hold with it."""
        try:
            chain = part.reference_chain()
        except SchemaError as error:
            self.faults.append(str(error))
            return
        for step in chain:
            if (step.pointer, extra) in self.seen:
                continue
            self.seen.add((step.pointer, extra))
            try:
                node = _keywords(step, is_last=step is chain[-1])
            except SchemaError as error:
                self.faults.append(str(error))
                continue
            self.nodes.append(Applied(step, node, extra))
            if step is chain[-1] or not node.keys() <= _NOTES:
                yield from self._below(step, extra)

    def _below(self, schema: Schema, extra: frozenset[str]) -> Iterator[tuple[Schema, frozenset[str]]]:
        yield from ((each, extra) for each in schema.branches("allOf"))
        for keyword in ("anyOf", "oneOf"):
            branches = schema.branches(keyword)
            if not branches:
                continue
            if keyword == "oneOf" and len(branches) > 1:
                self.exclusive.append(Exclusive(branches, CHOICE in schema.node))
            others = [*{value_key(each.raw): each for each in branches if not is_null(each)}.values()]
            allowed = extra | _NULL if len(others) < len(branches) and any(map(is_null, branches)) else extra
            if len(others) > 1:
                self.groups.append(Group(tuple(others), allowed))
            elif others:
                yield others[0], allowed
            else:
                self.nodes.append(Applied(schema, {"type": "null"}, extra))


def _keywords(step: Schema, *, is_last: bool) -> dict[str, Json]:
    node = step.node
    if is_last:
        return node
    if is_before(step.draft, "2019-09"):
        return {key: value for key, value in node.items() if key in _NOTES}
    return {key: value for key, value in node.items() if key not in {"$ref", "$dynamicRef", "$recursiveRef"}}
