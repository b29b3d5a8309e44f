"""The skin that follows redirects, as far as they can be trusted (RFC 9110, 15.4)."""

from collections.abc import Collection
from functools import partial
from urllib.parse import urlsplit

from heroics_py.errors import RedirectRefused
from heroics_py.http.masking import private_removals, shown_url
from heroics_py.http.messages import Request, Response, Transport
from heroics_py.http.origins import origin_of, resolve_url
from heroics_py.secrecy.urls import mask_url

__all__ = ["MOST", "Redirecting", "redirected"]

MOST = 10
_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_UNCLEAR = frozenset({301, 302})
_SAFE = frozenset({"GET", "HEAD"})
_WHY_UNCLEAR = (
    "after {status} a {method} may be meant to go on as a GET or as itself, and nothing says whether it was carried "
    "out; see what it did, then send it to the new address (connect(..., url=...) if the whole API has moved)"
)
# Beside those that begin with "content-": they speak of a body, or of the change that was asked for.
_OF_THE_BODY = frozenset(
    {"digest", "repr-digest", "transfer-encoding", "trailer", "expect", "if-match", "if-unmodified-since"}
)


class Redirecting:
    """Follows redirects within the origin of the request, and to origins that were allowed by name.

    Args:
        inner: sends each request.
        allowed_origins: further origins that may be followed to; no credentials go there.
    """

    __slots__ = ("_allowed", "_inner")

    def __init__(self, inner: Transport, *, allowed_origins: Collection[str] = ()) -> None:
        self._inner = inner
        self._allowed = frozenset(filter(None, map(origin_of, allowed_origins)))

    def send(self, request: Request) -> Response:
        """Send ``request`` and follow where the answer leads.

        Raises:
            RedirectRefused: to another origin, from https to http, in a circle, more than ten times, or a 301 or 302
                after anything but GET and HEAD.
        """
        response = self._inner.send(request)
        return response if response.status not in _FOLLOWED else self._followed(request, response)

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()

    def _followed(self, request: Request, response: Response) -> Response:
        seen = {(request.method, request.url)}
        while (target := redirected(request, response, allowed=self._allowed)) is not None:
            place = (target.method, target.url)
            if place in seen:
                raise _refused(request, response, target.url, "it leads round in a circle")
            if len(seen) > MOST:
                raise _refused(request, response, target.url, f"{MOST} redirects are followed, and no more")
            seen.add(place)
            request = target
            response = self._inner.send(request)
        return response


def redirected(request: Request, response: Response, *, allowed: Collection[str] = ()) -> Request | None:
    """Return the request that follows ``request`` after ``response``, or None where it leads nowhere.

    The method and the body stay, except that a 303 asks for a GET. What a 301 or a 302 means after a request that
    changes something can't be told, for some servers expect a GET then and others the same method (RFC 9110, 15.4.2 and
    15.4.3), and the new address may be that of all things: neither is sent.

    Raises:
        RedirectRefused: to an origin that is neither the request's own nor ``allowed``; or 301 or 302 after anything
            but GET and HEAD.
    """
    location = response.headers.get("Location")
    if response.status not in _FOLLOWED or not location:
        return None
    url = resolve_url(request.url, location)
    refused = partial(_refused, request, response, url)
    there, here = origin_of(url), origin_of(request.url)
    if there is None or "@" in urlsplit(url).netloc:
        raise refused("only plain http and https URLs are followed")
    if there.startswith("http:") and (here or "").startswith("https:"):
        raise refused("it leads from https to http")
    if there != here and there not in allowed:
        raise refused("it leads to another origin; name it in allowed_origins= if it is to be trusted")
    if request.method not in _SAFE and response.status in _UNCLEAR:
        raise refused(_WHY_UNCLEAR.format(status=response.status, method=request.method))
    changes: dict[str, str | None] = {} if there == here else private_removals(request.headers, request.secret_fields)
    method = "GET" if response.status == 303 and request.method != "HEAD" else request.method
    if method == request.method:
        return request.replaced(url=url, headers=request.headers.replaced(changes))
    changes |= {name: None for name in request.headers if _is_of_the_body(name.lower())}
    return request.replaced(method=method, url=url, headers=request.headers.replaced(changes), body=None)


def _is_of_the_body(name: str) -> bool:
    return name.startswith("content-") or name in _OF_THE_BODY


def _refused(request: Request, response: Response, url: str, why: str) -> RedirectRefused:
    headers = response.headers
    there = headers.masked(mask_url(url, request.secret_fields) or headers.get("Location") or "")
    here = shown_url(request)
    told = f"the redirect to {there} is not followed: {why}"
    return RedirectRefused(told, method=request.method, url=here, location=there)
