"""A schema with its references written out, and what no validator can use left out."""

import math
from collections.abc import Callable
from itertools import count

from heroics_py.errors import SchemaError
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.model.schema_types import JSON_TYPES
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["self_contained"]

_MAPS = frozenset({"dependencies", "dependentSchemas", "patternProperties", "properties"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SINGLES = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
_NEVER_FLAGS = frozenset({"items", "not"})
_MOST_CHECKS = 10_000
_OF_THE_SAME_VALUE = frozenset(
    {"allOf", "anyOf", "dependencies", "dependentSchemas", "else", "if", "not", "oneOf", "then"}
)


def self_contained(schema: Schema) -> dict[str, Json]:
    """Return ``schema`` as one plain object that a validator of its draft can use on its own.

    Every reference is replaced by what it means; one that leads back to where it stands refers to a definition inside
    the result. Keywords of a wrong form are left out (a validator would crash on them), and ids (they would change
    what references mean).

    Raises:
        SchemaError: a reference leads nowhere, the schema is nested too deeply, or the checking of one value would not
            end: what it has to follow leads back to itself, or to the same schemas in too many ways.
    """
    work = _Work()
    try:
        made = work.written(schema, 0)
    except RecursionError:
        made = None
    if made is None:
        raise SchemaError("the schema is nested too deeply", pointer=schema.pointer)
    if fault := work.fault():
        raise SchemaError(fault, pointer=schema.pointer)
    return {**made, "definitions": work.circular} if work.circular else made


class _Work:
    """One schema being written out: what is done, what is under way, and what turned out to be circular."""

    def __init__(self) -> None:
        self.done: dict[str, dict[str, Json]] = {}
        self.open: dict[str, int] = {}
        self.circular: dict[str, Json] = {}
        self.numbers = count(1)
        self.same_value: dict[str, list[str]] = {}
        self.met_again = False

    def fault(self) -> str:
        """Return why the checking of one value would not end, or not this year; empty where it does."""
        if not self.met_again and sum(map(len, self.same_value.values())) < _MOST_CHECKS:
            return ""  # a tree: it has an end, and every schema in it is followed once
        load_modules("graphlib")
        from graphlib import CycleError, TopologicalSorter

        steps: dict[str, int] = {}
        try:
            for place in TopologicalSorter(self.same_value).static_order():
                steps[place] = 1 + sum(steps[below] for below in self.same_value.get(place, ()))
        except CycleError as error:
            return f"it never ends what a value has to follow here: {' -> '.join(reversed(error.args[1]))}"
        most = max(steps.values(), default=0)
        return f"one value would have to be checked against {most} schemas" if most > _MOST_CHECKS else ""

    def written(self, schema: Schema, depth: int) -> dict[str, Json]:
        if depth > MAX_DEPTH:
            raise SchemaError("the schema is nested too deeply", pointer=schema.pointer)
        target = schema.dereference()
        if target is not schema:
            self.same_value[schema.pointer] = [target.pointer]
        if target is not schema and schema.documents.dialect in _SIBLINGS_COUNT:
            beside = {key: value for key, value in schema.node.items() if key != "$ref"}
            if any(key in beside for key in _KEPT):
                aside = Schema(schema.documents, schema.pointer, beside)
                return {"allOf": [self._once(target, depth), self._made(aside, depth)]}
        return self._once(target, depth)

    def _once(self, target: Schema, depth: int) -> dict[str, Json]:
        place = target.pointer
        if place in self.done:
            self.met_again = True
            return self.done[place]
        if place in self.open:
            self.met_again = True
            name = str(self.open[place])
            self.circular.setdefault(name, {})
            return {"$ref": f"#/definitions/{name}"}
        self.open[place] = next(self.numbers)
        made = self._made(target, depth)
        name = str(self.open.pop(place))
        if name in self.circular:
            self.circular[name] = made
        self.done[place] = made
        return made

    def _made(self, target: Schema, depth: int) -> dict[str, Json]:
        made: dict[str, Json] = {}
        for keyword, value in target.node.items():
            if (form := _FORMS.get(keyword)) and form(value):
                made[keyword] = self._value(target, keyword, value, depth)
        if isinstance(kinds := made.get("type"), list):
            known: list[Json] = [kind for kind in kinds if kind in JSON_TYPES]
            made["type"] = known
            if len(known) < len(kinds):
                del made["type"]
        if target.documents.dialect == "2020-12" and isinstance(made.get("items"), list):
            # The older way to say it, on which a validator of this draft would fall over.
            made.setdefault("prefixItems", made.pop("items"))
            if "additionalItems" in made:
                made["items"] = made.pop("additionalItems")
        return made

    def _value(self, target: Schema, keyword: str, value: Json, depth: int) -> Json:
        if keyword in _MAPS and isinstance(value, dict):
            below = target.children(keyword).items()
            made = {name: self._below(target, keyword, child, depth) for name, child in below if _is_schema(child.raw)}
            # The older drafts also map a name to those of the fields that it needs beside it.
            names = {name: item for name, item in value.items() if keyword == "dependencies" and _is_text_list(item)}
            return {**names, **made}
        if keyword == "dependentRequired" and isinstance(value, dict):
            return {name: item for name, item in value.items() if _is_text_list(item)}
        if (keyword in _LISTS or keyword == "items") and isinstance(value, list):
            return [self._below(target, keyword, child, depth) for child in target.branches(keyword)]
        # Draft 4 knows no true and false here; for further fields and items they are words of their own.
        if keyword in _SINGLES and (isinstance(value, dict) or keyword in _NEVER_FLAGS):
            return self._below(target, keyword, target.child(keyword), depth)
        return value

    def _below(self, target: Schema, keyword: str, child: Schema, depth: int) -> dict[str, Json]:
        if keyword in _OF_THE_SAME_VALUE:
            self.same_value.setdefault(target.pointer, []).append(child.pointer)
        return self.written(child, depth + 1)


_SIBLINGS_COUNT = frozenset({"2019-09", "2020-12"})


def _is_schema(value: Json) -> bool:
    return isinstance(value, dict | bool)


def _is_number(value: Json) -> bool:
    # JSON texts may hold 1e999, which Python reads as infinity.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) != math.inf


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text_list(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_schema_list(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_schema(item) for item in value)


def _is_type(value: Json) -> bool:
    return value in JSON_TYPES if isinstance(value, str) else _is_text_list(value) and bool(value)


def _is_bound(value: Json) -> bool:
    return _is_number(value) or isinstance(value, bool)


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_list(value: Json) -> bool:
    return isinstance(value, list) and bool(value)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_step(value: Json) -> bool:
    return _is_number(value) and value > 0  # type: ignore[operator]


def _anything(_: Json) -> bool:
    return True


_FORMS: dict[str, Callable[[Json], bool]] = {
    "additionalItems": _is_schema,
    "additionalProperties": _is_schema,
    "allOf": _is_schema_list,
    "anyOf": _is_schema_list,
    "const": _anything,
    "contains": _is_schema,
    "dependencies": _is_object,
    "dependentRequired": _is_object,
    "dependentSchemas": _is_object,
    "description": _is_text,
    "else": _is_schema,
    "enum": _is_list,
    "exclusiveMaximum": _is_bound,
    "exclusiveMinimum": _is_bound,
    "format": _is_text,
    "if": _is_schema,
    "items": lambda value: _is_schema(value) or _is_schema_list(value),
    "maxItems": _is_count,
    "maxLength": _is_count,
    "maxProperties": _is_count,
    "maximum": _is_number,
    "minItems": _is_count,
    "minLength": _is_count,
    "minProperties": _is_count,
    "minimum": _is_number,
    "multipleOf": _is_step,
    "not": _is_schema,
    "oneOf": _is_schema_list,
    "pattern": _is_text,
    "patternProperties": _is_object,
    "prefixItems": _is_schema_list,
    "properties": _is_object,
    "propertyNames": _is_schema,
    "required": _is_text_list,
    "then": _is_schema,
    "type": _is_type,
    "uniqueItems": _is_flag,
    "unevaluatedItems": _is_schema,
    "unevaluatedProperties": _is_schema,
}
_KEPT = frozenset(_FORMS)
