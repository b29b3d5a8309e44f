"""Which of the ways that an API offers the credentials go, and what of a request they change."""

from collections.abc import Collection
from urllib.parse import quote, unquote_plus

from heroics_py.http.messages import Request
from heroics_py.model.api import Security

__all__ = ["Alternatives", "alternatives", "place_of_named", "place_of_token", "with_credential", "without_field"]

Alternatives = tuple[tuple[Security, ...], ...]

_OF_TOKENS = frozenset({"bearer", "key"})
# What is preferred where a document leaves the choice: the earlier, the less of a URL or a browser is involved.
_PREFERRED = (("bearer", "header"), ("basic", "header"), ("key", "header"), ("key", "query"), ("key", "cookie"))


def alternatives(own: Alternatives, needs: Alternatives, offered: tuple[Security, ...] = ()) -> Alternatives:
    """Return the alternatives of a request: its own, else those of the document, else each that is described.

    Args:
        own: what the operation asks for (OpenAPI 3.1, 4.8.10: one alternative may need several schemes at once).
        needs: what the document asks for.
        offered: every scheme that the document describes; none where only what is asked for counts.
    """
    return own or needs or tuple((each,) for each in offered)


def place_of_token(choices: Alternatives) -> Security | None:
    """Return where a single token goes: bearer, else header, query, cookie; None where no scheme takes a token.

    An alternative that needs nothing else goes before one that needs two schemes at once.
    """
    fitting = [(each, choice) for choice in choices for each in choice if each.kind in _OF_TOKENS]
    if not fitting:
        return None
    return min(fitting, key=lambda pair: (len(pair[1]) > 1, _rank(pair[0])))[0]


def place_of_named(choices: Alternatives, known: Collection[Security]) -> tuple[Security, ...]:
    """Return which of the schemes that a caller has credentials for are used.

    That is an alternative that they satisfy, else what they satisfy of one, else all of them: they were chosen by name.

    Args:
        choices: what is asked for; empty where the document does not say.
        known: the schemes that credentials were given for.
    """
    names = {each.name for each in known}
    whole = [choice for choice in choices if all(each.name in names for each in choice)]
    if whole:
        return min(whole, key=lambda choice: min(map(_rank, choice)))
    parts = [tuple(each for each in choice if each.name in names) for choice in choices]
    return max(parts, key=len, default=()) or tuple(known)


def with_credential(request: Request, place: Security, text: str) -> Request:
    """Return ``request`` with a credential in its place; a header that the request already bears stays."""
    if place.field == "Authorization" and place.location == "header":
        return _with_header(request, place.field, text)
    request = request.replaced(secret_fields=request.secret_fields | {place.field})
    if place.location == "query":
        url = without_field(request.url, place.field)
        pair = f"{quote(place.field, safe='')}={quote(text, safe='')}"
        return request.replaced(url=f"{url}{'&' if '?' in url else '?'}{pair}")
    if place.location == "cookie":
        known = request.headers.get("Cookie")
        pair = f"{place.field}={quote(text, safe='')}"
        return request.replaced(headers=request.headers.replaced({"Cookie": f"{known}; {pair}" if known else pair}))
    return _with_header(request, place.field, text)


def without_field(url: str, field: str) -> str:
    """Return ``url`` without the query field ``field``; the others stay as they are spelled."""
    path, mark, query = url.partition("?")
    kept = [pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) != field]
    return f"{path}{mark}{'&'.join(kept)}" if kept and mark else path


def _with_header(request: Request, name: str, text: str) -> Request:
    if name in request.headers:
        return request
    return request.replaced(headers=request.headers.replaced({name: text}))


def _rank(scheme: Security) -> int:
    place = (scheme.kind, scheme.location)
    return _PREFERRED.index(place) if place in _PREFERRED else len(_PREFERRED)
