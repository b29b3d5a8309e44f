"""One exchange with a server in an event loop: the response, or an error of this library."""

import os
from contextlib import suppress
from functools import lru_cache
from typing import Any, NoReturn

import aiohttp

from heroics_py.errors import ConnectionFailed, HeroicsError, RequestRefused, RequestTimeout, TransportError
from heroics_py.http.headers import Headers
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.http.wiretaps import is_recorded
from heroics_py.transport.engine.attempts import Attempt, StaleConnection
from heroics_py.transport.engine.authorization import with_authorization
from heroics_py.transport.engine.direct import Received, is_observed, send_directly
from heroics_py.transport.engine.failures import FAILURES, classify
from heroics_py.transport.engine.network import Network
from heroics_py.transport.engine.open_bodies import OpenBody
from heroics_py.transport.engine.opened import AUTOMATIC, LIMITS, OpenedSession
from heroics_py.transport.engine.received_bodies import headers_of, read_whole
from heroics_py.transport.engine.sent_bodies import body_of
from heroics_py.transport.engine.sent_headers import sent_headers
from heroics_py.transport.engine.through_session import send_through_session
from heroics_py.transport.exchange.cut_bodies import with_partial
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.exchange.proxies import proxy_name
from heroics_py.transport.exchange.request_checks import check_request
from heroics_py.transport.exchange.unexpected_errors import describe_unexpected
from heroics_py.transport.rules.method_override import OVERRIDE

__all__ = ["MOST_CONNECTIONS", "AsyncSession"]

MOST_CONNECTIONS = 1000
_MOST_STALE = 100


