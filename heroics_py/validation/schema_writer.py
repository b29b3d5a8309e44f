"""The writing of a schema as one object: each reference replaced by its target, each part once."""

from itertools import count
from typing import NamedTuple, TypeAlias

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import (
    CHOICES,
    DOCUMENTING,
    IN_PLACE,
    KEYWORDS,
    LISTS,
    MAPS,
    SINGLES,
    is_schema,
    is_text_list,
)
from heroics_py.model.one_way import Omissions, omitted_outside_choices
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.model.schema_types import JSON_TYPES
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.validation.choice_names import name_choices
from heroics_py.validation.dynamic_scope import DynamicScope
from heroics_py.validation.newest_draft import as_newest

__all__ = ["EndlessError", "Writer"]

_MOST_CHECKS = 10_000
# Each way through a circle is written out.
_MOST_IN_CIRCLES = 1_000
# In draft 4, true and false are not schemas: to additionalProperties and additionalItems they are flags.
_NEVER_FLAGS = frozenset({"items", "not"})
_NEWEST = "2020-12"
_DYNAMIC = ("$dynamicRef", "$recursiveRef")


class EndlessError(Exception):
    """A circle that no choice opens."""


class _Position(NamedTuple):
    """What else decides how a schema is written.

    Attributes:
        draft: the draft that it is in.
        omitted: the names that are not required of the value.
        scope: the resources that lead to it, for dynamic references.
        above: the schemas above it for the same value, each with the keyword that leads on from it.
    """

    draft: str
    omitted: frozenset[str] = frozenset()
    scope: DynamicScope = DynamicScope()
    above: tuple[tuple[str, str], ...] = ()

    def for_part(self) -> "_Position":
        """Return the position of a schema for a part of the value."""
        return self._replace(omitted=frozenset(), above=())


_Key: TypeAlias = tuple[str, _Position]
# The position of what a schema contains for the same value, and the schema's own key.
_Place: TypeAlias = tuple[_Position, _Key]


