"""The reader of Swagger 2.0."""

from collections.abc import Iterator

from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.english_words import slug
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.readers.identities import identified_resources
from heroics_py.readers.oauth_flows import swagger_flows
from heroics_py.readers.openapi.names import resource_name
from heroics_py.readers.reader import LoadedSchema, Reader
from heroics_py.readers.swagger.base import base_url
from heroics_py.readers.swagger.keywords import rewrite_swagger
from heroics_py.readers.swagger.link import read_link
from heroics_py.readers.swagger.security import security_requirements, security_schemes
from heroics_py.support.json_types import Json

__all__ = ["READER"]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


def _recognizes(root: dict[str, Json]) -> bool:
    # YAML reads an unquoted 2.0 as a number.
    return str(root.get("swagger", "")).startswith("2") and isinstance(root.get("paths"), dict)


def _read(loaded: LoadedSchema) -> Api:
    root = loaded.root
    documents = Documents(roots=loaded.roots, dialect="draft-04", normalize=rewrite_swagger)
    operations: dict[str, list[tuple[str, str]]] = {}
    for path, method, operation in _operations(documents):
        name = resource_name(path, list_at(operation, "tags"), text_at(operation, "operationId"))
        operations.setdefault(name, []).append((path, method))
    info = object_at(root, "info")
    return Api(
        title=text_at(info, "title"),
        description=text_at(info, "description"),
        url=base_url(root, loaded.source),
        resources=identified_resources(operations, lambda name: _resource(name, operations[name], documents)),
        documents=documents,
        dialect=READER.name,
        security=security_schemes(documents),
        needs=security_requirements(documents, root),
        oauth_flows=swagger_flows(documents),
        source=loaded.source,
        forgiven=loaded.repairs,
        left_out=loaded.left_out,
    )


def _operations(documents: Documents) -> Iterator[tuple[str, str, dict[str, Json]]]:
    for path, item in documents.schema_at("#").children("paths").items():
        place = target_of(item)
        node = object_of(place.raw)
        for method in _METHODS:
            if path.startswith("/") and isinstance(node.get(method), dict):
                yield path, method, object_of(target_of(place.child(method)).raw)


def _resource(name: str, operations: list[tuple[str, str]], documents: Documents) -> Resource:
    root = object_of(documents.roots[""])
    tags = (tag for tag in list_at(root, "tags") if isinstance(tag, dict) and slug(text_at(tag, "name")) == name)
    tag: dict[str, Json] = next(tags, {})
    links = tuple(read_link(name, path, method, documents) for path, method in operations)
    return Resource(
        name=name,
        title=text_at(tag, "name"),
        description=text_at(tag, "description"),
        links=links,
        schema=_resource_schema(links),
    )


def _resource_schema(links: tuple[Link, ...]) -> Schema | None:
    """Return the schema of a resource: that of the response which returns one."""
    schema = next((link.target_schema for link in links if link.rel in {"self", "create", "update"}), None)
    return schema and target_of(schema)


READER = Reader(name="Swagger 2.0", recognizes=_recognizes, read=_read)
