"""Lines of a stream."""

from types import SimpleNamespace

import pytest

from heroics_py.errors import RequestTimeout
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.tools.lines import Lines


def lines_of(pieces, monkeypatch, **more):
    """Return the lines of a stream of these pieces."""
    monkeypatch.setattr(Lines, "_open", lambda self: None)
    given = iter(pieces)
    request = Request(method="GET", url="http://h/", options=Options(timeout=Timeout(read=5)))
    lines = Lines(request, retry=Retry(attempts=1), **more)
    lines._transport = SimpleNamespace(piece=lambda: next(given, b""), close=lambda: None)
    return lines


def test_nul_bytes_in_lines(monkeypatch):
    """Bytes that keep a stream open are not part of its lines."""
    assert list(lines_of([b"\0\0a\0", b"\0", b"b\nc", b"\0\0"], monkeypatch)) == ["ab", "c"]


def test_stream_of_nul_bytes(monkeypatch):
    """The read timeout ends a stream of nothing but NUL bytes."""
    ticks = iter(range(1000))
    lines = lines_of([b"\0"] * 100, monkeypatch, clock=lambda: next(ticks))
    with pytest.raises(RequestTimeout, match="NUL"):
        next(lines)


def test_line_byte_by_byte(monkeypatch):
    """Each byte of a line is copied once."""
    lines = lines_of([], monkeypatch)
    kept = lines._rest
    for _ in range(200_000):
        lines._take(b"x")
        assert lines._rest is kept
    lines._take(b"\n")
    assert len(lines._ready[0]) == 200_000
