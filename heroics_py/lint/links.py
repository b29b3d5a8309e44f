"""Faults of links: what a call of each of them is, and is not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.lint.finding import Finding
from heroics_py.lint.oddities import of_hyper_link, of_hyper_resource
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.identifiers import identifier, keyword_for, resource_names
from heroics_py.model.link_names import call_names, link_words
from heroics_py.model.pointers import escape_key
from heroics_py.secrecy.names import is_secret_name
from heroics_py.support.json_types import Json

__all__ = ["of_links", "of_resources"]

# The words of all drafts, and those of interagent's files.
_KNOWN = frozenset(
    re.findall(
        r"\S+",
        """anchor anchorPointer base deactivate_on description enctype encType examples headerSchema href hrefSchema
        http_header id $comment $id mediaType method properties ranges rel response_example schema stability
        submissionMediaType submissionSchema targetHints targetMediaType targetSchema templatePointers
        templateRequired title type""",
    )
)
_TEXTS = ("title", "description", "encType", "enctype", "mediaType", "submissionMediaType", "targetMediaType")
_SCHEMAS = ("targetSchema", "hrefSchema", "submissionSchema", "headerSchema")
_WRITING = frozenset({"POST", "PUT", "PATCH"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_REFERENCE = re.compile(r"\{\([^{}]*\)\}|\{#")


def of_resources(api: Api) -> Iterator[Finding]:
    """Yield what is odd about the names of resources."""
    for python, name in resource_names(api.resources).items():
        resource = api.resources[name]
        pointer = _place(api, resource)
        yield from of_hyper_resource(resource) if api.dialect == "JSON Hyper-Schema" else ()
        if python != identifier(name):
            message = f"the resource {name!r} has a name that is taken, reserved or no word"
            effect = f"it is client.{python}, and client[{name!r}]"
            yield Finding(pointer=pointer, severity="note", kind="resource-name", message=message, effect=effect)
        if not resource.links:
            message = f"the resource {name!r} has no links"
            yield Finding(
                pointer=pointer, severity="note", kind="no-links", message=message, effect="it offers nothing to call"
            )


def _place(api: Api, resource: Resource) -> str:
    """Return where a resource stands in the document as it was written."""
    if api.dialect == "resources and actions":
        return f"#/resources/{escape_key(resource.title)}"
    return resource.schema.pointer if resource.schema is not None else "#"


def of_links(api: Api) -> Iterator[Finding]:
    """Yield what is wrong or odd about each link."""
    for python, name in resource_names(api.resources).items():
        resource = api.resources[name]
        calls = call_names(resource)
        named = {id(link): call for call, links in calls.items() for link in links}
        yield from _shared(python, resource, named)
        for link in resource.links:
            yield from _of_link(api, link, f"client.{python}.{named[id(link)]}")


def _shared(python: str, resource: Resource, named: Mapping[int, str]) -> Iterator[Finding]:
    """Yield the links of one resource that go by the same words, and what each is called."""
    groups: dict[str, list[Link]] = {}
    for link in resource.links:
        groups.setdefault(identifier(link_words(link)) or "call", []).append(link)
    for words, links in groups.items():
        sharing = Counter(named[id(link)] for link in links)
        for link in links if len(links) > 1 else ():
            call = named[id(link)]
            others = sharing[call] - 1
            chosen = f"it is client.{python}.{call}"
            effect = f"{chosen}, shared with {others} more: the arguments choose" if others else chosen
            message = f"{len(links)} links of {resource.name!r} are called {words!r}"
            yield Finding(pointer=link.pointer, severity="note", kind="duplicate-title", message=message, effect=effect)


def _of_link(api: Api, link: Link, call: str) -> Iterator[Finding]:
    if link.fault:
        yield _found(link, "error", "unusable-link", link.fault, f"{call} raises SchemaError, and the rest works")
    if identifier(link.name or link.title) == "" and link.href:
        yield _found(link, "note", "no-title", "the link has no title of letters or digits", f"it is {call}")
    yield from _parameters(api, link)
    yield from _fields(link)
    if link.body is not None and link.body.schema is None and link.method in _WRITING:
        message = f"a {link.method} without a schema of its body"
        yield _found(link, "note", "no-body-schema", message, "any body and any keyword is sent")
    if link.body is not None and not _is_spoken(link.body.media_type):
        message = f"the body is {link.body.media_type[:80]!r}"
        yield _found(link, "note", "media-type", message, "it is passed as text or bytes, and sent as it stands")
    raw = _raw(api, link)
    if api.dialect == "JSON Hyper-Schema" and raw is not None:
        yield from _of_words(api, link, raw)


def _parameters(api: Api, link: Link) -> Iterator[Finding]:
    raw = _raw(api, link) or {}
    referring = len(_REFERENCE.findall(str(raw.get("href", ""))))
    for parameter in link.parameters[:referring] if api.dialect == "JSON Hyper-Schema" else ():
        if parameter.schema is None:
            message = f"the parameter {parameter.name!r} refers to nothing"
            yield _found(link, "warning", "unresolvable-parameter", message, "any text is taken for it")
    for parameter in link.parameters:
        if parameter.schema is not None:
            try:
                parameter.schema.alternatives()
            except SchemaError as error:
                message = f"the parameter {parameter.name!r} can't be followed: {error}"
                yield _found(link, "warning", "unresolvable-parameter", message[:400], "any text is taken for it")


def _fields(link: Link) -> Iterator[Finding]:
    schema = link.query or (link.body.schema if link.body else None)
    try:
        names = list(schema.dereference().children("properties")) if schema is not None else []
    except SchemaError as error:
        yield _found(link, "error", "unusable-link", str(error), "a call of it raises SchemaError, and the rest works")
        return
    taken = {parameter.name for parameter in link.path_parameters}
    odd = [name for name in names if keyword_for(name) is None or name in taken]
    if odd:
        listed = ", ".join(map(repr, odd[:5]))
        effect = "they are given in a dict, not as keywords"
        yield _found(link, "note", "odd-fields", f"fields that can be no keyword arguments: {listed}", effect)


def _is_spoken(media_type: str) -> bool:
    return essence_of(media_type) in _FORMS or is_json(media_type)


def _raw(api: Api, link: Link) -> dict[str, Json] | None:
    try:
        raw = api.documents.schema_at(link.pointer).raw if link.pointer else None
    except SchemaError:
        return None
    return raw if isinstance(raw, dict) else None


def _of_words(api: Api, link: Link, raw: Mapping[str, Json]) -> Iterator[Finding]:
    older = api.documents.dialect in {"draft-03", "draft-04"}
    newer = not older or not raw.keys().isdisjoint({"targetHints", "submissionSchema", "hrefSchema"})
    if "method" not in raw and not newer:
        severity = "warning" if link.rel in {"create", "update", "destroy", "delete"} else "note"
        yield _found(link, severity, "no-method", "the link has no method", "it is a GET")
    if not link.rel:
        yield _found(link, "note", "no-rel", "the link has no relation", "it is known by title, method and path")
    if link.query is not None and "schema" in raw:
        yield _found(link, "note", "get-with-schema", f"a {link.method} with a schema", "the fields are the query")
    if link.rel == "instances" and link.target_schema is None:
        message = "a list that does not say what it lists"
        yield _found(link, "note", "no-target", message, "whatever list comes is a Collection")
    unknown = sorted(raw.keys() - _KNOWN)
    if unknown:
        listed = ", ".join(map(repr, unknown[:8]))
        yield _found(
            link, "note", "unknown-keyword", f"words that no draft has for a link: {listed}", "they are ignored"
        )
    yield from of_hyper_link(link, raw, older=older)
    yield from _malformed(link, raw)
    yield from _header(link, raw.get("http_header"))


def _malformed(link: Link, raw: Mapping[str, Json]) -> Iterator[Finding]:
    wrong = [key for key in _TEXTS if key in raw and not isinstance(raw[key], str)]
    wrong += [key for key in _SCHEMAS if key in raw and not isinstance(raw[key], dict | bool)]
    wrong += [key for key in ("ranges", "templateRequired") if key in raw and not isinstance(raw[key], list)]
    wrong += [key for key in ("targetHints", "templatePointers") if key in raw and not isinstance(raw[key], dict)]
    wrong += ["rel"] if "rel" in raw and not isinstance(raw["rel"], str | list) else []
    for key in wrong:
        message = f"{key} is {type(raw[key]).__name__}, which it can't be"
        yield _found(link, "warning", "malformed-keyword", message, "it is ignored")


def _header(link: Link, said: Json) -> Iterator[Finding]:
    names: Iterable[str] = said if isinstance(said, dict) else ()
    for name in names:
        if is_secret_name(name):
            message = f"http_header shows a credential, {name!r}"
            yield _found(link, "warning", "credential", message, "it is never sent: it is an example")


def _found(link: Link, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=link.pointer or "#", severity=severity, kind=kind, message=message, effect=effect)
