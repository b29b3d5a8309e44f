"""What a request carries, as a value that a schema can be asked about."""

import json
from email import message_from_bytes
from urllib.parse import parse_qsl

from heroics_py.errors import SchemaError
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.api import Body
from heroics_py.model.references import Schema
from heroics_py.server.answers import Refusal
from heroics_py.support.json_types import Json

__all__ = ["fields_of", "read_body"]


def read_body(headers: Headers, body: bytes, wanted: Body | None) -> Json:
    """Return the value of a body: JSON, a form, or a multipart form; None where there is none that a schema describes.

    Raises:
        Refusal: 400 for JSON that can't be read, 415 for another media type.
    """
    if not body:
        return None
    schema = wanted.schema if wanted is not None else None
    content_type = headers.get("Content-Type") or "application/json"
    media_type = essence_of(content_type)
    if is_json(media_type):
        return _json(body)
    if media_type == "application/x-www-form-urlencoded":
        return fields_of(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True), schema)
    if media_type == "multipart/form-data":
        return fields_of(_parts(content_type, body), schema)
    if wanted is not None and media_type == essence_of(wanted.media_type):
        return None
    raise Refusal(415, "unsupported_media_type", f"Can't read a body of type {media_type!r}: expected JSON or a form.")


def _json(body: bytes) -> Json:
    try:
        value: Json = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refusal(400, "bad_request", "The body is no JSON that can be read.") from None
    return value


def _no_number(text: str) -> Json:
    raise ValueError(f"{text} is no number of JSON")


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = message.get_payload() if message.is_multipart() else []
    found = []
    for part in parts if isinstance(parts, list) else []:
        name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
        payload = part.get_payload(decode=True)  # type: ignore[union-attr]
        if isinstance(name, str) and isinstance(payload, bytes):
            found.append((name, payload.decode("utf-8", "replace")))
    return found


def fields_of(pairs: list[tuple[str, str]], schema: Schema | None) -> dict[str, Json]:
    """Return the fields of a query or a form, each of the type that its schema asks for."""
    properties = _properties(schema)
    fields: dict[str, Json] = {}
    for spelled, text in pairs:
        name = spelled.removesuffix("[]")
        kinds = _types(properties.get(name))
        value = _typed(text, kinds)
        known = fields.get(name)
        if "array" in kinds or name in fields:
            fields[name] = [*(known if isinstance(known, list) else [known] if name in fields else []), value]
        else:
            fields[name] = value
    return fields


def _properties(schema: Schema | None) -> dict[str, Schema]:
    try:
        return schema.followed().children("properties") if schema is not None else {}
    except SchemaError:
        return {}


def _types(schema: Schema | None) -> list[str]:
    """Return the types that a field may have; for a list, those of its items as well."""
    try:
        node = schema.followed().node if schema is not None else {}
        kinds = node.get("type")
        found = [kinds] if isinstance(kinds, str) else [kind for kind in kinds or () if isinstance(kind, str)]  # type: ignore[union-attr]
        if "array" in found and schema is not None and isinstance(node.get("items"), dict):
            found += _types(schema.followed().child("items"))
    except SchemaError:
        return []
    return found


def _typed(text: str, kinds: list[str]) -> Json:
    if "string" in kinds:
        return text
    if "boolean" in kinds and text in {"true", "false"}:
        return text == "true"
    try:
        return int(text) if "integer" in kinds else float(text) if "number" in kinds else text
    except ValueError:
        return text
