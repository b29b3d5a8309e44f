"""Forms, read into nested values: names with brackets, repeated names, and parts in JSON."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes

from heroics_py.errors import SchemaError
from heroics_py.http.media_types import is_json
from heroics_py.http.strict_json import parse_json
from heroics_py.model.schema import Schema
from heroics_py.server.parameters import typed_value
from heroics_py.server.schema_lookup import deep_types, items_of, properties_of, target_of
from heroics_py.support.json_types import Json

__all__ = ["FormField", "form_value", "parts_of"]

_KEYS = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form, or one part of a multipart form.

    Attributes:
        name: its name, as sent.
        text: its value.
        media_type: the media type of the part; empty if it has none.
        is_file: whether the part has a file name.
    """

    name: str
    text: str
    media_type: str = ""
    is_file: bool = False


def parts_of(content_type: str, body: bytes) -> list[FormField]:
    """Return the parts of a multipart form (RFC 7578)."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = message.get_payload() if message.is_multipart() else []
    fields = []
    for part in parts if isinstance(parts, list) else []:
        name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
        payload = part.get_payload(decode=True)  # type: ignore[union-attr]
        if isinstance(name, str) and isinstance(payload, bytes):
            media_type = str(part.get("Content-Type") or "")  # type: ignore[union-attr]
            is_file = part.get_filename() is not None  # type: ignore[union-attr]
            text = payload.decode("utf-8", "replace")
            fields.append(FormField(name=name, text=text, media_type=media_type, is_file=is_file))
    return fields


def form_value(
    fields: list[FormField], schema: Schema | None, accepts: Callable[[Schema, Json], bool]
) -> dict[str, Json]:
    """Return the object that the fields of a form spell: ``tags=a&tags=b``, ``tags[]=a``, ``items[0][price]=5``.

    Each value is converted to the type in its schema.
    """
    tree: dict[str, list[FormField] | dict[str, object]] = {}
    known = properties_of(schema)
    for each in fields:
        _insert(tree, _path_of(each.name, known), each)
    empty: dict[str, Json] = {name: [] for name in _required_lists(schema)}
    return {**empty, **{name: _value(node, known.get(name), accepts, 0) for name, node in tree.items()}}


def _required_lists(schema: Schema | None) -> list[str]:
    """Return the lists that an object must have: a form spells an empty one by leaving it out."""
    known = properties_of(schema)
    target = target_of(schema)
    required = target.node.get("required") if target is not None else None
    names = [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
    return [name for name in names if name in known and items_of(known[name]) is not None]


def _path_of(name: str, known: object) -> list[str]:
    """Return the keys in a name with brackets; the last is empty for an item of a list."""
    match = _NAME.fullmatch(name)
    if match is None or (isinstance(known, dict) and name in known):
        return [name]
    return [match[1], *_KEYS.findall(match[2])][:_MAX_DEPTH]


def _insert(tree: dict, keys: list[str], each: FormField) -> None:  # type: ignore[type-arg] # nested to any depth
    for key in keys[:-1]:
        inner = tree.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    values = tree.setdefault(keys[-1], [])
    if isinstance(values, list):
        values.append(each)


def _value(node: object, schema: Schema | None, accepts: Callable[[Schema, Json], bool], depth: int) -> Json:
    items = items_of(schema)
    if isinstance(node, dict):
        if items is not None or (
            node and all(key.isdecimal() or not key for key in node) and not properties_of(schema)
        ):
            inner = [each for key in sorted(node, key=_position) for each in _spread(node[key])]
            return [_value(each, items, accepts, depth + 1) for each in inner]
        known = properties_of(schema)
        return {key: _value(each, known.get(key) or _other(schema), accepts, depth + 1) for key, each in node.items()}
    fields: list[FormField] = node if isinstance(node, list) else []
    if items is not None:
        if len(fields) == 1 and (whole := _whole_list(fields[0])) is not None:
            return whole
        return [_leaf(each, items, accepts) for each in fields]
    values = [_leaf(each, schema, accepts) for each in fields]
    return values[0] if len(values) == 1 else values


def _position(key: str) -> int:
    return int(key) if key.isdecimal() and len(key) < _MAX_DEPTH else 0


def _spread(node: object) -> list[object]:
    return [[each] for each in node] if isinstance(node, list) else [node]


def _other(schema: Schema | None) -> Schema | None:
    """Return the schema of the properties that ``schema`` doesn't name."""
    target = target_of(schema)
    if target is None or not isinstance(target.node.get("additionalProperties"), dict):
        return None
    return target.child("additionalProperties")


def _whole_list(field: FormField) -> list[Json] | None:
    """Return the list that one part in JSON holds."""
    if field.is_file or not (is_json(field.media_type) or field.text[:1] == "["):
        return None
    try:
        value = parse_json(field.text.encode())
    except ValueError:
        return None
    return value if isinstance(value, list) else None


def _leaf(field: FormField, schema: Schema | None, accepts: Callable[[Schema, Json], bool]) -> Json:
    is_object = "object" in deep_types(schema) or properties_of(schema)
    if not field.is_file and (is_json(field.media_type) or (is_object and field.text[:1] == "{")):
        try:
            return parse_json(field.text.encode())
        except ValueError:
            return field.text
    try:
        return typed_value(field.text, schema, accepts)
    except SchemaError:
        return field.text
