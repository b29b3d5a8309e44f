"""What a failure of aiohttp means: its error class, its message, and what was sent."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
from aiohttp import http_exceptions

from heroics_py.errors import ConnectionFailed, ProtocolError, RequestRefused, RequestTimeout, TransportError
from heroics_py.transport.exchange.failures import Failure, library_message
from heroics_py.transport.exchange.failures import classify as classify_cause

__all__ = ["FAILURES", "classify"]

FAILURES = (aiohttp.ClientError, http_exceptions.HttpProcessingError, OSError, asyncio.IncompleteReadError)
"""What aiohttp raises if an exchange fails."""

_NO_RESPONSE = "the connection was closed before a response came"
_CUT_BODY = "the connection broke before the body was complete"


def classify(error: BaseException) -> Failure:
    """Return the meaning of ``error``: the first row of the table that matches, else what its cause means."""
    for kind, explain in _TABLE:
        if isinstance(error, kind) and (failure := explain(error)):
            return failure
    failure = classify_cause(error)
    if type(error) is aiohttp.ClientConnectionError and (text := library_message(error, aiohttp.ClientError)):
        return replace(failure, message=f"{failure.message}: {text}")
    return failure


_Explain = Callable[[Any], Failure | None]


def _always(kind: type[TransportError], message: str, **facts: bool) -> _Explain:
    failure = Failure(kind=kind, message=message, **facts)
    return lambda _: failure


def _tunnel(error: aiohttp.ClientHttpProxyError) -> Failure:
    message = f"no tunnel to the server: the proxy answered {error.status}"
    return Failure(kind=ConnectionFailed, message=message, is_unsent=True)


def _disconnected(error: aiohttp.ServerDisconnectedError) -> Failure:
    is_cut = not isinstance(error.message, str)
    message = "the connection broke within the status line" if is_cut else _NO_RESPONSE
    return Failure(kind=ConnectionFailed, message=message)


def _not_opened(error: aiohttp.ClientConnectorError) -> Failure:
    cause = classify_cause(error.os_error)
    if cause.kind is not ConnectionFailed or cause.is_opening or "TLS" in cause.message:
        return Failure(kind=cause.kind, message=cause.message, is_unsent=True, is_opening=cause.is_opening)
    return Failure(kind=ConnectionFailed, message="the connection could not be opened", is_unsent=True, is_opening=True)


def _invalid(error: aiohttp.ClientError) -> Failure:
    """Return the failure of a response that could not be parsed."""
    cause = error.__cause__ or error
    text = str(cause)
    if isinstance(cause, http_exceptions.LineTooLong):
        return Failure(kind=ProtocolError, message="the response has too long headers")
    if "Too many headers" in text:
        return Failure(kind=ProtocolError, message="the response has too many headers")
    if "header" in text.lower():
        return Failure(kind=ProtocolError, message="the response has an invalid header line")
    return Failure(kind=ProtocolError, message="the response is not valid HTTP")


def _payload(error: aiohttp.ClientPayloadError) -> Failure:
    cause = error.__cause__
    is_cut = isinstance(cause, http_exceptions.TransferEncodingError | http_exceptions.ContentLengthError | OSError)
    if is_cut:
        return Failure(kind=ConnectionFailed, message=_CUT_BODY)
    return Failure(kind=ProtocolError, message="the framing of the body is not valid HTTP")


_TABLE: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], _Explain], ...] = (
    (aiohttp.InvalidURL, _always(RequestRefused, "invalid URL", is_unsent=True)),
    (aiohttp.ClientHttpProxyError, _tunnel),
    (
        aiohttp.ClientConnectorDNSError,
        _always(ConnectionFailed, "the host is unknown", is_unsent=True, is_opening=True),
    ),
    (
        aiohttp.ConnectionTimeoutError,
        _always(RequestTimeout, "no connection within the time limit", is_unsent=True, is_opening=True),
    ),
    (aiohttp.ClientConnectorError, _not_opened),
    (TimeoutError, _always(RequestTimeout, "the server sent nothing for too long")),
    (aiohttp.ServerDisconnectedError, _disconnected),
    (aiohttp.ClientPayloadError, _payload),
    ((aiohttp.ClientResponseError, http_exceptions.HttpProcessingError), _invalid),
)
