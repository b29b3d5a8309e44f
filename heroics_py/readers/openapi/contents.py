"""The media types of bodies and responses, and their schemas."""

import re

from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.bodies import Body, Content
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.fields import object_at, object_of, target_of
from heroics_py.readers.openapi.encodings import encodings_of
from heroics_py.readers.openapi.keywords import for_requests, for_responses, with_subtypes
from heroics_py.support.json_types import Json

__all__ = ["body_of", "content_schema", "preferred_media_type", "success_response"]

_SUCCESS = re.compile(r"2(\d\d|XX)|default", re.IGNORECASE)
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_RANGES_OF_JSON = frozenset({"*/*", "application/*", "*"})


def content_schema(at: Schema) -> Schema | None:
    """Return the schema of a parameter's ``content``."""
    media_type = preferred_media_type(object_at(at.raw, "content"))
    return _media_type_schema(at, media_type) if media_type else None


def _media_type_schema(at: Schema, media_type: str, key: str = "schema") -> Schema | None:
    content = target_of(at.child("content").child(media_type))
    return content.child(key) if key in object_of(content.raw) else None


def preferred_media_type(content: dict[str, Json]) -> str:
    """Return the media type to use among several: JSON, then a form, then the first."""
    return min(content, key=_rank) if content else ""


def _rank(media_type: str) -> float:
    if is_json(media_type):
        return 0.5 if essence_of(media_type) == "application/json-patch+json" else 0
    return 1 if essence_of(media_type) in _FORMS else 2


def body_of(at: Schema, documents: Documents) -> Body | None:
    """Return the request body of an operation, if it has one."""
    if "requestBody" not in object_of(at.raw):
        return None
    place = target_of(at.child("requestBody"))
    node = object_of(place.raw)
    media_types = sorted(object_at(node, "content"), key=_rank)
    contents = tuple(_content(place, media_type, documents) for media_type in media_types if media_type)
    if not contents:
        return Body(required=node.get("required") is True)
    first = contents[0]
    # A range of media types is preferably JSON.
    media_type = "application/json" if first.media_type in _RANGES_OF_JSON else first.media_type
    return Body(schema=first.schema, media_type=media_type, required=node.get("required") is True, contents=contents)


def _content(place: Schema, media_type: str, documents: Documents) -> Content:
    essence, semicolon, parameters = media_type.partition(";")
    return Content(
        media_type=f"{essence.strip().lower()}{semicolon}{parameters}",
        schema=_request_schema(_media_type_schema(place, media_type), documents),
        encodings=encodings_of(target_of(place.child("content").child(media_type))),
        item_schema=_request_schema(_media_type_schema(place, media_type, "itemSchema"), documents),
        brackets=False,
    )


def _request_schema(schema: Schema | None, documents: Documents) -> Schema | None:
    if schema is None:
        return None
    return with_subtypes(Schema(for_requests(documents), schema.pointer, schema.raw))


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
