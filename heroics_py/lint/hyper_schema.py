"""The oddities of real hyper-schemas, which a client copes with."""

import re
from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.lint.folder import folder_findings
from heroics_py.lint.unread_links import unread_links
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.drafts import draft_of
from heroics_py.model.identifiers import identifier
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json

__all__ = ["document_findings", "hyper_link_findings", "hyper_resource_findings"]

_USUAL_RELS = frozenset(
    {"self", "instances", "create", "update", "destroy", "delete", "empty", "full", "collection", "item"}
)
_NEWER_KEYWORDS = frozenset({"hrefSchema", "submissionSchema", "targetHints", "headerSchema", "templatePointers"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def document_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for the documents themselves."""
    for repair in api.forgiven:
        yield _note("#", "mended", repair, "it was corrected on reading")
    for reason in api.left_out:
        effect = "the file is left out, and a reference to it points to nothing"
        yield Finding(pointer="#", severity="warning", kind="left-out", message=reason, effect=effect)
    if api.dialect != "JSON Hyper-Schema":
        return
    for uri, root in api.documents.roots.items():
        dialect = root.get("$schema") if isinstance(root, dict) else None
        if isinstance(dialect, str) and not draft_of(dialect):
            effect = f"it is read as {api.documents.dialect}"
            yield _note(f"{uri}#", "unknown-dialect", f"unknown dialect {dialect[:80]!r}", effect)
    yield from folder_findings(api)
    yield from unread_links(api)
    main = api.documents.roots.get("")
    if isinstance(main, dict) and "definitions" in main and "properties" not in main:
        yield _note("#", "no-root-properties", "the root lists no resources", "each definition with links is one")


def hyper_resource_findings(resource: Resource) -> Iterator[Finding]:
    """Yield the findings for a resource of a hyper-schema."""
    schema = resource.schema
    if schema is None:
        return
    fragment = schema.pointer.partition("#")[2]
    if fragment.startswith("/properties/"):
        message = f"{resource.name!r} is defined among the properties"
        yield _note(schema.pointer, "inlined-resource", message, "it is a resource")
    elif fragment.count("/") > 2:
        message = f"{resource.name!r} is defined inside another definition"
        yield _note(schema.pointer, "nested-resource", message, "it is a resource of its own")
    if resource.identity is None and any(link.path_parameters for link in resource.links):
        message = f"{resource.name!r} has no identity"
        yield _note(schema.pointer, "no-identity", message, "its hrefs show what identifies one")
    node = schema.raw if isinstance(schema.raw, dict) else {}
    own_id = node.get("id")
    if isinstance(own_id, str) and fragment:
        message = f"an id, {own_id[:80]!r}, inside a document"
        effect = "references are resolved in the document, then below the id"
        yield _note(schema.pointer, "embedded-id", message, effect)


def hyper_link_findings(link: Link, raw: Mapping[str, Json], *, is_older: bool) -> Iterator[Finding]:
    """Yield the findings for a link of a hyper-schema; ``is_older`` means a draft before draft-06."""
    yield from _href_findings(link, str(raw.get("href", "")), is_older=is_older)
    method = raw.get("method")
    if isinstance(method, str) and method != link.method and not link.fault:
        yield _note(link.pointer, "method-case", f"the method is spelled {method!r}", f"it is {link.method}")
    if link.rel and link.rel not in _USUAL_RELS:
        yield _note(link.pointer, "unusual-rel", f"the relation is {link.rel[:80]!r}", "it is a link like any other")
    if link.title and identifier(link.title) != link.title.lower().replace(" ", "_"):
        message = f"the title {link.title[:80]!r} has more than letters, digits and spaces"
        name = identifier(link.title)
        yield _note(link.pointer, "rewritten-title", message, f"its name is {name!r}" if name else "its rel names it")
    newer = sorted(raw.keys() & _NEWER_KEYWORDS)
    if "method" in raw and newer:
        message = f"a method together with {', '.join(newer)} of newer drafts"
        yield _note(link.pointer, "mixed-drafts", message, "both are read, and the method counts")
    if link.method == "GET" and link.target_schema is None and link.rel != "instances":
        message = "a GET without a schema for its response"
        yield _note(link.pointer, "no-target", message, "any response is decoded")
    yield from _body_findings(link)


def _href_findings(link: Link, href: str, *, is_older: bool) -> Iterator[Finding]:
    if link.href and not link.fault and re.match(r"/|\{|[a-z][a-z0-9+.-]*:", link.href, re.IGNORECASE) is None:
        message = f"the href {href[:80]!r} is relative"
        yield _note(link.pointer, "no-leading-slash", message, "it is relative to the base URL")
    plain = [each.name for each in link.parameters if f"{{{each.name}}}" in href]
    if plain and is_older:
        message = f"the variables {', '.join(plain)} are not references"
        yield _note(link.pointer, "plain-variable", message, "they are the attributes of these names, else any text")
    if any(form in href for form in ("{(#", "{#/", "{(%2F", "{(/")):
        yield _note(
            link.pointer, "href-spelling", "an unusual spelling of a reference", "it is a parameter all the same"
        )
    seen: set[str] = set()
    for parameter in link.path_parameters:
        if parameter.schema is None:
            continue
        if parameter.schema.pointer in seen:
            effect = f"the second parameter is {parameter.name}"
            yield _note(link.pointer, "repeated-reference", "one reference twice in an href", effect)
        seen.add(parameter.schema.pointer)
        if parameter.name not in plain:
            yield from _parameter_findings(link, parameter.name, parameter.schema)


def _parameter_findings(link: Link, name: str, schema: Schema) -> Iterator[Finding]:
    last = schema.pointer.rpartition("/")[2]
    if last != "identity" and schema.reference is not None:
        message = f"the parameter {name!r} points to another reference"
        yield _note(link.pointer, "parameter-reference", message, "it is followed")
    elif last not in {"identity", "id", "name"}:
        message = f"the parameter {name!r} is an attribute other than the identity"
        yield _note(link.pointer, "parameter-attribute", message, "pass that attribute")


def _body_findings(link: Link) -> Iterator[Finding]:
    schema = link.body.schema if link.body else link.query
    if link.body is not None and link.body.media_type in _FORMS:
        yield _note(link.pointer, "form-body", f"the body is {link.body.media_type}", "its fields are sent as a form")
    if schema is None:
        return
    try:
        node, types = schema.dereference().node, types_of(schema)
    except SchemaError:
        return
    if schema.reference is not None:
        effect = "its fields are those of the target"
        yield _note(schema.pointer, "body-reference", "the body is a single reference", effect)
    if "type" not in node and "properties" in node:
        yield _note(schema.pointer, "untyped-body", "fields without a type", "the body is an object")
    if "null" in types:
        yield _note(schema.pointer, "nullable-body", "the body may be null", "an object is sent, or no body at all")
    if "patternProperties" in node:
        yield _note(schema.pointer, "free-map", "fields of any name", "every keyword is a field")
    if isinstance(schema.raw, dict) and schema.raw.get("strictProperties") is True:
        effect = "no other fields are allowed; required is only what required lists"
        yield _note(schema.pointer, "strict-properties", "strictProperties", effect)


def _note(pointer: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer or "#", severity="note", kind=kind, message=message, effect=effect)