class AsyncSession:
    """Sends a request and reads the response in an event loop, within its time and size limits.

    Connections are opened by the first request, and kept. Calls in flight when it is closed finish; a later call opens
    other connections.

    Args:
        base_url: of the API; what identifies the caller goes to its origin only.
        session: an `aiohttp.ClientSession` of the caller, for the origin of the API; None to open one.
        trust_environment: take proxies and certificates from the environment, unless they are passed.
        verify: check certificates: True, False, or a file or folder of trusted ones.
        max_bytes: the largest response, on the wire and decompressed.
        pool_size: the most connections at once; further requests wait until one is free.

    Raises:
        ValueError: ``session`` is something else.
    """

    def __init__(  # noqa: PLR0913 - each one is an option of `connect_async`
        self,
        *,
        base_url: str,
        session: object = None,
        trust_environment: bool = True,
        verify: bool | str = True,
        max_bytes: int,
        pool_size: int = MOST_CONNECTIONS,
    ) -> None:
        if session is not None and not isinstance(session, aiohttp.ClientSession):
            raise ValueError(f"session={type(session).__name__}: expected an aiohttp.ClientSession")
        self._origin = origin_of(base_url)
        self._callers_session = session
        self._network = Network(trust_environment=trust_environment, verify=verify)
        self._max_bytes = max_bytes
        self._pool_size = pool_size
        self._opened: OpenedSession | None = None
        self._inherited: list[OpenedSession] = []

    def __reduce__(self) -> NoReturn:
        raise TypeError("a session holds sockets and can't be pickled; open another one instead")

    async def send(self, request: Request) -> Response:
        """Send ``request`` once and return the response.

        Raises:
            RequestRefused: the request is not valid HTTP.
            ConnectionFailed: no connection, or it broke.
            RequestTimeout: not in time.
            ProtocolError: the response is not valid HTTP.
            ResponseTooLarge: the response is larger than the limit.
        """
        check_request(request)
        outcome = await self._outcome(request)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    async def close(self) -> None:
        """Close the connections once no call uses them; closing a session of the caller is up to them.

        The responses that are still open end.
        """
        opened, self._opened = self._own(), None
        if opened is not None:
            opened.is_retired = True
            if not opened.users:
                await opened.session.close()

    def widen(self, pool_size: int) -> None:
        """Allow at least ``pool_size`` connections at once."""
        opened = self._own()
        for _ in range(pool_size - self._pool_size):
            if opened is not None:
                opened.gate.release()
        self._pool_size = max(self._pool_size, pool_size)

    async def _outcome(self, request: Request) -> Response | TransportError:
        """Return the response or the error, which `send` raises without the frames of the libraries."""
        opened = self._opened = self._own() or OpenedSession(self._pool_size)
        opened.users += 1
        attempt = Attempt(request)
        try:
            if attempt.is_overdue:
                return self._error(attempt, RequestTimeout, "the call did not finish in its total time")
            if attempt.timer is None:
                return await self._exchange(opened, attempt)
            async with attempt.timer:
                return await self._exchange(opened, attempt)
        except Exception as error:  # noqa: BLE001 - each kind is told apart there
            return _with_partial(attempt, self._failure(attempt, error))
        finally:
            attempt.is_over = True
            opened.users -= 1
            if opened.is_retired and not opened.users:
                await opened.session.close()

    def _own(self) -> OpenedSession | None:
        """Return the open session, unless a parent process opened it."""
        if self._opened is not None and self._opened.process != os.getpid():
            self._inherited.append(self._opened)
            self._opened = None
        return self._opened

    async def _exchange(self, opened: OpenedSession, attempt: Attempt) -> Response:
        request, is_arrived = attempt.request, False
        await opened.gate.acquire()
        try:
            if request.auth is not None:
                attempt.request = await with_authorization(request)
            response = attempt.response = await self._begin(opened, attempt)
            headers, body, source = headers_of(response), b"", None
            if request.streamed and 200 <= response.status < 300:
                attempt.allow(None)  # each read has a limit of its own
                source = OpenBody(response, headers, attempt, self._failure)
                if not request.keeps_open(response.status, headers.get("Content-Type") or ""):
                    body, source = await source.read_whole(self._max_bytes), None
                elif request.open_types is not None:
                    attempt.last()
            else:
                body = await read_whole(response, headers, limit=self._max_bytes, pieces=attempt.pieces)
            is_arrived = True
        finally:
            opened.gate.release()
            if not is_arrived:
                attempt.abandon()
        return Response(
            status=response.status,
            headers=headers,
            body=body,
            url=request.url,
            method=request.method,
            source=source,
            sent=_sent(attempt.request, response) if is_recorded() else None,
        )

    async def _begin(self, opened: OpenedSession, attempt: Attempt) -> aiohttp.ClientResponse | Received:
        """Send the request, and return its response once the head is complete."""
        request = attempt.request
        is_home = self._callers_session is not None and origin_of(request.url) == self._origin
        session: Any = self._callers_session if is_home else opened.session
        fields = sent_headers(request, session.headers)
        settings = await (self._callers_settings(attempt) if is_home else self._own_settings(opened, attempt))
        attempt.allow(attempt.connect, attempt.read if attempt.waits_for_head else None)
        timeout = _client_timeout(attempt.connect, None if request.streamed else attempt.read)
        send: Any = send_through_session if is_home or is_observed() else send_directly
        for _ in range(_MOST_STALE):
            body, framing = body_of(attempt, request.body)
            headers = {**fields, **framing} if framing else fields
            with suppress(StaleConnection):
                return await send(  # type: ignore[no-any-return]
                    session, attempt, headers=headers, data=body, timeout=timeout, limits=LIMITS, **settings
                )
        raise Fault(ConnectionFailed, "no connection stayed free of bytes that belong to no request")

    async def _own_settings(self, opened: OpenedSession, attempt: Attempt) -> dict[str, Any]:
        attempt.session, request = opened.session, attempt.request
        settings = await self._network.settings(request.url)
        if request.body is None or "Content-Type" in request.headers:
            return settings
        return {**settings, "skip_auto_headers": ("Content-Type",)}

    async def _callers_settings(self, attempt: Attempt) -> dict[str, Any]:
        """Return what a request over the caller's session needs so that it keeps to our limits."""
        session: Any = self._callers_session
        if session.closed:
            raise Fault(ConnectionFailed, "the aiohttp.ClientSession of session= is closed")
        if session.auth is not None and "Authorization" in attempt.request.headers:
            raise Fault(RequestRefused, "session= has auth=, and the call an Authorization: leave one of them out")
        attempt.sent = True  # nobody can tell
        settings: dict[str, Any] = {"skip_auto_headers": AUTOMATIC}
        if self._network.is_set:
            settings["ssl"] = await self._network.certificates(attempt.request.url)
        return settings

    def _failure(self, attempt: Attempt, error: Exception) -> TransportError:
        """Return the error that a failure means; raise one that is the caller's own."""
        if attempt.session is not None and attempt.session.closed:
            return self._error(attempt, ConnectionFailed, "the client was closed while the response arrived")
        if attempt.body_error is not None:
            return self._error(attempt, TransportError, str(attempt.body_error))
        if isinstance(error, Fault):
            return self._error(attempt, error.kind, error.message)
        if isinstance(error, FAILURES):
            return self._known_failure(attempt, error)
        if isinstance(error, HeroicsError) or (message := describe_unexpected(error)) is None:
            raise error
        return self._error(attempt, TransportError, message)

    def _known_failure(self, attempt: Attempt, error: BaseException) -> TransportError:
        failure = classify(error)
        kind, message = failure.kind, failure.message
        if attempt.is_overdue and issubclass(kind, RequestTimeout | ConnectionFailed):
            kind, message = RequestTimeout, "the call did not finish in its total time"
        if attempt.session is not None and (proxy := self._network.known_proxy(attempt.request.url)):
            name = proxy_name(proxy)
            message = f"{name}: {message}" if failure.is_opening else f"{message} (through {name})"
        return self._error(attempt, kind, message)

    def _error(self, attempt: Attempt, kind: type[TransportError], message: str) -> TransportError:
        request = attempt.request
        method = request.headers.get(OVERRIDE) or request.method
        return kind(message, method=method, url=shown_url(request), sent=attempt.sent)


def _sent(request: Request, response: object) -> Request:
    """Return a request as it left: a session of the caller's adds to it."""
    info = getattr(response, "request_info", None)
    if not isinstance(info, aiohttp.RequestInfo):
        return request
    return request.replaced(url=str(info.url), headers=Headers(info.headers.items()))


def _with_partial(attempt: Attempt, error: TransportError) -> TransportError:
    """Return ``error`` with what arrived of the response."""
    if (response := attempt.response) is None or not attempt.pieces:
        return error
    return with_partial(error, attempt.request, response.status, headers_of(response), attempt.pieces)


@lru_cache(maxsize=64)
def _client_timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_read=read)
