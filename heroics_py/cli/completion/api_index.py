"""What Tab needs to know of an API: its names, arguments and listed values, in plain JSON."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from heroics_py.call.schema_fields import properties_of
from heroics_py.call.shape import CallShape
from heroics_py.errors import HeroicsError
from heroics_py.model.api import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.writers.arguments import Argument, arguments_of

if TYPE_CHECKING:
    from heroics_py.client import BoundLink, Client

__all__ = ["identity_of_parameter", "index_of"]

_MOST_VALUES = 200
_MOST_FIELDS = 300
_LONGEST = 120


def index_of(client: "Client") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name in Python of each resource of a client, and what is known of it."""
    catalog = client._core.catalog  # noqa: SLF001 - the public names of a client belong to the API
    for python_name, name in catalog.names.items():
        resource = catalog.resource(name)
        bound = getattr(client, python_name)
        links = {call: _link(getattr(bound, call)) for call in catalog.calls(name)}
        yield python_name, {"name": name, "text": _short(resource.description or resource.title), "links": links}


def _link(link: "BoundLink") -> dict[str, Any]:
    """Return what is known of a link; one that can't be used has no arguments."""
    known: dict[str, Any] = {"text": _short(link.title or link.description), "args": []}
    try:
        shapes = link._call_shapes()  # noqa: SLF001 - as above
        owners = {key: each for shape in shapes for key, each in shape.parameters.items()}
        known["args"] = [_argument(each, owners) for each in arguments_of(shapes) if each.wire_name]
        known["returns"] = _returned(shapes)
        known["ranges"] = sorted({name for shape in shapes for name in shape.link.ranges})
    except HeroicsError:
        pass
    return known


def _argument(argument: Argument, parameters: dict[str, Parameter]) -> dict[str, Any]:
    known: dict[str, Any] = {"name": argument.keyword, "wire": argument.wire_name, "text": _text_of(argument)}
    if argument.location in {"path", "fragment"}:
        known["place"] = "path"
        known["identity"] = identity_of_parameter(parameters[argument.keyword])
    if argument.is_required:
        known["required"] = True
    schema = argument.schema
    if schema is not None:
        known["values"] = _values(schema)
        known["types"] = list(types_of(schema))
        if "object" in known["types"]:
            known["inner"] = {name: _values(each) for name, each in _properties(schema).items()}
    return {name: value for name, value in known.items() if value}


def _text_of(argument: Argument) -> str:
    words = argument.description or argument.kind
    return _short(f"required: {words}" if argument.is_required else words)


def identity_of_parameter(parameter: Parameter) -> list[Any]:
    """Return the kind of thing that a parameter identifies, and the fields that may; empty if that is unknown."""
    if parameter.thing is not None:
        return [parameter.thing.kind, list(parameter.thing.fields)]
    if not parameter.owner or parameter.schema is None:
        return []
    try:
        fields = [each.field for each in parameter.schema.alternatives()]
    except HeroicsError:
        return []
    return [parameter.owner, [name for name in dict.fromkeys(fields) if name]]


def _values(schema: Schema) -> list[str]:
    """Return the values that a schema lists, as they are typed."""
    items = schema
    if "array" in types_of(schema) and isinstance(schema.dereference().node.get("items"), dict):
        items = schema.dereference().child("items")
    choices = [items, *items.dereference().branches("anyOf", "oneOf")]
    listed = [value for each in choices for value in values_of(each)]
    if not listed and "boolean" in types_of(items):
        listed = [True, False]
    return [_typed(value) for value in listed[:_MOST_VALUES] if isinstance(value, str | int | float) or value is None]


def _typed(value: object) -> str:
    return {True: "true", False: "false", None: "null"}[value] if value is None or value is True or value is False \
        else str(value)  # fmt: skip


def _properties(schema: Schema) -> dict[str, Schema]:
    try:
        return dict(list(properties_of(schema).items())[:_MOST_FIELDS])
    except HeroicsError:
        return {}


def _returned(shapes: Sequence[CallShape]) -> list[str]:
    """Return the fields of what a call returns, also those within its objects: "owner.email"."""
    names: dict[str, None] = {}
    for shape in shapes:
        if shape.link.target_schema is None:
            continue
        for name, below in _properties(_item(shape.link.target_schema)).items():
            inner = _properties(below) if "object" in types_of(below) else {}
            names |= dict.fromkeys([name, *(f"{name}.{each}" for each in inner)])
    return list(names)[:_MOST_FIELDS]


def _item(schema: Schema) -> Schema:
    target = schema.dereference()
    return target.child("items") if isinstance(target.node.get("items"), dict) else target


def _short(text: str) -> str:
    """Return the first sentence of a text, on one line."""
    line = " ".join(text.split())
    sentence = line.partition(". ")[0]
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST - 3]}..."
