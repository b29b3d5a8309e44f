"""Byte ranges, cut out of a stored response (RFC 9111, 3.3)."""

import re

from heroics_py.http.messages import Request, Response

__all__ = ["cut_range", "requests_bytes"]

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})\s*", re.ASCII | re.IGNORECASE)


def requests_bytes(request: Request) -> bool:
    """Return whether ``request`` names a range of bytes, and not of items (RFC 9110, 14.1.2)."""
    value = request.headers.get("Range")
    return value is not None and value.lower().lstrip().startswith("bytes")


def cut_range(request: Request, whole: Response, *, size: int | None = None) -> Response | None:
    """Return the 206 for ``request``, cut out of ``whole``, the response to it without its range.

    Returns None if the server has to respond: to several ranges, to one outside the body, or where ``whole`` is an
    error or was encoded.

    Args:
        request: with a range.
        whole: the response, of which the body may be the beginning.
        size: of the whole body; None for that of ``whole``.
    """
    match = _ONE_RANGE.fullmatch(request.headers.get("Range") or "")
    if match is None or whole.status != 200 or whole.headers.get("Content-Encoding", "identity") != "identity":
        return None
    size = len(whole.body) if size is None else size
    start, stop = _bounds(match["first"], match["last"], size)
    if not 0 <= start < stop <= len(whole.body):
        return None
    body = whole.body[start:stop]
    headers = whole.headers.replaced(
        {"Content-Range": f"bytes {start}-{stop - 1}/{size}", "Content-Length": str(len(body))}
    )
    return Response(status=206, headers=headers, body=body, url=whole.url, from_cache=True)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return where the range starts and stops; both are equal for an empty range."""
    if first:
        return int(first), min(int(last) + 1 if last else size, size)
    return max(size - int(last or 0), 0), size
