"""What a response means for the entry under its key (RFC 9111, 3)."""

from enum import Enum

from heroics_py.cache.directives import directives_of, field_names
from heroics_py.cache.freshness import lifetime
from heroics_py.cache.stale import window
from heroics_py.cache.stored_headers import RequestSecrets
from heroics_py.cache.validators import usable_date, usable_etag
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Request, Response

__all__ = ["Verdict", "judge"]

# Stored for the lifetime that the server names. An unknown 2xx counts as a 200.
_STORED_WITH_LIFETIME = frozenset({203, 204, 404, 405, 410, *range(227, 300)})
# About one request alone.
_TRANSIENT = frozenset({304, 400, 408, 409, 412, 413, 414, 416, 417, 422, 423, 424, 425, 426, 428, 429, 431})


class Verdict(Enum):
    """What a response means for the entry under its key."""

    STORE = "it replaces the entry"
    DISCARD = "the entry is no longer true"
    KEEP = "it is not about the entry"


def judge(
    request: Request, response: Response, secrets: RequestSecrets, *, received_at: float, max_body: int
) -> Verdict:
    """Return what ``response``, which is not a 304, means for the entry under the key of ``request``."""
    if response.status >= 500 or response.status in _TRANSIENT:
        return Verdict.KEEP
    is_storable = _is_storable(request, response, received_at, max_body) and secrets.hold_all_of(response.headers)
    return Verdict.STORE if is_storable else Verdict.DISCARD


def _is_storable(request: Request, response: Response, received_at: float, max_body: int) -> bool:
    return (
        _has_storable_status(request, response, received_at)
        and "no-store" not in directives_of(response.headers.get("Cache-Control"))
        and "*" not in field_names(response.headers.get("Vary"))
        and len(response.body) <= max_body
        and _is_reusable(request, response.headers, received_at)
        and _is_complete(response)
        and _is_readable(response)
    )


def _has_storable_status(request: Request, response: Response, received_at: float) -> bool:
    """Return whether the status allows to store the response in the mode of ``request``.

    A 200 and a 206 with items do in any mode; statuses that are stored for their lifetime do where lifetimes count.
    """
    if response.status == 200:
        return True
    if response.status in _STORED_WITH_LIFETIME:
        return request.options.cache_mode == "rfc" and lifetime(response.headers, received_at=received_at) > 0
    return response.status == 206 and _is_part_of_a_list(request, response.headers)


def _is_part_of_a_list(request: Request, headers: Headers) -> bool:
    """Return whether a 206 holds items, and not bytes; some APIs send one for any list with more pages."""
    content_range = headers.get("Content-Range")
    if content_range is not None and content_range.lower().lstrip().startswith("bytes"):
        return False
    return content_range is not None or "Range" in request.headers or "Next-Range" in headers


def _is_reusable(request: Request, headers: Headers, received_at: float) -> bool:
    if request.options.cache_mode == "offline" or usable_etag(headers) or usable_date(headers, received_at):
        return True
    return request.options.cache_mode == "rfc" and lifetime(headers, received_at=received_at) + window(headers) > 0


def _is_complete(response: Response) -> bool:
    length = response.headers.get("Content-Length")
    coding = (response.headers.get("Content-Encoding") or "identity").lower()
    if length is None or coding != "identity" or "Transfer-Encoding" in response.headers:
        return True  # the transport checks the end of encoded and chunked bodies
    return length.isascii() and length.isdigit() and int(length) == len(response.body)


def _is_readable(response: Response) -> bool:
    if response.status == 204 or not is_json(response.headers.get("Content-Type") or ""):
        return True
    try:
        response.read_json()
    except ValueError:
        return False
    return True
