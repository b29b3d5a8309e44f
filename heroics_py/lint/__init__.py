"""Faults and oddities of a schema, and what a client does about each."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from heroics_py.client.connect import read
from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.lint.links import of_links, of_resources
from heroics_py.lint.oddities import of_document
from heroics_py.lint.schemas import Walk
from heroics_py.model.api import Api, Link
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["Finding", "check"]

_ORDER = {"error": 0, "warning": 1, "note": 2}
# What shows a value, and is none of the description itself.
_SHOWING = frozenset({"example", "examples", "default", "enum", "const"})
_OF_LINKS = ("schema", "targetSchema", "hrefSchema", "submissionSchema", "headerSchema")


def check(schema: str | os.PathLike[str] | Mapping[str, Any] | Api) -> tuple[Finding, ...]:
    """Return every fault and oddity of a schema: errors first, then warnings, then notes, each as they stand.

    A fault costs the link that uses it, at the moment of use, and never the client; this tells all of them beforehand.
    Nothing is sent, except to fetch a schema by URL.

    Args:
        schema: as for `heroics_py.connect`.

    Raises:
        TransportError, ResponseError: it could not be fetched from its URL.
    """
    try:
        api = read(schema)
    except SchemaError as error:
        effect = "there is no client of it"
        return (Finding(pointer="#", severity="error", kind="no-api", message=str(error), effect=effect),)
    found = dict.fromkeys([*_of_url(api), *of_document(api), *of_resources(api), *of_links(api), *_of_schemas(api)])
    return tuple(sorted(found, key=lambda each: _ORDER[each.severity]))


def _of_url(api: Api) -> Iterator[Finding]:
    if not api.url and not api.source.startswith(("http://", "https://")):
        message = "the schema names no base URL"
        effect = "connect(schema, url=...) has to say it"
        yield Finding(pointer="#", severity="warning", kind="no-base-url", message=message, effect=effect)


def _of_schemas(api: Api) -> Iterator[Finding]:
    walk = Walk()
    for start in _starts(api):
        yield from walk.findings(start)
    for link in api.links:
        for schema in _schemas_of(link):
            yield from walk.findings(schema)


def _starts(api: Api) -> Iterator[Schema]:
    """Yield where schemas stand in the documents, beside those of links."""
    if api.dialect == "JSON Hyper-Schema":
        for uri, root in api.documents.roots.items():
            if isinstance(root, dict) and root:
                whole = Schema(api.documents, f"{uri}#", root)
                yield whole
                yield from _within_links(whole, root)
    elif api.dialect == "OpenAPI 3":
        whole = api.documents.schema_at("#")
        if isinstance(whole.node.get("components"), dict):
            yield from whole.child("components").children("schemas").values()
        yield from _references(whole)


def _references(root: Schema) -> Iterator[Schema]:
    """Yield what stands for something else in an OpenAPI document: a parameter, an answer, a path, a schema."""
    pending: list[tuple[str, Json]] = [(f"#/{holder}", root.node.get(holder)) for holder in ("paths", "components")]
    while pending:
        pointer, node = pending.pop()
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            yield Schema(root.documents, pointer, node)
        held = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        below = [(f"{pointer}/{escape_key(key)}", each) for key, each in held if key not in _SHOWING]
        pending += reversed(below)


def _within_links(whole: Schema, root: Json) -> Iterator[Schema]:
    """Yield the schemas inside of every link of a document, as they stand there."""
    pending: list[tuple[str, Json]] = [(whole.pointer, root)]
    while pending:
        pointer, node = pending.pop()
        if not isinstance(node, dict):
            continue
        listed = node.get("links")
        for index, link in enumerate(listed if isinstance(listed, list) else ()):
            said = link if isinstance(link, dict) else {}
            for key in (key for key in _OF_LINKS if key in said):
                yield Schema(whole.documents, f"{pointer}/links/{index}/{key}", said[key])
        for holder in ("definitions", "$defs", "properties"):
            held = node.get(holder)
            below = held.items() if isinstance(held, dict) else ()
            pending += [(f"{pointer}/{holder}/{escape_key(name)}", each) for name, each in below]


def _schemas_of(link: Link) -> Iterator[Schema]:
    bodies = [link.body.schema] if link.body else []
    for schema in (link.query, *bodies, link.target_schema, *(each.schema for each in link.parameters)):
        if schema is not None and isinstance(schema.raw, dict | bool):
            yield schema
