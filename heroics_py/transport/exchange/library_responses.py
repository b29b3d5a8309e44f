"""What an adapter, or a mock in its place, gave for an answer."""

from collections.abc import Mapping
from http.client import HTTPMessage

import requests
from urllib3.util.response import assert_header_parsing

from heroics_py.errors import ProtocolError
from heroics_py.http.headers import Headers
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["check_header", "content_of", "headers_of"]


def content_of(answer: requests.Response) -> object:
    """Return the body of an answer that was read already; anything but bytes if it was not.

    Raises:
        Fault: it is no answer, but something that a mock returned instead.
    """
    if type(answer) is requests.Response or "_content" in getattr(answer, "__dict__", {}):
        return answer._content  # noqa: SLF001 - False until it has been read
    content = getattr(answer, "content", None)
    is_answer = isinstance(getattr(answer, "headers", None), Mapping) and isinstance(content, bytes)
    if not is_answer or type(getattr(answer, "status_code", None)) is not int:
        raise Fault(
            ProtocolError,
            f"{type(answer).__name__} came in the place of an answer: a mock of requests returns a requests.Response, "
            "with status_code, headers, and content in bytes",
        )
    return content


def headers_of(answer: requests.Response) -> Headers:
    """Return the header fields of an answer."""
    headers = answer.headers
    return headers if isinstance(headers, Headers) else Headers(headers.items())


def check_header(answer: requests.Response) -> None:
    """Refuse an answer whose header was read in part only: what follows a line that is not valid is lost.

    Raises:
        urllib3.exceptions.HeaderParsingError: it has such a line.
    """
    original = getattr(answer.raw, "_original_response", None)
    header = getattr(original, "msg", None)
    if isinstance(header, HTTPMessage):
        assert_header_parsing(header)
