"""The oddities of real hyper-schemas, which a client copes with."""

import re
from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.lint.folder import folder_findings
from heroics_py.lint.unread_links import unread_links
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.drafts import draft_of, is_before
from heroics_py.model.id_index import index_of
from heroics_py.model.identifiers import identifier
from heroics_py.model.pointers import parse_pointer
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
    for line in api.unpatched:
        effect = "this part of the patch changes nothing"
        yield Finding(pointer="#", severity="warning", kind="unpatched", message=line, effect=effect)
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
    if resource.identity is None and any(_names_thing(link) for link in resource.links):
        message = f"{resource.name!r} defines no identity"
        yield _note(schema.pointer, "no-identity", message, "its hrefs show what identifies one")
    yield from _id_findings(schema)


def _names_thing(link: Link) -> bool:
    """Return whether the href of a link shows what identifies a thing of its resource."""
    own = [each for each in link.path_parameters if each.owner in {"", link.resource} and each.name != link.reference]
    return bool(own) and not link.scheme


def _id_findings(schema: Schema) -> Iterator[Finding]:
    """Yield the finding for an ``id`` that references inside may be relative to (JSON Schema draft-04, 7.2)."""
    document, _, fragment = schema.pointer.partition("#")
    own_id = schema.raw.get("id") if isinstance(schema.raw, dict) and is_before(schema.draft, "draft-06") else None
    index = index_of(schema.documents.roots, document, schema.documents.dialect) if fragment else None
    place = index.resources.get(tuple(parse_pointer(fragment))) if index is not None else None
    if isinstance(own_id, str) and place is not None:
        message = f"an id, {own_id[:80]!r}, inside a document"
        order = "in the document, then below the id" if place.is_combined else "below the id, then in the document"
        yield _note(schema.pointer, "embedded-id", message, f"references inside are looked up {order}")


def hyper_link_findings(link: Link, raw: Mapping[str, Json], *, is_older: bool) -> Iterator[Finding]:
    """Yield the findings for a link of a hyper-schema; ``is_older`` means a draft before draft-06."""
    yield from _href_findings(link, str(raw.get("href", "")), is_older=is_older)
    method = raw.get("method")
    if isinstance(method, str) and method != link.method and not link.fault:
        yield _note(link.pointer, "method-case", f"the method is spelled {method!r}", f"it is {link.method}")
    is_sent = not (link.scheme or link.fault)
    if is_sent and link.rel and link.rel not in _USUAL_RELS:
        yield _note(link.pointer, "unusual-rel", f"the relation is {link.rel[:80]!r}", "it is a link like any other")
    if link.title and identifier(link.title) != link.title.lower().replace(" ", "_"):
        name = identifier(link.title)
        reason = "is a Python keyword" if name.endswith("_") else "has more than letters, digits and spaces"
        message = f"the title {link.title[:80]!r} {reason}"
        yield _note(link.pointer, "rewritten-title", message, f"its name is {name!r}" if name else "its rel names it")
    newer = sorted(raw.keys() & _NEWER_KEYWORDS)
    if "method" in raw and newer:
        message = f"a method together with {', '.join(newer)} of newer drafts"
        has_body = link.method not in {"GET", "HEAD"} and raw.get("schema") is None
        unused = "submissionSchema" in raw and not has_body
        effect = "submissionSchema is not used" if unused else "both are read"
        yield _note(link.pointer, "mixed-drafts", message, f"the method counts, and {effect}")
    if is_sent and link.method == "GET" and link.target_schema is None and link.rel != "instances":
        message = "a GET without a schema for its response"
        yield _note(link.pointer, "no-target", message, "any response is decoded")
    yield from _body_findings(link) if is_sent else ()


