"""Where requests sends: one session with its connections kept open, and every failure as an error of ours."""

import http.client
import os
import ssl
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

import requests
import urllib3
from requests.utils import get_environ_proxies, select_proxy

from heroics_py.errors import (
    ConnectionFailed,
    ProtocolError,
    RequestRefused,
    RequestTimeout,
    TransportError,
    UntrustedServer,
)
from heroics_py.messages import Headers, Request, Response
from heroics_py.options import Timeout
from heroics_py.transport.adapter import Adapter, by_hand, fields_of, open_session, split
from heroics_py.transport.checking import check
from heroics_py.transport.decoding import Fault, body_of, coding_of, too_large
from heroics_py.transport.masking import is_secret_name, masked_url, shown_origin
from heroics_py.transport.origins import is_loopback, origin
from heroics_py.transport.overriding import OVERRIDE
from heroics_py.transport.pools import Whole
from heroics_py.transport.proxying import is_readable
from heroics_py.transport.wire import current

__all__ = ["Session"]

_Made = TypeVar("_Made")
_PIECE = 1 << 16


class Session:
    """Sends a request over a session of requests and reads the answer, within its time and its bounds.

    Args:
        base_url: where the API lives; credentials of ``session`` go to its origin alone.
        session: a session of the caller, whose adapters, hooks, proxies, cookies, headers, verify and cert are kept;
            None for one of our own.
        trust_environment: take proxies and certificates from the environment, where nothing else is said.
        verify: check certificates: True, or a file or folder of trusted ones; False for not at all.
        max_bytes: the largest answer, on the wire and decompressed.
        pool_size: connections that are kept open to a host.
    """

    _takes_whole = True

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
        if session is not None and not isinstance(session, requests.Session):
            raise ValueError(f"session={type(session).__name__}: expected a requests.Session")
        self._origin = origin(base_url)
        self._foreign = session is not None
        self._session = session or open_session(pool_size)
        self._trust = trust_environment and self._session.trust_env
        self._verify = verify
        self._max_bytes = max_bytes
        self._from_environment: dict[str, dict[str, str]] = {}

    def send(self, request: Request) -> Response:
        """Send ``request`` once and return the whole answer.

        Raises:
            RequestRefused: it can't be sent as it is.
            ConnectionFailed: no connection, or it broke.
            RequestTimeout: not in time.
            ProtocolError: the answer is no HTTP as it should be.
            ResponseTooLarge: the answer is larger than the limit.
        """
        check(request)
        outcome = self._outcome(request)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def widen(self, pool_size: int) -> None:
        """Keep ``pool_size`` connections open to a host; a session of the caller stays as they made it."""
        for adapter in () if self._foreign else self._session.adapters.values():
            if isinstance(adapter, Adapter):
                adapter.widen(pool_size)

    def close(self) -> None:
        """Close the connections; a session of the caller is theirs to close."""
        if not self._foreign:
            self._session.close()

    def _outcome(self, request: Request) -> Response | TransportError:
        """Return the answer or the error: raised further up, where no frame of a library hangs on it."""

        def exchanged() -> Response:
            timeout = (current.left(current.connect), current.left(current.read))
            return self._response(request, self._answer(request, timeout))

        return self._within_bounds(request, exchanged)

    def _within_bounds(self, request: Request, act: Callable[[], _Made]) -> _Made | TransportError:
        """Return what ``act`` makes in the time that the request has, or the error that its failure means."""
        timeout = Timeout.of(request.options.timeout)
        current.deadline, current.sent = request.deadline, False
        current.connect, current.read = timeout.connect, timeout.read
        current.secret_fields = request.secret_fields
        try:
            return act()
        except Fault as fault:
            return fault.kind(fault.message, method=_method(request), url=_shown(request))
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            return self._failure(request, error)
        finally:
            current.deadline, current.unseen = None, False

    def _answer(self, request: Request, timeout: tuple[float | None, float | None]) -> requests.Response:
        session = self._session
        quick = not self._foreign and request.auth is None
        prepared = self._prepared_quickly(request) if quick else self._prepared(request)
        settings = {
            "stream": True,
            "timeout": timeout,
            "verify": self._certificates(),
            "cert": session.cert,
            "proxies": self._usable_proxies(request.url),
        }
        if quick:
            current.unseen = self._takes_whole
            return session.get_adapter(request.url).send(prepared, **settings)  # type: ignore[arg-type]
        return session.send(prepared, allow_redirects=False, **settings)  # type: ignore[arg-type]

    def _prepared_quickly(self, request: Request) -> requests.PreparedRequest:
        """Prepare the request by hand: there is no session to merge, and no credential but its own."""
        return by_hand(request)

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        """Merge the request with the session, whose own credentials stay at home; netrc is not asked."""
        session = self._session
        headers: dict[str, str | None] = {**fields_of(request)}
        named = str(session.headers.get("User-Agent", "python-requests/"))
        if "User-Agent" not in request.headers and not named.startswith("python-requests/"):
            del headers["User-Agent"]  # the caller gave their session a name of its own
        at_home = origin(request.url) == self._origin
        if not at_home:
            headers |= {name: None for name in session.headers if is_secret_name(name)}
        fresh = requests.Request(
            request.method,
            request.url,
            headers=headers,
            data=request.body,
            auth=request.auth or _as_it_stands,
        )
        prepared = session.prepare_request(fresh)
        if not at_home:
            prepared.prepare_url(request.url, None)
        prepared.hooks["response"].insert(0, self._read_whole)
        return prepared

    def _read_whole(self, answer: requests.Response, *_: object, **__: object) -> None:
        """Read the answer within its bounds before any hook does it without."""
        answer._content = self._body(answer, (answer.request.method or "").upper())  # noqa: SLF001 - as iter_content does
        answer._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001 - the same

    def _response(self, request: Request, answer: requests.Response) -> Response:
        content: object = answer._content  # noqa: SLF001 - False until it has been read
        body = content if isinstance(content, bytes) else self._body(answer, request.method)
        return Response(
            status=answer.status_code,
            headers=headers if isinstance(headers := answer.headers, Headers) else Headers(headers.items()),
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
        raw, limit = answer.raw, self._max_bytes
        empty = method == "HEAD" or answer.status_code in (204, 304)
        if isinstance(raw, Whole):
            if raw.length > limit:
                raise too_large(limit)
            coding = "" if empty else coding_of(raw.headers.get("Content-Encoding"))
            return body_of((raw.read(),), coding=coding, limit=limit)
        if empty:
            answer.close() if raw is None else raw.release_conn()
            return b""
        length = answer.headers.get("Content-Length", "")
        if len(length) > 18 or (length.isdecimal() and int(length) > limit):
            raise too_large(limit)
        coding = coding_of(answer.headers.get("Content-Encoding"))
        return body_of(_pieces(answer), coding=coding, limit=limit)

    def _certificates(self) -> bool | str:
        if self._verify is not True:
            return self._verify
        known = self._session.verify
        if known is not True and known is not None:
            return known
        named = (os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")) if self._trust else None
        return named or True

    def _proxies(self, url: str) -> dict[str, str]:
        """Return the proxies: the session's own, else the environment's, which this machine itself never needs."""
        place = split(url)[0]
        known = self._from_environment.get(place)
        if known is None:
            wanted = self._trust and not is_loopback(urlsplit(url).hostname or "")
            known = dict(get_environ_proxies(url, no_proxy=None)) if wanted else {}
            self._from_environment[place] = known
        own = self._session.proxies
        return {**known, **own} if own else known

    def _usable_proxies(self, url: str) -> dict[str, str]:
        """Return the proxies, unless the one for ``url`` can't be taken apart."""
        proxies = self._proxies(url)
        if proxies and (proxy := select_proxy(url, proxies)) and not is_readable(proxy):
            raise requests.exceptions.InvalidProxyURL
        return proxies

    def _failure(self, request: Request, error: BaseException) -> TransportError:
        kind, message, unsent = _explained(error)
        deadline = request.deadline
        if (
            deadline is not None
            and deadline - 0.01 <= monotonic()
            and issubclass(kind, RequestTimeout | ConnectionFailed)
        ):
            kind, message = RequestTimeout, "not done in the time that the call was given"
        proxy = select_proxy(request.url, self._proxies(request.url))
        if proxy and unsent:
            message = f"{message} (by {_shown_proxy(proxy)})"
        sent = not unsent if self._foreign else current.sent
        return kind(message, method=_method(request), url=_shown(request), sent=sent)


def _as_it_stands(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the request alone: an authorization object that keeps requests from looking into netrc."""
    return prepared


def _pieces(answer: requests.Response) -> Iterable[bytes]:
    raw = answer.raw
    if raw is None:
        return ()
    if not hasattr(raw, "stream"):  # an adapter of the caller may answer with any file
        return iter(lambda: raw.read(_PIECE), b"")
    pieces: Iterator[bytes] = raw.stream(_PIECE, decode_content=False)
    return pieces


def _method(request: Request) -> str:
    return request.headers.get(OVERRIDE) or request.method


def _shown_proxy(proxy: str) -> str:
    return f"the proxy {place}" if (place := shown_origin(proxy)) else "a proxy whose URL can't be read"


def _shown(request: Request) -> str:
    return masked_url(request.url, request.secret_fields)


_Explanation = tuple[type[TransportError], str, bool]


def _explained(error: BaseException) -> _Explanation:
    """Return the kind of error, what happened, and whether it is certain that nothing was sent."""
    causes = list(_causes(error))
    for kind, told in _EXPLANATIONS:
        for cause in causes:
            if isinstance(cause, kind):
                return told(cause)
    return ConnectionFailed, "the connection failed", False


def _causes(error: object, depth: int = 0) -> Iterator[BaseException]:
    """Yield ``error`` and the errors that it was made of, the innermost first."""
    if not isinstance(error, BaseException) or depth > 8:
        return
    for inner in (*error.args, getattr(error, "reason", None), error.__cause__, error.__context__):
        yield from _causes(inner, depth + 1)
    yield error


def _always(
    kind: type[TransportError], message: str, *, unsent: bool = False
) -> Callable[[BaseException], _Explanation]:
    return lambda _: (kind, message, unsent)


def _of_tls(error: BaseException) -> _Explanation:
    why = getattr(error, "verify_message", "")
    if why:
        return UntrustedServer, f"the server's certificate can't be trusted: {why}", True
    return UntrustedServer, "TLS could not be agreed on, or broke", False


def _of_http(error: BaseException) -> _Explanation:
    if "header" in str(error):
        return ProtocolError, "the answer has too many header fields", False
    return ProtocolError, "what came back is no HTTP", False


_e = urllib3.exceptions
# The first row wins that fits any error of the chain.
_EXPLANATIONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Callable[..., _Explanation]], ...] = (
    (
        (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, _e.LocationParseError),
        _always(RequestRefused, "the URL can't be sent as it is", unsent=True),
    ),
    (_e.InvalidHeader, _always(ProtocolError, "the answer has contradicting header fields")),
    (requests.exceptions.InvalidHeader, _always(RequestRefused, "a header can't be sent as it is", unsent=True)),
    (ssl.SSLCertVerificationError, _of_tls),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), _always(ConnectionFailed, "the connection was closed within TLS")),
    ((ssl.SSLError, _e.SSLError), _of_tls),
    (_e.NameResolutionError, _always(ConnectionFailed, "the host is unknown", unsent=True)),
    (
        ConnectionRefusedError,
        _always(ConnectionFailed, "nothing listens there: the connection was refused", unsent=True),
    ),
    (_e.NewConnectionError, _always(ConnectionFailed, "the connection could not be opened", unsent=True)),
    (
        (_e.ConnectTimeoutError, requests.ConnectTimeout),
        _always(RequestTimeout, "no connection in the time for it", unsent=True),
    ),
    (_e.ProxyError, _always(ConnectionFailed, "the proxy does not connect", unsent=True)),
    (
        http.client.RemoteDisconnected,
        _always(ConnectionFailed, "the connection was closed before an answer came"),
    ),
    (http.client.BadStatusLine, _always(ProtocolError, "what came back is no HTTP")),
    (_e.ReadTimeoutError, _always(RequestTimeout, "the server fell silent")),
    (TimeoutError, _always(RequestTimeout, "the server fell silent")),
    (http.client.IncompleteRead, _always(ConnectionFailed, "the connection broke before the body was whole")),
    ((http.client.LineTooLong, _e.HeaderParsingError), _always(ProtocolError, "the answer has too long header fields")),
    (http.client.HTTPException, _of_http),
    (OSError, _always(ConnectionFailed, "the connection broke")),
)
