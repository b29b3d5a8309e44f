"""The faults and oddities of a schema, and what a client does about each."""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from heroics_py.client.arguments.settings import Settings
from heroics_py.client.in_thread import in_thread
from heroics_py.client.schemas.api_reading import load_api
from heroics_py.client.schemas.base_url import origin_of_links
from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding, Findings
from heroics_py.lint.hyper_schema import document_findings
from heroics_py.lint.link_keywords import hyper_schema_findings
from heroics_py.lint.links import link_findings, resource_findings
from heroics_py.lint.openapi import openapi_findings
from heroics_py.lint.openapi_effects import effect_findings
from heroics_py.lint.openapi_schemas import dialect_findings, openapi_schema_findings
from heroics_py.lint.paging import PAGING, paging_findings
from heroics_py.lint.schemas import SchemaWalk
from heroics_py.lint.swagger import swagger_findings
from heroics_py.lint.uses import Uses
from heroics_py.model.api import Api, Link
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["Finding", "check", "check_async"]

_MOST_NOTES = 5
_ORDER = {"error": 0, "warning": 1, "note": 2}
# Keywords whose values are data and not part of the description.
_DATA = frozenset({"example", "examples", "default", "enum", "const"})
_SCHEMAS_OF_LINKS = ("schema", "targetSchema", "hrefSchema", "submissionSchema", "headerSchema")

# The schemas of these dialects, and the other sections that have references.
_SECTIONS = {
    "Swagger 2.0": ("definitions", "paths", "parameters", "responses"),
    "Google Discovery": ("schemas",),
}
# Keywords that are odd elsewhere, but usual in this dialect.
_USUAL = {"Google Discovery": frozenset({"malformed-keyword", "unknown-type"})}


def check(
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api,
    *,
    every: bool = False,
    refs: Mapping[str, object] | None = None,
    allow_refs: Collection[str] = (),
    patch: Mapping[str, Any] | Sequence[Any] | str | os.PathLike[str] | None = None,
) -> Findings:
    """Return every fault and oddity of a schema: errors first, then warnings, then notes, in document order.

    A fault never prevents a client: it disables the link that uses it, when that is called. This finds all of them
    without a call. Nothing is sent, except to fetch a schema by URL.

    Args:
        schema: as for `heroics_py.connect`.
        every: return each note, and not the first of a kind for all where a kind has more than five.
        refs: documents that an OpenAPI document refers to, as for `heroics_py.connect`.
        allow_refs: origins that such documents may be fetched from.
        patch: mends the document first, as for `heroics_py.connect`; what it does not find is among the findings.

    Raises:
        TransportError, ResponseError: it could not be fetched from its URL.
    """
    try:
        api = load_api(schema, Settings(), refs=refs, allow_refs=allow_refs, patch=patch)
    except SchemaError as error:
        effect = "no client can be made from it"
        return Findings([Finding(pointer="#", severity="error", kind="no-api", message=str(error), effect=effect)])
    findings = [
        *_url_findings(api),
        *document_findings(api),
        *resource_findings(api),
        *link_findings(api),
        *paging_findings(api),
        *(swagger_findings(api) if api.dialect == "Swagger 2.0" else ()),
        *((*openapi_findings(api), *effect_findings(api)) if api.dialect == "OpenAPI 3" else ()),
        *_schema_findings(api),
    ]
    ordered = sorted(dict.fromkeys(findings), key=lambda finding: _ORDER[finding.severity])
    return Findings(ordered if every else _together(ordered))


check_async = in_thread(check)


