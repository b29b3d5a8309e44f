"""The JSON arguments of an assistant as the arguments of a call."""

import binascii
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from inspect import Parameter

from heroics_py.assistant.directory import shapes_of
from heroics_py.assistant.errors import Refused
from heroics_py.call.shape import CallShape, Field
from heroics_py.call.signature import signature_of
from heroics_py.client import BoundLink
from heroics_py.http.media_types import essence_of, is_json, is_sequence, is_text
from heroics_py.model.schema_types import is_binary
from heroics_py.support.json_types import Json

__all__ = ["CallArguments", "body_name", "call_arguments", "takes_file"]

CallArguments = tuple[tuple[object, ...], dict[str, object]]

_BASE64 = "base64"
_FORMS = ("application/x-www-form-urlencoded", "multipart/")


def call_arguments(link: BoundLink, arguments: Mapping[str, Json]) -> CallArguments:
    """Return the positional and keyword arguments of a call.

    A name is that of a keyword, or that on the wire. One name stands for the whole body. Content of a file is text, or
    ``{"base64": "...", "name": "cat.png"}``; it is turned into bytes here, so that nothing takes it for a path.

    Args:
        link: the link.
        arguments: by name.

    Raises:
        Refused: the content of a file is not valid.
    """
    shapes = shapes_of(link)
    whole = body_name(shapes)
    values: dict[str, object] = {name: _content(shapes, name, value) for name, value in arguments.items()}
    if whole in values:
        body = values.pop(whole)
        return (_bytes_of(whole, body) if _is_raw(shapes) else body,), values
    fields = _body_fields(shapes, values)
    if not fields:
        return (), values
    body = {name: values.pop(key) for key, name in fields.items()}
    return (body,), values


def body_name(shapes: Sequence[CallShape]) -> str:
    """Return the name that stands for the whole body; empty if there is no body."""
    parameters = signature_of(shapes).parameters.values()
    return next((each.name for each in parameters if each.kind is Parameter.VAR_POSITIONAL), "")


def takes_file(shapes: Sequence[CallShape]) -> bool:
    """Return whether the body, or one of its fields, is the content of a file."""
    return _is_raw(shapes) or any(_is_file(each) for shape in shapes for each in _fields_of(shape))


def _body_fields(shapes: Sequence[CallShape], names: Iterable[str]) -> dict[str, str]:
    """Return the names of arguments that a body dict has to hold, with their names there.

    Empty unless one of them has no keyword: keywords serve as well.
    """
    for shape in shapes:
        places = {each.name: each.name for each in shape.dict_only}
        if not places.keys() & set(names):
            continue
        own = {keyword: each.name for keyword, each in shape.fields.items() if each.location == "body"}
        others = {**shape.href_keywords, **{key: each for key, each in shape.fields.items() if key not in own}}
        free = {name: name for name in names if name not in others} if shape.open else {}
        known = {**free, **{name: name for name in own.values()}, **own, **places}
        return {name: known[name] for name in names if name in known}
    return {}


def _content(shapes: Sequence[CallShape], name: str, value: Json) -> object:
    """Return the content of a file as bytes, and any other value as it is."""
    fields = [each for shape in shapes for key, each in _named_fields(shape) if name in {key, each.name}]
    if not any(map(_is_file, fields)):
        return value
    if isinstance(value, list):
        return [_bytes_of(name, item) for item in value]
    return _bytes_of(name, value)


def _named_fields(shape: CallShape) -> Iterable[tuple[str, Field]]:
    return [*shape.fields.items(), *((each.name, each) for each in shape.dict_only)]


def _fields_of(shape: CallShape) -> Iterable[Field]:
    return (each for _, each in _named_fields(shape))


def _is_file(field: Field) -> bool:
    if field.schema is None or field.location != "body":
        return False
    return is_binary(field.schema) or any(map(is_binary, field.schema.branches("items")))


def _is_raw(shapes: Sequence[CallShape]) -> bool:
    """Return whether a text as the body may be sent as bytes, and thus be taken for the path of a file."""
    types = [each.media_type for shape in shapes if shape.link.body for each in shape.link.body.choices]
    return any(_takes_bytes(essence_of(each)) for each in types)


def _takes_bytes(media_type: str) -> bool:
    is_other = is_json(media_type) or is_text(media_type) or is_sequence(media_type)
    return not is_other and not media_type.startswith(_FORMS)


def _bytes_of(name: str, value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if not isinstance(value, dict) or not isinstance(value.get(_BASE64), str):
        return value
    try:
        data = b64decode(value[_BASE64], validate=True)
    except (binascii.Error, ValueError):
        data = None
    if data is None:
        raise Refused(f"{name!r} is not valid base64: expected standard base64 without line ends")
    file_name = value.get("name")
    return (file_name, data) if isinstance(file_name, str) else data
