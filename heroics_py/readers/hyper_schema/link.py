"""The links of a hyper-schema, in the keywords of any draft or of several."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.api import Link
from heroics_py.model.bodies import Body
from heroics_py.model.drafts import is_before
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schemes import scheme_of
from heroics_py.readers.base_urls import SelfLinks, enclosing_base, nearest_self_link, relative_to, resolve_href
from heroics_py.readers.deprecation import deprecation_of
from heroics_py.readers.fields import object_at, object_of, rel_of, text_at, texts_at
from heroics_py.readers.hyper_schema.href import Href, read_href, reference_variable
from heroics_py.readers.hyper_schema.keywords import for_requests
from heroics_py.readers.hyper_schema.methods import hints_of, methods_of, name_of, rel_for
from heroics_py.readers.response_kinds import stream_types
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["LinkContext", "read_links"]

_QUERY_METHODS = frozenset({"GET", "HEAD"})
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_NEWER_KEYWORDS = frozenset(
    {"hrefSchema", "submissionSchema", "headerSchema", "templatePointers", "templateRequired", "targetHints"}
)
# Keywords of hrefSchema that hold for the fields of a query, whatever the path has.
_OF_NAMES = frozenset({"dependencies", "dependentRequired", "$schema"})
_JSON = "application/json"


class LinkContext(Value):
    """What the links of a resource share.

    Attributes:
        resource: the name of the resource.
        schema: its schema, which holds the links.
        resources: the names of all resources.
        url: the base URL of the API.
        self_links: those of the resource.
        base: what hrefs of the newer drafts are relative to, if that is not the ``base`` of the schemas around a link.
    """

    resource: str
    schema: Schema
    resources: frozenset[str]
    url: str
    self_links: SelfLinks
    base: str | None = None


def read_links(context: LinkContext, steps: str, raw: dict[str, Json]) -> Iterator[Link]:
    """Yield the links that one link description means: one for each of its methods.

    Args:
        context: what it shares with the other links of its schema.
        steps: the end of its pointer, below its schema: "/links/0".
        raw: the link description.
    """
    at = Schema(context.schema.documents, f"{context.schema.pointer}{steps}", raw)
    is_newer = not is_before(at.draft, "draft-06") or not raw.keys().isdisjoint(_NEWER_KEYWORDS)
    methods, fault = methods_of(raw)
    href = _href(context, at, is_newer=is_newer)
    href = href.replaced(fault=href.fault or fault)
    deprecation = deprecation_of(raw, object_of(context.schema.raw))
    for method in methods:
        link = _link(context.resource, at, href, method, methods, is_newer=is_newer)
        yield link if deprecation is None else link.replaced(deprecation=deprecation)


def _link(  # noqa: PLR0913 - each decides some of the fields
    resource: str, at: Schema, href: Href, method: str, methods: tuple[str, ...], *, is_newer: bool
) -> Link:
    raw = object_of(at.raw)
    sent = Schema(for_requests(at.documents), at.pointer, at.raw)
    query = _fields_schema(sent, raw) if method in _QUERY_METHODS else None
    scheme = scheme_of(href.template)
    media_type = text_at(raw, "mediaType") or text_at(raw, "targetMediaType")
    if query is not None and not scheme:
        href = href.without_query(object_at(object_of(query.raw), "properties"))
    elif is_newer and method in _QUERY_METHODS and not scheme:
        href, query = _separate_query(sent, href)
    return Link(
        resource=resource,
        href=href.template,
        method=method,
        rel=rel_for(rel_of(raw), method) if is_newer else rel_of(raw),
        name=name_of(raw, method, methods, is_newer=is_newer),
        aliases=tuple(each for each in texts_at(raw, "rel")[1:] if each),
        title=text_at(raw, "title"),
        description=text_at(raw, "description"),
        parameters=(*href.parameters, *_header_parameters(sent)),
        query=query,
        body=_body(sent, method, methods, is_newer=is_newer),
        target_schema=_target_schema(at, method),
        media_type=media_type,
        streams=stream_types([media_type]) if media_type else (),
        ranges=tuple(texts_at(raw, "ranges")),
        stability=text_at(raw, "stability"),
        scheme=scheme,
        anchor=_anchor(raw) if is_newer else "",
        at_server=href.at_server,
        query_template=href.query_template,
        reference=href.reference,
        pointer=at.pointer,
        fault=href.fault,
    )


def _anchor(raw: dict[str, Json]) -> str:
    """Return the context of a link (2019-09, 6.1.1 and 6.1.2); empty if it is the thing that has the link."""
    pointer = text_at(raw, "anchorPointer")
    return text_at(raw, "anchor") or ("" if pointer == "0" else pointer)


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
        return enclosing_base(at.documents, at.pointer) if context.base is None else context.base
    return nearest_self_link(context.self_links, href) or None


def _separate_query(at: Schema, href: Href) -> tuple[Href, Schema | None]:
    """Describe the query of an href by one schema, if hrefSchema describes all of it."""
    href_schema = object_at(at.raw, "hrefSchema")
    described = {name: each for name, each in object_at(href_schema, "properties").items() if isinstance(each, dict)}
    rest = href.without_query(described)
    if rest is href:
        return href, None
    names = [each.name for each in href.parameters if each.location == "query"]
    schema: dict[str, Json] = {
        **{key: value for key, value in href_schema.items() if key in _OF_NAMES},
        "type": "object",
        "properties": {name: described[name] for name in names},
    }
    if required := [name for name in texts_at(href_schema, "required") if name in names]:
        schema["required"] = [*required]
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


def _body(at: Schema, method: str, methods: tuple[str, ...], *, is_newer: bool) -> Body | None:
    raw = object_of(at.raw)
    if method in _QUERY_METHODS:
        return None
    # POST alone takes submissions; a link without it means another method by its submissionSchema.
    takes_submission = method == "POST" or ("submissionSchema" in raw and "POST" not in methods)
    media_type = _body_media_type(raw, method, takes_submission=takes_submission).strip().lower()
    schema = _fields_schema(at, raw)
    if schema is None and is_newer:
        schema = _sent_schema(at, method, media_type, takes_submission=takes_submission)
    if schema is None and method not in _BODY_METHODS:
        return None
    return Body(schema=schema, media_type=media_type)


def _sent_schema(at: Schema, method: str, media_type: str, *, takes_submission: bool) -> Schema | None:
    """Return the schema of a body in the newer drafts.

    PUT sends the target, PATCH a part of it or a document that describes the change (2019-09, 9.2 and 9.3).
    """
    if takes_submission:
        return _schema_at(at, "submissionSchema")
    target = _schema_at(at, "targetSchema")
    if method == "PUT" or target is None:
        return target if method == "PUT" else None
    essence = media_type.partition(";")[0].strip()
    is_part = essence == _JSON or essence.endswith("merge-patch+json")
    if method != "PATCH" or not is_part:
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


def _body_media_type(raw: dict[str, Json], method: str, *, takes_submission: bool) -> str:
    """Return the media type of a body; a hint of the target counts where no keyword is for the method."""
    if written := text_at(raw, "encType") or text_at(raw, "enctype"):
        return written
    hint = next(iter(hints_of(raw, f"accept-{method.lower()}")), "")
    submission = text_at(raw, "submissionMediaType") or text_at(raw, "submissionEncType")  # the latter of draft-06, 6.8
    if method == "PUT":
        return text_at(raw, "targetMediaType") or (submission if takes_submission else "") or _JSON
    if method == "PATCH" and hint:
        return hint
    return (submission if takes_submission else "") or hint or _JSON


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
