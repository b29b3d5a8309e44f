"""The skin that follows redirects, as far as they can be trusted (RFC 9110, 15.4)."""

from collections.abc import Collection
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from heroics_py.errors import RedirectRefused
from heroics_py.messages import Request, Response, Transport
from heroics_py.transport.masking import for_stranger, masked_url
from heroics_py.transport.origins import origin

__all__ = ["MOST", "Redirecting", "redirected"]

MOST = 10
_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-MD5", "If-Match")
_AS_IT_STANDS = "!#$%&'()*+,/:;=?@[]~"


class Redirecting:
    """Follows redirects within the origin of the request, and to origins that were allowed by name.

    Args:
        inner: sends each request.
        allowed_origins: further origins that may be followed to; no credentials go there.
    """

    __slots__ = ("_allowed", "_inner")

    def __init__(self, inner: Transport, *, allowed_origins: Collection[str] = ()) -> None:
        self._inner = inner
        self._allowed = frozenset(filter(None, map(origin, allowed_origins)))

    def send(self, request: Request) -> Response:
        """Send ``request`` and follow where the answer leads.

        Raises:
            RedirectRefused: to another origin, from https to http, in a circle, or more than ten times.
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
                raise _refused(request, target.url, "it leads round in a circle")
            if len(seen) > MOST:
                raise _refused(request, target.url, f"{MOST} redirects are followed, and no more")
            seen.add(place)
            request = target
            response = self._inner.send(request)
        return response


def redirected(request: Request, response: Response, *, allowed: Collection[str] = ()) -> Request | None:
    """Return the request that follows ``request`` after ``response``, or None where it leads nowhere.

    The method and the body stay, except that a 303 asks for a GET, as do a 301 and a 302 after a POST.

    Raises:
        RedirectRefused: to an origin that is neither the request's own nor ``allowed``.
    """
    location = response.headers.get("Location")
    if response.status not in _FOLLOWED or not location:
        return None
    url = _target(request, location)
    there, here = origin(url), origin(request.url)
    if there is None or "@" in urlsplit(url).netloc:
        raise _refused(request, url, "only plain http and https URLs are followed")
    if there.startswith("http:") and (here or "").startswith("https:"):
        raise _refused(request, url, "it leads from https to http")
    if there != here and there not in allowed:
        raise _refused(request, url, "it leads to another origin; name it in allowed_origins= if it is to be trusted")
    changes: dict[str, str | None] = {}
    if there != here:
        changes |= for_stranger(request.headers, request.secret_fields)
    method = _method_after(response.status, request.method)
    if method == request.method:
        return request.replaced(url=url, headers=request.headers.replaced(changes))
    changes |= dict.fromkeys(_OF_THE_BODY)
    return request.replaced(method=method, url=url, headers=request.headers.replaced(changes), body=None)


def _method_after(status: int, method: str) -> str:
    if status == 303 and method != "HEAD":
        return "GET"
    return "GET" if status in (301, 302) and method == "POST" else method


def _target(request: Request, location: str) -> str:
    try:
        joined = urljoin(request.url, location.strip())
    except ValueError:
        joined = ""
    return quote(urldefrag(joined).url if joined else "", safe=_AS_IT_STANDS)


def _refused(request: Request, url: str, why: str) -> RedirectRefused:
    there = masked_url(url, request.secret_fields)
    here = masked_url(request.url, request.secret_fields)
    return RedirectRefused(f"the redirect to {there} is not followed: {why}", method=request.method, url=here)
