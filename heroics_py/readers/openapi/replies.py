"""The responses that an operation of OpenAPI describes."""

from collections.abc import Mapping

from heroics_py.http.media_types import essence_of, is_json, is_stream
from heroics_py.model.api import Reply
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.readers.openapi.keywords import for_responses
from heroics_py.support.json_types import Json
from heroics_py.support.lazy_mapping import LazyMapping

__all__ = ["is_anonymous", "replies_of", "streams_of"]

_NEVER_STREAMS = ("multipart/", "*/*")


def replies_of(operation: Schema) -> Mapping[str, Reply]:
    """Return the responses of an operation by status, such as "201", "4XX" or "default" (OpenAPI 3.1.1, 4.8.16)."""
    received = Schema(for_responses(operation.documents), operation.pointer, operation.raw)
    places = {str(status).upper(): place for status, place in received.children("responses").items()}
    statuses = ["default" if status == "DEFAULT" else status for status in places if not status.startswith("X-")]
    return LazyMapping(statuses, lambda status: _reply(target_of(places[status.upper()])))


def streams_of(operation: Schema) -> tuple[str, ...]:
    """Return the media types of successful responses that are sequences of items (OpenAPI 3.2.0, 4.14.3).

    They are known to be, or have an ``itemSchema``.
    """
    places = {str(status): place for status, place in operation.children("responses").items()}
    successes = [status for status in places if status.startswith("2")] or ["default"]
    responses = [target_of(places[status]) for status in successes if status in places]
    found = [
        essence_of(media_type)
        for response in responses
        for media_type, node in object_at(response.raw, "content").items()
        if is_stream(media_type) or _has_items(response, media_type, node)
    ]
    return tuple(dict.fromkeys(found))


def _has_items(response: Schema, media_type: str, node: Json) -> bool:
    """Return whether each item of a media type has a schema; of JSON, and of parts, it does not make a stream."""
    if is_json(media_type) or media_type.lower().startswith(_NEVER_STREAMS):
        return False
    return "itemSchema" in object_of(node) or "itemSchema" in object_of(_content(response, media_type).raw)


def _content(response: Schema, media_type: str) -> Schema:
    """Return the place of a media type, which may be a reference (3.2.0, 4.14)."""
    return target_of(response.child("content", media_type))


def _reply(response: Schema) -> Reply:
    return Reply(contents=_contents(response), headers=tuple(_headers(response)), items=_items(response))


def _items(response: Schema) -> dict[str, Schema]:
    contents = {name: _content(response, name) for name in object_at(response.raw, "content")}
    return {name: at.child("itemSchema") for name, at in contents.items() if "itemSchema" in object_of(at.raw)}


def _contents(response: Schema) -> dict[str, Schema | None]:
    contents: dict[str, Schema | None] = {}
    for media_type, node in object_at(response.raw, "content").items():
        has_schema = "schema" in object_of(node)
        contents[media_type] = response.child("content", media_type, "schema") if has_schema else None
    return contents


def _headers(response: Schema) -> list[Parameter]:
    headers = []
    for name, place in response.children("headers").items():
        header = target_of(place)
        node = object_of(header.raw)
        if name.lower() != "content-type":  # ignored (4.8.17)
            headers.append(
                Parameter(
                    name=name,
                    schema=header.child("schema") if "schema" in node else None,
                    location="header",
                    required=node.get("required") is True,
                    description=text_at(node, "description"),
                )
            )
    return headers


def is_anonymous(root: dict[str, Json], operation: dict[str, Json]) -> bool:
    """Return whether an operation can be used without credentials (OpenAPI 3.1.1, 4.8.30).

    Nothing requires any, or an empty requirement is among the alternatives.
    """
    required = list_at(operation if "security" in operation else root, "security")
    return not required or {} in required
