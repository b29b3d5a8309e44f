"""The parts of a request that its call adds to the link: query fields, and a body."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from heroics_py.call.additions import Additions
from heroics_py.call.binding import Bound
from heroics_py.call.bodies import encode_body
from heroics_py.call.parameters import encode_query, flatten, query_pairs
from heroics_py.call.places import without_fields
from heroics_py.call.refusals import Refusals
from heroics_py.call.shape import UNSET
from heroics_py.call.values.json_value import json_value
from heroics_py.errors import CallError
from heroics_py.http.media_types import essence_of, is_range
from heroics_py.http.messages import Response
from heroics_py.model.bodies import Body, Content

if TYPE_CHECKING:
    from heroics_py.http.body_streams import BodyStream

__all__ = ["added_body", "as_accepted", "with_added_query"]

_ANY_BODY = Body(
    contents=(Content(), Content(media_type="*/*"), Content(media_type="multipart/form-data")),
)


def with_added_query(name: str, url: str, bound: Bound, added: Additions) -> str:
    """Return ``url`` with the further fields of its query; they replace those that the href has.

    Objects have their keys in brackets, ``filter[state]=open``, and a list repeats its name.

    Raises:
        CallError: a field is an argument of the call, too; or a query can't hold a value.
        ValidationError: a value has no form in JSON.
    """
    if added.raw_query:
        url = f"{url}?{added.raw_query}"
    if not added.query:
        return url
    if twice := sorted(_passed_fields(bound).intersection(added.query)):
        raise CallError(
            f"{name}: {twice[0]!r} is an argument of the call and a field of with_options(query=): pass one of them"
        )
    fields = json_value({each: value for each, value in added.query.items() if value is not None})
    text = encode_query(query_pairs(flatten(fields if isinstance(fields, dict) else {})))
    target, mark, fragment = url.partition("#")
    target = without_fields(target, set(added.query))
    return f"{target}{('&' if '?' in target else '?') + text if text else ''}{mark}{fragment}"


def added_body(
    name: str, bound: Bound, added: Additions, refusals: Refusals | None, media_type: str | None
) -> "tuple[bytes | BodyStream | None, str]":
    """Return the body of ``added`` and its media type: as the document describes it, if it does.

    Raises:
        CallError: the call has a body of its own; or the value does not fit the media type.
        ValidationError: the document describes this body, and the value fails its schema.
    """
    link = bound.shape.link
    if bound.body is not UNSET and link.query is None:
        raise CallError(f"{name} got a body, and another one in with_options(body=): pass one of them")
    for file, position in added.positions:
        with suppress(OSError, ValueError):  # what can't be read again says so when it is read
            file.seek(position)
    body = link.body
    if media_type is None and isinstance(added.body, Iterator):
        media_type = "application/octet-stream"
    if body is not None and (media_type is None or _has(body, media_type)):
        return encode_body(name, body, added.body, refusals, media_type)
    return encode_body(name, _ANY_BODY, added.body, None, media_type)


def as_accepted(response: Response, accept: str) -> Response:
    """Return a response that does not name its media type with the one that was asked for, if it is only one."""
    if not accept or response.media_type or "," in accept or is_range(accept):
        return response
    return response.replaced(headers=response.headers.replaced({"Content-Type": accept.partition(";")[0].strip()}))


def _has(body: Body, media_type: str) -> bool:
    return any(essence_of(each.media_type) == essence_of(media_type) for each in body.choices)


def _passed_fields(bound: Bound) -> set[str]:
    """Return the names of the query fields that are arguments of a call."""
    names = {name for location, name in bound.parameters if location == "query"}
    if bound.shape.link.query is not None and isinstance(bound.body, Mapping):
        names.update(map(str, bound.body))
    return names
