"""One link of a hyper-schema, in the words of whichever draft; links that mix the words of two are read too."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from heroics_py.errors import SchemaError
from heroics_py.model.api import Body, Link, Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.base import SelfLinks, against, below, nearest_self, stacked
from heroics_py.readers.href import Href, read_href
from heroics_py.readers.parts import object_of, rel_of, text_of, words_in
from heroics_py.support.json_types import Json

__all__ = ["Around", "links_of"]

_QUERY_METHODS = frozenset({"GET", "HEAD"})
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_SILENT_METHODS = frozenset({"HEAD", "OPTIONS", "TRACE"})
_KNOWN_METHODS = _QUERY_METHODS | _BODY_METHODS | _SILENT_METHODS | {"DELETE"}
_METHOD = r"[A-Z0-9!#$%&'*+.^_`|~-]+"
_NEWER_DRAFTS = frozenset({"draft-06", "draft-07", "2019-09"})
_NEWER_WORDS = frozenset(
    {"hrefSchema", "submissionSchema", "headerSchema", "templatePointers", "templateRequired", "targetHints"}
)
_JSON = "application/json"
# How links of the newer drafts, which have no method, are called for what they do (2019-09, 6.2 and 9.2).
_RELS = {
    ("collection", "GET"): "instances",
    ("collection", "POST"): "create",
    ("item", "GET"): "self",
    ("self", "PUT"): "update",
    ("self", "PATCH"): "update",
    ("self", "DELETE"): "destroy",
    ("item", "PUT"): "update",
    ("item", "PATCH"): "update",
    ("item", "DELETE"): "destroy",
}
_WORDS = {"GET": "info", "POST": "create", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}


class Around(NamedTuple):
    """What a link needs to know of the document around it.

    Attributes:
        resource: the name of the resource.
        place: where the resource stands.
        names: of all resources.
        url: the base URL of the API.
        selves: the self links of the resource.
    """

    resource: str
    place: Schema
    names: frozenset[str]
    url: str
    selves: SelfLinks


def links_of(around: Around, index: int, raw: dict[str, Json]) -> Iterator[Link]:
    """Yield the links that one link description means: one, or one for each method that it allows."""
    at = Schema(around.place.documents, f"{around.place.pointer}/links/{index}", raw)
    newer = at.documents.dialect in _NEWER_DRAFTS or not raw.keys().isdisjoint(_NEWER_WORDS)
    methods, wrong = _methods(raw)
    href, at_server = _href(around, at, newer=newer)
    for method in methods:
        link = _link(around, at, method, href, newer=newer)
        name = "" if len(methods) == 1 else _name(method, methods, link)
        yield link._replace(name=name, at_server=at_server, fault=href.fault or wrong)


def _link(around: Around, at: Schema, method: str, href: Href, *, newer: bool) -> Link:
    raw = object_of(at.raw)
    rel = rel_of(raw)
    query = _fields(at, raw) if method in _QUERY_METHODS else None
    if query is None and newer and method in _QUERY_METHODS:
        href, query = _asked(at, href)
    return Link(
        resource=around.resource,
        href=href.template,
        method=method,
        rel=_RELS.get((rel, method), rel) if newer else rel,
        aliases=tuple(each for each in words_in(raw, "rel")[1:] if each),
        title=text_of(raw, "title"),
        description=text_of(raw, "description"),
        parameters=(*href.parameters, *_headers(at)),
        query=query,
        body=_body(at, method, newer=newer),
        target_schema=_target(at, method),
        media_type=text_of(raw, "mediaType") or text_of(raw, "targetMediaType"),
        ranges=tuple(words_in(raw, "ranges")),
        stability=text_of(raw, "stability"),
        pointer=at.pointer,
    )


def _methods(raw: Mapping[str, Json]) -> tuple[tuple[str, ...], str]:
    """Return the methods in capitals, and what is wrong with them.

    That is ``method``, else what ``targetHints`` allows, else POST where something can be submitted, else GET.
    """
    found = raw.get("method")
    method = found.strip().upper() if isinstance(found, str) else ""
    if found and not _is_method(method):
        return ("GET",), f"the method of a link is a word such as GET; here it is {found!r:.80}"
    if method:
        return (method,), ""
    allowed = [each.strip().upper() for each in words_in(object_of(raw.get("targetHints")), "allow")]
    allowed = list(dict.fromkeys(each for each in allowed if _is_method(each)))
    shown = [each for each in allowed if each not in _SILENT_METHODS] or allowed
    if shown:
        return tuple(sorted(shown, key=lambda each: each != "GET")), ""
    if "submissionSchema" not in raw:
        return ("GET",), ""
    both = rel_of(raw) in {"collection", "instances"} and "targetSchema" in raw
    return (("GET", "POST") if both else ("POST",)), ""


def _name(method: str, methods: tuple[str, ...], link: Link) -> str:
    """Return what one of several methods of a link is called: the title is the name of the first one."""
    if method == methods[0]:
        return ""
    if method == "PUT" and "PATCH" not in methods:
        return "update"
    return "create" if link.rel == "create" else _WORDS.get(method, method.lower())


def _href(around: Around, at: Schema, *, newer: bool) -> tuple[Href, bool]:
    """Return the href on its bases, and whether it is relative to the server of the API and not to its base URL."""
    raw = object_of(at.raw)
    own = raw.get("href")
    if isinstance(own, str) and newer:
        based = against(stacked(at.documents, at.pointer), own.strip())
        template, at_server = below(around.url, based)
        return read_href(template, at, around.resource, around.names), at_server
    if isinstance(own, str) and (self_link := nearest_self(around.selves, own.strip())):
        template, at_server = below(around.url, against(self_link, own.strip()))
        return read_href(template, at, around.resource, around.names), at_server
    return read_href(own, at, around.resource, around.names), False


def _asked(at: Schema, href: Href) -> tuple[Href, Schema | None]:
    """Take the query out of an href whose caller says all of it: the part of hrefSchema about it is its schema."""
    asked = [each.name for each in href.parameters if each.location == "query"]
    said = object_of(object_of(at.raw).get("hrefSchema"))
    described = object_of(said.get("properties"))
    bare = re.sub(r"\{[?&][^{}]*\}", "", href.template)
    if not asked or not all(isinstance(described.get(name), dict) for name in asked) or "?" in bare:
        return href, None
    kept = {key: value for key, value in said.items() if key in {"dependencies", "$schema", "type"}}
    needed: list[Json] = [name for name in words_in(said, "required") if name in asked]
    required = {"required": needed} if needed else {}
    schema = {**kept, "type": "object", "properties": {name: described[name] for name in asked}, **required}
    parameters = tuple(each for each in href.parameters if each.location != "query")
    return href._replace(template=bare, parameters=parameters), Schema(at.documents, f"{at.pointer}/hrefSchema", schema)


def _fields(link: Schema, raw: Mapping[str, Json]) -> Schema | None:
    """Return what the older drafts say of a link's body or query; draft-03 calls it ``properties``."""
    if raw.get("schema") is not None:
        # Whatever stands here: what is no schema is told when the link is used.
        return Schema(link.documents, f"{link.pointer}/schema", raw["schema"])
    if link.documents.dialect == "draft-03" and object_of(raw.get("properties")):
        fields: dict[str, Json] = {"type": "object", "properties": raw["properties"]}
        return Schema(link.documents, link.pointer, fields)
    return None


