"""The parameters of an operation."""

from collections.abc import Collection, Mapping

from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_at, object_of, target_of, text_at
from heroics_py.readers.identities import owner_of
from heroics_py.readers.openapi.contents import content_schema, preferred_media_type
from heroics_py.readers.path_templates import PathTemplate, split_path
from heroics_py.support.json_types import Json

__all__ = ["parameters_of"]

_LOCATIONS = frozenset({"path", "query", "querystring", "header", "cookie"})
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization", "host", "content-length", "transfer-encoding"})
_FORM = "application/x-www-form-urlencoded"
# The order in which parameters of one name get their keywords.
_ORDER = ("path", "query", "querystring", "header", "cookie")


def parameters_of(
    item: Schema, operation: Schema, path: str, keys: Collection[tuple[str, str]] = ()
) -> tuple[PathTemplate, tuple[Parameter, ...]]:
    """Return the path of an operation, and the parameters of the operation and its path item.

    Those in the path come first, in its order.

    Args:
        item: the path item.
        operation: the operation.
        path: the key of the path item.
        keys: locations and names of the keys that the document describes: the client adds them, so that no call has to
            pass one.
    """
    places: dict[tuple[str, str], Schema] = {}
    for place in (*item.branches("parameters"), *operation.branches("parameters")):
        at = target_of(place)
        node = object_of(at.raw)
        location = text_at(node, "in")
        name = text_at(node, "name") or (location if location == "querystring" else "")
        if name and location in _LOCATIONS and not (location == "header" and name.lower() in _IGNORED_HEADERS):
            places[location, name] = at
    names = {kind: {name for location, name in places if location == kind} for kind in ("path", "query")}
    template = split_path(path, names["path"], names["query"])
    literal = {pair.partition("=")[0] for pair in template.query.split("&")}
    optional = {*keys, *(("query", name) for name in literal)}
    parameters = {place: _parameter(place, at, is_optional=place in optional) for place, at in places.items()}
    for variable in template.variables:
        each = parameters.setdefault(("path", variable.name), Parameter(name=variable.name))
        if variable.keeps_slashes:
            parameters["path", variable.name] = each.replaced(keeps_slashes=True)
    for name in template.query_names:
        parameters.setdefault(("query", name), Parameter(name=name, location="query", required=False, style="form"))
    order = {variable.name: position for position, variable in enumerate(template.variables)}
    used = [each for each in parameters.values() if each.location != "path" or each.name in order]
    return template, tuple(sorted(used, key=lambda each: _rank(each, order)))


def _rank(parameter: Parameter, order: Mapping[str, int]) -> tuple[int, int]:
    place = _ORDER.index(parameter.location)
    return place, order[parameter.name] if parameter.location == "path" else 0


def _parameter(place: tuple[str, str], at: Schema, *, is_optional: bool) -> Parameter:
    location, name = place
    node = object_of(at.raw)
    style = _style(location, node)
    explode = node.get("explode")
    schema = at.child("schema") if "schema" in node else content_schema(at)
    return Parameter(
        name=name,
        schema=schema,
        location=location,
        required=location == "path" or (node.get("required") is True and not is_optional),
        description=f"{'Deprecated. ' * (node.get('deprecated') is True)}{text_at(node, 'description')}".strip(),
        owner=owner_of(schema) if location == "path" else "",
        style=style,
        explode=explode if isinstance(explode, bool) else style in {"form", "cookie"},
        allow_reserved=node.get("allowReserved") is True and location in {"path", "query", "cookie"},
        allow_empty=node.get("allowEmptyValue") is True and location == "query",
        deprecated=node.get("deprecated") is True,
    )


def _style(location: str, node: dict[str, Json]) -> str:
    if "schema" not in node and (media_type := preferred_media_type(object_at(node, "content"))):
        if is_json(media_type):
            return "json"
        return "urlencoded" if location == "querystring" and essence_of(media_type) == _FORM else "text"
    return text_at(node, "style") or ("form" if location in {"query", "cookie"} else "simple")
