"""The plain route: a session of requests, used as documented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from heroics_py.http.body_streams import BodyReader, BodyStream
from heroics_py.http.default_headers import DEFAULT_HEADERS
from heroics_py.http.messages import Request
from heroics_py.http.origins import origin_of
from heroics_py.transport.exchange.monkey_patches import is_original

__all__ = [
    "PlainRoute",
    "close_connections",
    "header_fields",
    "open_plain_session",
    "without_cookies",
]


def open_plain_session(pool_size: int) -> requests.Session:
    """Return an ordinary session, which a mock, a recorder or an instrument observes."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, requests.adapters.HTTPAdapter(pool_connections=pool_size, pool_maxsize=pool_size))
    return without_cookies(session)


def without_cookies(session: requests.Session) -> requests.Session:
    """Make ``session`` ignore cookies and netrc, and return it."""
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.trust_env = False
    return session


def close_connections(session: requests.Session) -> None:
    """Close the idle connections of ``session``, which opens new ones on demand."""
    for adapter in session.adapters.values():
        if isinstance(adapter, requests.adapters.HTTPAdapter):
            adapter.close()


class PlainRoute:
    """Sends a request over a session of requests.

    What a session adds (headers, cookies, parameters, a client certificate) identifies the caller, so it goes to the
    API's own origin only.

    Args:
        session: the caller's, or one of ours.
        home: the origin of the API.
        is_callers: whether the session is the caller's.
    """

    def __init__(self, session: requests.Session, home: str | None, *, is_callers: bool) -> None:
        self.session = session
        self._home = home
        self._is_callers = is_callers

    def prepare(self, request: Request) -> requests.PreparedRequest:
        """Return the request, merged with what its destination may see of the session; netrc is ignored."""
        if not self._is_at_home(request):
            return _requests_request(request, header_fields(request)).prepare()
        headers: dict[str, str | None] = {**header_fields(request)}
        if "User-Agent" not in request.headers and self._has_user_agent():
            del headers["User-Agent"]
        return self.session.prepare_request(_requests_request(request, headers))

    def send(self, prepared: requests.PreparedRequest, request: Request, **settings: Any) -> requests.Response:
        """Send a prepared request, and follow no redirect."""
        if not self._is_at_home(request):
            return self.session.send(prepared, allow_redirects=False, cert=None, **settings)
        hooks, body = {"response": prepared.hooks["response"]}, prepared.body
        more = {**settings, "hooks": hooks, "data": body, "allow_redirects": False}
        # The proxies are final: without an entry for each scheme, requests would look in the environment.
        more["proxies"] = {"http": "", "https": "", "all": "", **settings["proxies"]}
        if function := _patched_function(request.method):
            return function(prepared.url, headers=dict(prepared.headers), auth=_no_auth, **more)
        if self._is_request_patched():
            auth: Any = request.auth or _no_auth
            return self.session.request(request.method, request.url, headers=header_fields(request), auth=auth, **more)
        return self.session.send(prepared, allow_redirects=False, cert=self.session.cert, **settings)

    def _is_request_patched(self) -> bool:
        """Return whether ``Session.request`` is patched, which `send` otherwise does not call."""
        if "request" in vars(self.session):
            return True
        is_of_requests = type(self.session).__module__.partition(".")[0] == "requests"
        return is_of_requests and not is_original(type(self.session).request)

    def sends_once(self, request: Request) -> bool:
        """Return whether the session sends ``request`` only once, so that its error describes the only attempt.

        Adapters of the caller may repeat a request, and so may hooks and authorization objects.
        """
        if not self._is_callers:
            return request.auth is None
        try:
            adapter = self.session.get_adapter(request.url)
        except requests.exceptions.InvalidSchema:
            return True
        repeats = getattr(getattr(adapter, "max_retries", None), "total", True)
        hooks = self.session.hooks.get("response") or any(map(_may_repeat, (request.auth, self.session.auth)))
        return not repeats and not hooks and type(self.session).send is requests.Session.send

    def _is_at_home(self, request: Request) -> bool:
        return origin_of(request.url) == self._home

    def _has_user_agent(self) -> bool:
        """Return whether the caller set a User-Agent on the session."""
        return not str(self.session.headers.get("User-Agent", "python-requests/")).startswith("python-requests/")


def _patched_function(method: str) -> Callable[..., requests.Response] | None:
    """Return the patched function of requests for ``method``, such as `requests.get`, if any."""
    for module in (requests, requests.api):
        function: Callable[..., requests.Response] | None = getattr(module, method.lower(), None)
        if function is not None and not is_original(function):
            return function
        if not is_original(module.request):
            return partial(module.request, method)
    return None


def _may_repeat(auth: object) -> bool:
    """Return whether an authorization object may repeat a request, as Digest does after a challenge."""
    return auth is not None and type(auth) not in (tuple, requests.auth.HTTPBasicAuth, requests.auth.HTTPProxyAuth)


def header_fields(request: Request) -> dict[str, str]:
    """Return the headers to send, without those of the body's framing, which requests adds."""
    fields = request.headers
    headers = {
        name: value for name, value in fields.items() if name.lower() not in ("content-length", "transfer-encoding")
    }
    headers.update((name, value) for name, value in DEFAULT_HEADERS.items() if name not in fields)
    return headers


def _requests_request(request: Request, headers: Mapping[str, str | None]) -> requests.Request:
    auth: Any = request.auth or _no_auth
    body = BodyReader(request.body) if isinstance(request.body, BodyStream) else request.body
    return requests.Request(request.method, request.url, headers=dict(headers), data=body, auth=auth)


def _no_auth(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Return the request unchanged: an authorization object that keeps requests from reading netrc."""
    return prepared
