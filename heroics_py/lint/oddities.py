"""What real schema files do otherwise than one would expect, and a client takes in its stride."""

import re
from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.identifiers import identifier
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json

__all__ = ["of_document", "of_hyper_link", "of_hyper_resource"]

_USUAL_RELS = frozenset(
    {"self", "instances", "create", "update", "destroy", "delete", "empty", "full", "collection", "item"}
)
_DIALECTS = re.compile(
    r"https?://(json-schema\.org/(draft-0[3467]|draft/2019-09)/(hyper-)?schema|interagent\.github\.io/.*)/?#?"
)
_NEWER = frozenset({"hrefSchema", "submissionSchema", "targetHints", "headerSchema", "templatePointers"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def of_document(api: Api) -> Iterator[Finding]:
    """Yield what is odd about the documents themselves."""
    for told in api.forgiven:
        yield _note("#", "mended", told, "it is read all the same")
    for told in api.left_out:
        effect = "it is not read, and a reference to it leads nowhere"
        yield Finding(pointer="#", severity="warning", kind="left-out", message=told, effect=effect)
    for uri, root in api.documents.roots.items() if api.dialect == "JSON Hyper-Schema" else ():
        said = root.get("$schema") if isinstance(root, dict) else None
        if isinstance(said, str) and not _DIALECTS.fullmatch(said):
            yield _note(
                f"{uri}#", "unknown-dialect", f"nobody knows the dialect {said[:80]!r}", "it is read as draft-04"
            )
    main = api.documents.roots.get("")
    if (
        api.dialect == "JSON Hyper-Schema"
        and isinstance(main, dict)
        and "definitions" in main
        and "properties" not in main
    ):
        yield _note("#", "no-root-properties", "the root lists no resources", "each definition with links is one")


def of_hyper_resource(resource: Resource) -> Iterator[Finding]:
    """Yield what is odd about a resource of a hyper-schema."""
    place = resource.schema
    if place is None:
        return
    inside = place.pointer.partition("#")[2]
    if inside.startswith("/properties/"):
        yield _note(
            place.pointer, "inlined-resource", f"{resource.name!r} stands among the properties", "it is a resource"
        )
    elif inside.count("/") > 2:
        message = f"{resource.name!r} stands inside of another definition"
        yield _note(place.pointer, "nested-resource", message, "it is a resource of its own")
    if resource.identity is None and any(link.path_parameters for link in resource.links):
        message = f"{resource.name!r} does not say what identifies one"
        yield _note(place.pointer, "no-identity", message, "its hrefs are asked")
    node = place.raw if isinstance(place.raw, dict) else {}
    if isinstance(node.get("id"), str) and inside:
        message = f"an id, {node['id'][:80]!r}, inside of a document"  # type: ignore[index] # it is text
        yield _note(place.pointer, "embedded-id", message, "references count from the document, then from there")
    yield from _no_links(place.pointer, node)


def _no_links(pointer: str, node: Mapping[str, Json]) -> Iterator[Finding]:
    listed = node.get("links", [])
    if not isinstance(listed, list):
        yield _no_link(f"{pointer}/links", listed, "a list of links")
        return
    for index, each in enumerate(listed):
        if not isinstance(each, dict):
            yield _no_link(f"{pointer}/links/{index}", each, "a link")


def _no_link(pointer: str, found: Json, expected: str) -> Finding:
    message = f"{type(found).__name__} stands where {expected} is expected"
    return Finding(pointer=pointer, severity="warning", kind="no-link", message=message, effect="it is left out")


def of_hyper_link(link: Link, raw: Mapping[str, Json], *, older: bool) -> Iterator[Finding]:
    """Yield what is odd about a link of a hyper-schema; ``older`` is one before draft-06."""
    yield from _of_href(link, str(raw.get("href", "")), older=older)
    method = raw.get("method")
    if isinstance(method, str) and method != link.method and not link.fault:
        yield _note(link.pointer, "method-case", f"the method is spelled {method!r}", f"it is {link.method}")
    if link.rel and link.rel not in _USUAL_RELS:
        yield _note(link.pointer, "unusual-rel", f"the relation is {link.rel[:80]!r}", "it is a link like any other")
    if link.title and identifier(link.title) != link.title.lower().replace(" ", "_"):
        message = f"the title {link.title[:80]!r} is no words of letters and digits"
        yield _note(
            link.pointer, "rewritten-title", message, f"it goes by {identifier(link.title) or 'its relation'!r}"
        )
    mixed = sorted(raw.keys() & _NEWER)
    if "method" in raw and mixed:
        message = f"a method beside {', '.join(mixed)} of newer drafts"
        yield _note(link.pointer, "mixed-drafts", message, "the method counts, and both are read")
    if link.method == "GET" and link.target_schema is None and link.rel != "instances":
        yield _note(link.pointer, "no-target", "a GET that does not say what it answers", "whatever comes is decoded")
    yield from _of_body(link)


def _of_href(link: Link, href: str, *, older: bool) -> Iterator[Finding]:
    if link.href and not link.href.startswith(("/", "http://", "https://", "{/")) and not link.fault:
        yield _note(
            link.pointer, "no-leading-slash", f"the href {href[:80]!r} is relative", "it counts from the base URL"
        )
    plain = [each.name for each in link.parameters if f"{{{each.name}}}" in href]
    if plain and older:
        message = f"the variables {', '.join(plain)} refer to nothing by themselves"
        yield _note(link.pointer, "plain-variable", message, "they are the attributes of these names, else any text")
    if any(form in href for form in ("{(#", "{#/", "{(%2F", "{(/")):
        yield _note(
            link.pointer, "href-spelling", "an unusual spelling of a reference", "it is the parameter all the same"
        )
    seen: set[str] = set()
    for each in link.path_parameters:
        if each.schema is None:
            continue
        if each.schema.pointer in seen:
            yield _note(link.pointer, "repeated-reference", "one reference twice in one href", f"one is {each.name}")
        seen.add(each.schema.pointer)
        if each.name not in plain:
            yield from _of_parameter(link, each.name, each.schema)


def _of_parameter(link: Link, name: str, schema: Schema) -> Iterator[Finding]:
    last = schema.pointer.rpartition("/")[2]
    if last != "identity" and schema.reference is not None:
        message = f"the parameter {name!r} is a reference itself"
        yield _note(link.pointer, "parameter-reference", message, "it is followed")
    elif last not in {"identity", "id", "name"}:
        message = f"the parameter {name!r} is an attribute and no identity"
        yield _note(link.pointer, "parameter-attribute", message, "that attribute is asked for")


def _of_body(link: Link) -> Iterator[Finding]:
    schema = link.body.schema if link.body else link.query
    if link.body is not None and link.body.media_type in _FORMS:
        yield _note(link.pointer, "form-body", f"the body is {link.body.media_type}", "its fields are sent as a form")
    if schema is None:
        return
    try:
        node, kinds = schema.dereference().node, types_of(schema)
    except SchemaError:
        return
    if schema.reference is not None:
        yield _note(
            schema.pointer, "body-reference", "the body is one reference", "the fields are those that it leads to"
        )
    if "type" not in node and "properties" in node:
        yield _note(schema.pointer, "untyped-body", "fields without a type", "the body is an object")
    if "null" in kinds:
        yield _note(schema.pointer, "nullable-body", "the body may be null", "an object is sent, or no body at all")
    if "patternProperties" in node:
        yield _note(schema.pointer, "free-map", "fields of any name", "every keyword is a field")
    if isinstance(schema.raw, dict) and schema.raw.get("strictProperties") is True:
        yield _note(
            schema.pointer, "strict-properties", "strictProperties", "all fields are required, and no others pass"
        )


def _note(pointer: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer or "#", severity="note", kind=kind, message=message, effect=effect)
