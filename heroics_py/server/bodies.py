"""Request bodies and queries, read into values that a schema can check."""

from collections.abc import Mapping
from email import message_from_bytes
from urllib.parse import parse_qsl

from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.http.strict_json import parse_json
from heroics_py.model.api import Body
from heroics_py.model.schema import Schema
from heroics_py.server.responses import HttpError
from heroics_py.server.schema_lookup import target_of, type_names
from heroics_py.support.json_types import Json

__all__ = ["read_body", "read_fields"]


def read_body(headers: Headers, body: bytes, expected: Body | None) -> Json:
    """Return the value of a body: JSON, a form, or a multipart form.

    Returns None for an empty body, and for one whose media type the schema names but can't describe.

    Raises:
        HttpError: 400 for invalid JSON, 415 for another media type.
    """
    if not body:
        return None
    schema = expected.schema if expected is not None else None
    content_type = headers.get("Content-Type") or "application/json"
    media_type = essence_of(content_type)
    if is_json(media_type):
        return _read_json(body)
    if media_type == "application/x-www-form-urlencoded":
        return read_fields(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True), schema)
    if media_type == "multipart/form-data":
        return read_fields(_read_parts(content_type, body), schema)
    if expected is not None and media_type == essence_of(expected.media_type):
        return None
    raise HttpError(
        415, "unsupported_media_type", f"Can't read a body of type {media_type!r}: expected JSON or a form."
    )


def _read_json(body: bytes) -> Json:
    try:
        return parse_json(body)
    except ValueError as error:
        reason = str(error)
    raise HttpError(400, "bad_request", f"The body is not valid JSON: {reason}.")


def _read_parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = message.get_payload() if message.is_multipart() else []
    pairs = []
    for part in parts if isinstance(parts, list) else []:
        name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
        payload = part.get_payload(decode=True)  # type: ignore[union-attr]
        if isinstance(name, str) and isinstance(payload, bytes):
            pairs.append((name, payload.decode("utf-8", "replace")))
    return pairs


def read_fields(pairs: list[tuple[str, str]], schema: Schema | None) -> dict[str, Json]:
    """Return the fields of a query or a form, each converted to the type in its schema."""
    target = target_of(schema)
    properties: Mapping[str, Schema] = target.children("properties") if target is not None else {}
    fields: dict[str, Json] = {}
    for key, text in pairs:
        name = key.removesuffix("[]")
        types = _field_types(properties.get(name))
        value = _convert(text, types)
        earlier = fields.get(name)
        if "array" in types or name in fields:
            fields[name] = [*(earlier if isinstance(earlier, list) else [earlier] if name in fields else []), value]
        else:
            fields[name] = value
    return fields


def _field_types(schema: Schema | None) -> tuple[str, ...]:
    """Return the types that a field may have; for a list, those of its items as well."""
    types, target = type_names(schema), target_of(schema)
    if "array" in types and target is not None and isinstance(target.node.get("items"), dict):
        types += _field_types(target.child("items"))
    return types


def _convert(text: str, types: tuple[str, ...]) -> Json:
    if "string" in types:
        return text
    if "boolean" in types and text in {"true", "false"}:
        return text == "true"
    try:
        return int(text) if "integer" in types else float(text) if "number" in types else text
    except ValueError:
        return text
