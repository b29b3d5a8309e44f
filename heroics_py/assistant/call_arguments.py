"""The JSON arguments of an assistant as the arguments of a call."""

from collections.abc import Iterable, Mapping, Sequence
from inspect import Parameter

from heroics_py.assistant.directory import shapes_of
from heroics_py.assistant.file_content import body_with_content, fields_with_content
from heroics_py.call.shape import CallShape
from heroics_py.call.signature import signature_of
from heroics_py.client import BoundLink
from heroics_py.support.json_types import Json

__all__ = ["CallArguments", "body_name", "call_arguments"]

CallArguments = tuple[tuple[object, ...], dict[str, object]]


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
    if whole in arguments:
        others: dict[str, object] = {name: value for name, value in arguments.items() if name != whole}
        return (body_with_content(shapes, whole, arguments[whole]),), others
    values = fields_with_content(shapes, arguments)
    fields = _body_fields(shapes, values)
    if not fields:
        return (), values
    body = {name: values.pop(key) for key, name in fields.items()}
    return (body,), values


def body_name(shapes: Sequence[CallShape]) -> str:
    """Return the name that stands for the whole body; empty without one."""
    parameters = signature_of(shapes).parameters.values()
    return next((each.name for each in parameters if each.kind is Parameter.VAR_POSITIONAL), "")


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
