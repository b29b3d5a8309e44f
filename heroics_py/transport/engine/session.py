"""One exchange with a server in an event loop: the response, or an error of this library."""

import asyncio
import os
from contextlib import suppress
from functools import lru_cache
from typing import NoReturn

import aiohttp
from yarl import URL

from heroics_py.errors import HeroicsError, RequestTimeout, TransportError
from heroics_py.http.default_headers import DEFAULT_HEADERS
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.transport.engine.attempts import (
    Attempt,
    Broken,
    SingleRequest,
    StaleConnection,
    current_attempt,
    send_once,
)
from heroics_py.transport.engine.failures import FAILURES, classify
from heroics_py.transport.engine.network import Network
from heroics_py.transport.engine.received_bodies import headers_of, read_whole
from heroics_py.transport.engine.sent_bodies import body_of
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.exchange.proxies import proxy_name
from heroics_py.transport.exchange.request_checks import check_request
from heroics_py.transport.exchange.unexpected_errors import describe_unexpected
from heroics_py.transport.method_override import OVERRIDE

__all__ = ["MOST_CONNECTIONS", "AsyncSession"]

MOST_CONNECTIONS = 1000
_LONGEST_LINE = 1 << 16
_MOST_STALE = 100
_FRAMING = frozenset({"content-length", "transfer-encoding"})
_AUTOMATIC = frozenset({"Accept", "Accept-Encoding", "Content-Type", "User-Agent"})


class _Opened:
    """The session of aiohttp that is open, in one process, and the calls that use it."""

    __slots__ = ("gate", "is_retired", "process", "session", "users")

    def __init__(self, connections: int) -> None:
        self.process = os.getpid()
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, resolver=aiohttp.ThreadedResolver()),
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=SingleRequest,
            middlewares=(send_once,),
            skip_auto_headers=_AUTOMATIC,
            auto_decompress=False,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
        )
        self.gate = asyncio.Semaphore(connections)
        self.users = 0
        self.is_retired = False


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
        self._opened: _Opened | None = None
        self._inherited: list[_Opened] = []

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
        """Close the connections once no call uses them; closing a session of the caller is up to them."""
        opened, self._opened = self._own(), None
        if opened is not None:
            opened.is_retired = True
            if not opened.users:
                await opened.session.close()

    async def _outcome(self, request: Request) -> Response | TransportError:
        """Return the response or the error, which `send` raises without the frames of the libraries."""
        opened = self._own() or _Opened(self._pool_size)
        self._opened = opened
        opened.users += 1
        attempt = Attempt(request)
        current_attempt.set(attempt)
        error: BaseException
        try:
            if attempt.is_overdue:
                return self._error(attempt, RequestTimeout, "the call did not finish in its total time")
            async with attempt.timer, opened.gate:
                return await self._exchange(opened, attempt)
        except Exception as caught:  # noqa: BLE001 - each kind is told apart below
            error = caught
            return self._failure(attempt, error)
        finally:
            attempt.is_over = True
            current_attempt.set(None)
            opened.users -= 1
            if opened.is_retired and not opened.users:
                await opened.session.close()

    def _own(self) -> _Opened | None:
        """Return the open session, unless a parent process opened it."""
        if self._opened is not None and self._opened.process != os.getpid():
            self._inherited.append(self._opened)
            self._opened = None
        return self._opened

    async def _exchange(self, opened: _Opened, attempt: Attempt) -> Response:
        request = attempt.request
        is_complete = False
        try:
            response = attempt.response = await self._response(opened, attempt)
            headers = headers_of(response)
            body = await read_whole(response, headers, limit=self._max_bytes)
            is_complete = True
        finally:
            if not is_complete:
                attempt.abandon()
        return Response(status=response.status, headers=headers, body=body, url=request.url, method=request.method)

    async def _response(self, opened: _Opened, attempt: Attempt) -> aiohttp.ClientResponse:
        """Send the request, and return the response once its head is complete."""
        request = attempt.request
        proxy = await self._network.proxy(request.url)
        certificates = await self._network.certificates(request.url)
        for _ in range(_MOST_STALE):
            body, framing = body_of(attempt, request.body)
            with suppress(StaleConnection):
                return await opened.session.request(
                    request.method,
                    URL(request.url, encoded=True),
                    headers={**_header_fields(request), **framing},
                    data=body,
                    allow_redirects=False,
                    timeout=_client_timeout(attempt.connect, attempt.read),
                    ssl=certificates,
                    proxy=proxy,
                )
        raise StaleConnection

    def _failure(self, attempt: Attempt, error: Exception) -> TransportError:
        """Return the error that a failure means; raise one that is the caller's own."""
        if attempt.body_error is not None:
            return self._error(attempt, TransportError, str(attempt.body_error))
        if isinstance(error, Fault):
            return self._error(attempt, error.kind, error.message)
        if isinstance(error, HeroicsError):
            raise error
        cause = error.error if isinstance(error, Broken) else error
        if not isinstance(cause, FAILURES):
            if (message := describe_unexpected(cause)) is None:
                raise error
            return self._error(attempt, TransportError, message)
        failure = classify(cause)
        kind, message = failure.kind, failure.message
        if attempt.is_overdue and issubclass(kind, RequestTimeout | ConnectionError):
            kind, message = RequestTimeout, "the call did not finish in its total time"
        if proxy := self._network.known_proxy(attempt.request.url):
            name = proxy_name(proxy)
            message = f"{name}: {message}" if failure.is_opening else f"{message} (through {name})"
        return self._error(attempt, kind, message)

    def _error(self, attempt: Attempt, kind: type[TransportError], message: str) -> TransportError:
        request = attempt.request
        method = request.headers.get(OVERRIDE) or request.method
        return kind(message, method=method, url=shown_url(request), sent=attempt.sent)


def _header_fields(request: Request) -> dict[str, str]:
    """Return the headers to send, without those of the body's framing."""
    fields = request.headers
    headers = {name: value for name, value in fields.items() if name.lower() not in _FRAMING}
    headers.update((name, value) for name, value in DEFAULT_HEADERS.items() if name not in fields)
    return headers


@lru_cache(maxsize=64)
def _client_timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_read=read)
