"""The request that a bound call means."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from heroics_py.call.binding import Bound
from heroics_py.call.bodies import content_of, encode_body, required_content
from heroics_py.call.places import (
    href_values,
    own_headers,
    parameter_headers,
    parameter_problems,
    url_of,
    with_json_parameters,
)
from heroics_py.call.refusals import Refusals
from heroics_py.call.shape import UNSET
from heroics_py.call.values.argument_values import checked_value, with_missing_values
from heroics_py.call.values.json_value import json_value
from heroics_py.errors import CallError, Problem, SchemaError, ValidationError
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of
from heroics_py.http.messages import Request
from heroics_py.http.option_headers import HeaderValue, known_headers, reference_headers, resolve_headers
from heroics_py.http.options import Options
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.record import Record
from heroics_py.secrecy.reference import Reference
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value
from heroics_py.validation.checker import Checks

if TYPE_CHECKING:
    from heroics_py.http.body_streams import BodyStream

__all__ = ["RequestContext", "build_request"]


class RequestContext(Value, kw_only=True):
    """What all requests of a client share.

    Attributes:
        base_url: the base URL of the API; a path in it is a prefix.
        headers: sent with every request.
        references: further headers, whose values are looked up for each request.
        anonymous: whether requests go without the client's credentials.
        allowed_origins: further origins that an absolute href may use, such as "https://files.example".
        secret_resources: names of resources whose responses no cache may store.
        secret_fields: names of the header and query fields that carry the API's keys.
        checker: returns the checker of a schema.
        etag_of: returns the ETag of a record, or None.
        holds_secrets: returns whether every value of a schema is secret.
        secret_query: returns the names of the query fields that the schema of a link marks as secret.
    """

    base_url: str
    headers: Headers
    references: Mapping[str, Reference]
    anonymous: bool
    allowed_origins: frozenset[str]
    secret_resources: frozenset[str]
    secret_fields: frozenset[str]
    checker: Callable[[Schema], Checks]
    etag_of: Callable[[Record], str | None]
    holds_secrets: Callable[[Schema | None], bool]
    secret_query: Callable[[Link], frozenset[str]]

    def resolved(self, options: Options) -> "RequestContext":
        """Return the context of one request: with the values of those references that its options keep."""
        replaced = {name.lower() for name in options.headers}
        kept = {name: value for name, value in self.references.items() if name.lower() not in replaced}
        return self.replaced(headers=self.headers.replaced(resolve_headers(kept)), references={})


def build_request(name: str, bound: Bound, context: RequestContext, options: Options) -> Request:
    """Return the request of a bound call, without sending it.

    Args:
        name: the name of the call, for errors and logs: "app.update".
        bound: the link and its arguments.
        context: what all requests of the client share.
        options: the options of this request.

    Raises:
        ValidationError: the body, the query or a parameter fails its schema, and the option ``validate`` is True.
        CallError: a value can't be sent in its place.
        SchemaError: the link can't be used.
        HeroicsError: this process does not have a secret that a header refers to.
    """
    if context.references:
        context = context.resolved(options)
    link = bound.shape.link
    if link.fault:
        raise SchemaError(f"{name} can't be called: {link.fault}", pointer=link.pointer)
    if bound.additions is not None:
        bound.additions.refuse_gaps(name)
        options = bound.additions.added_to(options)
    bound = with_json_parameters(name, _at_content(name, bound, options))
    values = href_values(name, bound)
    refusals = Refusals(name, context.checker, options.validate) if options.validate else None
    query, body, content_type = _sent_data(name, bound, refusals, options)
    headers = _headers(bound, context, options, content_type)
    _refuse_weak(name, headers.get("If-Match") or "")
    url = url_of(name, bound, values, query, context.base_url, context.allowed_origins)
    if bound.additions is not None:
        from heroics_py.call.added_parts import with_added_query

        url = with_added_query(name, url, bound, bound.additions)
    if refusals is not None:
        refusals.warn()
    return Request(
        method=link.method,
        url=url,
        headers=headers,
        body=body,
        call=name,
        template=link.template,
        storable=link.resource not in context.secret_resources and not context.holds_secrets(link.target_schema),
        secret_fields=_secret_fields(context, options, link),
        anonymous=context.anonymous or names_no_credentials(options.headers),
        secured=link.secured,
        security=link.security_places,
        own_headers=_own_headers(bound, context, options),
        options=options,
        link=link,
    )


def _sent_data(
    name: str, bound: Bound, refusals: Refusals | None, options: Options
) -> "tuple[Json, bytes | BodyStream | None, str]":
    """Return the query, the body and its media type.

    Raises:
        SchemaError: a schema can't be used to check them; the text says how to send them all the same.
    """
    try:
        return _query(name, bound, refusals), *_body(name, bound, refusals, options)
    except SchemaError as error:
        if refusals is None or not error.pointer:
            raise
        pointer, reason = error.pointer, str(error).removesuffix(f" (at {error.pointer})")
    raise SchemaError(f"{name}: {reason}; with_options(validate=False) sends it all the same", pointer=pointer)


def _at_content(name: str, bound: Bound, options: Options) -> Bound:
    """Return a call with the href of its media type, which an upload has."""
    link = bound.shape.link
    body = link.body
    if body is None or bound.body is UNSET or not any(each.href for each in body.contents):
        return bound
    content = content_of(name, body, bound.body, options.media_type, validate=options.validate is True)
    if not content.href:
        return bound
    return bound.replaced(shape=bound.shape.replaced(link=link.replaced(href=content.href, at_server=True)))


def _secret_fields(context: RequestContext, options: Options, link: Link) -> frozenset[str]:
    """Return the names of the secret fields: the API's keys, what headers refer to, and what the schema marks."""
    fields = context.secret_fields
    if options.headers:
        fields = fields.union(reference_headers(options.headers))
    if link.query is not None or len(link.parameters) > len(link.path_parameters):
        fields |= context.secret_query(link)
    return fields


