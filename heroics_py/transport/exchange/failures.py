"""What a failure of the libraries means: the kind of error, what happened, and whether anything was sent."""

import http.client
import ssl
from collections.abc import Callable, Iterator
from typing import NamedTuple

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

__all__ = ["FAILURES", "Failure", "failure_of", "words_of"]

_LONGEST = 500

FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)
"""What the libraries raise when an exchange fails."""


class Failure(NamedTuple):
    """What went wrong.

    Attributes:
        kind: the error that it becomes.
        message: what happened, in words.
        unsent: whether it proves that nothing of the request has left.
        opening: whether it is a connection that could not be opened: behind a proxy, that to the proxy.
    """

    kind: type[TransportError]
    message: str
    unsent: bool = False
    opening: bool = False


def failure_of(error: BaseException) -> Failure:
    """Return what ``error`` means: the first row of the table decides that fits any error in its chain."""
    causes = list(_chain(error))
    for kind, explain in _ROWS:
        for cause in causes:
            if isinstance(cause, kind) and (found := explain(cause)):
                return found
    return Failure(ConnectionFailed, "the connection failed")


def words_of(error: BaseException) -> str:
    """Return what an error says that no connection caused, such as that of a mock which does not know a request."""
    if not isinstance(error, requests.RequestException) or not error.args or not isinstance(error.args[0], str):
        return ""
    return escaped(" ".join(mask_text(error.args[0][:_LONGEST]).split()))


def _chain(error: object, depth: int = 0) -> Iterator[BaseException]:
    """Yield ``error`` and the errors that it was made of, the innermost first.

    Not its ``__context__``: that may be an error of the caller, who makes this call while they handle it.
    """
    if not isinstance(error, BaseException) or depth > 8:
        return
    for inner in (*error.args, getattr(error, "reason", None), getattr(error, "original_error", None), error.__cause__):
        yield from _chain(inner, depth + 1)
    yield error


_Explain = Callable[[BaseException], Failure | None]


def _always(kind: type[TransportError], message: str, *, unsent: bool = False) -> _Explain:
    failure = Failure(kind, message, unsent)
    return lambda _: failure


def _not_opened(kind: type[TransportError], message: str) -> _Explain:
    failure = Failure(kind, message, unsent=True, opening=True)
    return lambda _: failure


def _socks(error: BaseException) -> Failure | None:
    if "SOCKS" not in str(error):
        return None
    return Failure(RequestRefused, "a SOCKS proxy needs PySocks: pip install 'requests[socks]'", unsent=True)


def _tunnel(error: BaseException) -> Failure | None:
    """Return what a proxy means that opens no tunnel (RFC 9110, 9.3.6): the request was to follow."""
    refused, _, status = str(error.args[0] if error.args else "").partition(": ")
    if type(error) is not OSError or refused != "Tunnel connection failed":
        return None
    code = status[:3] if status[:3].isdigit() else "no success"
    return Failure(ConnectionFailed, f"no tunnel to the server: the proxy answered {code}", unsent=True)


def _tls(error: BaseException) -> Failure:
    why = getattr(error, "verify_message", "")
    if why:
        return Failure(UntrustedServer, f"the server's certificate can't be trusted: {why}", unsent=True)
    return Failure(UntrustedServer, "TLS could not be agreed on, or broke")


def _status_line(error: BaseException) -> Failure:
    if getattr(error, "line", "\n").endswith("\n"):
        return Failure(ProtocolError, "the answer is not valid HTTP")
    return Failure(ConnectionFailed, "the connection broke within the status line")


def _http(error: BaseException) -> Failure:
    if "header" in str(error):
        return Failure(ProtocolError, "the answer has too many header fields")
    return Failure(ProtocolError, "the answer is not valid HTTP")


_e = exceptions
_ROWS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], _Explain], ...] = (
    (requests.exceptions.InvalidSchema, _socks),
    (
        (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, _e.LocationParseError),
        _always(RequestRefused, "the URL can't be sent as it is", unsent=True),
    ),
    (_e.InvalidHeader, _always(ProtocolError, "the answer has contradicting header fields")),
    (requests.exceptions.InvalidHeader, _always(RequestRefused, "a header can't be sent as it is", unsent=True)),
    (ssl.SSLCertVerificationError, _tls),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), _always(ConnectionFailed, "the connection was closed within TLS")),
    ((ssl.SSLError, _e.SSLError), _tls),
    (_e.NameResolutionError, _not_opened(ConnectionFailed, "the host is unknown")),
    (
        ConnectionRefusedError,
        _not_opened(ConnectionFailed, "nothing listens there: the connection was refused"),
    ),
    (_e.NewConnectionError, _not_opened(ConnectionFailed, "the connection could not be opened")),
    (
        (_e.ConnectTimeoutError, requests.ConnectTimeout),
        _not_opened(RequestTimeout, "no connection in the time for it"),
    ),
    (OSError, _tunnel),
    (
        http.client.RemoteDisconnected,
        _always(ConnectionFailed, "the connection was closed before an answer came"),
    ),
    (http.client.BadStatusLine, _status_line),
    (_e.ReadTimeoutError, _always(RequestTimeout, "the server fell silent")),
    (TimeoutError, _always(RequestTimeout, "the server fell silent")),
    (http.client.IncompleteRead, _always(ConnectionFailed, "the connection broke before the body was whole")),
    (http.client.LineTooLong, _always(ProtocolError, "the answer has too long header fields")),
    (_e.HeaderParsingError, _always(ProtocolError, "the answer has a header line that is not valid")),
    (http.client.HTTPException, _http),
    (OSError, _always(ConnectionFailed, "the connection broke")),
)
