"""Request bodies, read into values that a schema can check."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.http.strict_json import parse_json
from heroics_py.model.bodies import Body, Content
from heroics_py.model.schema import Schema
from heroics_py.server.forms import FormField, form_value, parts_of
from heroics_py.server.responses import HttpError
from heroics_py.server.schema_lookup import deep_types
from heroics_py.support.json_types import Json

__all__ = ["ReadBody", "read_body"]

_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_SEQUENCES = frozenset({"application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/json-seq"})


@dataclass(frozen=True, slots=True)
class ReadBody:
    """The value of a body.

    Attributes:
        value: the value; None if the body is empty.
        schema: the schema of its media type, if any.
        is_checkable: whether the schema of the body applies to the value; False for XML and the like.
    """

    value: Json
    schema: Schema | None = None
    is_checkable: bool = True


def read_body(
    headers: Headers, body: bytes, expected: Body | None, accepts: Callable[[Schema, Json], bool], *, is_strict: bool
) -> ReadBody:
    """Return the value of a body: JSON, a form, text, or bytes as text.

    Args:
        headers: the header fields of the request.
        body: the bytes.
        expected: the body that the link describes, if any.
        accepts: returns whether a schema accepts a value.
        is_strict: whether only the media types that the link describes are possible.

    Raises:
        HttpError: 400 for invalid JSON, 415 for another media type (RFC 9110, 15.5.16).
    """
    if not body:
        return ReadBody(None, expected.schema if expected is not None else None)
    content_type = headers.get("Content-Type") or "application/json"
    media_type = essence_of(content_type)
    chosen = _content_for(media_type, expected) if expected is not None else None
    if is_strict and expected is not None and chosen is None:
        names = ", ".join(each.media_type for each in expected.choices)
        raise HttpError(415, "unsupported_media_type", f"Can't read a body of type {media_type!r}: expected {names}.")
    schema = chosen.schema if chosen is not None else expected.schema if expected is not None else None
    if is_json(media_type):
        return ReadBody(_json_value(body), schema)
    if media_type == _FORM:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return ReadBody(form_value([FormField(name=name, text=text) for name, text in pairs], schema, accepts), schema)
    if media_type == _MULTIPART:
        return ReadBody(form_value(parts_of(content_type, body), schema, accepts), schema)
    if media_type in _SEQUENCES:
        lines = [line.strip(b"\x1e ") for line in body.splitlines()]
        # Without a list, the schema is that of each line.
        is_list = "array" in deep_types(schema)
        return ReadBody([_json_value(line) for line in lines if line], schema, is_checkable=is_list)
    if is_strict:
        is_text = "string" in deep_types(schema)
        return ReadBody(body.decode("utf-8", "replace"), schema, is_checkable=is_text)
    if expected is not None and media_type == essence_of(expected.media_type):
        return ReadBody(None, schema)
    raise HttpError(
        415, "unsupported_media_type", f"Can't read a body of type {media_type!r}: expected JSON or a form."
    )


def _content_for(media_type: str, expected: Body) -> Content | None:
    """Return which of the described media types a body has: its own, else a range that it is in, else JSON for JSON."""
    kind = media_type.partition("/")[0]
    for names in ({media_type}, {f"{kind}/*"}, {"*/*"}):
        for each in expected.choices:
            if essence_of(each.media_type) in names:
                return each
    return next((each for each in expected.choices if is_json(each.media_type) and is_json(media_type)), None)


def _json_value(body: bytes) -> Json:
    try:
        return parse_json(body)
    except ValueError as error:
        reason = str(error)
    raise HttpError(400, "bad_request", f"The body is not valid JSON: {reason}.")
