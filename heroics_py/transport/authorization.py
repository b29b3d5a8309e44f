"""The skin that says who asks, to the API's own origin and to nobody else."""

from typing import NoReturn
from urllib.parse import quote, unquote_plus

from heroics_py.messages import Request, Response, Transport
from heroics_py.model import Security
from heroics_py.transport.credentials import Credentials, place_of_tokens
from heroics_py.transport.masking import for_stranger, veiled, without_key
from heroics_py.transport.origins import origin

__all__ = ["Authorizing"]


class Authorizing:
    """Adds the credentials to requests for the API's origin, and takes any away from all others.

    An Authorization header that the request already bears is the caller's own and stays.
    """

    __slots__ = ("_credentials", "_inner", "_origin", "_prefix")

    def __init__(self, inner: Transport, *, base_url: str, credentials: Credentials) -> None:
        self._inner = inner
        self._credentials = credentials
        self._origin = origin(base_url)
        self._prefix = f"{self._origin}/"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a transport holds credentials and can't be pickled")

    def send(self, request: Request) -> Response:
        """Send ``request`` with the credentials that its destination may see."""
        sent = self._authorized(request)
        response = self._inner.send(sent)
        place = self._place(request)
        if place is not None and place.location == "query":
            # What the answer tells of its URL, and of further ones, is told without the key.
            response = response.replaced(url=_without(response.url, place.field))
            if sent.url != request.url:
                response = response.replaced(headers=without_key(response.headers, place.field))
        return veiled(response, sent)

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()

    def _authorized(self, request: Request) -> Request:
        if not (request.url.startswith(self._prefix) or origin(request.url) == self._origin):
            return request.replaced(
                headers=request.headers.replaced(for_stranger(request.headers, request.secret_fields)), auth=None
            )
        if request.anonymous or "Authorization" in request.headers or request.auth is not None:
            return request
        known, place = self._credentials, self._place(request)
        if known.key is not None and place is not None:
            return _with_key(request, place, known.key())
        if known.header is not None:
            return request.replaced(headers=request.headers.replaced({"Authorization": known.header()}))
        return request if known.auth is None else request.replaced(auth=known.auth)

    def _place(self, request: Request) -> Security | None:
        """Return the field for a key; the request's own ways to say who asks count before those of the API."""
        if not request.security:
            return self._credentials.place
        return place_of_tokens(tuple(Security(*each) for each in request.security))


def _with_key(request: Request, place: Security, key: str) -> Request:
    """Put a key into the header, query field or cookie that the API asks for."""
    request = request.replaced(secret_fields=request.secret_fields | {place.field})
    if place.location == "query":
        url = _without(request.url, place.field)
        return request.replaced(
            url=f"{url}{'&' if '?' in url else '?'}{quote(place.field, safe='')}={quote(key, safe='')}"
        )
    if place.location == "cookie":
        known = request.headers.get("Cookie")
        pair = f"{place.field}={quote(key, safe='')}"
        return request.replaced(headers=request.headers.replaced({"Cookie": f"{known}; {pair}" if known else pair}))
    return request.replaced(headers=request.headers.replaced({place.field: key}))


def _without(url: str, field: str) -> str:
    """Return ``url`` without the query field ``field``; the others stay as they are spelled."""
    path, mark, query = url.partition("?")
    kept = [pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) != field]
    return f"{path}{mark}{'&'.join(kept)}" if kept and mark else path
