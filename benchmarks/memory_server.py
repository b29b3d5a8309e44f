"""A server in its own process that responds from memory, as fast as Python can over a plain socket.

Started as a script, it prints its port, and ends when its standard input ends. The first segment of a path is the mode
of the response, the rest is its content:

    /plain/...   without an ETag            /etag/...   with an ETag, and 304 if the client has it
    /fresh/...   with a new ETag each time  /slow20/... after 20 milliseconds, without an ETag
    /aged/...    as /etag/..., with a lifetime of decades
    .../apps/large   67 KB       .../apps/NAME   0.8 KB       .../apps   a list in pages, by Range and Next-Range
    .../apps/missing-NAME   404                               /counts    how often each request arrived

A name that ends in digits ("c12") is counted for the soak.
"""

import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from plain_server import HEAD_END, field, running, serve

__all__ = ["running_server"]

_STATUS = {
    200: b"200 OK",
    201: b"201 Created",
    206: b"206 Partial Content",
    304: b"304 Not Modified",
    404: b"404 Not Found",
}
_NUMBERED = re.compile(r"(?:c|missing-)(\d+)\b")
_counts: Counter[str] = Counter()
_lock = threading.Lock()
_fresh = iter(range(1 << 60))


@contextmanager
def running_server(pages: int = 50, items: int = 200, core: int | None = None) -> Iterator[str]:
    """Run the server, and give its base URL.

    Args:
        pages: how many pages a list has.
        items: how many items a page has.
        core: the processor that the server runs on; None for any.
    """
    with running(__file__, str(pages), str(items), "" if core is None else str(core)) as url:
        yield url


def _app(name: str, size: int = 0) -> dict[str, object]:
    app: dict[str, object] = {
        "archived_at": None,
        "buildpack_provided_description": "Ruby/Rack",
        "created_at": "2012-01-01T12:00:00Z",
        "generation": {"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "cedar"},
        "git_url": "https://git.example.com/example.git",
        "id": "01234567-89ab-cdef-0123-456789abcdef",
        "maintenance": False,
        "name": name,
        "owner": {"email": "username@example.com", "id": "01234567-89ab-cdef-0123-456789abcdef"},
        "region": {"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "us"},
        "released_at": "2012-01-01T12:00:00Z",
        "repo_size": 0,
        "stack": {"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "heroku-24"},
        "team": {"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "example"},
        "updated_at": "2012-01-01T12:00:00Z",
        "web_url": "https://example.example.com/",
    }
    if size:
        entry = {"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "example", "value": 1234, "on": True}
        app["entries"] = [entry] * (size // 92)
    return app


@lru_cache(maxsize=4096)
def _body(name: str) -> bytes:
    return json.dumps(_app(name, 67_000 if name == "large" else 0)).encode()


@lru_cache(maxsize=256)
def _page(number: int, items: int) -> bytes:
    first = number * items
    return json.dumps([_app(f"app-{index}") for index in range(first, first + items)]).encode()


def _message(status: int, body: bytes, *more: bytes) -> bytes:
    length = b"" if status == 304 else b"Content-Length: %d" % len(body)
    fixed = (
        b"HTTP/1.1 " + _STATUS[status],
        b"Content-Type: application/json;charset=utf-8",
        b"Request-Id: 0123456789abcdef",
    )
    fixed += (b"RateLimit-Remaining: 4500", b"Date: Wed, 01 Jan 2025 12:00:00 GMT", length)
    return b"\r\n".join(filter(None, (*fixed, *more))) + HEAD_END + (b"" if status == 304 else body)


@lru_cache(maxsize=8192)
def _app_response(status: int, name: str, etag: bytes, lifetime: bytes = b"") -> bytes:
    return _message(status, _body(name), *filter(None, (etag and b"ETag: " + etag, lifetime)))


def _response(head: bytes, pages: int, items: int) -> bytes:
    method, _, rest = head.partition(b" ")
    segments = rest.partition(b" ")[0].decode().split("?")[0].split("/")
    mode, name = segments[1], segments[-1]
    if mode == "counts":
        with _lock:
            return _message(200, json.dumps(_counts).encode())
    if mode.startswith("slow"):
        time.sleep(int(mode[4:] or 20) / 1000)
    if method == b"POST" and name == "apps":
        return _app_response(201, "example", b"")
    if name == "apps":
        return _list(head, mode, pages, items)
    if name.startswith("missing"):
        return _message(404, b'{"id": "not_found", "message": "There is no such app."}')
    if mode == "fresh":
        return _message(200, _body(name), b'ETag: "%d"' % next(_fresh))
    etag = b'"of-' + name.encode() + b'"' if mode in {"etag", "aged"} and method == b"GET" else b""
    status = 304 if etag and field(head, b"if-none-match") == etag else 200
    return _app_response(status, name, etag, b"Cache-Control: max-age=2000000000" if mode == "aged" else b"")


def _list(head: bytes, mode: str, pages: int, items: int) -> bytes:
    range_header = field(head, b"range")
    number = int(re.findall(rb"\d+", range_header)[0]) if range_header else 0
    more = [b"Next-Range: id ]%d..; max=%d" % (number + 1, items)] if number + 1 < pages else []
    if mode == "etag":
        etag = b'"page-%d"' % number
        more.append(b"ETag: " + etag)
        if field(head, b"if-none-match") == etag:
            return _message(304, b"", *more)
    return _message(206 if more else 200, _page(number, items), b"Accept-Ranges: id, name", *more)


def _count(head: bytes, body: bytes) -> None:
    line = head.partition(b"\r\n")[0].decode()
    match = _NUMBERED.search(line) or _NUMBERED.search(body.decode(errors="replace"))
    with _lock:
        _counts["requests"] += not line.startswith("GET /counts")
        if match:
            _counts[f"{line.partition(' ')[0]} {int(match[1])}"] += 1


def _serve(pages: int, items: int, core: str) -> None:
    for number in range(min(pages, 64)):
        _page(number, items)

    def respond(head: bytes, body: bytes) -> bytes:
        _count(head, body)
        return _response(head, pages, items)

    serve(respond, core)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
