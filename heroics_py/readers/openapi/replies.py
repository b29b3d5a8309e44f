"""The responses that an operation of OpenAPI describes."""

from collections.abc import Mapping

from heroics_py.model.api import LazyMapping, Parameter, Reply
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.readers.openapi.keywords import for_responses
from heroics_py.support.json_types import Json

__all__ = ["is_anonymous", "replies_of"]


def replies_of(operation: Schema) -> Mapping[str, Reply]:
    """Return the responses of an operation by status, such as "201", "4XX" or "default" (OpenAPI 3.1.1, 4.8.16)."""
    received = Schema(for_responses(operation.documents), operation.pointer, operation.raw)
    places = {str(status).upper(): place for status, place in received.children("responses").items()}
    statuses = ["default" if status == "DEFAULT" else status for status in places if not status.startswith("X-")]
    return LazyMapping(statuses, lambda status: _reply(target_of(places[status.upper()])))


def _reply(response: Schema) -> Reply:
    return Reply(contents=_contents(response), headers=tuple(_headers(response)))


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
