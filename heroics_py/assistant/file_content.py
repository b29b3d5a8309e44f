"""The content of files among the arguments of a call, as bytes: nothing takes it for a path."""

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence

from heroics_py.assistant.errors import Refused
from heroics_py.call.schema_fields import schema_fields
from heroics_py.call.shape import CallShape, has_fields
from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_json, is_sequence, is_text
from heroics_py.model.bodies import Content
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import is_binary
from heroics_py.support.json_types import Json

__all__ = ["body_with_content", "fields_with_content", "takes_file"]

_BASE64 = "base64"
_FORMS = ("application/x-www-form-urlencoded", "multipart/")


def takes_file(shapes: Sequence[CallShape]) -> bool:
    """Return whether the body, or one of its fields, is the content of a file."""
    return any(map(_takes_bytes, _contents(shapes))) or any(map(any, _file_fields(shapes).values()))


def fields_with_content(shapes: Sequence[CallShape], values: Mapping[str, Json]) -> dict[str, object]:
    """Return the fields of a body, those that are files as bytes.

    Of a field that is a file in one media type and not in another, a text is a file if another field is one: the body
    then has the media type with files.

    Args:
        shapes: of the link.
        values: by keyword, or by the name in the body.

    Raises:
        Refused: the content is not valid.
    """
    names = {
        keyword: each.name for shape in shapes for keyword, each in shape.fields.items() if each.location == "body"
    }
    kinds = _file_fields(shapes)
    known = {name: kinds.get(names.get(name, name), []) for name in values}
    has_file = any(found and all(found) for found in known.values()) or any(map(_is_coded, values.values()))
    return {
        name: _bytes_of(name, value) if any(known[name]) and (has_file or all(known[name])) else value
        for name, value in values.items()
    }


def body_with_content(shapes: Sequence[CallShape], name: str, body: Json) -> object:
    """Return a whole body, as bytes if it is a file, or with fields that are.

    Raises:
        Refused: the content is not valid.
    """
    if isinstance(body, dict) and not _is_coded(body):
        return fields_with_content(shapes, body)
    return _bytes_of(name, body) if any(map(_takes_bytes, _contents(shapes))) else body


def _contents(shapes: Sequence[CallShape]) -> Iterator[Content]:
    return (content for shape in shapes if shape.link.body for content in shape.link.body.choices)


def _takes_bytes(content: Content) -> bool:
    """Return whether a text for this media type might be taken for the path of a file."""
    media_type = essence_of(content.media_type)
    is_other = is_json(media_type) or is_text(media_type) or is_sequence(media_type)
    return not is_other and not media_type.startswith(_FORMS)


def _file_fields(shapes: Sequence[CallShape]) -> dict[str, list[bool]]:
    """Return for each field of a body whether it is a file, in each media type that has it."""
    found: dict[str, list[bool]] = {}
    for content in _contents(shapes):
        if content.schema is not None and has_fields(content.media_type):
            for name, schema in _schemas(content.schema):
                found.setdefault(name, []).append(schema is not None and _is_file(schema))
    return found


def _schemas(schema: Schema) -> Sequence[tuple[str, Schema | None]]:
    try:
        return list(schema_fields(schema).schemas.items())
    except SchemaError:  # the call itself will report it
        return []


def _is_file(schema: Schema) -> bool:
    try:
        target = schema.dereference()
    except SchemaError:
        return False
    return is_binary(target) or (isinstance(target.node.get("items"), dict) and is_binary(target.child("items")))


def _is_coded(value: Json) -> bool:
    return isinstance(value, dict) and isinstance(value.get(_BASE64), str) and value.keys() <= {_BASE64, "name"}


def _bytes_of(name: str, value: Json) -> object:
    if isinstance(value, list):
        return [_bytes_of(name, item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if not isinstance(value, dict) or not _is_coded(value):
        return value
    try:
        data = b64decode(str(value[_BASE64]), validate=True)
    except (binascii.Error, ValueError):
        data = None
    if data is None:
        raise Refused(f"{name!r} is not valid base64: expected standard base64 without line ends")
    file_name = value.get("name")
    return (file_name, data) if isinstance(file_name, str) else data
