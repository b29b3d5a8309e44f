"""Exchanges over a session of requests, used as requests documents it.

The session is the caller's, whose adapters, hooks, cookies and authorization are used; or an ordinary one of ours, if
something has to see the request: an authorization object, a mock, a recorder, an instrument, a proxy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from heroics_py.http.body_streams import BodyReader, BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.http.wiretaps import is_recorded
from heroics_py.transport.exchange.attempt import current_attempt
from heroics_py.transport.exchange.body_reading import Head, OpenBody
from heroics_py.transport.exchange.content import has_open_body, read_before_hooks, read_content, status_of
from heroics_py.transport.exchange.doors import is_original
from heroics_py.transport.exchange.network_settings import NetworkSettings
from heroics_py.transport.exchange.request_headers import framing_fields, header_fields
from heroics_py.transport.exchange.responses import response_of, stays_open

__all__ = ["SessionExchange", "close_connections", "open_session"]


class _TimedAdapter(requests.adapters.HTTPAdapter):
    """The adapter of requests over connections that keep to a deadline."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Start without connections."""
        super().init_poolmanager(*args, **options)
        _use_own_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pools of connections to a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        _use_own_pools(manager)
        return manager


def _use_own_pools(manager: Any) -> None:
    from heroics_py.transport.exchange.connections import POOLS

    manager.pool_classes_by_scheme = POOLS


def open_session(pool_size: int, *, timed: bool) -> requests.Session:
    """Return a session without cookies and netrc.

    Args:
        pool_size: connections to keep open to each host.
        timed: whether they keep to the deadline, rather than being those of urllib3, which something replaced.
    """
    session = requests.Session()
    for scheme in ("https://", "http://"):
        adapter = _TimedAdapter if timed else requests.adapters.HTTPAdapter
        session.mount(scheme, adapter(pool_connections=pool_size, pool_maxsize=pool_size))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.trust_env = False
    return session


def close_connections(session: requests.Session) -> None:
    """Close the idle connections of ``session``, which opens new ones on demand."""
    for adapter in session.adapters.values():
        if isinstance(adapter, requests.adapters.HTTPAdapter):
            adapter.close()


class SessionExchange:
    """Sends requests over a session of requests.

    What a session adds (headers, cookies, parameters, a client certificate) identifies the caller, so it goes to the
    API's own origin only.

    Args:
        session: the caller's, or one of ours.
        settings: the certificates and proxies.
        home: the origin of the API.
        is_callers: whether the session is the caller's.
        max_bytes: the largest response.
    """

    def __init__(
        self,
        session: requests.Session,
        settings: NetworkSettings,
        *,
        home: str | None,
        is_callers: bool,
        max_bytes: int,
    ) -> None:
        self.session = session
        self._settings = settings
        self._home = home
        self._is_callers = is_callers
        self._max_bytes = max_bytes

    def send(self, request: Request) -> Response:
        """Send ``request`` once and return the response; redirects are not followed.

        Raises:
            Fault, OSError, http.client.HTTPException, requests.RequestException: no usable response came.
        """
        attempt, proxies = current_attempt(), self._settings.usable_proxies(request.url)
        prepared = self._prepare(request)
        if not request.streamed:
            prepared.hooks["response"].insert(0, partial(read_before_hooks, request.method, self._max_bytes))
        settings = {
            "stream": True,
            "timeout": (attempt.left(attempt.connect), attempt.left(attempt.read)),
            "verify": self._settings.certificates(),
            "proxies": proxies,
        }
        attempt.begun = True
        return self._answer(request, self._send(prepared, request, settings))

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

    def close(self) -> None:
        """Close the connections; closing a session of the caller is up to them."""
        if not self._is_callers:
            self.session.close()

    def _prepare(self, request: Request) -> requests.PreparedRequest:
        """Return the request, merged with what its destination may see of the session; netrc is ignored."""
        headers: dict[str, str | None] = {**header_fields(request)}
        body = BodyReader(request.body) if isinstance(request.body, BodyStream) else request.body
        if not self._is_at_home(request):
            prepared = _requests_request(request, headers, body).prepare()
        else:
            if "User-Agent" not in request.headers and self._has_user_agent():
                del headers["User-Agent"]
            prepared = self.session.prepare_request(_requests_request(request, headers, body))
        if isinstance(body, BodyReader):
            prepared.body = body  # type: ignore[assignment]  # requests takes any file
            prepared.headers.update(framing_fields(body))
        return prepared

    def _send(
        self, prepared: requests.PreparedRequest, request: Request, settings: dict[str, Any]
    ) -> requests.Response:
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

    def _answer(self, request: Request, response: requests.Response) -> Response:
        status = status_of(response)
        headers = Headers(response.headers.items())
        is_open = stays_open(request, status, headers)
        sent = _sent(request, response.request) if is_recorded() else None
        if is_open and has_open_body(response):
            return response_of(request, Head(status, headers, response.raw), self._max_bytes).replaced(sent=sent)
        content = read_content(response, request.method, self._max_bytes)
        source = OpenBody(iter((content,)), response.close) if is_open else None
        body = b"" if is_open else content
        return Response(
            status=status, headers=headers, body=body, url=request.url, method=request.method, source=source, sent=sent
        )

    def _is_request_patched(self) -> bool:
        """Return whether ``Session.request`` is patched, which `send` otherwise does not call."""
        if "request" in vars(self.session):
            return True
        is_of_requests = type(self.session).__module__.partition(".")[0] == "requests"
        return is_of_requests and not is_original(type(self.session).request)

    def _is_at_home(self, request: Request) -> bool:
        return origin_of(request.url) == self._home

    def _has_user_agent(self) -> bool:
        """Return whether the caller set a User-Agent on the session."""
        return not str(self.session.headers.get("User-Agent", "python-requests/")).startswith("python-requests/")


def _sent(request: Request, prepared: object) -> Request | None:
    """Return a request as it left; None if an adapter of the caller's does not say."""
    url, headers = getattr(prepared, "url", None), getattr(prepared, "headers", None)
    if not isinstance(url, str) or not isinstance(headers, Mapping):
        return None
    fields = [(str(name), _text(value)) for name, value in headers.items()]
    return request.replaced(url=url, headers=Headers(fields))


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _requests_request(request: Request, headers: Mapping[str, str | None], body: Any) -> requests.Request:
    auth: Any = request.auth or _no_auth
    return requests.Request(request.method, request.url, headers=dict(headers), data=body, auth=auth)


def _no_auth(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Return the request unchanged: an authorization object that keeps requests from reading netrc."""
    return prepared


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