def _href_findings(link: Link, href: str, *, is_older: bool) -> Iterator[Finding]:
    if link.href and not link.fault and re.match(r"/|\{|[a-z][a-z0-9+.-]*:", link.href, re.IGNORECASE) is None:
        message = f"the href {href[:80]!r} is relative"
        yield _note(link.pointer, "no-leading-slash", message, "it is relative to the base URL")
    yield from _variable_findings(link, href) if is_older else ()
    if any(form in href for form in ("{(#", "{#/", "{(%2F", "{(/")):
        yield _note(
            link.pointer, "href-spelling", "an unusual spelling of a reference", "it is a parameter all the same"
        )
    seen: set[str] = set()
    for parameter in link.path_parameters:
        # Only references name an attribute, and are not checked.
        if parameter.schema is None or parameter.is_checked:
            continue
        if parameter.schema.pointer in seen:
            message, effect = "one attribute more than once in an href", f"this one is the parameter {parameter.name}"
            yield _note(link.pointer, "repeated-reference", message, effect)
        seen.add(parameter.schema.pointer)
        yield from _parameter_findings(link, parameter.name, parameter.schema)


def _variable_findings(link: Link, href: str) -> Iterator[Finding]:
    """Yield the findings for variables that neither are references nor have hrefSchema."""
    plain = [each.name for each in link.parameters if f"{{{each.name}}}" in href and each.source == "thing"]
    if link.reference in plain:
        message = f"the href is the variable {link.reference!r}, which is not a reference"
        yield _note(link.pointer, "plain-variable", message, "it takes a path or URL as a record holds it")
        plain.remove(link.reference)
    if plain:
        names = ", ".join(map(repr, plain))
        message = f"variables instead of references: {names}"
        yield _note(link.pointer, "plain-variable", message, "each takes the attribute of its name, else any text")


def _parameter_findings(link: Link, name: str, schema: Schema) -> Iterator[Finding]:
    last = schema.pointer.rpartition("/")[2]
    if last != "identity" and schema.reference is not None:
        message = f"the parameter {name!r} points to another reference"
        yield _note(link.pointer, "parameter-reference", message, "it is followed")
    elif last not in {"identity", "id", "name"} and not _is_identity(schema):
        message = f"the parameter {name!r} refers to an attribute, and not to an identity"
        yield _note(link.pointer, "parameter-attribute", message, "pass that attribute")


def _is_identity(schema: Schema) -> bool:
    """Return whether the identity beside an attribute refers to it."""
    try:
        identity = schema.documents.schema_at(f"{schema.pointer.rpartition('/')[0]}/identity")
        return schema.pointer in {each.pointer for choice in alternatives_of(identity) for each in choice.chain}
    except SchemaError:
        return False


def _body_findings(link: Link) -> Iterator[Finding]:
    schema, word = (link.body.schema, "body") if link.body else (link.query, "query")
    if link.body is not None and link.body.media_type in _FORMS:
        yield _note(link.pointer, "form-body", f"the body is {link.body.media_type}", "its fields are sent as a form")
    if schema is None:
        return
    try:
        node, types = schema.dereference().node, types_of(schema)
    except SchemaError:
        return
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    # What is next to a reference counts from 2019-09 on.
    is_alone = schema.reference is not None and is_before(schema.draft, "2019-09")
    if is_alone or (schema.reference is not None and len(raw) == 1):
        effect = "its fields are those of the target"
        yield _note(schema.pointer, "body-reference", f"the {word} is a single reference", effect)
    if "type" not in node and "properties" in node:
        yield _note(schema.pointer, "untyped-body", "fields without a type", f"they are keywords of the {word}")
    if "null" in types:
        effect = "None sends null" if link.body else "its fields are sent all the same"
        yield _note(schema.pointer, "nullable-body", f"the {word} may be null", effect)
    if "patternProperties" in node:
        effect = f"any keyword is a field of the {word}, and the patterns check it"
        yield _note(schema.pointer, "free-map", "patterns for the names of fields", effect)
    if raw.get("strictProperties") is True and "properties" in raw and not is_alone:
        effect = "a request may have no other fields; strictProperties makes none of them required"
        yield _note(schema.pointer, "strict-properties", "strictProperties", effect)


def _note(pointer: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer or "#", severity="note", kind=kind, message=message, effect=effect)
