import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heroics_py.http import strict_json
from heroics_py.http.strict_json import parse_json

SCHEMAS = Path(strict_json.__file__).parents[1] / "schemas"
WHOLE = [(SCHEMAS / "bookshelf.json").read_bytes(), (SCHEMAS / "heroku-platform-api.json").read_bytes()]
SMALL = [
    b'{"id":"01234567-89ab-cdef-0123-456789abcdef","size":0,"on":true,"by":{"email":"a@b.example"},"at":null}',
    '[1,-2.5e3,"\\u00e9\\ud83d\\ude00\\n",true,false,null,{"é":"€\U0001f600","a":[]},"",0.1,1.0,-0]'.encode(),
    b' { "numbers" : [ 12345678901234567890 , -0.0 , 1E+5 ] }\r\n',
]
ODD = [
    *(
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"[NaN]",
        b"1e400",
        b"-1e400",
        b"1e-400",
        b"0e99999",
        b"1e99999999999999999999",
    ),
    *(
        b"-0",
        b"-0.0",
        b"0.0",
        b"1.0",
        b"1E5",
        b"1e+0005",
        b"01",
        b"-01",
        b"1.",
        b".5",
        b"+1",
        b"-",
        b"1e",
        b"0x1",
        b"1_0",
    ),
    *(b"9" * digits for digits in (18, 19, 20, 400, 640, 641, 4300, 4301, 5000)),
    *(b"-" + b"9" * digits for digits in (18, 19, 20, 400, 640, 641, 4299, 4300, 4301, 5000)),
    *(b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808", b"-9223372036854775809"),
    *(b"18446744073709551615", b"18446744073709551616", b"-18446744073709551616", b"9007199254740993.0"),
    *(b"0.123456789012345678901234567890", b"123456789012345678901234567890.5", b"123456789012345678901234567890e-40"),
    *(
        b"4.9e-324",
        b"2.4703282292062327e-324",
        b"2.4703282292062328e-324",
        b"1.7976931348623158e308",
        b"1.797693134862316e308",
    ),
    *(
        b"0." + b"0" * 400 + b"1",
        b"9" * 400 + b".0",
        b"1" * 300 + b".5",
        b"1." + b"0" * 900 + b"1",
        b"1e23",
        b"8.41e21",
    ),
    *(b'{"a":1,"b":2,"a":3}', b'{"b":1,"a":2}', b'{"a":{"a":1},"a":[]}', b'{"":0}', b'{"\\u0061":1,"a":2}'),
    *(
        b'"\\ud800"',
        b'"\\udc00"',
        b'"\\ud83d\\ude00"',
        b'"\\ud83d\\u0041"',
        b'"\\ud800\\ud800\\udc00"',
        b'{"\\ud800":1}',
    ),
    *(b'"\xed\xa0\x80"', b'"\xed\xbf\xbf"', b'"\xff"', b'"\xc0\x80"', b'"\xc3"', b'"\xf4\x90\x80\x80"', b'{"\xff":1}'),
    *(b"\xef\xbb\xbf{}", b'"\xef\xbb\xbf"', '{"a":1}'.encode("utf-16"), '{"a":1}'.encode("utf-32-le"), b"\xef\xbb\xbf"),
    *(b'"a\x00b"', b'"a\x1fb"', b'"a\x7fb"', b'"\n"', b'"\t"', b'"\\u0000"', b'{"\\u0000":1}', b"1\x00", b"\x00"),
    *(b"", b" ", b"\n\t\r ", b" 1 ", b"\x0b1", b"\x0c1", b"\xa01", b"\xc2\xa01", b"\xe2\x80\xa81", b"\xd9\xa1"),
    *(b"1 2", b"{} {}", b"{}}", b"[1,]", b'{"a":1,}', b"[,1]", b"[1,,2]", b"{,}", b'{"a"}', b"{a:1}", b"{1:1}", b"'a'"),
    *(
        b'"\\x"',
        b'"\\u12"',
        b'"\\u12G4"',
        b'"\\u+123"',
        b'"\\u 123"',
        b'"\\u1_23"',
        b'"\\/\\b\\f\\n\\r\\t\\"\\\\"',
        b'"\\',
    ),
    *(b'"abc', b"[1", b'{"a":1', b'{"a":', b"tru", b"truex", b"True", b"true", b"nul", b"null", b"//x\n1", b"1/**/"),
    *(b"[" * depth + b"]" * depth for depth in (900, 1_100, 100_000)),
    *(b'{"a":' * depth + b"1" + b"}" * depth for depth in (900, 1_100, 100_000)),
    *(b"[" * 100_000, b'{"a":' * 100_000, b"[{" * 600),
]
PIECES = [
    *(b'"', b"\\", b"\\u", b"\\ud800", b"\\udc00", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"\x00", b"\x1f"),
    *(b"\x7f", b"\xc3", b"\xa9", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xef\xbb\xbf", b"\xff", b"\xc2\xa0", b"0"),
    *(b"-", b".", b"e", b"+", b"NaN", b"null", b"true", b"9" * 25, b"e400", b"/"),
]
NESTED = {
    "lists": lambda depth: b"[" * depth + b"]" * depth,
    "objects": lambda depth: b'{"a":' * depth + b"1" + b"}" * depth,
    "both": lambda depth: b'[{"a":' * depth + b"true" + b"}]" * depth,
    "numbers": lambda depth: b"[" * depth + b"1.5" + b"]" * depth,
    "siblings": lambda depth: b"[[1.5]," * depth + b'{"a":{"b":1.5}}' + b"]" * depth,
}

msgspec_is_there = pytest.mark.skipif(
    strict_json._load_decoder() is None and os.environ.get("CI") != "true", reason="msgspec is not installed"
)


def told(way, body):
    """Return what comes of ``body``: its value with the types of all that is in it, or why it is none."""
    try:
        value = way(body)
    except ValueError as error:
        return str(error)
    return (
        [flat(value)] if isinstance(value, dict | list) else [value.hex() if isinstance(value, float) else repr(value)]
    )


def flat(value):
    """Return all that is in ``value``, in its order and with its types, however deep it is."""
    found, left = [], [value]
    while left:
        one = left.pop()
        found.append((type(one), len(one) if isinstance(one, dict | list) else None))
        if isinstance(one, dict):
            found.append(list(one))
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
        else:
            found.append(one.hex() if isinstance(one, float) else one)
    return found


@pytest.fixture
def quick(monkeypatch):
    """Let every body, however small, be read by msgspec where it can."""
    way = strict_json._Msgspec()
    way.decoder_for(strict_json._ENOUGH)
    monkeypatch.setattr(strict_json, "_msgspec", way)
    monkeypatch.setattr(strict_json, "_LARGE", 0)
    return way.decoder_for(0)


@pytest.fixture
def put(monkeypatch):
    """Return a function that puts another way in the place of the quick one, for every body."""

    def put(way):
        monkeypatch.setattr(strict_json, "_msgspec", strict_json._Msgspec())
        monkeypatch.setattr(strict_json, "_load_decoder", lambda: way)
        monkeypatch.setattr(strict_json, "_LARGE", 0)
        strict_json._msgspec.decoder_for(strict_json._ENOUGH)

    return put


def looser(way, body):
    """Return whether ``way`` makes of ``body`` something that the strict way does not."""
    try:
        value = way(body)
    except Exception:  # noqa: BLE001 - whatever it is, the strict way decides then
        return False
    return told(lambda _: value, body) != told(strict_json._parse_strictly, body)


@msgspec_is_there
@pytest.mark.parametrize("body", [*ODD, *SMALL, *WHOLE], ids=lambda body: f"{len(body)}-{body[:16]!r}")
def test_the_quick_way_reads_what_the_strict_way_reads_or_leaves_it_to_it(quick, body):
    assert told(parse_json, body) == told(strict_json._parse_strictly, body)
    assert not looser(quick, body)


@msgspec_is_there
@pytest.mark.parametrize("limit", [640, 0])
def test_the_digits_that_a_program_allows_are_those_that_the_quick_way_allows(quick, limit):
    kept = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(limit)
    try:
        for digits in (639, 640, 641, 4300, 4301, 6000):
            assert told(parse_json, b"9" * digits) == told(strict_json._parse_strictly, b"9" * digits)
            assert not looser(quick, b"9" * digits)
    finally:
        sys.set_int_max_str_digits(kept)


@msgspec_is_there
@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from([*SMALL, *(body for body in ODD if len(body) < 500)]),
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 3), st.sampled_from(PIECES)), min_size=1, max_size=4),
)
def test_the_quick_way_is_no_looser_with_a_document_that_was_damaged(document, changes):
    body = bytearray(document)
    for at, gone, piece in changes:
        place = at % (len(body) + 1)
        body[place : place + gone] = piece
    assert not looser(strict_json._load_decoder(), bytes(body))


