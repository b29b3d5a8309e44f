"""JSON Lines and JSON text sequences."""

from collections import deque

import pytest

from heroics_py.http.media_types import is_separated, is_sequence, is_stream
from heroics_py.http.streams import json_values
from heroics_py.http.streams.json_values import JsonLinesParser, JsonSequenceParser, Malformed
from heroics_py.http.streams.lines import ItemSizeError, LineParser

LINES = [
    ("objects", b'{"a":1}\n{"a":2}\n', [{"a": 1}, {"a": 2}]),
    ("any values", b'1\n"x"\nnull\ntrue\n[1]\n-1.5e3\n', [1, "x", None, True, [1], -1500.0]),
    ("CRLF", b"1\r\n2\r\n", [1, 2]),
    ("white space", b" 1 \n\t2\n", [1, 2]),
    ("blank lines", b"\n1\n\n \r\n2\n\n", [1, 2]),
    ("no end of the last line", b"1\n2", [1, 2]),
    ("a byte order mark", b"\xef\xbb\xbf1\n2\n", [1, 2]),
    ("text of other scripts", '"Grüße\\n 🎉\u2028"\n'.encode(), ["Grüße\n 🎉\u2028"]),
    ("nothing", b"", []),
]
SEQUENCES = [
    ("objects", b'\x1e{"a":1}\n\x1e{"a":2}\n', [{"a": 1}, {"a": 2}]),
    ("any values", b'\x1e1\n\x1e"x"\n\x1enull\n\x1etrue\n\x1e[1]\n', [1, "x", None, True, [1]]),
    ("several lines", b'\x1e{\n "a": [\n  1\n ]\n}\n\x1e2\n', [{"a": [1]}, 2]),
    ("separators in a row", b"\x1e\x1e1\n\x1e\n\x1e \x1e2\n", [1, 2]),
    ("no line feed after an object", b'\x1e{"a":1}\x1e[2]\x1e"x"', [{"a": 1}, [2], "x"]),
    ("white space after a number", b"\x1e1 \x1e2\r\n", [1, 2]),
    ("no separator at the beginning", b"1\n\x1e2\n", [1, 2]),
    ("nothing", b"", []),
]
TRUNCATED = [
    ("a number", b"\x1e12\x1e3\n", b"12"),
    ("a word", b"\x1etrue\x1e3\n", b"true"),
    ("an object", b'\x1e{"a":\x1e3\n', b'{"a":'),
    ("a text", b'\x1e"x\x1e3\n', b'"x'),
    ("no JSON", b"\x1enope\n\x1e3\n", b"nope\n"),
]
TYPES = [
    *("application/jsonl", "application/x-ndjson", "application/jsonlines", "application/x-jsonlines", "text/jsonl"),
    *("application/ndjson; charset=utf-8", "Application/X-NDJSON", "application/json-seq", "application/geo+json-seq"),
    *("application/vnd.example+jsonl", "application/x-ldjson", "application/json-lines"),
]


def values_of(parser, *pieces):
    """Return the values of a body in pieces."""
    return [value for piece in pieces for value in parser.feed(piece)] + parser.end()


def split(body):
    return [bytes([byte]) for byte in body]


@pytest.mark.parametrize(("body", "expected"), [each[1:] for each in LINES], ids=[each[0] for each in LINES])
def test_lines(body, expected):
    """Each line is a value, wherever the body is cut."""
    assert values_of(JsonLinesParser(), body) == expected
    assert values_of(JsonLinesParser(), *split(body)) == expected


@pytest.mark.parametrize(("body", "expected"), [each[1:] for each in SEQUENCES], ids=[each[0] for each in SEQUENCES])
def test_sequences(body, expected):
    """Each text after a separator is a value, wherever the body is cut."""
    assert values_of(JsonSequenceParser(), body) == expected
    assert values_of(JsonSequenceParser(), *split(body)) == expected


@pytest.mark.parametrize(("body", "text"), [each[1:] for each in TRUNCATED], ids=[each[0] for each in TRUNCATED])
def test_truncated_value(body, text):
    """A truncated value of a sequence is returned as malformed, and the next one is read."""
    malformed, value = values_of(JsonSequenceParser(), *split(body))
    assert (malformed.text, value) == (text, 3)


def test_malformed_line():
    """A line that is not JSON is returned with the reason, and the next one is read."""
    first, second = values_of(JsonLinesParser(), b"{nope}\n1\n")
    assert isinstance(first, Malformed)
    assert "character 1" in first.reason
    assert second == 1


def test_values_are_prompt():
    """A value is there as soon as its line feed is, also without the next separator."""
    lines, sequence = JsonLinesParser(), JsonSequenceParser()
    assert [lines.feed(piece) for piece in (b'{"a":', b"1}", b"\n")] == [[], [], [{"a": 1}]]
    pieces = (b'\x1e{"a":{\n', b"}\n", b"}", b"\n", b"\x1e1\n")
    assert [sequence.feed(piece) for piece in pieces] == [[], [], [], [{"a": {}}], [1]]


@pytest.mark.parametrize("parser", [JsonLinesParser, JsonSequenceParser, LineParser])
def test_endless_value(parser):
    """A value that does not end is an error."""
    parser = parser(largest=1000)
    with pytest.raises(ItemSizeError, match="1000 bytes"):
        deque(map(parser.feed, [b"1"] * 1001), maxlen=0)


@pytest.mark.parametrize("piece", [b"}\n", b"\n", b" \n", b'{"a":1}\n', b"[]\n{}\n"])
def test_work_is_linear(piece, monkeypatch):
    """A value whose end is in doubt at each line is parsed a few times, not at each of them."""
    read = 0
    parse = json_values.parse_json

    def counted(text):
        nonlocal read
        read += len(text)
        return parse(text)

    monkeypatch.setattr(json_values, "parse_json", counted)
    parser = JsonSequenceParser()
    parser.feed(b"\x1e{")
    for _ in range(5000):
        parser.feed(piece)
    assert read <= 6 * 5000 * len(piece)


def test_long_line_byte_by_byte():
    """Each byte of a long line is copied once."""
    parser = LineParser()
    kept = parser._splitter._rest
    for _ in range(100_000):
        parser.feed(b"x")
        assert parser._splitter._rest is kept
    assert parser.feed(b"\n") == ["x" * 100_000]


@pytest.mark.parametrize("media_type", TYPES)
def test_media_types(media_type):
    """Media types of sequences are recognized by their essence, or their suffix."""
    assert is_sequence(media_type)
    assert is_stream(media_type)
    assert is_separated(media_type) == ("seq" in media_type)


def test_stream_types():
    """Events are a stream, but no sequence of JSON; JSON and CSV are neither."""
    types = ("text/event-stream; charset=utf-8", "application/json", "text/csv", "application/geo+json")
    assert [(is_stream(each), is_sequence(each)) for each in types] == [(True, False), *[(False, False)] * 3]
