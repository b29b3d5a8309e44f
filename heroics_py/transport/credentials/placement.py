"""Where credentials go: which security scheme they use, and what they add to a request."""

from collections.abc import Collection
from urllib.parse import quote, unquote_plus

from heroics_py.http.messages import Request
from heroics_py.model.security import Security

__all__ = ["Alternatives", "alternatives", "schemes_to_use", "token_scheme", "with_credential", "without_field"]

Alternatives = tuple[tuple[Security, ...], ...]

_TOKEN_KINDS = frozenset({"bearer", "key"})
# The order of preference if a document leaves the choice: URLs end up in logs, and cookies belong to browsers.
_PREFERRED = (("bearer", "header"), ("basic", "header"), ("key", "header"), ("key", "query"), ("key", "cookie"))


def alternatives(own: Alternatives, needs: Alternatives, offered: tuple[Security, ...] = ()) -> Alternatives:
    """Return the alternatives of a request: its own, else those of the document, else every scheme it describes.

    Args:
        own: the requirements of the operation (OpenAPI 3.1, 4.8.10: one alternative may need several schemes at once).
        needs: the requirements of the document.
        offered: every scheme that the document describes; empty to count requirements only.
    """
    return own or needs or tuple((each,) for each in offered)


def token_scheme(choices: Alternatives) -> Security | None:
    """Return the scheme for a single token: bearer, else header, query, cookie; None if no scheme takes a token.

    An alternative that needs one scheme comes before one that needs two at once.
    """
    candidates = [(each, choice) for choice in choices for each in choice if each.kind in _TOKEN_KINDS]
    if not candidates:
        return None
    return min(candidates, key=lambda pair: (len(pair[1]) > 1, _rank(pair[0])))[0]


def schemes_to_use(choices: Alternatives, available: Collection[Security]) -> tuple[Security, ...]:
    """Return which of the ``available`` schemes to use.

    That is an alternative that they satisfy, else their part of one, else all of them: the caller named them.

    Args:
        choices: the alternatives; empty if the document has none.
        available: the schemes that the caller has credentials for.
    """
    names = {each.name for each in available}
    satisfied = [choice for choice in choices if all(each.name in names for each in choice)]
    if satisfied:
        return min(satisfied, key=lambda choice: min(map(_rank, choice)))
    parts = [tuple(each for each in choice if each.name in names) for choice in choices]
    return max(parts, key=len, default=()) or tuple(available)


def with_credential(request: Request, place: Security, text: str) -> Request:
    """Return ``request`` with the credential ``text`` in ``place``."""
    if place.field == "Authorization" and place.location == "header":
        return _with_header(request, place.field, text)
    request = request.replaced(secret_fields=request.secret_fields | {place.field})
    if place.location == "query":
        url = without_field(request.url.partition("#")[0], place.field)
        pair = f"{quote(place.field, safe='')}={quote(text, safe='')}"
        return request.replaced(url=f"{url}{'&' if '?' in url else '?'}{pair}")
    if place.location == "cookie":
        cookies = request.headers.get("Cookie")
        pair = f"{place.field}={quote(text, safe='')}"
        cookies = f"{cookies}; {pair}" if cookies else pair
        return request.replaced(headers=request.headers.replaced({"Cookie": cookies}))
    return _with_header(request, place.field, text)


def without_field(url: str, field: str) -> str:
    """Return ``url`` without the query field ``field``; the others keep their spelling."""
    path, mark, query = url.partition("?")
    pairs = [pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) != field]
    return f"{path}{mark}{'&'.join(pairs)}" if pairs and mark else path


def _with_header(request: Request, name: str, text: str) -> Request:
    return request.replaced(headers=request.headers.replaced({name: text}))


def _rank(scheme: Security) -> int:
    place = (scheme.kind, scheme.location)
    return _PREFERRED.index(place) if place in _PREFERRED else len(_PREFERRED)
