"""Strict JSON: the json module decides, msgspec only speeds it up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from thoroughness import examples

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


def outcome(parse, body):
    """Return the value of ``body`` with the types of all its parts, or the reason why it is rejected."""
    try:
        value = parse(body)
    except ValueError as error:
        return str(error)
    return (
        [flat(value)] if isinstance(value, dict | list) else [value.hex() if isinstance(value, float) else repr(value)]
    )


def flat(value):
    """Return all parts of ``value``, in their order and with their types, at any depth."""
    parts, left = [], [value]
    while left:
        one = left.pop()
        parts.append((type(one), len(one) if isinstance(one, dict | list) else None))
        if isinstance(one, dict):
            parts.append(list(one))
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
        else:
            parts.append(one.hex() if isinstance(one, float) else one)
    return parts


@pytest.fixture
def quick(monkeypatch):
    """Let msgspec read bodies of any size; return its decoder."""
    msgspec = strict_json._Msgspec()
    msgspec.decoder_for(strict_json._ENOUGH)
    monkeypatch.setattr(strict_json, "_msgspec", msgspec)
    monkeypatch.setattr(strict_json, "_LARGE", 0)
    return msgspec.decoder_for(0)


@pytest.fixture
def use(monkeypatch):
    """Return a function that replaces the decoder of msgspec, for bodies of any size."""

    def use(decode):
        monkeypatch.setattr(strict_json, "_msgspec", strict_json._Msgspec())
        monkeypatch.setattr(strict_json, "_load_decoder", lambda: decode)
        monkeypatch.setattr(strict_json, "_LARGE", 0)
        strict_json._msgspec.decoder_for(strict_json._ENOUGH)

    return use


def looser(decode, body):
    """Return whether ``decode`` accepts ``body`` with another result than the json module."""
    try:
        value = decode(body)
    except Exception:  # noqa: BLE001 - on any error, the json module decides
        return False
    return outcome(lambda _: value, body) != outcome(strict_json._parse_strictly, body)


@msgspec_is_there
def test_msgspec_on_odd_documents(quick):
    """Msgspec returns what the json module returns, or leaves the document to it."""
    bodies = [*ODD, *SMALL, *WHOLE]
    assert [
        each[:99] for each in bodies if outcome(parse_json, each) != outcome(strict_json._parse_strictly, each)
    ] == []
    assert [each[:99] for each in bodies if looser(quick, each)] == []


@msgspec_is_there
@pytest.mark.parametrize("limit", [640, 0])
def test_limit_of_digits(quick, limit):
    """Python's limit of digits holds for msgspec, too."""
    limit_before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(limit)
    try:
        for digits in (639, 640, 641, 4300, 4301, 6000):
            assert outcome(parse_json, b"9" * digits) == outcome(strict_json._parse_strictly, b"9" * digits)
            assert not looser(quick, b"9" * digits)
    finally:
        sys.set_int_max_str_digits(limit_before)


@msgspec_is_there
@settings(max_examples=examples(800), deadline=None)
@given(
    st.sampled_from([*SMALL, *(body for body in ODD if len(body) < 500)]),
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 3), st.sampled_from(PIECES)), min_size=1, max_size=4),
)
def test_msgspec_on_damaged_documents(document, changes):
    """Msgspec accepts no damaged document that the json module rejects."""
    body = bytearray(document)
    for at, gone, piece in changes:
        place = at % (len(body) + 1)
        body[place : place + gone] = piece
    assert not looser(strict_json._load_decoder(), bytes(body))


@msgspec_is_there
@settings(max_examples=examples(20), deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 400_000), st.integers(0, 3), st.sampled_from(PIECES))
def test_msgspec_on_damaged_large_documents(document, at, gone, piece):
    """Msgspec accepts no damaged large document that the json module rejects."""
    place = at % len(document)
    assert not looser(strict_json._load_decoder(), document[:place] + piece + document[place + gone :])


@msgspec_is_there
@settings(max_examples=examples(200), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.booleans(),
    st.sampled_from([None, 2]),
)
@example({"b": [1.0, -0.0, 2**64, 10**30], "a": {}}, True, None)
def test_msgspec_on_any_value(value, escaped, indent):
    """Msgspec reads any value with its types and its order."""
    body = json.dumps(value, ensure_ascii=escaped, indent=indent).encode(errors="surrogatepass")
    assert not looser(strict_json._load_decoder(), body)


@msgspec_is_there
@settings(max_examples=examples(400), deadline=None)
@given(st.from_regex(rb"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_msgspec_on_any_number(body):
    """Msgspec reads any number to the last bit."""
    assert not looser(strict_json._load_decoder(), body)


def deepest(parse, shape):
    """Return how many levels ``parse`` reads from this depth of the stack."""
    least, most = 1, 150_000
    while least < most:
        middle = (least + most + 1) // 2
        try:
            parse(shape(middle))
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
def test_depth_of_both_parsers(quick, calls, shape):
    """Both parsers read as deep as the stack allows."""
    levels = below(calls, lambda: [deepest(parse, shape) for parse in (strict_json._parse_strictly, quick, parse_json)])
    assert max(levels) - min(levels) <= 8  # each has a few calls of its own above it


@pytest.mark.parametrize("error", [ValueError, RecursionError, MemoryError, RuntimeError, TypeError])
def test_errors_of_msgspec(use, error):
    """On any error of msgspec, the json module decides and explains."""

    def fails(_):
        raise error("of its own")

    use(fails)
    assert parse_json(b'{"a": 1}') == {"a": 1}
    with pytest.raises(ValueError, match=r"^NaN is not a number in JSON$"):
        parse_json(b"[NaN]")


def test_msgspec_after_many_large_bodies(monkeypatch):
    """Msgspec reads large bodies once there were many, and never small ones."""
    monkeypatch.setattr(strict_json, "_msgspec", strict_json._Msgspec())
    monkeypatch.setattr(strict_json, "_load_decoder", lambda: lambda _: "quick")
    large, small = json.dumps("x" * 10_000).encode(), b'"x"'
    assert [parse_json(small) for _ in range(400_000)].count("quick") == 0
    is_quick = [parse_json(large) == "quick" for _ in range(200)]
    assert (is_quick[:100], is_quick[110:], parse_json(small)) == ([False] * 100, [True] * 90, "x")


@msgspec_is_there
def test_msgspec_on_a_large_body(quick):
    """Msgspec reads a large body."""
    assert quick.__self__.__class__.__module__ == "msgspec.json"


def test_without_msgspec(monkeypatch):
    """Without msgspec, the json module reads everything."""
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
def test_when_msgspec_is_loaded(code, loaded):
    """Msgspec is loaded after many large bodies, not before."""
    probe = f"{code}\nimport sys\nprint('msgspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == str(loaded)
