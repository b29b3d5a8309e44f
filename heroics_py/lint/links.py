"""The faults and oddities of resources and their links."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.linking.link_faults import link_faults
from heroics_py.lint.finding import Finding
from heroics_py.lint.hyper_schema import hyper_link_findings, hyper_resource_findings
from heroics_py.lint.link_keywords import link_keyword_findings
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.drafts import draft_at, is_before
from heroics_py.model.identifiers import identifier, keyword_for, resource_names
from heroics_py.model.link_names import call_names, link_words
from heroics_py.model.pointers import escape_key
from heroics_py.secrecy.names import is_secret_name
from heroics_py.support.json_types import Json

__all__ = ["link_findings", "resource_findings"]

# Of all drafts, and of interagent's files.
_LINK_KEYWORDS = frozenset(
    re.findall(
        r"\S+",
        """anchor anchorPointer base deactivate_on deprecated deprecated_at description enctype encType examples
        headerSchema href hrefSchema http_header id $comment $id mediaType method properties ranges rel
        response_example schema stability submissionEncType submissionMediaType submissionSchema targetHints
        targetMediaType targetSchema templatePointers templateRequired title type""",
    )
)
_TEXTS = (
    *("title", "description", "encType", "enctype", "mediaType"),
    *("submissionEncType", "submissionMediaType", "targetMediaType"),
)
_SCHEMAS = ("targetSchema", "hrefSchema", "submissionSchema", "headerSchema")
_ANY_TEXT = ("warning", "it takes any text")
_WRITING = frozenset({"POST", "PUT", "PATCH"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def resource_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for the names of resources."""
    for python_name, name in resource_names(api.resources).items():
        resource = api.resources[name]
        pointer = _pointer_of(api, resource)
        yield from hyper_resource_findings(resource) if api.dialect == "JSON Hyper-Schema" else ()
        if python_name != identifier(name):
            message = f"the name of the resource {name!r} is taken, reserved or without letters"
            effect = f"it is client.{python_name}, and client[{name!r}]"
            yield Finding(pointer=pointer, severity="note", kind="resource-name", message=message, effect=effect)
        if not resource.links:
            message = f"the resource {name!r} has no links"
            effect = "there is nothing to call"
            yield Finding(pointer=pointer, severity="note", kind="no-links", message=message, effect=effect)


def _pointer_of(api: Api, resource: Resource) -> str:
    """Return where a resource is in the document as it was written."""
    if api.dialect == "resources and actions":
        return f"#/resources/{escape_key(resource.title)}"
    return resource.schema.pointer if resource.schema is not None else "#"


