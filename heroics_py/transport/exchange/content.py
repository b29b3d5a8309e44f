"""The content of a response of requests, read within our limits; or what a mock returns instead."""

from collections.abc import Iterator, Mapping
from typing import Any

import requests

from heroics_py.errors import ProtocolError
from heroics_py.http.headers import Headers
from heroics_py.transport.exchange.body_reading import Head, read_body
from heroics_py.transport.exchange.decoding import Fault, too_large

__all__ = ["has_open_body", "read_before_hooks", "read_content", "status_of"]

_RESPONSE: type[requests.Response] = requests.Response  # also while a mock replaces it


def read_content(response: requests.Response, method: str, limit: int) -> bytes:
    """Return the content of ``response``, which is read now unless a hook or a mock has read it.

    Raises:
        Fault: it is larger than ``limit``, cut short, or its framing is invalid.
        OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: the connection failed.
    """

    def iter_content(*_: object, **__: object) -> Iterator[bytes]:
        head = Head(response.status_code, Headers(response.headers.items()), response.raw)
        yield read_body(head, method, limit)

    if isinstance(response, _RESPONSE) and response.raw is not None:
        response.iter_content = iter_content  # type: ignore[method-assign]  # what its `content` calls
        try:
            content: Any = response.content
        finally:
            del response.iter_content
    else:
        content = response.content or b""
    if not isinstance(content, bytes):
        raise _not_a_response(response)
    if len(content) > limit:
        raise too_large(limit)
    return content


def read_before_hooks(method: str, limit: int, response: requests.Response, *_: object, **__: object) -> None:
    """Read the content within its limits before a hook reads it without."""
    status_of(response)
    read_content(response, method, limit)


def has_open_body(response: requests.Response) -> bool:
    """Return whether the body of ``response`` is still to be read."""
    is_closed = getattr(getattr(response, "raw", None), "isclosed", lambda: False)
    return isinstance(response, _RESPONSE) and response.raw is not None and not is_closed()


def status_of(response: object) -> int:
    """Return the status of a response, or of what a mock returns instead.

    Raises:
        Fault: it is not a response.
    """
    status = getattr(response, "status_code", None)
    if type(status) is not int or not isinstance(getattr(response, "headers", None), Mapping):
        raise _not_a_response(response)
    return status


def _not_a_response(response: object) -> Fault:
    return Fault(
        ProtocolError,
        f"got {type(response).__name__} instead of a response: a mock of requests returns a requests.Response, "
        "with status_code, headers, and content in bytes",
    )
