"""The links of a hyper-schema, in the keywords of any draft or of several."""

import re
from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.api import Body, Link, Parameter
from heroics_py.model.drafts import is_before
from heroics_py.model.schema import Schema
from heroics_py.readers.base_urls import SelfLinks, enclosing_base, nearest_self_link, relative_to, resolve_href
from heroics_py.readers.fields import object_at, object_of, rel_of, text_at, texts_at
from heroics_py.readers.hyper_href import Href, read_href, reference_variable
from heroics_py.readers.hyper_keywords import for_requests
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["LinkContext", "read_links"]

_QUERY_METHODS = frozenset({"GET", "HEAD"})
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_AUXILIARY_METHODS = frozenset({"HEAD", "OPTIONS", "TRACE"})
_COMMON_METHODS = _QUERY_METHODS | _BODY_METHODS | _AUXILIARY_METHODS | {"DELETE"}
_METHOD = r"[A-Z0-9!#$%&'*+.^_`|~-]+"
_NEWER_KEYWORDS = frozenset(
    {"hrefSchema", "submissionSchema", "headerSchema", "templatePointers", "templateRequired", "targetHints"}
)
_JSON = "application/json"
# The relation by what a method does with the target: links of the newer drafts have no method (2019-09, 6.2 and 9.2).
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
_VERBS = {"GET": "info", "POST": "create", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}


class LinkContext(Value):
    """What the links of a resource share.

    Attributes:
        resource: the name of the resource.
        schema: its schema, which holds the links.
        resources: the names of all resources.
        url: the base URL of the API.
        self_links: those of the resource.
    """

    resource: str
    schema: Schema
    resources: frozenset[str]
    url: str
    self_links: SelfLinks


def read_links(context: LinkContext, index: int, raw: dict[str, Json]) -> Iterator[Link]:
    """Yield the links that one link description means: one for each of its methods."""
    at = Schema(context.schema.documents, f"{context.schema.pointer}/links/{index}", raw)
    is_newer = not is_before(at.draft, "draft-06") or not raw.keys().isdisjoint(_NEWER_KEYWORDS)
    methods, fault = _methods(raw)
    href = _href(context, at, is_newer=is_newer)
    href = href.replaced(fault=href.fault or fault)
    for method in methods:
        yield _link(context.resource, at, href, method, methods, is_newer=is_newer)


def _link(  # noqa: PLR0913 - each decides some of the fields
    resource: str, at: Schema, href: Href, method: str, methods: tuple[str, ...], *, is_newer: bool
) -> Link:
    raw = object_of(at.raw)
    sent = Schema(for_requests(at.documents), at.pointer, at.raw)
    query = _fields_schema(sent, raw) if method in _QUERY_METHODS else None
    if query is None and is_newer and method in _QUERY_METHODS:
        href, query = _separate_query(sent, href)
    rel = rel_of(raw)
    rel = _RELS.get((rel, method), rel) if is_newer else rel
    return Link(
        resource=resource,
        href=href.template,
        method=method,
        rel=rel,
        name=_name(method, methods, rel),
        aliases=tuple(each for each in texts_at(raw, "rel")[1:] if each),
        title=text_at(raw, "title"),
        description=text_at(raw, "description"),
        parameters=(*href.parameters, *_header_parameters(sent)),
        query=query,
        body=_body(sent, method, is_newer=is_newer),
        target_schema=_target_schema(at, method),
        media_type=text_at(raw, "mediaType") or text_at(raw, "targetMediaType"),
        ranges=tuple(texts_at(raw, "ranges")),
        stability=text_at(raw, "stability"),
        at_server=href.at_server,
        reference=href.reference,
        pointer=at.pointer,
        fault=href.fault,
    )


def _methods(raw: dict[str, Json]) -> tuple[tuple[str, ...], str]:
    """Return the methods of a link in capitals, and why they are invalid, if they are.

    They are ``method``, else what ``targetHints`` allows, else POST for a link with a submissionSchema, else GET.
    """
    value = raw.get("method")
    method = value.strip().upper() if isinstance(value, str) else ""
    if value and not _is_method(method):
        return ("GET",), f"invalid method {value!r:.80}: expected a word such as GET"
    if method:
        return (method,), ""
    hints = (hint.strip().upper() for hint in texts_at(object_at(raw, "targetHints"), "allow"))
    allowed = list(dict.fromkeys(hint for hint in hints if _is_method(hint)))
    callable_methods = [each for each in allowed if each not in _AUXILIARY_METHODS] or allowed
    if callable_methods:
        return tuple(sorted(callable_methods, key=lambda each: each != "GET")), ""
    if "submissionSchema" not in raw:
        return ("GET",), ""
    is_readable = rel_of(raw) in {"collection", "instances"} and "targetSchema" in raw
    return (("GET", "POST") if is_readable else ("POST",)), ""


def _is_method(text: str) -> bool:
    return text in _COMMON_METHODS or re.fullmatch(_METHOD, text) is not None


def _name(method: str, methods: tuple[str, ...], rel: str) -> str:
    """Return the name of a link that has several methods.

    The first method is named by the title instead.
    """
    if method == methods[0]:
        return ""
    if method == "PUT" and "PATCH" not in methods:
        return "update"
    return "create" if rel == "create" else _VERBS.get(method, method.lower())