class Writer:
    """Writes out one schema, and each part of it once.

    Attributes:
        features: what has to be heeded: "scopes" of dynamic references, several "drafts", "circles" through a choice.
            Most schemas have none of them.
        features_met: those that the schema turned out to have.
        drafts: the drafts of its parts.
        finished: what is written out, by pointer and position.
        unfinished: what is being written out, with the number of its definition if it needs one.
        circular: the definitions, by number.
        same_value: for each schema, those that the same value has to be checked against.
        is_tree: whether no schema was met twice.
        shown: the schemas with values that the document shows.
    """

    def __init__(self, features: frozenset[str]) -> None:
        self.features = features
        self.features_met: set[str] = set()
        self.drafts: dict[str, None] = {}
        self.finished: dict[_Key, dict[str, Json]] = {}
        self.unfinished: dict[_Key, int] = {}
        self.circular: dict[str, Json] = {}
        self.numbers = count(1)
        self.same_value: dict[_Key, list[_Key]] = {}
        self.is_tree = True
        self.shown: list[tuple[dict[str, Json], Schema]] = []
        self._cut: set[str] = set()
        self._omissions = Omissions()

    def start(self, schema: Schema) -> _Position:
        """Return the position of the schema that is written out first."""
        return self._at_target(schema, _Position(draft=schema.documents.dialect))

    def fault(self) -> str:
        """Return why checking a value would not end, or not this year; empty if it does."""
        if self.is_tree and sum(map(len, self.same_value.values())) < _MOST_CHECKS:
            return ""
        load_modules("graphlib")
        from graphlib import CycleError, TopologicalSorter

        checks: dict[_Key, int] = {}
        try:
            for key in TopologicalSorter(self.same_value).static_order():
                checks[key] = 1 + sum(checks[below] for below in self.same_value.get(key, ()))
        except CycleError as error:
            self.features_met.add("circles")
            circle = " -> ".join(key[0] for key in reversed(error.args[1]))
            return f"checking a value would never end: its schemas go round in a circle: {circle}"
        most = max(checks.values(), default=0)
        return f"one value would have to be checked against {most} schemas" if most > _MOST_CHECKS else ""

    def write(self, schema: Schema, at: _Position, depth: int) -> dict[str, Json]:
        """Return a schema as one object.

        Raises:
            SchemaError: a reference points to nothing, or the schema is nested too deeply.
            EndlessError: a circle can't be opened.
        """
        if depth > MAX_DEPTH:
            raise SchemaError("the schema is nested too deeply", pointer=schema.pointer)
        references = self._references(schema, at)
        if not references:
            return self._write_once(schema, at, depth)
        written = self._write_references(schema, at, depth, references)
        self._show(schema, written)
        return written

    def _show(self, schema: Schema, written: dict[str, Json]) -> None:
        """Remember a schema if the document shows values for it."""
        if isinstance(schema.raw, dict) and not DOCUMENTING.isdisjoint(schema.raw):
            self.shown.append((written, schema))

    def _write_references(self, schema: Schema, at: _Position, depth: int, references: list[Schema]) -> dict[str, Json]:
        parts: list[Json] = []
        siblings = {key: value for key, value in schema.node.items() if key not in {"$ref", *_DYNAMIC}}
        # Up to draft-07, a $ref is alone: its siblings are ignored.
        is_alone = is_before(at.draft, "2019-09") or not any(_asserts(key) for key in siblings)
        around = at if is_alone else self._inner(schema, at)
        for target in references:
            inner = self._at_target(target, around)
            self.same_value.setdefault((schema.pointer, at), []).append((target.pointer, inner))
            parts.append(self.write(target, inner, depth))
        if not is_alone:
            # In one object, so that its unevaluatedProperties knows what the target evaluates.
            rest = Schema(schema.documents, schema.pointer, siblings)
            written = self._write_keywords(rest, around, depth, (schema.pointer, at))
            further = written.get("allOf")
            return {**written, "allOf": [*parts, *(further if isinstance(further, list) else ())]}
        if len(parts) == 1 and isinstance(only := parts[0], dict):
            return only
        return {"allOf": parts}

    def _references(self, schema: Schema, at: _Position) -> list[Schema]:
        """Return the schemas that a schema refers to, statically or dynamically."""
        if not isinstance(schema.raw, dict):
            return []
        targets = []
        if isinstance(schema.raw.get("$ref"), str):
            chain = schema.reference_chain()
            # Without siblings, what is between counts as little as a name.
            targets.append(chain[-1] if is_before(at.draft, "2019-09") else chain[1])
        for keyword in _DYNAMIC if at.draft in _DYNAMIC_DRAFTS else ():
            if keyword in schema.raw and keyword == _DYNAMIC_DRAFTS[at.draft]:
                reference = schema.raw[keyword]
                if isinstance(reference, str):
                    self.features_met.add("scopes")
                    targets.append(at.scope.target(schema, reference))
        return targets

    def _at_target(self, target: Schema, at: _Position) -> _Position:
        """Return the position of a schema somewhere else in the documents, to which a reference led."""
        if target.documents.has_ids:
            at = at._replace(draft=target.draft)
        return at._replace(scope=at.scope.entered(target)) if "scopes" in self.features else at

    def _inner(self, target: Schema, at: _Position) -> _Position:
        """Return the position for what a schema contains for the same value."""
        names = self._omissions.names(target)
        return at._replace(omitted=at.omitted | names) if names else at

    def _write_once(self, target: Schema, at: _Position, depth: int) -> dict[str, Json]:
        if "circles" in self.features and self._closes_circle(target, at):
            return {}
        key = (target.pointer, at)
        if key in self.finished:
            self.is_tree = False
            return self.finished[key]
        if key in self.unfinished:
            self.is_tree = False
            number = str(self.unfinished[key])
            self.circular.setdefault(number, {})
            return {"$ref": f"#/definitions/{number}"}
        self.unfinished[key] = next(self.numbers)
        most = _MOST_IN_CIRCLES if "circles" in self.features else _MOST_CHECKS
        if self.unfinished[key] > most and ("circles" in self.features or at.omitted):
            raise SchemaError(f"it leads to more than {most} schemas", pointer=target.pointer)
        written = self._write_keywords(target, self._inner(target, at), depth, key)
        number = str(self.unfinished.pop(key))
        if number in self.circular:
            self.circular[number] = written
        self.finished[key] = written
        self._show(target, written)
        return written

    def _closes_circle(self, target: Schema, at: _Position) -> bool:
        """Return whether a schema is above for the same value, through a choice and through allOf.

        So it is where a schema lists in oneOf those that extend it by allOf. It is being checked already.

        Raises:
            EndlessError: it is above in another way.
        """
        pointers = [pointer for pointer, _ in at.above]
        if target.pointer not in pointers:
            return False
        keywords = {keyword for _, keyword in at.above[pointers.index(target.pointer) :]}
        if "allOf" not in keywords or keywords.isdisjoint(CHOICES):
            raise EndlessError
        self._cut.add(target.pointer)
        return True

    def _write_keywords(self, target: Schema, at: _Position, depth: int, key: _Key | None = None) -> dict[str, Json]:
        written: dict[str, Json] = {}
        node = target.node
        self.drafts.setdefault(at.draft)
        if len(self.drafts) > 1:
            self.features_met.add("drafts")
        for name, value in node.items():
            keyword = KEYWORDS.get(name)
            if keyword is not None and keyword.asserts and keyword.is_valid(value):
                written[name] = self._write_value(target, name, value, (at, key or (target.pointer, at)), depth)
        if isinstance(types := written.get("type"), list):
            known: list[Json] = [name for name in types if name in JSON_TYPES]
            written["type"] = known
            if len(known) < len(types):
                del written["type"]
        for name in ("exclusiveMinimum", "exclusiveMaximum"):
            # A flag up to draft-04, and a bound since: what is of the other kind can't be used.
            if name in written and isinstance(written[name], bool) != is_before(at.draft, "draft-06"):
                del written[name]
        if at.omitted and isinstance(required := written.get("required"), list):
            written["required"] = [name for name in required if name not in at.omitted]
        name_choices(target, written, is_cut=target.pointer in self._cut)
        if at.draft == _NEWEST or "drafts" in self.features:
            written = as_newest(written, at.draft)
        return written

    def _write_value(self, target: Schema, keyword: str, value: Json, place: _Place, depth: int) -> Json:
        if keyword in MAPS and isinstance(value, dict):
            below = target.children(keyword).items()
            schemas = {
                name: self._write_below(target, keyword, each, place, depth)
                for name, each in below
                if is_schema(each.raw)
            }
            lists = {name: item for name, item in value.items() if keyword == "dependencies" and is_text_list(item)}
            return {**lists, **schemas}
        if keyword == "dependentRequired" and isinstance(value, dict):
            return {name: item for name, item in value.items() if is_text_list(item)}
        if keyword in LISTS and isinstance(value, list):
            return [self._write_below(target, keyword, each, place, depth) for each in target.branches(keyword)]
        if keyword in SINGLES and (isinstance(value, dict) or keyword in _NEVER_FLAGS):
            return self._write_below(target, keyword, target.child(keyword), place, depth)
        return value

    def _write_below(self, target: Schema, keyword: str, child: Schema, place: _Place, depth: int) -> dict[str, Json]:
        at, key = place
        if keyword not in IN_PLACE:
            inner = at.for_part()
        else:
            inner = at
            if target.documents.omits and keyword in CHOICES:
                inner = inner._replace(omitted=key[1].omitted | omitted_outside_choices(target))
            if "circles" in self.features:
                inner = inner._replace(above=(*inner.above, (target.pointer, keyword)))
        if isinstance(child.raw, dict) and ("$schema" in child.raw or "$id" in child.raw):
            inner = self._at_target(child, inner)
        if keyword in IN_PLACE:
            self.same_value.setdefault(key, []).append((child.pointer, inner))
        return self.write(child, inner, depth + 1)


_DYNAMIC_DRAFTS = {"2019-09": "$recursiveRef", "2020-12": "$dynamicRef"}


def _asserts(keyword: str) -> bool:
    return keyword in KEYWORDS and KEYWORDS[keyword].asserts
