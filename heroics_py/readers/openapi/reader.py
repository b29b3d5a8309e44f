"""The reader of OpenAPI 3."""

import re
from collections.abc import Iterator
from functools import cache

from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.english_words import slug
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.readers.identities import identified_resources
from heroics_py.readers.oauth_flows import openapi_flows
from heroics_py.readers.openapi.id_modules import modules_of
from heroics_py.readers.openapi.keywords import rewrite_openapi, schema_dialect
from heroics_py.readers.openapi.link import FIXED_METHODS, LinkContext, operation_at, read_link
from heroics_py.readers.openapi.names import resource_name
from heroics_py.readers.openapi.security import key_places, security_requirements, security_schemes
from heroics_py.readers.openapi.servers import root_url
from heroics_py.readers.reader import LoadedSchema, Reader
from heroics_py.support.json_types import Json

__all__ = ["READER"]


def _recognizes(root: dict[str, Json]) -> bool:
    return str(root.get("openapi", "")).startswith("3.") and isinstance(root.get("paths"), dict)


def _read(loaded: LoadedSchema) -> Api:
    root = loaded.root
    documents = Documents(roots=loaded.roots, dialect=schema_dialect(root), normalize=rewrite_openapi)
    operations: dict[str, list[tuple[str, str]]] = {}
    ids: dict[str, list[tuple[str, str]]] = {}
    for path, method, operation in _operations(documents):
        operation_id = text_at(operation, "operationId")
        name = resource_name(re.split("[?#]", path)[0], list_at(operation, "tags"), operation_id)
        operations.setdefault(name, []).append((path, method))
        ids.setdefault(name, []).append((operation_id, path))
    # Read once, but not before a link is.
    context = cache(
        lambda: LinkContext(
            documents=documents, source=loaded.source, keys=key_places(documents), modules=modules_of(ids)
        )
    )
    info = object_at(root, "info")
    return Api(
        title=text_at(info, "title"),
        description=text_at(info, "description"),
        url=root_url(root),
        resources=identified_resources(operations, lambda name: _resource(name, operations[name], context())),
        documents=documents,
        dialect=READER.name,
        security=security_schemes(documents),
        needs=security_requirements(documents, root),
        oauth_flows=openapi_flows(documents),
        source=loaded.source,
        forgiven=loaded.repairs,
        left_out=loaded.left_out,
    )


def _operations(documents: Documents) -> Iterator[tuple[str, str, dict[str, Json]]]:
    has_query = not str(object_of(documents.roots[""])["openapi"]).startswith(("3.0", "3.1"))
    for path, item in documents.schema_at("#").children("paths").items():
        place = target_of(item)
        node = object_of(place.raw)
        methods = [each for each in FIXED_METHODS if each != "query" or has_query]
        others = object_at(node, "additionalOperations") if has_query else {}
        methods += [each for each in others if each.lower() not in FIXED_METHODS]
        for method in methods:
            operation = operation_at(place, method).raw if method in node or method in others else None
            if isinstance(operation, dict):
                yield path, method, operation


def _resource(name: str, operations: list[tuple[str, str]], context: LinkContext) -> Resource:
    root = object_of(context.documents.roots[""])
    tags = (tag for tag in list_at(root, "tags") if isinstance(tag, dict) and slug(text_at(tag, "name")) == name)
    tag: dict[str, Json] = next(tags, {})
    links = tuple(read_link(name, path, method, context) for path, method in operations)
    return Resource(
        name=name,
        title=text_at(tag, "summary") or text_at(tag, "name"),
        description=text_at(tag, "description"),
        links=links,
        schema=_resource_schema(links),
        identity=_identity(links),
    )


def _resource_schema(links: tuple[Link, ...]) -> Schema | None:
    """Return the schema of a resource: that of the response which returns one."""
    schema = next((link.target_schema for link in links if link.rel in {"self", "create", "update"}), None)
    return schema and target_of(schema)


def _identity(links: tuple[Link, ...]) -> Schema | None:
    """Return the schema of a resource's identity.

    It is the last path parameter of its self link, if the resource owns it.
    """
    for link in links:
        parameters = link.path_parameters
        if link.rel in {"self", "update", "destroy"} and parameters and parameters[-1].owner == link.resource:
            return parameters[-1].schema
    return None


READER = Reader(name="OpenAPI 3", recognizes=_recognizes, read=_read)
