"""One exchange with a server: over the direct way or the plain one, and every failure as an error of ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy

from heroics_py.errors import ConnectionFailed, HeroicsError, ProtocolError, RequestTimeout, TransportError
from heroics_py.http.masking import mask_request_secrets, shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Timeout
from heroics_py.http.origins import is_loopback, origin_of
from heroics_py.secrecy.urls import mask_target
from heroics_py.support.loading import load_modules
from heroics_py.transport.exchange import untouched as doors
from heroics_py.transport.exchange.attempt import Attempt, current_attempt, during
from heroics_py.transport.exchange.caller_errors import strange_failure
from heroics_py.transport.exchange.decoding import Fault, body_of, coding_of, too_large
from heroics_py.transport.exchange.direct_response import Whole
from heroics_py.transport.exchange.failures import FAILURES, failure_of, words_of
from heroics_py.transport.exchange.framing import CHUNKED, length_of
from heroics_py.transport.exchange.library_responses import check_header, content_of, headers_of
from heroics_py.transport.exchange.plain_session import Plain, close_connections, open_plain_session
from heroics_py.transport.exchange.proxies import is_readable, shown_proxy
from heroics_py.transport.exchange.request_check import check
from heroics_py.transport.overriding import OVERRIDE

if TYPE_CHECKING:
    from heroics_py.transport.exchange.direct_adapter import DirectRequest

__all__ = ["Session"]

_T = TypeVar("_T")
_PIECE = 1 << 16


class Session:
    """Sends a request and reads the answer, within its time and its bounds.

    There are two ways. The direct one is ours: its connections keep the deadline and know what has left. The plain one
    is a session of requests, as its documents have it: for a session of the caller, and whenever something else stands
    at a door of requests, urllib3 or http.client (a mock, a recorder, an instrument, a fork of one of them).

    Args:
        base_url: the API; what identifies the caller goes to its origin only.
        session: a session of the caller, whose adapters, hooks, proxies, cookies, headers, verify and cert are kept;
            None for one of our own.
        trust_environment: take proxies and certificates from the environment, unless something else is given.
        verify: check certificates: True, or a file or folder of trusted ones; False for not at all.
        max_bytes: the largest answer, on the wire and decompressed.
        pool_size: connections that are kept open to a host.
    """

    _reads_whole = True

    def __init__(  # noqa: PLR0913 - each one is a promise of its own
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
        self._given = session
        self._trust = trust_environment and (session is None or session.trust_env)
        self._verify = verify
        self._max_bytes = max_bytes
        self._pool_size = pool_size
        self._direct: requests.Session | None = None
        self._observed: tuple[tuple[object, ...], requests.Session] | None = None
        self._environment_proxies: dict[str, dict[str, str]] = {}

    def send(self, request: Request) -> Response:
        """Send ``request`` once and return the whole answer.

        Raises:
            RequestRefused: it can't be sent as it is.
            ConnectionFailed: no connection, or it broke.
            RequestTimeout: not in time.
            ProtocolError: the answer is not valid HTTP.
            ResponseTooLarge: the answer is larger than the limit.
        """
        check(request)
        outcome = self._outcome(request)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def widen(self, pool_size: int) -> None:
        """Keep ``pool_size`` connections open to a host; a session of the caller stays as they made it."""
        self._pool_size = pool_size
        for adapter in self._direct.adapters.values() if self._direct else ():
            adapter.widen(pool_size)  # type: ignore[attr-defined]  # all of them are ours

    def close(self) -> None:
        """Close the connections; a session of the caller is theirs to close."""
        for session in (self._direct, self._observed and self._observed[1]):
            if session is not None and session is not self._given:
                session.close()

    def _outcome(self, request: Request) -> Response | TransportError:
        """Return the answer or the error: raised further up, where no frame of a library hangs on it."""
        return self._within_bounds(request, lambda: self._response(request, self._answer(request)))

    def _within_bounds(self, request: Request, act: Callable[[], _T]) -> _T | TransportError:
        """Return what ``act`` returns in the time that the request has, or the error that its failure means."""
        timeout = Timeout.of(request.options.timeout)
        attempt = Attempt(
            deadline=request.deadline,
            connect=timeout.connect,
            read=timeout.read,
            mask=lambda target: mask_request_secrets(request, mask_target(target, request.secret_fields)),
        )
        with during(attempt):
            try:
                return act()
            except Fault as fault:
                return fault.kind(fault.message, method=_method(request), url=_shown(request))
            except FAILURES as error:
                return self._failure(request, attempt, error)
            except HeroicsError:
                raise
            except Exception as error:
                if (message := strange_failure(error)) is None:
                    raise
                return TransportError(message, method=_method(request), url=_shown(request))

    def _answer(self, request: Request) -> requests.Response:
        attempt = current_attempt()
        proxies = self._usable_proxies(request.url)
        settings = {
            "stream": True,
            "timeout": (attempt.left(attempt.connect), attempt.left(attempt.read)),
            "verify": self._certificates(),
            "proxies": proxies,
        }
        session = self._direct_session() if self._given is None else None
        if session is None or request.auth is not None:
            return self._sent_plainly(self._plain(session), request, settings, tracked=session is not None)
        from heroics_py.transport.exchange.direct_adapter import prepare_directly

        prepared = prepare_directly(request)
        self._dress(prepared)
        attempt.begun, attempt.direct = True, self._reads_whole
        attempt.tracked = not _is_socks(request.url, proxies)
        return session.get_adapter(request.url).send(prepared, **settings)  # type: ignore[arg-type]

    def _sent_plainly(
        self, plain: Plain, request: Request, settings: dict[str, Any], *, tracked: bool
    ) -> requests.Response:
        prepared = plain.prepare(request)
        self._dress(prepared)
        if self._reads_whole:
            prepared.hooks["response"].insert(0, partial(self._read_before_hooks, request.method))
        attempt = current_attempt()
        attempt.begun = True
        attempt.tracked = tracked and not _is_socks(request.url, settings["proxies"])
        return plain.send(prepared, request, **settings)

    def _dress(self, prepared: requests.PreparedRequest | DirectRequest) -> None:
        """Complete a request that was prepared for either way."""

    def _direct_session(self) -> requests.Session | None:
        """Return the session of the direct way; None if somebody may be observing."""
        if not (doors.is_expected_build() and doors.is_untouched()):
            return None
        if self._direct is None:
            load_modules("heroics_py.transport.exchange.direct_adapter")
            from heroics_py.transport.exchange.direct_adapter import open_direct_session

            self._direct = open_direct_session(self._pool_size)
        return self._direct

    def _plain(self, session: requests.Session | None) -> Plain:
        """Return the plain way over ``session``; without one, over the caller's, or one that observers see."""
        return Plain(session or self._observed_session(), self._origin, foreign=self._given is not None)

    def _observed_session(self) -> requests.Session:
        """Return the caller's session, or a plain one, without connections from before an observer came or went."""
        observers = doors.behind_the_doors()
        if self._observed is None or not doors.are_the_same(self._observed[0], observers):
            if self._observed is not None:
                close_connections(self._observed[1])
            self._observed = (observers, self._given or open_plain_session(self._pool_size))
        return self._observed[1]

    def _read_before_hooks(self, method: str, answer: requests.Response, *_: object, **__: object) -> None:
        """Read the answer within its bounds before any hook does it without."""
        if not isinstance(content_of(answer), bytes):
            answer._content = self._body(answer, method)  # noqa: SLF001 - as iter_content does
            answer._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001 - the same

    def _response(self, request: Request, answer: requests.Response) -> Response:
        content = content_of(answer)
        body = content if isinstance(content, bytes) else self._body(answer, request.method)
        return Response(
            status=answer.status_code,
            headers=headers_of(answer),
            body=body,
            url=request.url,
            method=request.method,
        )

    def _body(self, answer: requests.Response, method: str) -> bytes:
        body = None
        try:
            body = self._read(answer, method)
        except ValueError:  # the library took a length as it came
            pass
        finally:
            if body is None:
                answer.close()
        if body is None:
            raise Fault(ProtocolError, "the body is not framed as HTTP has it")
        return body

    def _read(self, answer: requests.Response, method: str) -> bytes:
        if 100 <= answer.status_code < 200:  # the answer is still to come on this connection, and is nobody else's
            raise Fault(ProtocolError, f"the session's adapter took an interim {answer.status_code} for the answer")
        check_header(answer)
        raw, limit = answer.raw, self._max_bytes
        headers = headers_of(answer)
        empty = method == "HEAD" or answer.status_code in (204, 304)
        if empty and not isinstance(raw, Whole):
            _give_back(answer)
            return b""
        length = 0 if empty else length_of(headers)
        if length is not None and length > limit:
            raise too_large(limit)
        coding = "" if empty else coding_of(headers.get("Content-Encoding"))
        if isinstance(raw, Whole):
            return body_of((raw.read(),), coding=coding, limit=limit)
        repeated = length != CHUNKED and "," in (headers.get("Content-Length") or "") and hasattr(raw, "stream")
        pieces = _exactly(raw, length or 0) if repeated else _pieces(raw)
        return body_of(pieces, coding=coding, limit=limit)

    def _certificates(self) -> bool | str:
        if self._verify is not True:
            return self._verify
        known = True if self._given is None else self._given.verify
        if known is not True and known is not None:
            return known
        named = (os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")) if self._trust else None
        return named or True

    def _proxies(self, url: str) -> dict[str, str]:
        """Return the proxies: the session's own, else the environment's, which this machine itself never needs."""
        place = origin_of(url) or url
        known = self._environment_proxies.get(place)
        if known is None:
            wanted = self._trust and not is_loopback(urlsplit(url).hostname or "")
            known = dict(get_environ_proxies(url, no_proxy=None)) if wanted else {}
            self._environment_proxies[place] = known
        own = None if self._given is None else self._given.proxies
        return {**known, **own} if own else known

    def _usable_proxies(self, url: str) -> dict[str, str]:
        """Return the proxies, unless the one for ``url`` can't be taken apart."""
        proxies = self._proxies(url)
        if proxies and (proxy := select_proxy(url, proxies)) and not is_readable(proxy):
            raise requests.exceptions.InvalidProxyURL
        return proxies

    def _failure(self, request: Request, attempt: Attempt, error: BaseException) -> TransportError:
        kind, message, unsent, opening = failure_of(error)
        deadline = request.deadline
        if (
            deadline is not None
            and deadline - 0.01 <= monotonic()
            and issubclass(kind, RequestTimeout | ConnectionFailed)
        ):
            kind, message = RequestTimeout, "not done in the time that the call was given"
        if not attempt.direct and (words := words_of(error)):
            message = f"{message}: {words}"
        if proxy := select_proxy(request.url, self._proxies(request.url)):
            where = shown_proxy(proxy)
            message = f"{where}: {message}" if opening else f"{message} (through {where})"
        sent = attempt.begun and (attempt.sent if attempt.tracked else not (unsent and self._is_the_only_one(request)))
        return kind(message, method=_method(request), url=_shown(request), sent=sent)

    def _is_the_only_one(self, request: Request) -> bool:
        """Return whether the attempt that failed is the only one that was made for ``request``."""
        return self._plain(None).proves_what_was_sent(request)


def _give_back(answer: requests.Response) -> None:
    """Give back the connection of an answer without a body; an adapter of the caller may have none."""
    release = getattr(answer.raw, "release_conn", None)
    if release is not None:
        release()
    elif answer.raw is None or hasattr(answer.raw, "close"):
        answer.close()


def _pieces(raw: Any) -> Iterator[bytes]:
    """Yield the body as it is on the wire."""
    if raw is None:
        return
    if hasattr(raw, "stream"):
        yield from raw.stream(_PIECE, decode_content=False)
    else:  # an adapter of the caller may answer with any file
        while piece := raw.read(_PIECE):
            if not isinstance(piece, bytes):
                raise Fault(ProtocolError, f"the body was to be bytes, and the session answered {type(piece).__name__}")
            yield piece


def _exactly(raw: Any, length: int) -> Iterator[bytes]:
    """Yield a body whose length the library could not read, and close its connection."""
    while length > 0 and (piece := raw.read(min(length, _PIECE), decode_content=False)):
        length -= len(piece)
        yield piece
    raw.close()
    if length > 0:
        raise Fault(ConnectionFailed, "the connection broke before the body was whole")


def _is_socks(url: str, proxies: dict[str, str]) -> bool:
    return (select_proxy(url, proxies) or "").lower().startswith("socks")


def _method(request: Request) -> str:
    return request.headers.get(OVERRIDE) or request.method


def _shown(request: Request) -> str:
    return shown_url(request)