def _href(context: LinkContext, at: Schema, *, is_newer: bool) -> Href:
    """Return the href of a link, resolved against its base."""
    raw = object_of(at.raw).get("href")
    href = _href_on_base(context, at, raw, is_newer=is_newer)
    return href.replaced(reference=reference_variable(raw.strip(), href.template)) if isinstance(raw, str) else href


def _href_on_base(context: LinkContext, at: Schema, raw: Json, *, is_newer: bool) -> Href:
    base = _base_of(context, at, raw.strip(), is_newer=is_newer) if isinstance(raw, str) else None
    if not isinstance(raw, str) or base is None:
        return read_href(raw, at, context.resource, context.resources)
    template, at_server = relative_to(context.url, resolve_href(base, raw.strip()))
    return read_href(template, at, context.resource, context.resources).replaced(at_server=at_server)


def _base_of(context: LinkContext, at: Schema, href: str, *, is_newer: bool) -> str | None:
    """Return what an href is resolved against; None if it stays as it is written."""
    if is_newer:
        return enclosing_base(at.documents, at.pointer)
    return nearest_self_link(context.self_links, href) or None


def _separate_query(at: Schema, href: Href) -> tuple[Href, Schema | None]:
    """Move the query of an href into a schema, if hrefSchema describes all of it."""
    names = [each.name for each in href.parameters if each.location == "query"]
    href_schema = object_at(at.raw, "hrefSchema")
    properties = object_at(href_schema, "properties")
    template = re.sub(r"\{[?&][^{}]*\}", "", href.template)
    if not names or not all(isinstance(properties.get(name), dict) for name in names) or "?" in template:
        return href, None
    schema: dict[str, Json] = {
        **{key: value for key, value in href_schema.items() if key in {"dependencies", "$schema"}},
        "type": "object",
        "properties": {name: properties[name] for name in names},
    }
    if required := [name for name in texts_at(href_schema, "required") if name in names]:
        schema["required"] = [*required]
    parameters = tuple(each for each in href.parameters if each.location != "query")
    rest = href.replaced(template=template, parameters=parameters)
    return rest, Schema(at.documents, f"{at.pointer}/hrefSchema", schema)


def _fields_schema(link: Schema, raw: dict[str, Json]) -> Schema | None:
    """Return the schema of a body or query in the older drafts.

    Draft-03 spells it ``properties``.
    """
    if raw.get("schema") is not None:
        # Of any type: an invalid schema is an error when the link is called.
        return Schema(link.documents, f"{link.pointer}/schema", raw["schema"])
    if link.draft == "draft-03" and object_at(raw, "properties"):
        fields: dict[str, Json] = {"type": "object", "properties": raw["properties"]}
        return Schema(link.documents, link.pointer, fields)
    return None


def _body(at: Schema, method: str, *, is_newer: bool) -> Body | None:
    raw = object_of(at.raw)
    if method in _QUERY_METHODS:
        return None
    schema = _fields_schema(at, raw) or (_submission_schema(at, method) if is_newer else None)
    if schema is None and method not in _BODY_METHODS:
        return None
    return Body(schema=schema, media_type=_body_media_type(raw, method).strip().lower())


def _submission_schema(at: Schema, method: str) -> Schema | None:
    """Return the schema of a body in the newer drafts.

    PUT sends the target, PATCH a part of it (2019-09, 9.2).
    """
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
    # A pointer of its own: what is cached for the whole target must not be taken for this schema.
    pointer = f"{whole.pointer.partition('#')[0]}#{at.pointer.partition('#')[2]}/submissionSchema"
    return Schema(whole.documents, pointer, {key: value for key, value in whole.raw.items() if key != "required"})


def _body_media_type(raw: dict[str, Json], method: str) -> str:
    encoding = text_at(raw, "encType")
    media_type = encoding or text_at(raw, "enctype") or text_at(raw, "submissionMediaType")
    if method == "PUT":
        media_type = encoding or text_at(raw, "targetMediaType") or media_type
    if method == "PATCH" and not media_type:
        media_type = next(iter(texts_at(object_at(raw, "targetHints"), "accept-patch")), "")
    return media_type or _JSON


def _target_schema(at: Schema, method: str) -> Schema | None:
    """Return the schema of the response.

    A POST to a collection returns one of its items.
    """
    target = _schema_at(at, "targetSchema")
    raw = object_of(at.raw)
    if target is None or method != "POST" or "method" in raw or rel_of(raw) != "collection":
        return target
    try:
        whole = target.dereference()
        return whole.child("items") if "items" in whole.node else target
    except SchemaError:
        return target


def _header_parameters(at: Schema) -> Iterator[Parameter]:
    """Yield the request headers that a link describes (2019-09, 6.5.6)."""
    headers = _schema_at(at, "headerSchema")
    if headers is None or not isinstance(headers.raw, dict):
        return
    required = texts_at(headers.raw, "required")
    for name, schema in headers.children("properties").items():
        description = text_at(object_of(schema.raw), "description")
        yield Parameter(name=name, schema=schema, location="header", required=name in required, description=description)


def _schema_at(link: Schema, key: str) -> Schema | None:
    raw = object_of(link.raw).get(key)
    return Schema(link.documents, f"{link.pointer}/{key}", raw) if isinstance(raw, dict | bool) else None
