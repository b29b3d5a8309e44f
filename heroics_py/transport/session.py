"""One exchange with a server: it chooses the route, and turns each failure into an error of this library."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import requests

from heroics_py.errors import ConnectionFailed, HeroicsError, RequestTimeout, TransportError
from heroics_py.http.body_streams import BodyReader, BodyReadError, BodyStream
from heroics_py.http.masking import mask_request_secrets, shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Timeout
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.urls import mask_target
from heroics_py.support.loading import load_modules
from heroics_py.transport.exchange.attempt import Attempt, current_attempt, use_attempt
from heroics_py.transport.exchange.body_reading import read_body
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.exchange.failures import FAILURES, Failure, classify, library_message
from heroics_py.transport.exchange.library_response import response_content, response_headers
from heroics_py.transport.exchange.monkey_patches import are_identical, entry_points, is_expected_build, is_unpatched
from heroics_py.transport.exchange.network_settings import NetworkSettings
from heroics_py.transport.exchange.open_body import OpenBody, arriving_pieces, close_at_once
from heroics_py.transport.exchange.plain_route import PlainRoute, close_connections, open_plain_session
from heroics_py.transport.exchange.proxies import proxy_name
from heroics_py.transport.exchange.request_checks import check_request
from heroics_py.transport.exchange.unexpected_errors import describe_unexpected
from heroics_py.transport.method_override import OVERRIDE

if TYPE_CHECKING:
    from heroics_py.transport.exchange.direct_adapter import DirectRequest

__all__ = ["Session"]

_T = TypeVar("_T")


class Session:
    """Sends a request and reads the response, within its time and size limits.

    It takes the direct route, or the plain one (see `exchange`).

    Args:
        base_url: of the API; what identifies the caller goes to its origin only.
        session: a session of the caller, whose adapters, hooks, proxies, cookies, headers, verify and cert are used;
            None to open one.
        trust_environment: take proxies and certificates from the environment, unless they are passed.
        verify: check certificates: True, False, or a file or folder of trusted ones.
        max_bytes: the largest response, on the wire and decompressed.
        pool_size: connections to keep open to each host.
    """

    def __init__(  # noqa: PLR0913 - each one is an option of `connect`
        self,
        *,
        base_url: str,
        session: object = None,
        trust_environment: bool = True,
        verify: bool | str = True,
        max_bytes: int,
        pool_size: int,
    ) -> None:
        if session is not None and not (isinstance(requests.Session, type) and isinstance(session, requests.Session)):
            raise ValueError(f"session={type(session).__name__}: expected a requests.Session")
        self._origin = origin_of(base_url)
        self._callers_session = session
        self._settings = NetworkSettings(session, trust_environment=trust_environment, verify=verify)
        self._max_bytes = max_bytes
        self._pool_size = pool_size
        self._direct: requests.Session | None = None
        self._plain: tuple[tuple[object, ...], requests.Session] | None = None

    def send(self, request: Request) -> Response:
        """Send ``request`` once and return the whole response.

        Raises:
            RequestRefused: the request is not valid HTTP.
            ConnectionFailed: no connection, or it broke.
            RequestTimeout: not in time.
            ProtocolError: the response is not valid HTTP.
            ResponseTooLarge: the response is larger than the limit.
        """
        check_request(request)
        outcome = self._outcome(request)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def widen(self, pool_size: int) -> None:
        """Keep ``pool_size`` connections open to each host; a session of the caller keeps its own size."""
        self._pool_size = pool_size
        for adapter in self._direct.adapters.values() if self._direct else ():
            adapter.widen(pool_size)  # type: ignore[attr-defined]  # all of them are ours

    def close(self) -> None:
        """Close the connections; closing a session of the caller is up to them."""
        for session in (self._direct, self._plain and self._plain[1]):
            if session is not None and session is not self._callers_session:
                session.close()

    def _outcome(self, request: Request) -> Response | TransportError:
        """Return the response or the error, which `send` raises without the frames of the libraries."""
        return self._within_limits(request, lambda: self._answer(request, self._exchange(request)))

    def _within_limits(self, request: Request, act: Callable[[], _T]) -> _T | TransportError:
        """Return what ``act`` returns within the time limits of ``request``, or the error that its failure means."""
        timeout = Timeout.of(request.options.timeout)
        attempt = Attempt(
            deadline=request.deadline,
            connect=timeout.connect,
            read=timeout.read,
            mask=lambda target: mask_request_secrets(request, mask_target(target, request.secret_fields)),
        )
        with use_attempt(attempt):
            try:
                return act()
            except Fault as fault:
                return fault.kind(fault.message, method=_method(request), url=shown_url(request))
            except BodyReadError as error:
                sent = attempt.sent or not attempt.tracked
                return TransportError(str(error), method=_method(request), url=shown_url(request), sent=sent)
            except FAILURES as error:
                return self._failure(request, attempt, error)
            except HeroicsError:
                raise
            except Exception as error:
                if (message := describe_unexpected(error)) is None:
                    raise
                return TransportError(message, method=_method(request), url=shown_url(request))

    def _exchange(self, request: Request) -> requests.Response:
        """Send ``request`` by one of the routes, and return the response, whose body is still to be read."""
        attempt = current_attempt()
        proxies = self._settings.usable_proxies(request.url)
        settings = {
            "stream": True,
            "timeout": (attempt.left(attempt.connect), attempt.left(attempt.read)),
            "verify": self._settings.certificates(),
            "proxies": proxies,
        }
        session = self._direct_session() if self._callers_session is None else None
        if session is None or request.auth is not None:
            return self._exchange_plainly(self._plain_route(session), request, settings, is_ours=session is not None)
        from heroics_py.transport.exchange.direct_adapter import prepare_request

        prepared = prepare_request(request)
        self._set_body(prepared, request)
        attempt.begun, attempt.direct = True, not request.streamed
        attempt.tracked = not self._uses_socks(request.url)
        return session.get_adapter(request.url).send(prepared, **settings)  # type: ignore[arg-type]

    def _exchange_plainly(
        self, route: PlainRoute, request: Request, settings: dict[str, Any], *, is_ours: bool
    ) -> requests.Response:
        prepared = route.prepare(request)
        self._set_body(prepared, request)
        if not request.streamed:
            prepared.hooks["response"].insert(0, partial(self._read_before_hooks, request.method))
        attempt = current_attempt()
        attempt.begun = True
        attempt.tracked = is_ours and not self._uses_socks(request.url)
        return route.send(prepared, request, **settings)

    def _set_body(self, prepared: requests.PreparedRequest | DirectRequest, request: Request, /) -> None:
        """Set the body of a prepared request, if it is a stream: with its length, or in chunks if that is unknown."""
        if isinstance(request.body, BodyStream):
            prepared.body = BodyReader(request.body)  # type: ignore[assignment]  # requests takes any file
            if request.body.length is None:
                prepared.headers["Transfer-Encoding"] = "chunked"
            else:
                prepared.headers["Content-Length"] = str(request.body.length)

    def _direct_session(self) -> requests.Session | None:
        """Return the session of the direct route; None if something may observe requests."""
        if not (is_expected_build() and is_unpatched()):
            return None
        if self._direct is None:
            load_modules("heroics_py.transport.exchange.direct_adapter")
            from heroics_py.transport.exchange.direct_adapter import open_direct_session

            self._direct = open_direct_session(self._pool_size)
        return self._direct

    def _plain_route(self, session: requests.Session | None) -> PlainRoute:
        """Return the plain route over ``session``; by default over the caller's, or over one that observers see."""
        return PlainRoute(session or self._plain_session(), self._origin, is_callers=self._callers_session is not None)

    def _plain_session(self) -> requests.Session:
        """Return the caller's session, or a plain one without connections from before a patch came or went."""
        patched = entry_points()
        if self._plain is None or not are_identical(self._plain[0], patched):
            if self._plain is not None:
                close_connections(self._plain[1])
            self._plain = (patched, self._callers_session or open_plain_session(self._pool_size))
        return self._plain[1]

    def _read_before_hooks(self, method: str, response: requests.Response, *_: object, **__: object) -> None:
        """Read the body within its limits before a hook reads it without."""
        if not isinstance(response_content(response), bytes):
            response._content = read_body(response, method, limit=self._max_bytes)  # noqa: SLF001 - as iter_content does
            response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001 - the same

    def _answer(self, request: Request, response: requests.Response) -> Response:
        status = getattr(response, "status_code", None)
        if not request.streamed or type(status) is not int:
            return self._response(request, response)
        is_open = request.keeps_open(status, response.headers.get("Content-Type") or "")
        return self._open_response(request, response) if is_open else self._response(request, response)

    def _open_response(self, request: Request, response: requests.Response) -> Response:
        """Return a response whose body is still to be read."""
        pieces = None
        try:
            pieces = arriving_pieces(response)
        finally:
            if pieces is None:
                response.close()
        # A stream of items may last; only its head has to arrive in time.
        limited = request if request.open_types is None else request.replaced(deadline=None)
        return Response(
            status=response.status_code,
            headers=response_headers(response),
            url=request.url,
            method=request.method,
            source=OpenBody(pieces, partial(self._within_limits, limited), partial(close_at_once, response)),
        )

    def _response(self, request: Request, response: requests.Response) -> Response:
        content = response_content(response)
        if not isinstance(content, bytes):
            content = read_body(response, request.method, limit=self._max_bytes)
        return Response(
            status=response.status_code,
            headers=response_headers(response),
            body=content,
            url=request.url,
            method=request.method,
        )

    def _failure(self, request: Request, attempt: Attempt, error: BaseException) -> TransportError:
        """Return the error that a failure of the libraries means."""
        failure = classify(error)
        kind, message = failure.kind, failure.message
        is_overdue = request.deadline is not None and request.deadline - 0.01 <= monotonic()
        if is_overdue and issubclass(kind, RequestTimeout | ConnectionFailed):
            kind, message = RequestTimeout, "the call did not finish in its total time"
        if not attempt.direct and (detail := library_message(error)):
            message = f"{message}: {detail}"
        if proxy := self._settings.proxy_for(request.url):
            name = proxy_name(proxy)
            message = f"{name}: {message}" if failure.is_opening else f"{message} (through {name})"
        sent = self._may_be_sent(request, attempt, failure)
        return kind(message, method=_method(request), url=shown_url(request), sent=sent)

    def _may_be_sent(self, request: Request, attempt: Attempt, failure: Failure) -> bool:
        """Return whether the server may have received some of ``request``."""
        if not attempt.begun:
            return False
        if attempt.tracked:
            return attempt.sent
        return not (failure.is_unsent and self._plain_route(None).sends_once(request))

    def _uses_socks(self, url: str) -> bool:
        return (self._settings.proxy_for(url) or "").lower().startswith("socks")


def _method(request: Request) -> str:
    return request.headers.get(OVERRIDE) or request.method