def _own_headers(bound: Bound, context: RequestContext, options: Options) -> frozenset[str]:
    """Return the names of headers that are of the call alone, in lower case, if its URL is absolute."""
    if "://" not in bound.shape.link.href:
        return frozenset()
    added = () if bound.additions is None else map(str.lower, bound.additions.headers)
    return own_headers(bound, context.headers, options.headers) | frozenset(added)


def names_no_credentials(headers: Mapping[str, HeaderValue]) -> bool:
    """Return whether the headers remove Authorization, which the transport adds."""
    return any(text is None and name.lower() == "authorization" for name, text in headers.items())


def _query(name: str, bound: Bound, refusals: Refusals | None) -> Json:
    """Return the query of a GET, in the types of JSON; with it, check all parameters."""
    link = bound.shape.link
    problems: tuple[Problem, ...] = ()
    fields: Json = {}
    try:
        fields = json_value(_given_fields(bound.body)) if link.query is not None and bound.body is not UNSET else {}
    except ValidationError as error:
        problems = error.problems
    if problems:
        raise ValidationError(with_missing_values(problems, bound.body), link=name)
    if refusals is not None:
        problems = parameter_problems(bound, refusals)
        if link.query is not None and (bound.body is not UNSET or _requires_fields(bound)):
            fields, further = checked_value(refusals(link.query), fields)
            problems += with_missing_values(further, bound.body)
        refusals.settle(problems, link=name)
    return fields


def _given_fields(fields: object) -> object:
    """Return the fields of a query without those that are None: a query has no null."""
    if not isinstance(fields, dict):
        return fields
    return {name: value for name, value in fields.items() if value is not None}


def _body(
    name: str, bound: Bound, refusals: Refusals | None, options: Options
) -> "tuple[bytes | BodyStream | None, str]":
    """Return the body and its Content-Type; None and "" without a body."""
    body, added = bound.shape.link.body, bound.additions
    if added is not None and added.body is not UNSET:
        from heroics_py.call.added_parts import added_body

        return added_body(name, bound, added, refusals, options.media_type)
    if body is None or bound.shape.link.query is not None:
        return None, ""
    if bound.body is not UNSET:
        return encode_body(name, body, bound.body, refusals, options.media_type)
    schema = required_content(body, options.media_type).schema
    problems: tuple[Problem, ...] = ()
    if refusals is None:
        return None, ""
    if schema is not None and _requires_fields(bound):
        problems = refusals(schema).problems({})
    if not problems and body.required:
        problems = (Problem(pointer="", message="a body is required", keyword="required"),)
    refusals.settle(problems, link=name)
    return None, ""


def _requires_fields(bound: Bound) -> bool:
    fields = (*bound.shape.fields.values(), *bound.shape.dict_only)
    return any(each.required and each.location in {"body", "query"} for each in fields)


def _headers(bound: Bound, context: RequestContext, options: Options, content_type: str) -> Headers:
    changes: dict[str, str | None] = {}
    if "Accept" not in context.headers:
        changes["Accept"] = _accepted(bound.shape.link)
    if options.range is not None:
        from heroics_py.call.lists.ranges import check_order, range_header

        changes["Range"] = header = range_header(options.range)
        check_order(header, bound.shape.link.ranges)
    if options.if_match is not None:
        changes["If-Match"] = _entity_tag(options.if_match, context)
    changes |= parameter_headers(bound, context.headers)
    if content_type:
        changes["Content-Type"] = content_type
    headers = context.headers.replaced(changes) if changes else context.headers
    if options.headers:
        headers = headers.replaced(resolve_headers(known_headers(options.headers)))
    accept = "" if bound.additions is None else bound.additions.accept
    return headers.replaced({"Accept": accept}) if accept else headers


def _accepted(link: Link) -> str:
    """Return the media types to accept: the preferred one, then those of streams, so that the request decides."""
    preferred = link.media_type or "application/json"
    if not link.streams:
        return preferred
    streams = [each for each in link.streams if each != essence_of(preferred)]
    return ", ".join([preferred, *streams])


def _entity_tag(value: object, context: RequestContext) -> str:
    """Return the option ``if_match`` as an entity-tag (RFC 9110, 8.8.3 and 13.1.1)."""
    etag = context.etag_of(value) if isinstance(value, Record) else value
    etag = str.__str__(etag) if isinstance(etag, str) else ""
    if not etag:
        raise CallError(f"if_match takes an ETag, or a Record that came with one; {_without_etag(value)}")
    if etag == "*" or etag.endswith('"'):
        return etag
    is_weak = etag.lstrip().lower().startswith("w/")
    return f'{etag.strip()[:2]}"{etag.strip()[2:]}"' if is_weak else f'"{etag}"'


def _without_etag(value: object) -> str:
    if not isinstance(value, Record):
        return f"got {type(value).__name__}"
    return "this record came without an ETag, as the items of a list do: heroics_py.refresh(record) gets one"


def _refuse_weak(name: str, if_match: str) -> None:
    """Refuse a weak ETag in If-Match: it is compared strongly, and never matches (RFC 9110, 13.1.1)."""
    if if_match and any(weak for weak in re.findall(r'''([Ww]/)?"[^"]*"''', if_match)):
        raise CallError(
            f"{name}: if_match={if_match!r} holds a weak ETag, which never matches: If-Match compares strongly "
            "(RFC 9110, 13.1.1); read the record until it comes with a strong ETag, or leave if_match out"
        )
