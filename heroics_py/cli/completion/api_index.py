"""What Tab needs to know of an API: its names, arguments and listed values, in plain JSON."""

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from heroics_py.call.schema_fields import properties_of
from heroics_py.call.shape import CallShape
from heroics_py.call.values.text_values import item_schema, takes_file, takes_list
from heroics_py.cli.api.field_options import is_switch, option_arguments
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.names import links_of, resource_words
from heroics_py.cli.completion.parameter_identities import fields_of, identity_of_parameter
from heroics_py.cli.completion.tool_index import link_options
from heroics_py.errors import HeroicsError
from heroics_py.model.parameters import Parameter
from heroics_py.model.plain_text import plain_line
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.support.json_types import Json
from heroics_py.writers.arguments import Argument

if TYPE_CHECKING:
    from heroics_py.client import BoundLink, Client

__all__ = ["links_of_resource", "names_of"]

_MOST_VALUES = 200
_MOST_FIELDS = 300
_LONGEST = 120


def names_of(client: "Client") -> dict[str, list[str]]:
    """Return for each resource, by the word to type: its name in Python, its name in the schema, and what it is."""
    resources = client._core.api.resources  # noqa: SLF001 - the public names of a client belong to the API
    own = client._core.catalog.names  # noqa: SLF001 - as above
    names: dict[str, list[str]] = {}
    for word, name in resource_words(client).items():
        resource = resources[own[name]]
        names[word] = [name, resource.name, _short(resource.description or resource.title)]
    return names


def links_of_resource(client: "Client", name: str) -> dict[str, Any]:
    """Return what is known of the links of a resource, by the words to type.

    Args:
        client: of the API.
        name: of the resource in Python.
    """
    taken = {name for option in link_options() for name in option["names"]}
    return {word: _link(link, taken) for word, link in links_of(client, name).items()}


def _link(link: "BoundLink", taken: Collection[str]) -> dict[str, Any]:
    """Return what is known of a link; one that can't be used has no arguments."""
    known: dict[str, Any] = {"name": link.__name__, "text": _short(link.description or link.title), "args": []}
    try:
        facts = LinkFacts(link)
        words = {each.name: word for word, each in option_arguments(facts, taken).items()}
        parameters = {key: each for shape in facts.shapes for key, each in shape.parameters.items()}
        places = [_place(each, parameters[each.keyword]) for each in facts.positional]
        others = [each for each in facts.arguments if each not in facts.positional]
        known["args"] = [*places, *(_argument(each, link) for each in others)]
        for argument, each in zip((*facts.positional, *others), known["args"], strict=True):
            if (word := words.get(argument.name)) is not None:
                each |= {"option": word, **({"switch": True} if is_switch(argument.schema) else {})}
        known["returns"] = _returned(facts.shapes)
        known["ranges"] = sorted({name for shape in facts.shapes for name in shape.link.ranges})
    except HeroicsError:
        pass
    return known


def _place(argument: Argument, parameter: Parameter) -> dict[str, Any]:
    """Return what is known of an argument of the path."""
    known = {"place": True, "name": argument.keyword, **_described(argument)}
    identity = identity_of_parameter(parameter)
    return {**known, "identity": identity} if identity else known


def _argument(argument: Argument, link: "BoundLink") -> dict[str, Any]:
    known = {"name": argument.wire_name, **_described(argument)}
    schema = argument.schema
    if schema is None:
        return known
    kind = link._core.catalog.kind_identified_by(schema)  # noqa: SLF001 - as above
    if kind is not None:
        known["identity"] = [kind, fields_of(schema)]
    if "object" in types_of(schema):
        known["inner"] = {name: _values(each) for name, each in _properties(schema).items()}
    if takes_file(schema):
        known["file"] = True
    return known


def _described(argument: Argument) -> dict[str, Any]:
    words = argument.description or argument.kind
    known: dict[str, Any] = {"text": _short(f"required: {words}" if argument.is_required else words)}
    if argument.schema is not None and (listed := _values(argument.schema)):
        known["values"] = listed
    return known


def _values(schema: Schema) -> list[str]:
    """Return the values that a schema lists, as they are typed; of a list, those of its items."""
    try:
        items = (item_schema(schema) if takes_list(schema) else schema) or schema
        choices = [items, *items.dereference().branches("anyOf", "oneOf")]
        listed = [value for each in choices for value in values_of(each)]
        if not listed and "boolean" in types_of(items):
            listed = [True, False]
    except HeroicsError:
        return []
    return [word for value in listed[:_MOST_VALUES] if (word := _typed(value)) is not None]


def _typed(value: Json) -> str | None:
    """Return a value as it is typed; None for one that has to be JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if value is None or isinstance(value, bool | int | float) else None


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
    line = plain_line(text)
    sentence = line.partition(". ")[0]
    return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 3]}..."
