"""Random schemas, random edits of them, and values that show the effect: an oracle for comparisons."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

__all__ = ["api_of", "edited", "random_schema", "random_values", "refusals"]

Node = dict[str, Any]

_ENUMS = [["a", "b"], ["a", "b", "c"], ["b"], ["a", None], [1, 2], [1, 2, 3], [True], ["a", 1]]
_TYPES = ["string", "integer", "number", "boolean", "array", "object", "null"]
_PATTERNS = ["^a", "^[a-z]+$", "b$", "^.{2}$"]
_SCALARS: list[Any] = [
    *[None, True, False, 0, 1, 2, 3, 4, 5, 10, 11, 2.5, -1],
    *["", "a", "b", "c", "ab", "aab", "abc", "B", "x" * 6, "2024-01-01", "a@b.example"],
]


def random_schema(rng: random.Random, depth: int = 2) -> Node:
    """Return the schema of an object with up to four fields, as an API has them."""
    names = rng.sample(["name", "size", "kind", "tags", "owner"], rng.randint(1, 4))
    node: Node = {"type": "object", "properties": {name: _field(rng, depth - 1) for name in names}}
    if required := [name for name in names if rng.random() < 0.4]:
        node["required"] = required
    if rng.random() < 0.2:
        node["additionalProperties"] = False
    return node


def _field(rng: random.Random, depth: int) -> Node:
    makers: list[Callable[[random.Random, int], Node]] = [_text, _text, _number, _number, _enum, _plain]
    makers += [_list, random_schema, _choice] if depth > 0 else []
    node = rng.choice(makers)(rng, depth)
    if isinstance(node.get("type"), str) and rng.random() < 0.2:
        node["type"] = [node["type"], "null"]
    return node


def _text(rng: random.Random, _: int) -> Node:
    node: Node = {"type": "string"}
    if rng.random() < 0.4:
        node["minLength"] = rng.randint(0, 2)
    if rng.random() < 0.4:
        node["maxLength"] = rng.randint(2, 5)
    if rng.random() < 0.2:
        node["pattern"] = rng.choice(_PATTERNS)
    if rng.random() < 0.1:
        node["format"] = rng.choice(["date", "email"])
    return node


def _number(rng: random.Random, _: int) -> Node:
    node: Node = {"type": rng.choice(["integer", "number"])}
    for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
        if rng.random() < 0.25:
            low, high = (0, 2) if "inimum" in keyword else (3, 6)
            node[keyword] = rng.choice([1, 2]) if keyword == "multipleOf" else rng.randint(low, high)
    return node


def _enum(rng: random.Random, _: int) -> Node:
    return {"enum": rng.choice(_ENUMS)}


def _plain(rng: random.Random, _: int) -> Node:
    return {"type": rng.choice([*_TYPES[:4], ["string", "integer"]])}


def _list(rng: random.Random, depth: int) -> Node:
    node: Node = {"type": "array", "items": _field(rng, depth - 1)}
    for keyword in ("minItems", "maxItems"):
        if rng.random() < 0.3:
            node[keyword] = rng.randint(0, 1) if keyword == "minItems" else rng.randint(1, 3)
    if rng.random() < 0.2:
        node["uniqueItems"] = True
    return node


def _choice(rng: random.Random, depth: int) -> Node:
    return {"anyOf": [_field(rng, depth - 1) for _ in range(rng.randint(1, 3))]}


def edited(rng: random.Random, node: Node) -> Node:
    """Return a schema with one random edit, at any depth."""
    new = copy.deepcopy(node)
    place = rng.choice(list(_nodes(new)))
    rng.choice(_EDITS)(rng, place)
    return new


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("properties", {}).values():
        yield from _nodes(below)
    for keyword in ("anyOf", "allOf"):
        for below in node.get(keyword, []):
            yield from _nodes(below)
    if isinstance(node.get("items"), dict):
        yield from _nodes(node["items"])


def _replace(node: Node, new: Node) -> None:
    node.clear()
    node.update(new)


def _other_keyword(rng: random.Random, node: Node) -> None:
    """Give one keyword another value."""
    keyword = rng.choice(sorted(node))
    value = node[keyword]
    if isinstance(value, bool):
        node[keyword] = not value
    elif isinstance(value, int):
        node[keyword] = max(value + rng.choice([-2, -1, 1, 2]), 1 if keyword == "multipleOf" else 0)
    elif keyword == "type":
        node["type"] = rng.choice([*_TYPES[:6], [*_as_list(value), rng.choice(_TYPES)]])
    elif keyword == "enum":
        node["enum"] = rng.choice(_ENUMS)
    elif keyword == "pattern":
        node["pattern"] = rng.choice(_PATTERNS)
    elif keyword == "required":
        node["required"] = [name for name in node.get("properties", {}) if rng.random() < 0.5]


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _less(rng: random.Random, node: Node) -> None:
    if len(node) > 1:
        del node[rng.choice(sorted(node))]


def _more(rng: random.Random, node: Node) -> None:
    node.update(
        rng.choice([{"minLength": 2}, {"maximum": 3}, {"enum": ["a", 1]}, {"maxItems": 1}, {"minProperties": 1}])
    )


def _more_fields(rng: random.Random, node: Node) -> None:
    name = rng.choice(["extra", "kind"])
    node.setdefault("properties", {})[name] = _field(rng, 0)
    if rng.random() < 0.5:
        node["required"] = [*node.get("required", []), name]


def _fewer_fields(rng: random.Random, node: Node) -> None:
    if names := sorted(node.get("properties", {})):
        name = rng.choice(names)
        del node["properties"][name]
        node["required"] = [each for each in node.get("required", []) if each != name]


def _in_all(rng: random.Random, node: Node) -> None:
    _replace(node, {"allOf": [dict(node), *([{"minLength": 1}] if rng.random() < 0.5 else [])]})


def _in_any(rng: random.Random, node: Node) -> None:
    _replace(node, {"anyOf": [dict(node), *([_field(rng, 0)] if rng.random() < 0.6 else [])]})


def _in_not(rng: random.Random, node: Node) -> None:
    node["not"] = rng.choice([{"type": "null"}, {"enum": ["a", 1]}, {"maxLength": 1}])


def _when(rng: random.Random, node: Node) -> None:
    node["if"], node["then"] = (
        {"type": rng.choice(_TYPES)},
        rng.choice([{"minLength": 2}, {"minimum": 2}, {"maxItems": 0}]),
    )


def _other(rng: random.Random, node: Node) -> None:
    _replace(node, _field(rng, 1))


_EDITS = [_other_keyword] * 6 + [
    _less,
    _less,
    _more,
    _more_fields,
    _fewer_fields,
    _in_all,
    _in_any,
    _in_not,
    _when,
    _other,
]


def random_values(rng: random.Random, node: Node, number: int) -> list[Any]:
    """Return values, many of which follow a schema."""
    return [_value(rng, node, 4) for _ in range(number)]


def _value(rng: random.Random, node: Node, depth: int) -> Any:
    if depth == 0 or rng.random() < 0.08:
        return rng.choice(_SCALARS)
    for keyword in ("anyOf", "allOf"):
        if node.get(keyword) and rng.random() < 0.9:
            return _value(rng, rng.choice(node[keyword]), depth)
    if "enum" in node and rng.random() < 0.9:
        return rng.choice(node["enum"])
    types = _as_list(node.get("type", _TYPES))
    kind = rng.choice(types)
    if kind == "object" or "properties" in node:
        fields = node.get("properties", {})
        kept = [name for name in fields if name in node.get("required", []) or rng.random() < 0.6]
        return {name: _value(rng, fields[name], depth - 1) for name in kept}
    if kind == "array":
        return [_value(rng, node.get("items", {}), depth - 1) for _ in range(rng.randint(0, 3))]
    return rng.choice([each for each in _SCALARS if _is(each, kind)])


def _is(value: object, kind: str) -> bool:
    return Draft202012Validator({"type": kind}).is_valid(value)


def refusals(values: list[Any], valid: Node, invalid: Node, *, answered: bool = False) -> list[Any]:
    """Return the values that follow one schema, and not another one, as a client reads them.

    Args:
        values: to try.
        valid: the schema that they follow.
        invalid: the schema that they don't follow.
        answered: whether a server sends them: it may always send further fields.
    """
    schemas = [_as_read(each, answered=answered) for each in (valid, invalid)]
    before, after = (Draft202012Validator(each, format_checker=FormatChecker()) for each in schemas)
    return [value for value in values if before.is_valid(value) and not after.is_valid(value)]


def _as_read(node: Node, *, answered: bool) -> Node:
    """Return a schema with the types that its keywords mean, though JSON Schema does not say so."""
    new = copy.deepcopy(node)
    for each in _nodes(new):
        if each.keys().isdisjoint({"type", "enum", "anyOf", "allOf"}):
            each.update({"type": "object"} if "properties" in each else {"type": "array"} if "items" in each else {})
        if answered:
            each.pop("additionalProperties", None)
    return new


def api_of(body: Node | None = None, answer: Node | None = None) -> Node:
    """Return an OpenAPI document with one call, ``thing.create``."""
    content = {"content": {"application/json": {"schema": answer or {"type": "object"}}}}
    operation: Node = {
        "operationId": "createThing",
        "tags": ["Thing"],
        "responses": {"201": {"description": "it", **content}},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    info = {"title": "Things", "version": "1"}
    servers = [{"url": "https://things.example"}]
    return {"openapi": "3.1.0", "info": info, "servers": servers, "paths": {"/things": {"post": operation}}}
