"""The response among the documented ones that fits a result or an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.api import Link, Reply
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.server.responses import HttpError

__all__ = ["Documented", "documented_error", "documented_status", "documented_success"]

V = TypeVar("V")

_BODILESS = frozenset({204, 205, 304})
_PROBLEMS = ("application/json", "application/problem+json")
# The statuses that say nearly the same, for a document that describes another one.
_SIMILAR: Mapping[int, tuple[int, ...]] = {
    200: (201, 202, 203, 204),
    201: (200, 202, 204),
    202: (200, 204, 201),
    206: (200,),
    400: (422,),
    401: (403,),
    403: (401,),
    404: (410,),
    406: (400,),
    409: (400, 422),
    412: (409,),
    415: (400, 422),
    416: (400, 422),
    422: (400,),
}
# A range of media types needs one of them.
_TYPES_IN_RANGE = {
    "*/*": "application/json",
    "application/*": "application/octet-stream",
    "audio/*": "audio/wav",
    "image/*": "image/png",
    "text/*": "text/plain",
    "video/*": "video/mp4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A response as its document describes it.

    Attributes:
        status: the HTTP status code.
        media_type: the media type of the body; empty if the response has no body.
        schema: the schema of the body; None if it may be anything.
        headers: the header fields that it describes.
        items: the schema of each item, if it is a stream.
    """

    status: int
    media_type: str = ""
    schema: Schema | None = None
    headers: tuple[Parameter, ...] = ()
    items: Schema | None = None


def documented_status(replies: Mapping[str, Reply], status: int) -> int:
    """Return ``status`` if ``replies`` describe it, else a similar one that they describe, else ``status``."""
    if str(status) in replies:
        return status
    exact = next((other for other in _SIMILAR.get(status, ()) if str(other) in replies), None)
    if exact is None and status // 100 == 2:
        exact = min((int(key) for key in replies if key.isdecimal() and key.startswith("2")), default=None)
    return status if exact is None or f"{status // 100}XX" in replies else exact


def documented_success(link: Link, status: int, accept: str | None) -> Documented | None:
    """Return the success that a link describes for the result ``status``, in a form that ``accept`` allows.

    None if the document says nothing about responses.

    Raises:
        HttpError: 406 if the request accepts no documented media type (RFC 9110, 15.5.7).
    """
    if not link.replies:
        return None
    status = documented_status(link.replies, status)
    reply = _reply_for(link.replies, status)
    if reply is None:
        return Documented(status=status, media_type="" if status in _BODILESS else "application/json")
    if status in _BODILESS or not reply.contents:
        return Documented(status=status, headers=reply.headers)
    for media_type in sorted(reply.contents, key=lambda each: not is_json(each)):
        own = _TYPES_IN_RANGE.get(essence_of(media_type), media_type)
        if accepts(accept, own):
            return Documented(
                status=status,
                media_type=own,
                schema=reply.contents[media_type],
                headers=reply.headers,
                items=reply.items.get(media_type),
            )
    expected = ", ".join(reply.contents)
    raise HttpError(406, "not_acceptable", f"Can't satisfy Accept {accept!r}: expected {expected}.")


def documented_error(link: Link | None, status: int) -> Documented:
    """Return how a link describes an error: in JSON if it can be, with no schema if it describes none."""
    replies: Mapping[str, Reply] = link.replies if link is not None else {}
    reply = _reply_for(replies, status)
    contents: Mapping[str, Schema | None] = reply.contents if reply is not None else {}
    headers = reply.headers if reply is not None else ()
    media_types = [*(each for each in contents if is_json(each)), *(each for each in contents if not is_json(each))]
    if not media_types:
        return Documented(status=status, media_type="application/json", headers=headers)
    own = _TYPES_IN_RANGE.get(essence_of(media_types[0]), media_types[0])
    return Documented(status=status, media_type=own, schema=contents[media_types[0]], headers=headers)


def _reply_for(replies: Mapping[str, Reply], status: int) -> Reply | None:
    """Return the reply for a status: its own, that of its class, or the default one (OpenAPI 3.1.1, 4.8.16)."""
    return next((replies[key] for key in (str(status), f"{status // 100}XX", "default") if key in replies), None)


def accepts(accept: str | None, media_type: str) -> bool:
    """Return whether an Accept header allows a media type (RFC 9110, 12.5.1)."""
    if accept is None or not accept.strip():
        return True
    essence = essence_of(media_type)
    kind = essence.partition("/")[0]
    return any(_is_allowed(essence_of(each), essence, kind) and not _is_refused(each) for each in accept.split(","))


def _is_allowed(choice: str, essence: str, kind: str) -> bool:
    return choice in {"*", "*/*", f"{kind}/*", essence} or (is_json(choice) and is_json(essence))


def _is_refused(choice: str) -> bool:
    parameters = (part.strip().lower().replace(" ", "") for part in choice.split(";")[1:])
    return any(part.rstrip("0").rstrip(".") in {"q=", "q=0"} for part in parameters)