@msgspec_is_there
@settings(max_examples=20, deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 400_000), st.integers(0, 3), st.sampled_from(PIECES))
def test_the_quick_way_is_no_looser_with_a_large_document_that_was_damaged(document, at, gone, piece):
    place = at % len(document)
    assert not looser(strict_json._load_decoder(), document[:place] + piece + document[place + gone :])


@msgspec_is_there
@settings(max_examples=500, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.booleans(),
    st.sampled_from([None, 2]),
)
@example({"b": [1.0, -0.0, 2**64, 10**30], "a": {}}, True, None)
def test_the_quick_way_reads_any_value_with_its_types_and_its_order(value, escaped, indent):
    body = json.dumps(value, ensure_ascii=escaped, indent=indent).encode(errors="surrogatepass")
    assert not looser(strict_json._load_decoder(), body)


@msgspec_is_there
@settings(max_examples=1000, deadline=None)
@given(st.from_regex(rb"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_the_quick_way_reads_any_number_to_its_last_bit(body):
    assert not looser(strict_json._load_decoder(), body)


def deepest(way, shape):
    """Return how many levels ``way`` reads from here."""
    least, most = 1, 150_000
    while least < most:
        middle = (least + most + 1) // 2
        try:
            way(shape(middle))
        except (RecursionError, ValueError):
            most = middle - 1
        else:
            least = middle
    return least


def below(calls, work):
    return work() if not calls else below(calls - 1, work)


@msgspec_is_there
@pytest.mark.skipif(sys.version_info >= (3, 14), reason="the stack is counted in bytes, not in calls")
@pytest.mark.parametrize("calls", [0, 400, 700])
@pytest.mark.parametrize("shape", NESTED.values(), ids=NESTED)
def test_both_ways_read_as_deep_as_the_stack_allows(quick, calls, shape):
    levels = below(calls, lambda: [deepest(way, shape) for way in (strict_json._parse_strictly, quick, parse_json)])
    assert max(levels) - min(levels) <= 8  # as many calls of their own stand above them


@pytest.mark.parametrize("error", [ValueError, RecursionError, MemoryError, RuntimeError, TypeError])
def test_whatever_the_quick_way_raises_the_strict_way_decides_and_explains(put, error):
    def fails(_):
        raise error("of its own")

    put(fails)
    assert parse_json(b'{"a": 1}') == {"a": 1}
    with pytest.raises(ValueError, match=r"^NaN is not a number in JSON$"):
        parse_json(b"[NaN]")


def test_large_bodies_are_read_by_the_quick_way_once_many_came_and_small_ones_never(monkeypatch):
    monkeypatch.setattr(strict_json, "_msgspec", strict_json._Msgspec())
    monkeypatch.setattr(strict_json, "_load_decoder", lambda: lambda _: "quick")
    large, small = json.dumps("x" * 10_000).encode(), b'"x"'
    assert [parse_json(small) for _ in range(400_000)].count("quick") == 0
    ways = [parse_json(large) == "quick" for _ in range(200)]
    assert (ways[:100], ways[110:], parse_json(small)) == ([False] * 100, [True] * 90, "x")


@msgspec_is_there
def test_a_large_body_is_read_by_msgspec(quick):
    assert quick.__self__.__class__.__module__ == "msgspec.json"


def test_without_msgspec_everything_is_read_the_strict_way(monkeypatch):
    monkeypatch.setitem(sys.modules, "msgspec", None)
    monkeypatch.setattr(strict_json, "_msgspec", strict_json._Msgspec())
    assert strict_json._load_decoder() is None
    body = json.dumps([{"a": 1.0}] * 100_000).encode()
    assert [parse_json(body) == [{"a": 1.0}] * 100_000 for _ in range(2)] == [True, True]
    with pytest.raises(ValueError, match=r"^Extra data at character 1200000 of 1200001$"):
        parse_json(body + b"]")


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("import heroics_py; heroics_py.connect('bookshelf')", False),
        ("from heroics_py.http.strict_json import parse_json; [parse_json(b'{}') for _ in range(1000)]", False),
        ("from heroics_py.http.strict_json import parse_json; parse_json(b'[' + b'0,' * 50_000 + b'0]')", False),
        pytest.param(
            "from heroics_py.http.strict_json import parse_json; parse_json(b'[' + b'0,' * 600_000 + b'0]')",
            True,
            marks=msgspec_is_there,
        ),
    ],
    ids=["a client", "small answers", "a large answer", "many bytes"],
)
def test_msgspec_is_loaded_when_large_answers_came_and_not_before(code, loaded):
    probe = f"{code}\nimport sys\nprint('msgspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == str(loaded)