def _body(at: Schema, method: str, *, newer: bool) -> Body | None:
    raw = object_of(at.raw)
    if method in _QUERY_METHODS:
        return None
    schema = _fields(at, raw) or (_submitted(at, method) if newer else None)
    if schema is None and method not in _BODY_METHODS:
        return None
    return Body(schema=schema, media_type=_body_type(raw, method).strip().lower())


def _submitted(at: Schema, method: str) -> Schema | None:
    """Return what the newer drafts say of a body: a PUT sends the target itself, a PATCH some of it (2019-09, 9.2)."""
    if method == "PUT":
        return _schema_at(at, "targetSchema")
    if method == "POST" or "submissionSchema" in object_of(at.raw):
        return _schema_at(at, "submissionSchema")
    target = _schema_at(at, "targetSchema")
    if method != "PATCH" or target is None:
        return None
    try:
        whole = target.dereference()
    except SchemaError:
        return target
    if not isinstance(whole.raw, dict):
        return whole
    # A schema of its own, at a place of its own: what is kept for the whole target is not to be taken for it.
    place = f"{whole.pointer.partition('#')[0]}#{at.pointer.partition('#')[2]}/submissionSchema"
    return Schema(whole.documents, place, {key: said for key, said in whole.raw.items() if key != "required"})


def _body_type(raw: Mapping[str, Json], method: str) -> str:
    said = text_of(raw, "encType") or text_of(raw, "enctype") or text_of(raw, "submissionMediaType")
    if method == "PUT":
        said = text_of(raw, "encType") or text_of(raw, "targetMediaType") or said
    if method == "PATCH" and not said:
        said = next(iter(words_in(object_of(raw.get("targetHints")), "accept-patch")), "")
    return said or _JSON


def _target(at: Schema, method: str) -> Schema | None:
    """Return what the answer follows; what is added to a collection answers as one of its items."""
    target = _schema_at(at, "targetSchema")
    raw = object_of(at.raw)
    if target is None or method != "POST" or "method" in raw or rel_of(raw) != "collection":
        return target
    try:
        whole = target.dereference()
        return whole.child("items") if "items" in whole.node else target
    except SchemaError:
        return target


def _headers(at: Schema) -> Iterator[Parameter]:
    """Yield the request headers that a link describes (2019-09, 6.5.6)."""
    said = _schema_at(at, "headerSchema")
    if said is None or not isinstance(said.raw, dict):
        return
    needed = words_in(said.raw, "required")
    for name, schema in said.children("properties").items():
        about = text_of(object_of(schema.raw), "description")
        yield Parameter(name=name, schema=schema, location="header", required=name in needed, description=about)


def _schema_at(link: Schema, key: str) -> Schema | None:
    raw = object_of(link.raw).get(key)
    return Schema(link.documents, f"{link.pointer}/{key}", raw) if isinstance(raw, dict | bool) else None


def _is_method(text: str) -> bool:
    return text in _KNOWN_METHODS or re.fullmatch(_METHOD, text) is not None
