"""The media types of bodies and responses, and their schemas."""

import re

from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.api import Body
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.fields import object_at, object_of, target_of
from heroics_py.readers.openapi.keywords import for_requests, for_responses, with_subtypes
from heroics_py.support.json_types import Json

__all__ = ["body_of", "content_schema", "preferred_media_type", "success_response"]

_SUCCESS = re.compile(r"2(\d\d|XX)|default", re.IGNORECASE)
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def content_schema(at: Schema) -> Schema | None:
    """Return the schema of a parameter's ``content``."""
    media_type = preferred_media_type(object_at(at.raw, "content"))
    return _media_type_schema(at, media_type) if media_type else None


def _media_type_schema(at: Schema, media_type: str) -> Schema | None:
    content = at.child("content").child(media_type)
    return content.child("schema") if "schema" in object_of(content.raw) else None


def preferred_media_type(content: dict[str, Json]) -> str:
    """Return the media type to use among several: JSON, then a form, then the first."""

    def rank(media_type: str) -> int:
        if is_json(media_type):
            return 0
        return 1 if essence_of(media_type) in _FORMS else 2

    return min(content, key=rank) if content else ""


def body_of(at: Schema, documents: Documents) -> Body | None:
    """Return the request body of an operation, if it has one."""
    if "requestBody" not in object_of(at.raw):
        return None
    place = target_of(at.child("requestBody"))
    node = object_of(place.raw)
    media_type = preferred_media_type(object_at(node, "content"))
    schema = _media_type_schema(place, media_type) if media_type else None
    if schema is not None:
        schema = with_subtypes(Schema(for_requests(documents), schema.pointer, schema.raw))
    # A range of media types is sent as JSON.
    media_type = "application/json" if media_type in {"", "*/*", "application/*"} else media_type.lower()
    return Body(schema=schema, media_type=media_type, required=node.get("required") is True)


def success_response(at: Schema) -> tuple[Schema | None, str]:
    """Return the schema and media type of the first success with content."""
    for status, place in sorted(at.children("responses").items()):
        response = target_of(place)
        media_type = preferred_media_type(object_at(response.raw, "content"))
        if media_type and _SUCCESS.fullmatch(status):
            schema = _media_type_schema(response, media_type)
            received = schema and Schema(for_responses(schema.documents), schema.pointer, schema.raw)
            return received, media_type.lower()
    return None, ""
