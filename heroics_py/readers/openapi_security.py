"""How an OpenAPI document says who asks: its security schemes, and the alternatives that it asks for."""

from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.api import Security
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.parts import list_of, object_of, text_of
from heroics_py.support.json_types import Json

__all__ = ["needs_of", "security_of"]


def security_of(documents: Documents) -> tuple[Security, ...]:
    """Return the ways to say who asks: those that the document asks for, then the others that it describes."""
    root = object_of(documents.roots[""])
    described = object_of(object_of(root.get("components")).get("securitySchemes"))
    return tuple(_schemes(documents, [*_asked(root), *described]))


def _asked(node: Mapping[str, Json]) -> list[str]:
    """Return the names of the security schemes that the document, or an operation, asks for."""
    return [name for needs in list_of(node, "security") for name in object_of(needs)]


def needs_of(documents: Documents, node: Mapping[str, Json]) -> tuple[tuple[Security, ...], ...]:
    """Return the alternatives of a document or an operation; one that asks for nothing that is known is left out."""
    needs = (tuple(_schemes(documents, list(object_of(each)))) for each in list_of(node, "security"))
    return tuple(filter(None, needs))


def _schemes(documents: Documents, names: list[str]) -> Iterator[Security]:
    described = object_of(object_of(object_of(documents.roots[""]).get("components")).get("securitySchemes"))
    for name in dict.fromkeys(names):
        if name in described:
            node = object_of(_followed(documents.schema_at("#/components/securitySchemes").child(name)).raw)
            yield from (each._replace(name=name) for each in _scheme(node))


def _scheme(node: Mapping[str, Json]) -> Iterator[Security]:
    kind, place, field = text_of(node, "type"), text_of(node, "in"), text_of(node, "name")
    if kind == "apiKey" and field and place in {"header", "query", "cookie"}:
        yield Security(kind="key", location=place, field=field)
    elif kind == "http" and (word := text_of(node, "scheme").lower()):
        yield Security(kind=word if word in {"basic", "bearer"} else "http")
    elif kind in {"oauth2", "openIdConnect"}:
        yield Security(kind="bearer")


def _followed(place: Schema) -> Schema:
    """Return what a reference means; one that leads nowhere is what it says."""
    try:
        return place.dereference()
    except SchemaError:
        return place
