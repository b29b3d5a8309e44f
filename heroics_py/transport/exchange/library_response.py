"""The response of an adapter, or of a mock that replaces it."""

from collections.abc import Mapping
from http.client import HTTPMessage

import requests
from urllib3.util.response import assert_header_parsing

from heroics_py.errors import ProtocolError
from heroics_py.http.headers import Headers
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["check_headers", "response_content", "response_headers"]


def response_content(response: requests.Response) -> object:
    """Return the body of a response if it was read already, else something other than bytes.

    Raises:
        Fault: a mock returned something other than a response.
    """
    if type(response) is requests.Response or "_content" in getattr(response, "__dict__", {}):
        return response._content  # noqa: SLF001 - False until it is read
    content = getattr(response, "content", None)
    is_response = isinstance(getattr(response, "headers", None), Mapping) and isinstance(content, bytes)
    if not is_response or type(getattr(response, "status_code", None)) is not int:
        raise Fault(
            ProtocolError,
            f"got {type(response).__name__} instead of a response: a mock of requests returns a requests.Response, "
            "with status_code, headers, and content in bytes",
        )
    return content


def response_headers(response: requests.Response) -> Headers:
    """Return the headers of a response."""
    headers = response.headers
    return headers if isinstance(headers, Headers) else Headers(headers.items())


def check_headers(response: requests.Response) -> None:
    """Reject a response with an invalid header line, after which http.client reads no further line.

    Raises:
        urllib3.exceptions.HeaderParsingError: it has such a line.
    """
    original = getattr(response.raw, "_original_response", None)
    headers = getattr(original, "msg", None)
    if isinstance(headers, HTTPMessage):
        assert_header_parsing(headers)
