"""The responses that an operation of Swagger describes."""

import re
from collections.abc import Mapping, Sequence

from heroics_py.http.media_types import is_json
from heroics_py.model.api import Reply
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_of, target_of, text_at
from heroics_py.support.lazy_mapping import LazyMapping

__all__ = ["replies_of", "returns_file", "success_response"]

_SUCCESS = re.compile(r"2\d\d|default", re.IGNORECASE)


def success_response(at: Schema, produces: Sequence[str]) -> tuple[Schema | None, str]:
    """Return the schema and the media type of the first success that has content.

    A file has no schema: its content is not checked.
    """
    for status, place in sorted(at.children("responses").items()):
        response = target_of(place)
        node = object_of(response.raw)
        if not _SUCCESS.fullmatch(status) or "schema" not in node or (status == "default" and _has_success(at)):
            continue
        schema = response.child("schema")
        if _is_file(schema):
            return None, next((each.lower() for each in produces if not is_json(each)), "*/*")
        return schema, _preferred(produces)
    return None, _preferred(produces)


def returns_file(at: Schema) -> bool:
    """Return whether the first success that has content is a file."""
    for status, place in sorted(at.children("responses").items()):
        response = target_of(place)
        if re.fullmatch(r"2\d\d", status) and "schema" in object_of(response.raw):
            return _is_file(response.child("schema"))
    return False


def replies_of(at: Schema, produces: Sequence[str]) -> Mapping[str, Reply]:
    """Return the responses of an operation by status, such as "201" or "default"."""
    places = {str(status).lower(): place for status, place in at.children("responses").items()}
    statuses = [status for status in places if not status.startswith("x-")]
    return LazyMapping(statuses, lambda status: _reply(target_of(places[status]), produces))


def _reply(response: Schema, produces: Sequence[str]) -> Reply:
    """Return a response; without a schema it has no content (Swagger 2.0, Response Object)."""
    contents: dict[str, Schema | None] = {}
    if "schema" in object_of(response.raw):
        schema = response.child("schema")
        default = "application/octet-stream" if _is_file(schema) else "application/json"
        contents = dict.fromkeys(produces or [default], schema)
    headers = (
        Parameter(
            name=name,
            schema=header,
            location="header",
            required=False,
            description=text_at(object_of(header.raw), "description"),
        )
        for name, header in response.children("headers").items()
    )
    return Reply(contents=contents, headers=tuple(headers))


def _has_success(at: Schema) -> bool:
    """Return whether a status says which response is the success: then "default" is for errors."""
    return any(re.fullmatch(r"2\d\d", status) for status in at.children("responses"))


def _is_file(schema: Schema) -> bool:
    return object_of(target_of(schema).raw).get("type") == "file"


def _preferred(produces: Sequence[str]) -> str:
    """Return the media type to accept among several: JSON, else the first; empty for any."""
    return min((each.lower() for each in produces), key=lambda each: not is_json(each), default="")
