"""The rule that follows redirects within the API's origin (RFC 9110, 15.4)."""

from collections.abc import Collection
from functools import partial
from urllib.parse import urlsplit

from heroics_py.errors import RedirectRefused
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of, resolve_url
from heroics_py.http.steps import Rule, Steps
from heroics_py.secrecy.urls import mask_url
from heroics_py.transport.rules.cross_origin import dropped_headers

__all__ = ["MAX_REDIRECTS", "Redirecting", "redirect_request"]

MAX_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AMBIGUOUS = frozenset({301, 302})
_SAFE = frozenset({"GET", "HEAD"})
_WHY_AMBIGUOUS = (
    "after {status}, servers disagree on whether a {method} continues as GET or as {method}, and it may have been "
    "carried out; check what it did, then send it to the new address (connect(..., url=...) if the whole API has moved)"
)
# Next to those that begin with "content-": they describe a body, or a condition for changing it.
_BODY_HEADERS = frozenset(
    {"digest", "repr-digest", "transfer-encoding", "trailer", "expect", "if-match", "if-unmodified-since"}
)


class Redirecting:
    """Follows redirects within the origin of the request, and to origins that the caller allowed.

    Args:
        inner: sends each request.
        allowed_origins: further origins to follow redirects to; no credentials go there.
    """

    __slots__ = ("_allowed", "_inner")

    def __init__(self, inner: Rule, *, allowed_origins: Collection[str] = ()) -> None:
        self._inner = inner
        self._allowed = frozenset(filter(None, map(origin_of, allowed_origins)))

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` and follow its redirects.

        Raises:
            RedirectRefused: to another origin, from https to http, in a loop, more than ten times, or a 301 or 302
                after anything but GET and HEAD.
        """
        response = yield from self._inner.send(request)
        if response.status not in _REDIRECTS:
            return response
        return (yield from self._follow(request, response))

    def _follow(self, request: Request, response: Response) -> Steps[Response]:
        visited = {(request.method, request.url)}
        while (target := redirect_request(request, response, allowed=self._allowed)) is not None:
            place = (target.method, target.url)
            if place in visited:
                raise _refusal(request, response, target.url, "it is part of a redirect loop")
            if len(visited) > MAX_REDIRECTS:
                raise _refusal(request, response, target.url, f"a call follows at most {MAX_REDIRECTS} redirects")
            visited.add(place)
            request = target
            response = yield from self._inner.send(request)
        return response


def redirect_request(request: Request, response: Response, *, allowed: Collection[str] = ()) -> Request | None:
    """Return the request that follows ``response``, or None unless it is a redirect.

    The method and the body stay, except that a 303 asks for a GET. After a 301 or 302, some servers expect a GET and
    others the same method (RFC 9110, 15.4.2 and 15.4.3), so only GET and HEAD follow it.

    Raises:
        RedirectRefused: to an origin that is neither the request's own nor in ``allowed``; or a 301 or 302 after
            anything but GET and HEAD.
    """
    location = response.headers.get("Location")
    if response.status not in _REDIRECTS or not location:
        return None
    url = resolve_url(request.url, location)
    refusal = partial(_refusal, request, response, url)
    there, here = origin_of(url), origin_of(request.url)
    if there is None or "@" in urlsplit(url).netloc:
        raise refusal("only plain http and https URLs are followed")
    if there.startswith("http:") and (here or "").startswith("https:"):
        raise refusal("it goes from https to http")
    if there != here and there not in allowed:
        raise refusal("it goes to another origin; if you trust it, add it to allowed_origins=")
    if request.method not in _SAFE and response.status in _AMBIGUOUS:
        raise refusal(_WHY_AMBIGUOUS.format(status=response.status, method=request.method))
    changes: dict[str, str | None] = {} if there == here else dropped_headers(request.headers, request.secret_fields)
    method = "GET" if response.status == 303 and request.method != "HEAD" else request.method
    request = request.replaced(is_redirected=request.is_redirected or there != here)
    if method == request.method:
        if isinstance(request.body, BodyStream) and not request.body.is_ready:
            raise refusal("the body was sent already, and can't be read again: pass bytes or a file")
        return request.replaced(url=url, headers=request.headers.replaced(changes))
    changes |= {name: None for name in request.headers if _describes_body(name.lower())}
    return request.replaced(method=method, url=url, headers=request.headers.replaced(changes), body=None)


def _describes_body(name: str) -> bool:
    return name.startswith("content-") or name in _BODY_HEADERS


def _refusal(request: Request, response: Response, url: str, reason: str) -> RedirectRefused:
    headers = response.headers
    location = headers.masked(mask_url(url, request.secret_fields) or headers.get("Location") or "")
    message = f"the redirect to {location} was not followed: {reason}"
    return RedirectRefused(message, method=request.method, url=shown_url(request), location=location)