def _together(findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings, with one for all notes of a kind that has more than a few."""
    counts = Counter(each.kind for each in findings if each.severity == "note")
    shown: set[str] = set()
    for each in findings:
        if each.severity != "note" or each.kind == PAGING or counts[each.kind] <= _MOST_NOTES:
            yield each
        elif each.kind not in shown:
            shown.add(each.kind)
            count = counts[each.kind]
            message = f"{each.message} (and {count - 1:,} more notes of the kind {each.kind})"
            yield replace(each, message=message, count=count)


def _url_findings(api: Api) -> Iterator[Finding]:
    if api.url or api.source.startswith(("http://", "https://")):
        return
    if not origin_of_links(api):
        message = "the schema has no base URL"
        effect = "pass it: connect(schema, url=...)"
        yield Finding(pointer="#", severity="warning", kind="no-base-url", message=message, effect=effect)


def _schema_findings(api: Api) -> Iterator[Finding]:
    usual = _USUAL.get(api.dialect, frozenset())
    return (finding for finding in _odd_schemas(api) if finding.kind not in usual)


def _odd_schemas(api: Api) -> Iterator[Finding]:
    is_openapi = api.dialect.startswith("OpenAPI")
    if is_openapi:
        yield from dialect_findings(api)
    hyper = hyper_schema_findings if api.dialect == "JSON Hyper-Schema" else None
    walk = SchemaWalk(Uses(api), further=openapi_schema_findings if is_openapi else hyper)
    for schema in _document_schemas(api):
        yield from walk.findings(schema)
    for link in api.links:
        for schema in _link_schemas(link):
            yield from walk.findings(schema)


def _document_schemas(api: Api) -> Iterator[Schema]:
    """Yield the schemas of the documents from which a walk reaches all others."""
    if api.dialect == "JSON Hyper-Schema":
        for uri, root in api.documents.roots.items():
            if isinstance(root, dict) and root:
                whole = Schema(api.documents, f"{uri}#", root)
                yield whole
                yield from _schemas_inside_links(whole, root)
    elif api.dialect == "OpenAPI 3":
        whole = api.documents.schema_at("#")
        if isinstance(whole.node.get("components"), dict):
            yield from whole.child("components").children("schemas").values()
        yield from _references(whole, "paths", "components")
    elif api.dialect in _SECTIONS:
        whole = api.documents.schema_at("#")
        named, *others = _SECTIONS[api.dialect]
        yield from _named_schemas(whole, named)
        yield from _references(whole, named, *others)


def _named_schemas(root: Schema, section: str) -> Iterator[Schema]:
    """Yield the schemas of a section, which may be in another file."""
    try:
        place = root.child(section).dereference()
    except SchemaError:
        return
    named = place.raw if isinstance(place.raw, dict) else {}
    for name, raw in named.items():
        yield Schema(place.documents, f"{place.pointer}/{escape_key(name)}", raw)


def _references(root: Schema, *sections: str) -> Iterator[Schema]:
    """Yield every reference in the sections of a document: to a parameter, a response, a path or a schema.

    What a reference to another document leads to is part of it.
    """
    pending: list[tuple[str, Json]] = [(f"#/{section}", root.node.get(section)) for section in sections]
    seen: set[str] = set()
    while pending:
        pointer, node = pending.pop()
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            place = Schema(root.documents, pointer, node)
            yield place
            target = _next_target(place)
            if not target.pointer.startswith("#") and target.pointer not in seen:
                seen.add(target.pointer)
                pending.append((target.pointer, target.raw))
        entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        below = [(f"{pointer}/{escape_key(key)}", each) for key, each in entries if key not in _DATA]
        pending += reversed(below)


def _next_target(place: Schema) -> Schema:
    """Return what a reference leads to, which may be a reference, too; itself if it points to nothing."""
    try:
        return place.resolve(place.reference or "")
    except SchemaError:
        return place


def _schemas_inside_links(whole: Schema, root: Json) -> Iterator[Schema]:
    """Yield the schemas inside every link of a document."""
    pending: list[tuple[str, Json]] = [(whole.pointer, root)]
    while pending:
        pointer, node = pending.pop()
        if not isinstance(node, dict):
            continue
        links = node.get("links")
        for index, value in enumerate(links if isinstance(links, list) else ()):
            link = value if isinstance(value, dict) else {}
            for key in (key for key in _SCHEMAS_OF_LINKS if key in link):
                yield Schema(whole.documents, f"{pointer}/links/{index}/{key}", link[key])
        for keyword in ("definitions", "$defs", "properties"):
            named = node.get(keyword)
            entries = named.items() if isinstance(named, dict) else ()
            pending += [(f"{pointer}/{keyword}/{escape_key(name)}", each) for name, each in entries]


def _link_schemas(link: Link) -> Iterator[Schema]:
    body = link.body.schema if link.body else None
    for schema in (link.query, body, link.target_schema, *(each.schema for each in link.parameters)):
        if schema is not None and isinstance(schema.raw, dict | bool):
            yield schema
