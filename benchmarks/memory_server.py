"""A server in its own process that responds from memory, as fast as Python can over a plain socket.

Started as a script, it prints its port, and ends when its standard input ends. The first segment of a path is the mode
of the response, the rest is its content:

    /plain/...   without an ETag            /etag/...   with an ETag, and 304 if the client has it
    /fresh/...   with a new ETag each time  /slow20/... after 20 milliseconds, without an ETag
    .../apps/large   67 KB       .../apps/NAME   0.8 KB       .../apps   a list in pages, by Range and Next-Range
    .../apps/missing-NAME   404                               /counts    how often each request arrived

A name that ends in digits ("c12") is counted for the soak.
"""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

__all__ = ["running_server"]

_HEAD_END = b"\r\n\r\n"
_STATUS = {
    200: b"200 OK",
    201: b"201 Created",
    206: b"206 Partial Content",
    304: b"304 Not Modified",
    404: b"404 Not Found",
}
_NUMBERED = re.compile(r"(?:c|missing-)(\d+)\b")
_REQUESTS_PER_CONNECTION = 5_000
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
    arguments = [sys.executable, __file__, str(pages), str(items), "" if core is None else str(core)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"  # type: ignore[union-attr]
        finally:
            process.kill()


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
    return b"\r\n".join(filter(None, (*fixed, *more))) + _HEAD_END + (b"" if status == 304 else body)


@lru_cache(maxsize=8192)
def _app_response(status: int, name: str, etag: bytes) -> bytes:
    return _message(status, _body(name), *([b"ETag: " + etag] if etag else []))


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
    etag = b'"of-' + name.encode() + b'"' if mode == "etag" and method == b"GET" else b""
    return _app_response(304 if etag and _field(head, b"if-none-match") == etag else 200, name, etag)


def _list(head: bytes, mode: str, pages: int, items: int) -> bytes:
    range_header = _field(head, b"range")
    number = int(re.findall(rb"\d+", range_header)[0]) if range_header else 0
    more = [b"Next-Range: id ]%d..; max=%d" % (number + 1, items)] if number + 1 < pages else []
    if mode == "etag":
        etag = b'"page-%d"' % number
        more.append(b"ETag: " + etag)
        if _field(head, b"if-none-match") == etag:
            return _message(304, b"", *more)
    return _message(206 if more else 200, _page(number, items), b"Accept-Ranges: id, name", *more)


def _field(head: bytes, name: bytes) -> bytes:
    lower = head.lower()
    start = lower.find(b"\r\n" + name + b":")
    if start < 0:
        return b""
    start += len(name) + 3
    end = head.find(b"\r\n", start)
    return head[start : end if end >= 0 else None].strip()


def _serve_connection(peer: socket.socket, pages: int, items: int) -> None:
    """Respond to the requests of one connection, and close it after a few thousand, as servers do."""
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    buffer = b""
    for number in range(1, _REQUESTS_PER_CONNECTION + 1):
        while _HEAD_END not in buffer:
            piece = peer.recv(1 << 16)
            if not piece:
                return
            buffer += piece
        head, _, buffer = buffer.partition(_HEAD_END)
        length = int(_field(head, b"content-length") or 0)
        while len(buffer) < length:
            buffer += peer.recv(1 << 16)
        body, buffer = buffer[:length], buffer[length:]
        _count(head, body)
        response = _response(head, pages, items)
        if number == _REQUESTS_PER_CONNECTION:
            response = response.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        peer.sendall(response)


def _count(head: bytes, body: bytes) -> None:
    line = head.partition(b"\r\n")[0].decode()
    match = _NUMBERED.search(line) or _NUMBERED.search(body.decode(errors="replace"))
    with _lock:
        _counts["requests"] += not line.startswith("GET /counts")
        if match:
            _counts[f"{line.partition(' ')[0]} {int(match[1])}"] += 1


def _handle(peer: socket.socket, pages: int, items: int) -> None:
    with peer:
        try:
            _serve_connection(peer, pages, items)
        except OSError:
            return


def _serve(pages: int, items: int, core: str) -> None:
    if core and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core)})
    for number in range(min(pages, 64)):
        _page(number, items)
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        print(listener.getsockname()[1], flush=True)
        threading.Thread(target=_exit_with_parent, daemon=True).start()
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=_handle, args=(peer, pages, items), daemon=True).start()


def _exit_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
