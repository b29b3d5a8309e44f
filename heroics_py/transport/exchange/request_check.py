"""What HTTP can't carry, found before anything is sent."""

import re

from heroics_py.errors import RequestRefused
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request

__all__ = ["LONGEST_URL", "check"]

LONGEST_URL = 16 * 1024
_URL = re.compile(r"https?://[!\"$-.0->A-\[\]-~]+(?:[/?#][!-~]*)?", re.IGNORECASE | re.ASCII)
_METHOD = re.compile(r"[A-Z][A-Z-]*")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def check(request: Request) -> None:
    """Refuse a request whose method, URL or header fields can't be written as RFC 9112 has them.

    Raises:
        RequestRefused: nothing was sent; no value of a header is in the text.
    """
    if len(request.url) > LONGEST_URL:
        raise _refused(request, f"the URL has {len(request.url)} characters: expected {LONGEST_URL} at the most")
    if not _URL.fullmatch(request.url):
        raise _refused(request, "expected an absolute http or https URL, percent-encoded, without user and password")
    if not _METHOD.fullmatch(request.method):
        raise _refused(request, f"the method {request.method!r} is none: expected upper-case letters")
    for name, value in request.headers.items():
        if not _NAME.fullmatch(name):
            raise _refused(request, f"{name!r} is no name of a header: expected letters, digits and hyphens")
        if not isinstance(value, str):
            raise _refused(request, f"the header {name} is {type(value).__name__}: expected text")
        if not _VALUE.fullmatch(value):
            raise _refused(request, f"the header {name} holds a line end, a control character or one beyond latin-1")


def _refused(request: Request, message: str) -> RequestRefused:
    url = shown_url(request)
    shown = url if len(url) <= 200 else f"{url[:200]}..."
    method = request.method if _METHOD.fullmatch(request.method) else "?"
    return RequestRefused(message, method=method, url=shown, sent=False)
