"""What of an answer may be stored (RFC 9111, 3)."""

from enum import Enum

from heroics_py.cache.directives import directives_of, names_of
from heroics_py.cache.freshness import lifetime
from heroics_py.cache.validators import usable_date, usable_etag
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Request, Response
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.request_secrets import Sealer, credential_fields, restore, secrets_of

__all__ = ["Verdict", "judge", "keepable", "unsealed", "variants_by"]


class Verdict(Enum):
    """What an answer from the server means for the entry under its key."""

    STORE = "it takes the place of the entry"
    DISCARD = "the entry is no longer true"
    LEAVE = "it says nothing about the entry"


def judge(request: Request, response: Response, *, received_at: float, largest: int) -> Verdict:
    """Return what ``response``, which is no 304, means for the entry under the key of ``request``."""
    if response.status >= 500 or response.status in _UNTOUCHED:
        return Verdict.LEAVE
    return Verdict.STORE if _storable(request, response, received_at, largest) else Verdict.DISCARD


def _storable(request: Request, response: Response, received_at: float, largest: int) -> bool:
    return (
        _is_whole_answer(request, response, received_at)
        and "no-store" not in directives_of(response.headers.get("Cache-Control"))
        and "*" not in names_of(response.headers.get("Vary"))
        and len(response.body) <= largest
        and _is_useful(request, response.headers, received_at)
        and _is_complete(response)
        and _is_readable(response)
        and _is_free_of_foreign_secrets(request, response.headers)
    )


def _is_whole_answer(request: Request, response: Response, received_at: float) -> bool:
    """Return whether it tells all of what was asked for: a 206 with a range of items does, one of bytes does not.

    Where the server names a lifetime, and lifetimes are gone by, so does every answer that is neither a redirect nor
    about this one attempt alone.
    """
    if response.status == 200:
        return True
    if response.status in _ANSWERS_FOR_A_WHILE:
        return request.options.cache_mode == "rfc" and lifetime(response.headers, received_at=received_at) > 0
    return response.status == 206 and _is_part_of_a_list(request, response.headers)


def _is_part_of_a_list(request: Request, headers: Headers) -> bool:
    """Return whether a 206 holds items, and not bytes; some APIs answer so, unasked, where a list has more pages."""
    part = headers.get("Content-Range")
    if part is not None and part.lower().lstrip().startswith("bytes"):
        return False
    return part is not None or "Range" in request.headers or "Next-Range" in headers


def _is_useful(request: Request, headers: Headers, received_at: float) -> bool:
    if request.options.cache_mode == "offline" or usable_etag(headers) or usable_date(headers, received_at):
        return True
    return request.options.cache_mode == "rfc" and lifetime(headers, received_at=received_at) > 0


def _is_complete(response: Response) -> bool:
    length = response.headers.get("Content-Length")
    coding = (response.headers.get("Content-Encoding") or "identity").lower()
    if length is None or coding != "identity" or "Transfer-Encoding" in response.headers:
        return True  # the transport answers for what was decoded or came in chunks
    return length.isascii() and length.isdigit() and int(length) == len(response.body)


def _is_free_of_foreign_secrets(request: Request, headers: Headers) -> bool:
    """Return whether the links to further pages can be stored: a secret in them has to be one of the request."""
    link = headers.get("Link")
    return link is None or "=" not in link or _sealer(request).seal(link) is not None


def _is_readable(response: Response) -> bool:
    if response.status == 204:
        return True
    if not is_json(response.media_type):
        return True
    try:
        response.read_json()
    except ValueError:
        return False
    return True


def variants_by(headers: Headers) -> frozenset[str]:
    """Return the request headers, besides those that count anyway, that an answer depends on (RFC 9111, 4.1)."""
    vary = headers.get("Vary")
    if vary is None:
        return _NONE
    return frozenset(name for name in names_of(vary) if name in HARMLESS_HEADERS)


def keepable(request: Request, headers: Headers) -> Headers:
    """Return the header fields that may be stored (RFC 9111, 3.1): nothing of one connection or one account.

    Fields that bear a credential by their name are left out. What repeats a secret of ``request`` names it only, and
    `unsealed` puts it back.
    """
    said = directives_of(headers.get("Cache-Control"))
    named = names_of(headers.get("Connection")) | said.fields("no-cache") | said.fields("private")
    changes: dict[str, str | None] = dict.fromkeys(credential_fields(headers, request.secret_fields))
    sealer = _sealer(request)
    for name, text in headers.items():
        if _is_private(name.lower(), named):
            changes[name] = None
        elif name not in changes:
            changes[name] = sealer.seal(text)
    return headers.replaced(changes)


def unsealed(request: Request, headers: Headers) -> Headers | None:
    """Return stored header fields with the secrets of ``request`` where they name them; None where it holds others."""
    sealed = [(name, text) for name, text in headers.items() if "\0" in text]
    if not sealed:
        return headers
    secrets = _secrets(request)
    changes = {name: restore(text, secrets) for name, text in sealed}
    return None if None in changes.values() else headers.replaced(changes)


def _sealer(request: Request) -> Sealer:
    return Sealer(_secrets(request), request.secret_fields)


def _secrets(request: Request) -> dict[str, str]:
    return secrets_of(request.url, request.headers.items(), request.secret_fields)


def _is_private(name: str, named: frozenset[str]) -> bool:
    return name in _NEVER_KEPT or name in named or name.startswith("proxy-")


_NONE: frozenset[str] = frozenset()
_ANSWERS_FOR_A_WHILE = frozenset({203, 204, 404, 405, 410, *range(227, 300)})  # an unknown 2xx is as good as a 200
_UNTOUCHED = frozenset({304, 400, 408, 409, 412, 413, 414, 416, 417, 422, 423, 424, 425, 426, 428, 429, 431})
_NEVER_KEPT = frozenset(
    {
        "authentication-info",
        "authorization",
        "clear-site-data",
        "connection",
        "cookie",
        "keep-alive",
        "set-cookie",
        "set-cookie2",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
    }
)
