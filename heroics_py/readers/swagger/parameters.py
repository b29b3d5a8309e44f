"""The parameters of an operation in the path, the query and headers."""

from collections.abc import Collection, Mapping

from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_of, target_of, text_at
from heroics_py.readers.path_templates import PathTemplate, split_path
from heroics_py.support.json_types import Json

__all__ = ["Declared", "declared_parameters", "explodes", "parameters_of", "style_of"]

Declared = Mapping[tuple[str, str], Schema]
"""Where the parameters of an operation are in the document, by location and name."""

_LOCATIONS = frozenset({"path", "query", "header"})
_OWN_HEADERS = frozenset({"accept", "content-type", "authorization", "host", "content-length", "transfer-encoding"})
_STYLES = {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}


def declared_parameters(item: Schema, operation: Schema) -> Declared:
    """Return the parameters of an operation, and those of its path that it does not override."""
    declared: dict[tuple[str, str], Schema] = {}
    for place in (*item.branches("parameters"), *operation.branches("parameters")):
        at = target_of(place)
        node = object_of(at.raw)
        name, location = text_at(node, "name"), text_at(node, "in")
        if name and location:
            declared[location, name] = at
    return declared


def parameters_of(
    declared: Declared, path: str, keys: Collection[tuple[str, str]]
) -> tuple[PathTemplate, tuple[Parameter, ...]]:
    """Return a path, and the parameters in it, in its order, then those in the query and in headers.

    Args:
        declared: the parameters of the operation.
        path: its path.
        keys: the places of credentials, which are optional as parameters.
    """
    names = {kind: {name for location, name in declared if location == kind} for kind in ("path", "query")}
    template = split_path(path, names["path"], names["query"])
    parameters = {(place[1], place[0]): _parameter(*place, at, keys) for place, at in declared.items()}
    in_path = [
        (parameters.get((each.name, "path")) or Parameter(name=each.name)).replaced(keeps_slashes=each.keeps_slashes)
        for each in template.variables
    ]
    others = [
        parameter
        for (name, location), parameter in parameters.items()
        if location in _LOCATIONS - {"path"} and not (location == "header" and name.lower() in _OWN_HEADERS)
    ]
    listed = [
        Parameter(name=name, location="query", required=False, style="form")
        for name in template.query_names
        if (name, "query") not in parameters
    ]
    return template, (*in_path, *others, *listed)


def _parameter(location: str, name: str, at: Schema, keys: Collection[tuple[str, str]]) -> Parameter:
    node = object_of(at.raw)
    is_key = (location, name.lower()) in keys
    return Parameter(
        name=name,
        schema=at,
        location=location,
        required=location == "path" or (node.get("required") is True and not is_key),
        description=text_at(node, "description"),
        allow_empty=node.get("allowEmptyValue") is True and location == "query",
        style=style_of(node, "simple" if location in {"path", "header"} else "form"),
        explode=explodes(node),
    )


def style_of(node: Mapping[str, Json], plain: str) -> str:
    """Return how the items of an array are joined; ``plain`` for commas, and for other types (collectionFormat)."""
    return _STYLES.get(text_at(node, "collectionFormat"), plain)


def explodes(node: Mapping[str, Json]) -> bool:
    """Return whether each item of an array is a field of its own, which is possible in a query and a form."""
    return text_at(node, "collectionFormat") == "multi" and text_at(node, "in") in {"query", "formData"}
