"""What a failure of requests, urllib3 or http.client means: its error class, its message, and what was sent."""

import http.client
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import requests
import urllib3
from urllib3 import exceptions

from heroics_py.display.terminal import escaped
from heroics_py.errors import (
    ConnectionFailed,
    ProtocolError,
    RequestRefused,
    RequestTimeout,
    TransportError,
    UntrustedServer,
)
from heroics_py.secrecy.texts import mask_text

__all__ = ["FAILURES", "Failure", "classify", "library_message"]

_MAX_MESSAGE = 500

FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)
"""What the libraries raise if an exchange fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The meaning of a failed exchange.

    Attributes:
        kind: the class of the error to raise for it.
        message: what happened, in words.
        is_unsent: whether it proves that none of the request was sent.
        is_opening: whether a connection could not be opened; with a proxy, that to the proxy.
    """

    kind: type[TransportError]
    message: str
    is_unsent: bool = False
    is_opening: bool = False


def classify(error: BaseException) -> Failure:
    """Return the meaning of ``error``: the first row of the table that matches an error in its chain."""
    causes = list(_chain(error))
    for kind, explain in _TABLE:
        for cause in causes:
            if isinstance(cause, kind) and (failure := explain(cause)):
                return failure
    return Failure(kind=ConnectionFailed, message="the connection failed")


def library_message(error: BaseException, kind: type[Exception] = requests.RequestException) -> str:
    """Return the text of an error that no connection caused, such as that of a mock without a matching reply.

    Args:
        error: what was raised.
        kind: the class of the library for such errors.
    """
    if not isinstance(error, kind) or not error.args or not isinstance(error.args[0], str):
        return ""
    return escaped(" ".join(mask_text(error.args[0][:_MAX_MESSAGE]).split()))


def _chain(error: object, depth: int = 0) -> Iterator[BaseException]:
    """Yield the errors that ``error`` wraps, the innermost first, and ``error``.

    Its ``__context__`` is left out: it may be an unrelated error, which the caller handles while making this call.
    """
    if not isinstance(error, BaseException) or depth > 8:
        return
    for inner in (*error.args, getattr(error, "reason", None), getattr(error, "original_error", None), error.__cause__):
        yield from _chain(inner, depth + 1)
    yield error


_Explain = Callable[[BaseException], Failure | None]


def _always(kind: type[TransportError], message: str, *, is_unsent: bool = False) -> _Explain:
    failure = Failure(kind=kind, message=message, is_unsent=is_unsent)
    return lambda _: failure


def _not_opened(kind: type[TransportError], message: str) -> _Explain:
    failure = Failure(kind=kind, message=message, is_unsent=True, is_opening=True)
    return lambda _: failure


def _socks(error: BaseException) -> Failure | None:
    if "SOCKS" not in str(error):
        return None
    message = "a SOCKS proxy needs PySocks: pip install 'requests[socks]'"
    return Failure(kind=RequestRefused, message=message, is_unsent=True)


def _tunnel(error: BaseException) -> Failure | None:
    """Return the failure of a proxy to open a tunnel (RFC 9110, 9.3.6), before the request was sent."""
    reason, _, status = str(error.args[0] if error.args else "").partition(": ")
    if type(error) is not OSError or reason != "Tunnel connection failed":
        return None
    code = status[:3] if status[:3].isdigit() else "with an error"
    return Failure(kind=ConnectionFailed, message=f"no tunnel to the server: the proxy answered {code}", is_unsent=True)


def _tls(error: BaseException) -> Failure:
    reason = getattr(error, "verify_message", "")
    if reason:
        message = f"the server's certificate can't be trusted: {reason}"
        return Failure(kind=UntrustedServer, message=message, is_unsent=True)
    return Failure(kind=UntrustedServer, message="TLS failed")


def _status_line(error: BaseException) -> Failure:
    if getattr(error, "line", "\n").endswith("\n"):
        return Failure(kind=ProtocolError, message="the response is not valid HTTP")
    return Failure(kind=ConnectionFailed, message="the connection broke within the status line")


def _http(error: BaseException) -> Failure:
    if "header" in str(error):
        return Failure(kind=ProtocolError, message="the response has too many headers")
    return Failure(kind=ProtocolError, message="the response is not valid HTTP")


_e = exceptions
_TABLE: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], _Explain], ...] = (
    (requests.exceptions.InvalidSchema, _socks),
    (
        (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, _e.LocationParseError),
        _always(RequestRefused, "invalid URL", is_unsent=True),
    ),
    (_e.InvalidHeader, _always(ProtocolError, "the response has contradictory headers")),
    (requests.exceptions.InvalidHeader, _always(RequestRefused, "invalid header", is_unsent=True)),
    (ssl.SSLCertVerificationError, _tls),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), _always(ConnectionFailed, "the connection was closed within TLS")),
    ((ssl.SSLError, _e.SSLError), _tls),
    (_e.NameResolutionError, _not_opened(ConnectionFailed, "the host is unknown")),
    (
        ConnectionRefusedError,
        _not_opened(ConnectionFailed, "the connection was refused: no server listens there"),
    ),
    (_e.NewConnectionError, _not_opened(ConnectionFailed, "the connection could not be opened")),
    (
        (_e.ConnectTimeoutError, requests.ConnectTimeout),
        _not_opened(RequestTimeout, "no connection within the time limit"),
    ),
    (OSError, _tunnel),
    (
        http.client.RemoteDisconnected,
        _always(ConnectionFailed, "the connection was closed before a response came"),
    ),
    (http.client.BadStatusLine, _status_line),
    (_e.ReadTimeoutError, _always(RequestTimeout, "the server sent nothing for too long")),
    (TimeoutError, _always(RequestTimeout, "the server sent nothing for too long")),
    (http.client.IncompleteRead, _always(ConnectionFailed, "the connection broke before the body was complete")),
    (http.client.LineTooLong, _always(ProtocolError, "the response has too long headers")),
    (_e.HeaderParsingError, _always(ProtocolError, "the response has an invalid header line")),
    (http.client.HTTPException, _http),
    (OSError, _always(ConnectionFailed, "the connection broke")),
)
