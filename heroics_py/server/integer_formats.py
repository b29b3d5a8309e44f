"""The formats that bound integers, which schemas of OpenAPI name instead of a minimum and a maximum."""

from collections.abc import Mapping

from heroics_py.errors import Problem
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.server.schema_lookup import items_of, properties_of, target_of, type_names
from heroics_py.support.json_types import Json

__all__ = ["out_of_range"]

_BITS: Mapping[str, int] = {"int32": 31, "int64": 63}
_MAX_DEPTH = 20


def out_of_range(schema: Schema | None, value: Json, pointer: str = "") -> Problem | None:
    """Return the first integer in ``value`` that its format can't hold (OpenAPI 3.1.1, 4.4.1), or None."""
    if pointer.count("/") > _MAX_DEPTH:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return _problem(schema, value, pointer)
    inner: list[tuple[Schema | None, Json, str]] = []
    if isinstance(value, dict):
        known = properties_of(schema)
        inner = [(known[name], each, f"{pointer}/{escape_key(name)}") for name, each in value.items() if name in known]
    elif isinstance(value, list):
        items = items_of(schema)
        inner = [(items, each, f"{pointer}/{index}") for index, each in enumerate(value)] if items is not None else []
    return next((problem for each in inner if (problem := out_of_range(*each)) is not None), None)


def _problem(schema: Schema | None, value: int, pointer: str) -> Problem | None:
    target = target_of(schema)
    if target is None:
        return None
    problems = [_problem(each, value, pointer) for each in target.branches("anyOf", "oneOf") if _takes_integers(each)]
    if problems:
        return problems[0] if all(problems) else None
    name = str(target.node.get("format"))
    bits = _BITS.get(name)
    if bits is None or -(1 << bits) <= value < 1 << bits:
        return None
    return Problem(pointer=pointer, message=f"it does not fit into {name}", expected=name, keyword="format")


def _takes_integers(schema: Schema) -> bool:
    types = type_names(schema)
    return not types or bool({"integer", "number"}.intersection(types))
