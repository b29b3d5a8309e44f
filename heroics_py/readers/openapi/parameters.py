"""The parameters of an operation."""

import re

from heroics_py.http.media_types import is_json
from heroics_py.model.api import Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_at, object_of, target_of, text_at
from heroics_py.readers.identities import owner_of
from heroics_py.readers.openapi.contents import content_schema, preferred_media_type
from heroics_py.support.json_types import Json

__all__ = ["parameters_of"]

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_LOCATIONS = frozenset({"path", "query", "header", "cookie"})
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


def parameters_of(item: Schema, operation: Schema, path: str) -> list[Parameter]:
    """Return the parameters of an operation and of its path.

    Those in the path come first, in its order.
    """
    parameters: dict[tuple[str, str], Parameter] = {}
    for place in (*item.branches("parameters"), *operation.branches("parameters")):
        at = target_of(place)
        node = object_of(at.raw)
        name, location = text_at(node, "name"), text_at(node, "in")
        if name and location in _LOCATIONS and not (location == "header" and name.lower() in _IGNORED_HEADERS):
            parameters[name, location] = _parameter(name, location, at, node)
    for variable in _VARIABLE.findall(path):
        parameters.setdefault((variable, "path"), Parameter(name=variable))
    return sorted(
        parameters.values(),
        key=lambda each: path.find(f"{{{each.name}}}") if each.location == "path" else len(path),
    )


def _parameter(name: str, location: str, at: Schema, node: dict[str, Json]) -> Parameter:
    style = text_at(node, "style") or ("form" if location in {"query", "cookie"} else "simple")
    explode = node.get("explode")
    schema = at.child("schema") if "schema" in node else content_schema(at)
    if "schema" not in node and is_json(preferred_media_type(object_at(node, "content"))):
        style = "json"
    return Parameter(
        name=name,
        schema=schema,
        location=location,
        required=location == "path" or node.get("required") is True,
        description=f"{'Deprecated. ' * (node.get('deprecated') is True)}{text_at(node, 'description')}".strip(),
        owner=owner_of(schema) if location == "path" else "",
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
    )
