"""Checks that a request is valid HTTP, before anything is sent."""

import re

from heroics_py.errors import RequestRefused
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request

__all__ = ["MAX_URL_LENGTH", "check_request"]

MAX_URL_LENGTH = 16 * 1024
_URL = re.compile(r"https?://[!\"$-.0->A-\[\]-~]+(?:[/?#][!-~]*)?", re.IGNORECASE | re.ASCII)
_METHOD = re.compile(r"[A-Z][A-Z-]*")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def check_request(request: Request) -> None:
    """Check that RFC 9112 allows the method, URL and headers of a request.

    Raises:
        RequestRefused: it does not; nothing was sent, and no header value is in the message.
    """
    if len(request.url) > MAX_URL_LENGTH:
        raise _refusal(request, f"the URL has {len(request.url)} characters: expected at most {MAX_URL_LENGTH}")
    if not _URL.fullmatch(request.url):
        raise _refusal(
            request, "invalid URL: expected an absolute, percent-encoded http or https URL without user and password"
        )
    if not _METHOD.fullmatch(request.method):
        raise _refusal(request, f"invalid HTTP method {request.method!r}: expected upper-case letters")
    for name, value in request.headers.items():
        if not _NAME.fullmatch(name):
            raise _refusal(request, f"invalid header name {name!r}: expected letters, digits and hyphens")
        if not isinstance(value, str):
            raise _refusal(request, f"the header {name} is {type(value).__name__}: expected text")
        if not _VALUE.fullmatch(value):
            raise _refusal(
                request, f"the header {name} has a character that HTTP can't carry: expected Latin-1 without line ends"
            )


def _refusal(request: Request, message: str) -> RequestRefused:
    url = shown_url(request)
    shown = url if len(url) <= 200 else f"{url[:200]}..."
    method = request.method if _METHOD.fullmatch(request.method) else "?"
    return RequestRefused(message, method=method, url=shown, sent=False)
