"""Server-sent events, by the sections of WHATWG HTML."""

import random
import tracemalloc
from collections import deque

import pytest

from heroics_py.http.streams.events import Event, EventParser
from heroics_py.http.streams.lines import ItemSizeError

BOM = b"\xef\xbb\xbf"

# What it says, the stream, and the data of its events.
DATA = [
    ("one event", b"data: a\n\n", ["a"]),
    ("two events", b"data: a\n\ndata: b\n\n", ["a", "b"]),
    ("CR", b"data: a\r\rdata: b\r\r", ["a", "b"]),
    ("CRLF", b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
    ("mixed line ends", b"data: a\rdata: b\ndata: c\r\n\r\ndata: d\n\rdata: e\r\n\n", ["a\nb\nc", "d", "e"]),
    ("CRLF and CR is two ends", b"data: a\r\n\rdata: b\n\n", ["a", "b"]),
    ("LF and CR is two ends", b"data: a\n\rdata: b\n\n", ["a", "b"]),
    ("CR and CRLF is two ends", b"data: a\r\r\ndata: b\n\n", ["a", "b"]),
    ("vertical tab and form feed end no line", b"data: a\x0bb\x0cc\x1cd\n\n", ["a\x0bb\x0cc\x1cd"]),
    ("next line and line separator end no line", "data: a\x85b\u2028c\n\n".encode(), ["a\x85b\u2028c"]),
    ("a byte order mark", BOM + b"data: a\n\n", ["a"]),
    ("a second byte order mark is a part of a name", BOM + BOM + b"data: a\n\ndata: b\n\n", ["b"]),
    ("a byte order mark further down", b"data: a\n\n" + BOM + b"data: b\n\ndata: c\n\n", ["a", "c"]),
    ("a byte order mark in data", b"data: " + BOM + b"a\n\n", ["\ufeffa"]),
    ("half a byte order mark", b"\xef\xbbdata: a\n\ndata: b\n\n", ["b"]),
    ("a byte order mark alone", BOM, []),
    ("nothing", b"", []),
    ("blank lines alone", b"\n\r\n\r\r\n\n", []),
    ("comments", b": hello\ndata: a\n:\n:data: b\ndata: c\n\n:\n\n", ["a\nc"]),
    ("a NUL in a comment", b":\0\ndata: a\n\n", ["a"]),
    ("no space", b"data:a\n\n", ["a"]),
    ("one space is removed", b"data:  a \n\n", [" a "]),
    ("a tab is not", b"data:\ta\n\n", ["\ta"]),
    ("a value with colons", b"data: a:b: c\n\n", ["a:b: c"]),
    ("data without a value", b"data:\n\n", [""]),
    ("a space is no value", b"data: \n\n", [""]),
    ("a name alone", b"data\n\ndata\ndata\n\n", ["", "\n"]),
    ("an empty line of data in the middle", b"data: a\ndata\ndata: b\n\n", ["a\n\nb"]),
    ("an empty line of data at the end", b"data: a\ndata:\n\n", ["a\n"]),
    ("a name in another case", b"Data: a\nDATA: b\ndata: c\n\n", ["c"]),
    ("a name with a space", b" data: a\ndata : b\ndata: c\n\n", ["c"]),
    ("a name with a NUL", b"data\0: a\n\0data: b\ndata: c\n\n", ["c"]),
    ("a name that is unknown", b"da-ta: a\ndata_: b\nfoo\nbar: x\ndata: c\n\n", ["c"]),
    ("a NUL in data", b"data: a\0b\n\n", ["a\0b"]),
    ("no blank line at the end", b"data: a\n\ndata: b\n", ["a"]),
    ("no end of the last line", b"data: a\n\ndata: b", ["a"]),
    ("no data", b"event: x\nid: 1\n\ndata: a\n\n", ["a"]),
    ("UTF-8", "data: Grüße 🎉\n\n".encode(), ["Grüße 🎉"]),
    ("a byte that is not UTF-8", b"data: a\xffb\n\n", ["a\ufffdb"]),
    ("a character cut by the end of a line", b"data: a\xe2\x82\n\n", ["a\ufffd"]),
]
# What it says, the stream, and the types, the ids and the data of its events.
FIELDS = [
    ("a type", b"event: add\ndata: a\n\ndata: b\n\n", [("add", "", "a"), ("message", "", "b")]),
    ("an empty type", b"event:\ndata: a\n\n", [("message", "", "a")]),
    ("the last type counts", b"event: a\nevent: b\ndata: x\n\n", [("b", "", "x")]),
    ("an empty type after another", b"event: a\nevent\ndata: x\n\n", [("message", "", "x")]),
    ("a type without data is dropped", b"event: a\n\ndata: x\n\n", [("message", "", "x")]),
    ("an id", b"id: 1\ndata: a\n\n", [("message", "1", "a")]),
    ("an id after the data", b"data: a\nid: 1\n\n", [("message", "1", "a")]),
    ("an id stays", b"id: 1\ndata: a\n\ndata: b\n\n", [("message", "1", "a"), ("message", "1", "b")]),
    ("an id without data stays", b"id: 1\n\ndata: a\n\n", [("message", "1", "a")]),
    ("an empty id", b"id: 1\ndata: a\n\nid\ndata: b\n\n", [("message", "1", "a"), ("message", "", "b")]),
    ("an id with a NUL", b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", [("message", "1", "a"), ("message", "1", "b")]),
    ("an id that is text", "id: …é 1\ndata: a\n\n".encode(), [("message", "…é 1", "a")]),
]
RETRY = [
    (b"retry: 1500\n", 1500),
    (b"retry:0\n", 0),
    (b"retry: 0010\n", 10),
    (b"retry: 1\nretry: 2\n", 2),
    (b"retry: 3000\nretry: 1000x\n", 3000),
    (b"retry\n", None),
    (b"retry:\n", None),
    (b"retry: -1\n", None),
    (b"retry: +1\n", None),
    (b"retry: 1.5\n", None),
    (b"retry: 1 \n", None),
    (b"retry:  1\n", None),
    ("retry: ١٢\n".encode(), None),
    ("retry: ²\n".encode(), None),
    (b"retry: 5", None),
    (b"retry: " + b"9" * 100_000 + b"\n", 10**15),
]


def events_of(*pieces):
    """Return the events of a stream in pieces."""
    parser = EventParser()
    return [event for piece in pieces for event in parser.feed(piece)] + parser.end()


def pieces_of(stream, seed):
    """Return a stream cut at random places."""
    cuts = sorted(random.Random(seed).choices(range(len(stream) + 1), k=5))
    return [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@pytest.mark.parametrize(("stream", "expected"), [each[1:] for each in DATA], ids=[each[0] for each in DATA])
def test_data(stream, expected):
    """Each event has the data that the standard gives it."""
    assert [event.data for event in events_of(stream)] == expected


@pytest.mark.parametrize(("stream", "expected"), [each[1:] for each in FIELDS], ids=[each[0] for each in FIELDS])
def test_fields(stream, expected):
    """Each event has the type and the id that the standard gives it."""
    assert [(event.event, event.id, event.data) for event in events_of(stream)] == expected


@pytest.mark.parametrize(("stream", "expected"), RETRY, ids=range(len(RETRY)))
def test_retry(stream, expected):
    """The time to wait before reconnecting consists of digits alone."""
    parser = EventParser()
    parser.feed(stream)
    assert parser.retry == expected


@pytest.mark.parametrize("stream", [each[1] for each in (*DATA, *FIELDS)], ids=[each[0] for each in (*DATA, *FIELDS)])
def test_any_cut(stream):
    """The events don't depend on where the stream is cut: byte by byte, or anywhere."""
    cuts = [[bytes([byte]) for byte in stream], *(pieces_of(stream, seed) for seed in range(20))]
    assert [events_of(*cut) for cut in cuts] == [events_of(stream)] * 21


def test_event_is_prompt():
    """An event is complete as soon as the CR of its blank line is there."""
    parser = EventParser()
    assert [len(parser.feed(piece)) for piece in (b"data: a\r", b"\n", b"\r", b"\ndata: b\n", b"\n")] == [0, 0, 1, 0, 1]


def test_own_fields():
    """An event knows which fields it had itself, as OpenAPI describes them."""
    first, second = events_of(b"id: 1\nretry: 5\nevent: add\ndata: a\nfoo: x\n\ndata: b\n\n")
    assert first.fields == {"id": "1", "retry": 5, "event": "add", "data": "a"}
    assert second == Event(data="b", id="1", fields={"data": "b"})


def test_last_id():
    """The last id is that of a complete event, with data or without, or of the connection before."""
    parser = EventParser(last_id="0")
    steps = [(b"data: a\n\n", "0"), (b"id: 1\n", "0"), (b"\n", "1"), (b"id: 2\ndata: x", "1"), (b"\n\n", "2")]
    assert [(parser.feed(piece), parser.last_id)[1] for piece, _ in steps] == [expected for _, expected in steps]


@pytest.mark.parametrize(
    "piece",
    [b"data: xxxxxxxxxx\n", b"data\n", b"x", b": comment", b"id: 1\ndata: x\n"],
    ids=lambda piece: piece.decode(),
)
def test_endless_event(piece):
    """An event that does not end is an error, and so is a line."""
    parser = EventParser(largest=1000)
    with pytest.raises(ItemSizeError, match="1000 bytes"):
        deque(map(parser.feed, [piece] * 1001), maxlen=0)


def test_memory_of_events():
    """A parser keeps nothing of the events that it has returned, and nothing of comments."""
    parser = EventParser()
    parser.feed(b"id: 1\ndata: a\n\n")
    sizes = []
    of_streams = tracemalloc.Filter(True, "*/http/streams/*")  # threads of other tests may allocate, too
    tracemalloc.start()
    try:
        for count in (2_000, 20_000):
            for _ in range(count):
                parser.feed(b": comment\nid: 1\nevent: x\ndata: a\n\n")
            kept = tracemalloc.take_snapshot().filter_traces([of_streams])
            sizes.append(sum(trace.size for trace in kept.traces))
        assert sizes[1] - sizes[0] < 10_000
    finally:
        tracemalloc.stop()
