"""One exchange with a server: it chooses the way to the wire, and turns each failure into an error of this library."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import requests

from heroics_py.errors import ConnectionFailed, HeroicsError, RequestTimeout, TransportError
from heroics_py.http.body_streams import BodyReadError
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Timeout
from heroics_py.http.origins import origin_of
from heroics_py.support.loading import load_modules
from heroics_py.transport.exchange.attempt import Attempt, current_attempt
from heroics_py.transport.exchange.body_reading import OpenBody
from heroics_py.transport.exchange.cut_bodies import with_partial
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.exchange.doors import REQUESTS, WIRE, State, are_same, is_wire_usual
from heroics_py.transport.exchange.failures import FAILURES, Failure, classify, library_message
from heroics_py.transport.exchange.log_masking import masked_logs
from heroics_py.transport.exchange.network_settings import NetworkSettings
from heroics_py.transport.exchange.proxies import is_socks, proxy_name
from heroics_py.transport.exchange.request_checks import check_request
from heroics_py.transport.exchange.unexpected_errors import describe_unexpected
from heroics_py.transport.rules.method_override import OVERRIDE

if TYPE_CHECKING:
    from heroics_py.transport.exchange.pool_exchange import PoolExchange
    from heroics_py.transport.exchange.session_exchange import SessionExchange

__all__ = ["Session"]

_T = TypeVar("_T")
_UNMASKED = nullcontext()


class Session:
    """Sends a request and reads the response, within its time and size limits.

    It takes one of the two ways that `exchange` describes.

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
        self._settings = NetworkSettings(session, trust_environment=trust_environment, verify=verify)
        self._home = origin_of(base_url)
        self._callers_session = session
        self._max_bytes = max_bytes
        self._pool_size = pool_size
        self._pools: PoolExchange | None = None
        self._exchanges: dict[bool, SessionExchange] = {}
        self._wire: State | None = None

    def send(self, request: Request) -> Response:
        """Send ``request`` once and return the whole response, or an open one if the request is streamed.

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
        if self._pools is not None:
            self._pools.widen(pool_size)
        if self._callers_session is None:
            self._exchanges = {}  # the next request opens a session of the new size

    def close(self) -> None:
        """Close the connections; closing a session of the caller is up to them."""
        for exchange in (self._pools, *self._exchanges.values()):
            if exchange is not None:
                exchange.close()

    def _outcome(self, request: Request) -> Response | TransportError:
        """Return the response or the error, which `send` raises without the frames of the libraries."""
        outcome = self._within_limits(request, partial(self._exchange, request))
        if isinstance(outcome, Response) and isinstance(outcome.source, OpenBody):
            # A stream of items may last; only its head has to arrive in time.
            limited = request if request.open_types is None else request.replaced(deadline=None)
            outcome.source.within_limits = partial(self._within_limits, limited)
        return outcome

    def _within_limits(self, request: Request, act: Callable[[], _T]) -> _T | TransportError:
        """Return what ``act`` returns within the time limits of ``request``, or the error that its failure means."""
        timeout = Timeout.of(request.options.timeout)
        attempt = Attempt(deadline=request.deadline, connect=timeout.connect, read=timeout.read)
        with attempt, masked_logs(request, attempt) if "?" in request.url else _UNMASKED:
            try:
                return act()
            except Fault as fault:
                error = fault.kind(fault.message, method=_method(request), url=shown_url(request))
                return _with_partial(error, request, attempt)
            except BodyReadError as failure:
                sent = attempt.sent or not attempt.tracked
                return TransportError(str(failure), method=_method(request), url=shown_url(request), sent=sent)
            except FAILURES as failure:
                return _with_partial(self._failure(request, attempt, failure), request, attempt)
            except HeroicsError:
                raise
            except Exception as failure:
                if (message := describe_unexpected(failure)) is None:
                    raise
                return TransportError(message, method=_method(request), url=shown_url(request))

    def _exchange(self, request: Request) -> Response:
        """Send ``request`` on its way to the wire."""
        proxy, attempt = self._settings.proxy_for(request.url), current_attempt()
        pools = self._open_pools() if self._callers_session is None and not is_socks(proxy) else None
        if pools is not None and proxy is None and request.auth is None and REQUESTS.are_original():
            return pools.send(request)
        exchange = self._session_exchange(is_timed=pools is not None)
        attempt.tracked = pools is not None
        if attempt.deadline is None or attempt.tracked:
            return exchange.send(request)
        attempt.left(None)
        load_modules("heroics_py.transport.exchange.worker")
        from heroics_py.transport.exchange.worker import finish_by

        return finish_by(attempt.deadline, lambda: exchange.send(request), _discard)

    def _open_pools(self) -> PoolExchange | None:
        """Return the pools of our own connections; None if urllib3 is another build, or something replaced a part."""
        if not is_wire_usual():
            return None
        if self._pools is None:
            load_modules("heroics_py.transport.exchange.pool_exchange")
            from heroics_py.transport.exchange.pool_exchange import PoolExchange

            self._pools = PoolExchange(self._settings, max_bytes=self._max_bytes, pool_size=self._pool_size)
        return self._pools

    def _session_exchange(self, *, is_timed: bool) -> SessionExchange:
        """Return the exchange over a session, without connections from before something replaced a part of urllib3.

        Args:
            is_timed: whether our own connections may serve it.
        """
        load_modules("heroics_py.transport.exchange.session_exchange")
        from heroics_py.transport.exchange.session_exchange import SessionExchange, close_connections, open_session

        exchange = self._exchanges.get(is_timed)
        if exchange is None:
            session: Any = self._callers_session or open_session(self._pool_size, timed=is_timed)
            is_callers = self._callers_session is not None
            exchange = self._exchanges[is_timed] = SessionExchange(
                session, self._settings, home=self._home, is_callers=is_callers, max_bytes=self._max_bytes
            )
        wire, self._wire = self._wire, WIRE.state()
        if wire is not None and not are_same(wire, self._wire):
            close_connections(exchange.session)
        return exchange

    def _failure(self, request: Request, attempt: Attempt, error: BaseException) -> TransportError:
        """Return the error that a failure of the libraries means."""
        failure = classify(error)
        kind, message = failure.kind, failure.message
        is_overdue = request.deadline is not None and request.deadline - 0.01 <= monotonic()
        if is_overdue and issubclass(kind, RequestTimeout | ConnectionFailed):
            kind, message = RequestTimeout, "the call did not finish in its total time"
        if detail := library_message(error):
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
        return not (failure.is_unsent and self._session_exchange(is_timed=False).sends_once(request))


def _with_partial(error: TransportError, request: Request, attempt: Attempt) -> TransportError:
    """Return ``error`` with what arrived of the response."""
    return error if attempt.arrived is None else with_partial(error, request, *attempt.arrived)


def _discard(response: Response) -> None:
    if isinstance(response.source, OpenBody):
        response.source.close()


def _method(request: Request) -> str:
    return request.headers.get(OVERRIDE) or request.method
