"""Which link descriptions of a hyper-schema apply to which values of an instance.

A link applies to each value that its schema applies to: to all values in `properties`, `items` and so on, and to those
that are valid against the schema where several are a choice. Sources: JSON Hyper-Schema 2019-09, 5 and 7.1; draft-06,
3.1; the annotations of JSON Schema core 2019-09, 7.7.
"""

from collections.abc import Iterable, Mapping

from heroics_py.errors import SchemaError
from heroics_py.linking.instance_values import MISSING, Keys, Missing, value_of
from heroics_py.linking.uri_references import resolve_uri
from heroics_py.model.drafts import is_before
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import StepLimitError, spend, step_limit
from heroics_py.support.values import Value
from heroics_py.validation.checker import Checker
from heroics_py.validation.patterns import pattern_of
from heroics_py.validation.steps import steps_for

__all__ = ["Base", "LinkedValue", "linked_values"]


class Base(Value):
    """A ``base`` of a schema around a link, and the place in the instance of the value with that schema."""

    template: str
    place: Keys


class LinkedValue(Value):
    """A link description that applies to a value.

    Attributes:
        link: the link description.
        place: the keys that lead to the value in the instance: its attachment point.
        bases: the ``base`` templates around it, the nearest first.
    """

    link: Schema
    place: Keys
    bases: tuple[Base, ...]


def linked_values(
    schema: Schema, instance: Json, url: str = "", *, only: Keys | None = None, skip_faults: bool = False
) -> tuple[LinkedValue, ...]:
    """Return each link description that applies to the instance or a part of it, the outermost first.

    Args:
        schema: the hyper-schema of the instance.
        instance: any JSON value.
        url: where the instance was found; a schema of draft-04 with another ``pathStart`` does not apply.
        only: the place of one value, to find its links alone; what is not around it is not visited.
        skip_faults: whether a schema with a reference to nothing is left out; the rest applies nevertheless.

    Raises:
        SchemaError: a reference points to nothing, or this takes too many steps.
    """
    is_older = is_before(schema.documents.dialect, "2019-09")
    walk = _Walk(url, is_older=is_older, only=only, skip_faults=skip_faults)
    try:
        with step_limit(steps_for(instance)):
            walk.visit(schema, instance, (), ())
    except StepLimitError:
        raise SchemaError("the links of the value take too many steps to find", pointer=schema.pointer) from None
    return tuple(dict.fromkeys(each for each in walk.found if only is None or each.place == only))


class _Walk:
    """Applies a schema to an instance, and collects the links."""

    def __init__(self, url: str, *, is_older: bool, only: Keys | None, skip_faults: bool) -> None:
        self.found: list[LinkedValue] = []
        self._url = url
        self._skip_faults = skip_faults
        self._is_older = is_older
        self._only = only
        self._checkers: dict[str, Checker] = {}
        self._above: list[tuple[str, Keys]] = []

    def visit(self, schema: Schema, value: Json, place: Keys, bases: tuple[Base, ...]) -> set[str]:
        """Apply one schema to one value, and return the keys that it has evaluated."""
        spend()
        visit = (schema.pointer, place)
        if not isinstance(schema.raw, dict) or visit in self._above:
            return set()
        if len(self._above) > MAX_DEPTH:
            raise SchemaError("the schema is nested too deeply", pointer=schema.pointer)
        self._above.append(visit)
        try:
            return self._visit_node(schema, schema.raw, value, place, bases)
        except SchemaError:
            if not self._skip_faults:
                raise
            return set()
        finally:
            self._above.pop()

    def _visit_node(
        self, schema: Schema, raw: Mapping[str, Json], value: Json, place: Keys, bases: tuple[Base, ...]
    ) -> set[str]:
        reference = schema.reference
        if reference is not None and self._is_older:
            return self.visit(schema.resolve(reference), value, place, bases)  # siblings mean nothing (draft-07, 8.3)
        if not self._starts_here(raw):
            return set()
        base = raw.get("base")
        if isinstance(base, str):
            bases = (Base(base, place), *bases)
        self._attach(schema, raw, place, bases)
        here = _Here(self, schema, raw, place, bases)
        keys: set[str] = set()
        if reference is not None:
            keys |= self.visit(schema.resolve(reference), value, place, bases)
        for branch in _branches(self, schema, raw, value):
            keys |= self.visit(branch, value, place, bases)
        if isinstance(value, dict):
            _visit_members(here, self.parts(value, place), keys)
        elif isinstance(value, list):
            _visit_items(here, self.parts(value, place), keys)
        return keys

    def parts(self, value: dict[str, Json] | list[Json], place: Keys) -> Mapping[str, Json]:
        """Return the parts of a value that are to be visited, by their keys."""
        if self._only is None:
            return value if isinstance(value, dict) else {str(index): item for index, item in enumerate(value)}
        keys = self._only[len(place) : len(place) + 1]
        part = value_of(value, keys) if keys else MISSING
        return {} if isinstance(part, Missing) else {keys[0]: part}

    def is_valid(self, schema: Schema, value: Json) -> bool:
        """Return whether a value is valid against a schema, which is compiled once."""
        checker = self._checkers.get(schema.pointer)
        if checker is None:
            checker = self._checkers[schema.pointer] = Checker(schema)
        return not checker.problems(value)

    def _attach(self, schema: Schema, raw: Mapping[str, Json], place: Keys, bases: tuple[Base, ...]) -> None:
        links = raw.get("links")
        for index, link in enumerate(links if isinstance(links, list) else ()):
            if isinstance(link, dict):
                at = Schema(schema.documents, f"{schema.pointer}/links/{index}", link)
                self.found.append(LinkedValue(at, place, bases))

    def _starts_here(self, raw: Mapping[str, Json]) -> bool:
        """Return whether the URL of the instance begins as ``pathStart`` demands (draft-04, 4.5)."""
        start = raw.get("pathStart")
        if not isinstance(start, str) or not self._url:
            return True
        own = raw.get("id")
        return self._url.startswith(resolve_uri(own if isinstance(own, str) else self._url, start))


