"""The plain way to the wire: a session of requests, used as its documents have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from heroics_py._version import __version__
from heroics_py.http.messages import Request
from heroics_py.http.origins import origin_of
from heroics_py.transport.exchange import untouched as doors

__all__ = ["DEFAULT_HEADERS", "Plain", "close_connections", "fields_of", "open_plain_session", "without_cookies"]

DEFAULT_HEADERS: Mapping[str, str] = {
    "User-Agent": f"heroics-py/{__version__}",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "*/*",
}


def open_plain_session(pool_size: int) -> requests.Session:
    """Return a session like that of any other program, so that whatever observes those observes it too."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, requests.adapters.HTTPAdapter(pool_connections=pool_size, pool_maxsize=pool_size))
    return without_cookies(session)


def without_cookies(session: requests.Session) -> requests.Session:
    """Return ``session``, which from now on neither keeps nor sends cookies, and reads no netrc."""
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.trust_env = False
    return session


def close_connections(session: requests.Session) -> None:
    """Close the idle connections of ``session``, which opens new ones when it needs them."""
    for adapter in session.adapters.values():
        if isinstance(adapter, requests.adapters.HTTPAdapter):
            adapter.close()


class Plain:
    """Sends a request over a session of requests.

    What a session adds (headers, cookies, parameters, a client certificate) identifies the caller, so that it goes to
    the API's own origin only.

    Args:
        session: the caller's own, or one of ours.
        home: the origin of the API.
        foreign: whether the session is the caller's own.
    """

    def __init__(self, session: requests.Session, home: str | None, *, foreign: bool) -> None:
        self.session = session
        self._home = home
        self._foreign = foreign

    def prepare(self, request: Request) -> requests.PreparedRequest:
        """Return the request, merged with what its destination may see of the session; netrc is not read."""
        if not self._is_at_home(request):
            return _prepared_alone(request)
        headers: dict[str, str | None] = {**fields_of(request)}
        if "User-Agent" not in request.headers and self._has_a_name():
            del headers["User-Agent"]
        return self.session.prepare_request(_as_requests_has_it(request, headers))

    def send(self, prepared: requests.PreparedRequest, request: Request, **settings: Any) -> requests.Response:
        """Send a prepared request; no redirect is followed."""
        if not self._is_at_home(request):
            return self.session.send(prepared, allow_redirects=False, cert=None, **settings)
        hooks, body = {"response": prepared.hooks["response"]}, prepared.body
        more = {**settings, "hooks": hooks, "data": body, "allow_redirects": False}
        # The proxies were chosen already: without a name for each kind, requests would look for more.
        more["proxies"] = {"http": "", "https": "", "all": "", **settings["proxies"]}
        if function := _replaced_function(request.method):
            return function(prepared.url, headers=dict(prepared.headers), auth=_leave_alone, **more)
        if self._has_another_request():
            auth: Any = request.auth or _leave_alone
            return self.session.request(request.method, request.url, headers=fields_of(request), auth=auth, **more)
        return self.session.send(prepared, allow_redirects=False, cert=self.session.cert, **settings)

    def _has_another_request(self) -> bool:
        """Return whether somebody has replaced ``Session.request``, which this class does not call otherwise."""
        if "request" in vars(self.session):
            return True
        is_of_requests = type(self.session).__module__.partition(".")[0] == "requests"
        return is_of_requests and not doors.is_as_made(type(self.session).request)

    def proves_what_was_sent(self, request: Request) -> bool:
        """Return whether an error that names the opening of a connection speaks of the one and only attempt.

        Adapters of the caller may send a request several times, as may hooks and authorization objects that repeat it
        with other credentials; the last error says nothing of the attempts before it.
        """
        if not self._foreign:
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

    def _has_a_name(self) -> bool:
        """Return whether the caller gave the session a User-Agent of its own."""
        return not str(self.session.headers.get("User-Agent", "python-requests/")).startswith("python-requests/")


def _replaced_function(method: str) -> Callable[..., requests.Response] | None:
    """Return the function of requests for ``method`` that somebody has replaced, such as `requests.get`, if any."""
    for module in (requests, requests.api):
        function: Callable[..., requests.Response] | None = getattr(module, method.lower(), None)
        if function is not None and not doors.is_as_made(function):
            return function
        if not doors.is_as_made(module.request):
            return partial(module.request, method)
    return None


def _may_repeat(auth: object) -> bool:
    """Return whether an authorization object may send a request again, as Digest does after a challenge."""
    return auth is not None and type(auth) not in (tuple, requests.auth.HTTPBasicAuth, requests.auth.HTTPProxyAuth)


def fields_of(request: Request) -> dict[str, str]:
    """Return the header fields to send; what sends the body adds its length."""
    fields = request.headers
    headers = {
        name: value for name, value in fields.items() if name.lower() not in ("content-length", "transfer-encoding")
    }
    headers.update((name, value) for name, value in DEFAULT_HEADERS.items() if name not in fields)
    return headers


def _prepared_alone(request: Request) -> requests.PreparedRequest:
    """Prepare a request for another origin than the API's: there the caller is nobody."""
    return _as_requests_has_it(request, fields_of(request)).prepare()


def _as_requests_has_it(request: Request, headers: Mapping[str, str | None]) -> requests.Request:
    auth: Any = request.auth or _leave_alone
    return requests.Request(request.method, request.url, headers=dict(headers), data=request.body, auth=auth)


def _leave_alone(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the request as it is: an authorization object that keeps requests from looking into netrc."""
    return prepared
