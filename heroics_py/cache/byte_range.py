"""A range of bytes, cut out of a stored answer that is whole (RFC 9111, 3.3)."""

import re

from heroics_py.http.messages import Request, Response

__all__ = ["asks_for_bytes", "cut"]

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})\s*", re.ASCII | re.IGNORECASE)


def asks_for_bytes(request: Request) -> bool:
    """Return whether ``request`` asks for a range of bytes, and not of items (RFC 9110, 14.1.2)."""
    asked = request.headers.get("Range")
    return asked is not None and asked.lower().lstrip().startswith("bytes")


def cut(request: Request, whole: Response) -> Response | None:
    """Return the 206 that ``request`` asks for, cut out of ``whole``, the answer to it without its range.

    None where that is the server's to answer: several ranges at once, one that lies outside, or a body that is no
    longer as it was on the wire.
    """
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range") or "")
    if asked is None or whole.status != 200 or whole.headers.get("Content-Encoding", "identity") != "identity":
        return None
    size = len(whole.body)
    start, end = _bounds(asked["first"], asked["last"], size)
    if not 0 <= start < end:
        return None
    body = whole.body[start:end]
    told = {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(len(body))}
    return Response(status=206, headers=whole.headers.replaced(told), body=body, url=whole.url, from_cache=True)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return where the range begins, and where it has ended; the same place for one that is empty."""
    if first:
        return int(first), min(int(last) + 1 if last else size, size)
    return max(size - int(last or 0), 0), size