def link_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for each link."""
    for python_name, name in resource_names(api.resources).items():
        resource = api.resources[name]
        calls = call_names(resource)
        names = {id(link): call for call, links in calls.items() for link in links}
        yield from _duplicate_findings(python_name, resource, names)
        for link in resource.links:
            yield from _link_findings(api, link, f"client.{python_name}.{names[id(link)]}")


def _duplicate_findings(python_name: str, resource: Resource, names: Mapping[int, str]) -> Iterator[Finding]:
    """Yield a finding for each link that has the same words as another one of its resource."""
    groups: dict[str, list[Link]] = {}
    for link in resource.links:
        groups.setdefault(identifier(link_words(link)) or "call", []).append(link)
    for words, links in groups.items():
        counts = Counter(names[id(link)] for link in links)
        for link in links if len(links) > 1 else ():
            call = names[id(link)]
            others = counts[call] - 1
            shared = f", shared with {others} more: the arguments choose" if others else ""
            message = f"{len(links)} links of {resource.name!r} are called {words!r}"
            yield _finding(link, "note", "duplicate-title", message, f"it is client.{python_name}.{call}{shared}")


def _link_findings(api: Api, link: Link, call: str) -> Iterator[Finding]:
    if link.fault:
        yield _finding(link, "error", "unusable-link", link.fault, f"{call} raises SchemaError")
    if identifier(link.name or link.title) == "" and link.href:
        yield _finding(link, "note", "no-title", "the link has no title of letters or digits", f"it is {call}")
    yield from _parameter_findings(api, link)
    yield from _field_findings(link) if not link.scheme else ()
    is_sent = not (link.scheme or link.fault)
    if is_sent and link.body is not None and link.body.schema is None and link.method in _WRITING:
        message = f"a {link.method} without a schema for its body"
        yield _finding(link, "note", "no-body-schema", message, "any body and any keyword is sent")
    if is_sent and link.body is not None and not _is_encoded(link.body.media_type):
        message = f"the body is {link.body.media_type[:80]!r}"
        yield _finding(link, "note", "media-type", message, "pass it as text or bytes; it is sent unchanged")
    raw = _raw(api, link)
    if api.dialect == "JSON Hyper-Schema" and raw is not None:
        yield from _keyword_findings(api, link, raw)


def _parameter_findings(api: Api, link: Link) -> Iterator[Finding]:
    for parameter in link.parameters if api.dialect == "JSON Hyper-Schema" else ():
        # The value for a reference is not checked; that for a variable of the newer drafts is.
        if parameter.schema is None and not parameter.is_checked:
            message = f"the reference of the parameter {parameter.name!r} points to nothing"
            severity, effect = _ANY_TEXT
            yield _finding(link, severity, "unresolvable-parameter", message, effect)
    for parameter in link.parameters:
        if parameter.schema is not None:
            try:
                alternatives_of(parameter.schema)
            except SchemaError as error:
                message = f"the schema of the parameter {parameter.name!r} can't be used: {error}"
                severity, effect = ("error", "a call with it raises SchemaError") if parameter.is_checked else _ANY_TEXT
                yield _finding(link, severity, "unresolvable-parameter", message[:400], effect)


def _field_findings(link: Link) -> Iterator[Finding]:
    schema = link.query or (link.body.schema if link.body else None)
    try:
        names = list(schema.dereference().children("properties")) if schema is not None else []
    except SchemaError as error:
        yield _finding(link, "error", "unusable-link", str(error), "a call of it raises SchemaError")
        return
    # A query takes "page[size]" and "a-b" as page={"size": ...} and a_b.
    odd = [name for name in names if keyword_for(name) is None] if link.body else []
    if odd:
        message = f"fields that can't be keyword arguments: {', '.join(map(repr, odd[:5]))}"
        yield _finding(link, "note", "odd-fields", message, "pass them in a dict")


def _is_encoded(media_type: str) -> bool:
    return essence_of(media_type) in _FORMS or is_json(media_type)


def _raw(api: Api, link: Link) -> dict[str, Json] | None:
    try:
        raw = api.documents.schema_at(link.pointer).raw if link.pointer else None
    except SchemaError:
        return None
    return raw if isinstance(raw, dict) else None


def _keyword_findings(api: Api, link: Link, raw: Mapping[str, Json]) -> Iterator[Finding]:
    documents = api.documents
    draft = draft_at(documents.roots, link.pointer, documents.dialect)
    is_older, is_sent = is_before(draft, "draft-06"), not (link.scheme or link.fault)
    is_newer = not is_older or not raw.keys().isdisjoint({"targetHints", "submissionSchema", "hrefSchema"})
    if is_sent and not raw.get("method") and not is_newer:
        severity = "warning" if link.rel in {"create", "update", "destroy", "delete"} else "note"
        yield _finding(link, severity, "no-method", "the link has no method", "it is a GET")
    wrong = _malformed_keywords(raw)
    if not link.rel and "rel" not in wrong:
        yield _finding(link, "note", "no-rel", "the link has no relation", "its title, or method and path, name it")
    if is_sent and link.query is not None and raw.get("schema") is not None:
        yield _finding(link, "note", "get-with-schema", f"a {link.method} with a schema", "its fields are the query")
    if is_sent and link.rel == "instances" and link.target_schema is None:
        message = "a list without a schema for its items"
        yield _finding(link, "note", "no-target", message, "any list becomes a Collection")
    unknown = sorted(raw.keys() - _LINK_KEYWORDS)
    if unknown:
        message = f"keywords that no draft has for a link: {', '.join(map(repr, unknown[:8]))}"
        yield _finding(link, "note", "unknown-keyword", message, "they are ignored")
    yield from hyper_link_findings(link, raw, is_older=is_older)
    faults = {key for key, _ in link_faults(raw, draft)}
    for key in wrong:
        message = f"{key} is of the wrong type, {type(raw[key]).__name__}"
        effect = "it is ignored, and resolve_links leaves the link out" if key in faults else "it is ignored"
        yield _finding(link, "warning", "malformed-keyword", message, effect)
    yield from link_keyword_findings(link, raw, draft, wrong)
    yield from _header_findings(link, raw.get("http_header"))


def _malformed_keywords(raw: Mapping[str, Json]) -> list[str]:
    wrong = [key for key in _TEXTS if key in raw and not isinstance(raw[key], str)]
    wrong += [key for key in _SCHEMAS if key in raw and not isinstance(raw[key], dict | bool)]
    wrong += [key for key in ("ranges", "templateRequired") if key in raw and not isinstance(raw[key], list)]
    wrong += [key for key in ("targetHints", "templatePointers") if key in raw and not isinstance(raw[key], dict)]
    return wrong + (["rel"] if "rel" in raw and not isinstance(raw["rel"], str | list) else [])


def _header_findings(link: Link, header: Json) -> Iterator[Finding]:
    names: Iterable[str] = header if isinstance(header, dict) else ()
    for name in names:
        if is_secret_name(name):
            message = f"http_header shows a credential, {name!r}"
            yield _finding(link, "warning", "credential", message, "it is an example, and never sent")


def _finding(link: Link, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=link.pointer or "#", severity=severity, kind=kind, message=message, effect=effect)