class _Here(Value):
    """A schema in its place."""

    walk: _Walk
    schema: Schema
    raw: Mapping[str, Json]
    place: Keys
    bases: tuple[Base, ...]

    def descend(self, keyword: str, *key: str, value: Json, at: str) -> None:
        schema = self.schema.child(keyword, *key)
        self.walk.visit(schema, value, (*self.place, at), self.bases)


def _branches(walk: _Walk, schema: Schema, raw: Mapping[str, Json], value: Json) -> Iterable[Schema]:
    """Yield the subschemas that apply to the value itself."""
    yield from schema.branches("allOf")
    yield from (branch for branch in schema.branches("anyOf", "oneOf") if walk.is_valid(branch, value))
    if "if" in raw and not is_before(schema.documents.dialect, "draft-07"):
        condition = schema.child("if")
        is_met = walk.is_valid(condition, value)
        yield from (condition,) if is_met else ()
        keyword = "then" if is_met else "else"
        yield from (schema.child(keyword),) if keyword in raw else ()
    for keyword in ("dependencies", "dependentSchemas"):
        if isinstance(value, dict) and isinstance(raw.get(keyword), dict):
            children = schema.children(keyword)
            yield from (child for name, child in children.items() if name in value and isinstance(child.raw, dict))


def _visit_members(here: _Here, value: Mapping[str, Json], keys: set[str]) -> None:
    own: set[str] = set()
    for name in here.schema.children("properties").keys() & value.keys():
        here.descend("properties", name, value=value[name], at=name)
        own.add(name)
    for pattern in here.schema.children("patternProperties"):
        matches = pattern_of(pattern).matches
        for name in filter(matches, value):
            here.descend("patternProperties", pattern, value=value[name], at=name)
            own.add(name)
    keys |= own
    _visit_others(here, value, own, keys, ("additionalProperties", "unevaluatedProperties"))


def _visit_others(
    here: _Here, value: Mapping[str, Json], own: set[str], keys: set[str], keywords: tuple[str, str]
) -> None:
    """Visit what no other keyword beside has described, then what none around has."""
    for keyword, known in zip(keywords, (own, keys), strict=True):
        if keyword in here.raw:
            others = [name for name in value if name not in known]
            for name in others:
                here.descend(keyword, value=value[name], at=name)
            keys.update(others)


def _visit_items(here: _Here, items: Mapping[str, Json], keys: set[str]) -> None:
    listed = "items" if isinstance(here.raw.get("items"), list) else "prefixItems"
    tuple_schemas = {str(index): schema for index, schema in enumerate(here.schema.branches(listed))}
    own = tuple_schemas.keys() & items.keys()
    for index in sorted(own, key=int):
        here.walk.visit(tuple_schemas[index], items[index], (*here.place, index), here.bases)
    if "contains" in here.raw and not is_before(here.schema.documents.dialect, "draft-06"):
        contained = here.schema.child("contains")
        for index, item in items.items():
            if here.walk.is_valid(contained, item):
                here.descend("contains", value=item, at=index)
    rest = "additionalItems" if listed == "items" else "items"
    keys |= own
    _visit_others(here, items, own, keys, (rest, "unevaluatedItems"))
