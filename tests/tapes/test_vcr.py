"""Cassettes of vcrpy, of all its versions, are read as tapes; `tests/observers` records them with the real one."""

import base64
import gzip
import io
import json
import os
import sys
import zlib
from types import SimpleNamespace

import pytest
import yaml

from heroics_py.errors import TapeError
from heroics_py.tapes.exchange import TapedBody
from heroics_py.tapes.files import read_tape, write_tape

# As vcrpy 1.0 and later write it: a request that another library compressed, filtered, or sent in pieces.
YAML = """\
interactions:
- request:
    body: '{"name": "shop", "password": "hunter2hunter2"}'
    headers:
      Accept: ['*/*']
      Content-Type: [application/json]
      Authorization: [Bearer t0ken-t0ken-1]
    method: POST
    uri: https://api.example/things?api_key=k3y-k3y-k3y&page=2
  response:
    body:
      string: !!binary |
        ZIPPED
    headers:
      Content-Encoding: [gzip]
      Content-Type: [application/json]
      Content-Length: ['44']
      Date: ['Mon, 30 Nov 2026 04:31:09 GMT']
      Expires: ['Mon, 30 Nov 2026 04:32:09 GMT']
      Set-Cookie: [a=1; Path=/, b=2; Path=/]
    status: {code: 201, message: Created}
- request:
    body: !!python/unicode 'a=b+c'
    headers:
      !!python/unicode 'Content-Type': [!!python/unicode 'application/x-www-form-urlencoded']
    method: PUT
    uri: !!python/unicode 'https://api.example/form'
  response:
    body: {string: !!python/unicode '1e5'}
    headers: {content-type: [text/plain]}
    status: {code: 200, message: OK}
- request:
    body: !!python/object/apply:builtins.iter
      args:
      - - !!binary |
          b25l
        - !!binary |
          dHdv
      state: 0
    headers: {}
    method: POST
    uri: https://api.example/chunks
  response:
    body: {string: ''}
    headers: {}
    status: {code: 204, message: No Content}
- request:
    body: !!python/object/new:_io.BytesIO
      state: !!python/tuple
      - !!binary |
        AP8=
      - 0
      - null
    headers: {}
    method: POST
    uri: https://api.example/file
  response:
    body: {string: !!binary "AP8B"}
    headers: {Content-Type: [image/png]}
    status: {code: 200, message: OK}
version: 1
""".replace("ZIPPED", base64.b64encode(gzip.compress(b'{"id": 1, "token": "kept"}')).decode())

# Before version 1: a list, with URLs in parts, and objects of Python.
OLDEST_YAML = """\
- request: !!python/object:vcr.request.Request
    body: null
    headers: !!python/object/apply:__builtin__.frozenset
    - - !!python/tuple [Accept, '*/*']
      - !!python/tuple [Range, bytes=0-9]
    host: api.example
    method: GET
    path: /things?page=2
    port: 443
    protocol: https
  response:
    body: {string: '[1, 2]'}
    headers: ["Content-Type: application/json\\r\\n", "ETag: \\"1\\"\\r\\n"]
    status: {code: 200, message: OK}
"""
OLDEST_JSON = [
    {
        "request": {
            "body": "a=1",
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            "host": "api.example",
            "method": "POST",
            "path": "/things",
            "port": 8080,
            "protocol": "http",
        },
        "response": {
            "body": {"string": "done"},
            "headers": ["content-type: text/plain\r\n"],
            "status": {"code": 200, "message": "OK"},
        },
    }
]


def one(request=None, response=None):
    """Return a cassette with one interaction, which differs from a plain one in these fields."""
    plain = {"method": "get", "uri": "https://api.example/x", "body": None, "headers": {}}
    answer = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": ""}}
    return {"version": 1, "interactions": [{"request": plain | (request or {}), "response": answer | (response or {})}]}


def read(tmp_path, cassette, suffix="yaml"):
    path = tmp_path / f"cassette.{suffix}"
    path.write_text(cassette if isinstance(cassette, str) else json.dumps(cassette), encoding="utf-8")
    return read_tape(path)


def test_a_cassette(tmp_path):
    """Requests and responses of a cassette are read, decompressed, with their objects of Python as plain data."""
    first, form, chunks, file = read(tmp_path, YAML)
    assert (first.request.method, first.request.url) == (
        "POST",
        "https://api.example/things?api_key=~secret~&page=2",
    )
    assert first.request.body.content == {"name": "shop", "password": "~secret~"}
    assert (first.response.status, first.response.body) == (201, TapedBody("json", {"id": 1, "token": "kept"}))
    assert first.response.headers == {
        "Content-Type": "application/json",
        "Set-Cookie": "a=1; Path=/, b=2; Path=/",
        "Cache-Control": "max-age=60",
    }
    assert (form.request.url, form.request.body) == ("https://api.example/form", TapedBody("form", {"a": "b c"}))
    assert form.response.body_bytes() == b"1e5"
    assert (chunks.request.body, chunks.response.body) == (TapedBody("text", "onetwo"), None)
    assert (file.request.body.content, file.response.body_bytes()) == ("AP8=", b"\x00\xff\x01")


def test_the_oldest_cassettes(tmp_path):
    """A cassette from before version 1 is read, in YAML and in JSON."""
    (first,) = read(tmp_path, OLDEST_YAML)
    assert (first.request.url, first.request.headers) == ("https://api.example/things?page=2", {"Range": "bytes=0-9"})
    assert (first.response.headers, first.response.body.content) == (
        {"Content-Type": "application/json", "ETag": '"1"'},
        [1, 2],
    )
    (second,) = read(tmp_path, OLDEST_JSON, "json")
    assert (second.request.url, second.request.body.content) == ("http://api.example:8080/things", {"a": "1"})
    assert second.response.body_bytes() == b"done"


BODIES = {
    "text": ({"body": {"string": '{"a": 1}'}}, b'{"a":1}'),
    "bare": ({"body": '{"a": 1}'}, b'{"a":1}'),
    "base64": ({"body": {"encoding": "UTF-8", "base64_string": "AP8="}}, b"\x00\xff"),
    "base64 flag": ({"body": {"string": "AP8=", "base64": True}}, b"\x00\xff"),
    "none": ({"body": {"string": None}}, b""),
    "httpx": ({"status": None, "status_code": 200, "content": "x", "body": None, "http_version": "HTTP/1.1"}, b"x"),
    "decoded before": ({"body": {"string": "plain"}, "headers": {"Content-Encoding": ["gzip"]}}, b"plain"),
    "text that begins as deflated data do": (
        {
            "body": None,
            "content": '{\n  "a": 1}',
            "headers": {"Content-Encoding": ["gzip"], "Content-Type": ["application/json"]},
        },
        b'{"a":1}',
    ),
    "members": (
        {
            "body": {"base64_string": base64.b64encode(gzip.compress(b"on") + gzip.compress(b"e")).decode()},
            "headers": {"Content-Encoding": "gzip"},
        },
        b"one",
    ),
    "a value": ({"body": None, "parsed_body": {"a": "é"}}, '{"a":"é"}'.encode()),
    "another coding": ({"body": {"string": "plain"}, "headers": {"Content-Encoding": ["br"]}}, b"plain"),
    "raw deflate": (
        {
            "body": {"base64_string": base64.b64encode(zlib.compress(b"plain", wbits=-15)).decode()},
            "headers": {"content-encoding": "deflate"},
        },
        b"plain",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_of_responses(tmp_path, name):
    """A body is read in each of the forms that recorders give it."""
    response, expected = BODIES[name]
    (exchange,) = read(tmp_path, one(response=response))
    assert (exchange.response.status, exchange.response.body_bytes()) == (200, expected)


def test_a_cassette_of_another_recorder(tmp_path):
    """A cassette of a recorder that took over the layout, with ``http_interactions``, is read, too."""
    document = one({"body": {"encoding": "utf-8", "string": "a"}})
    (exchange,) = read(tmp_path, {"http_interactions": document["interactions"], "recorded_with": "another"})
    assert (exchange.request.method, exchange.request.body) == ("GET", TapedBody("text", "a"))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{new}: &{new} {{<<: [*{old}, *{old}, *{old}]}}\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("cassette", "problem"),
    [
        ("interactions: !!python/object/apply:os.mkdir ['%s']\nversion: 1\n", "has to be an object, not str"),
        ("interactions: !!python/object/apply:os.mkdir\n  args: ['%s']\n", "have to be a list"),
        (f"{BOMB}interactions: *i\n", "bytes, counting each alias"),
        ("a: &a [*a]\ninteractions: *a\n", "an alias contains itself"),
        (one({"uri": "http://[::1/x"}), "interaction 1 can't be read: Invalid IPv6 URL"),
        (f"{MERGES}interactions: [*i]\n", "<< is not supported"),
        (f"interactions: {'[' * 50_000}", "can't read the tape"),
        ("interactions: [}\n", "not valid YAML"),
        (one({"uri": None}), "interaction 1 can't be read: its request has no 'uri'"),
        (one(response={"status": {"code": "OK"}}), "the status of its response is 'OK'"),
        (one(response={"body": {"base64_string": "é"}}), "interaction 1 can't be read"),
        ("interactions: {}\n", "have to be a list"),
        ({"log": {"entries": [{"request": {}}]}}, "it is not a tape: expected 'heroics_tape' at its beginning"),
        ("notes: true\n", "it is not a tape: expected 'heroics_tape' at its beginning, or a cassette of vcrpy"),
    ],
)
def test_hostile_cassettes(tmp_path, cassette, problem):
    """A cassette that is damaged, or made to do harm, is refused with the reason; none of its objects is made."""
    made = tmp_path / "made"
    text = cassette % made if isinstance(cassette, str) and "%s" in cassette else cassette
    with pytest.raises(TapeError) as caught:
        read(tmp_path, text)
    assert problem in str(caught.value)
    assert not os.path.exists(made)


def test_a_bomb_in_a_body(tmp_path, monkeypatch):
    """A small body that decompresses to more than the limit is refused."""
    monkeypatch.setattr("heroics_py.tapes.content_codings.LARGEST_BODY", 100_000)
    body = base64.b64encode(gzip.compress(bytes(100_001))).decode()
    cassette = one(response={"body": {"base64_string": body}, "headers": {"Content-Encoding": ["gzip"]}})
    with pytest.raises(TapeError, match="more than 100,000 bytes"):
        read(tmp_path, cassette, "json")


def test_pairs_of_a_form(tmp_path):
    """The fields of a form that aiohttp got as pairs are a form, also if the cassette has no Content-Type."""
    (exchange,) = read(tmp_path, one({"body": [["code", "a&b"], ["grant_type", "password"]], "method": "POST"}))
    assert exchange.request.body == TapedBody("form", {"code": "~secret~", "grant_type": "password"})


CODED = b"\x0b\x02\x80\xffhello"


def coded(coding, body=CODED):
    return one(
        response={"body": {"string": body}, "headers": {"Content-Encoding": [coding], "Content-Type": ["text/plain"]}}
    )


def test_a_body_with_many_codings(tmp_path):
    """A body that is coded again and again is refused."""
    with pytest.raises(TapeError, match="4 content codings, more than the 3"):
        read(tmp_path, yaml.safe_dump(coded("gzip, gzip, gzip, gzip")))


@pytest.mark.parametrize("name", ["brotli", "brotlicffi"])
def test_a_body_in_brotli(tmp_path, monkeypatch, name):
    """A body of the coding br is decoded by the library that is installed, with a limit, also within gzip."""
    calls = []

    class Decompressor:
        def process(self, data, *, output_buffer_limit):
            calls.append((data, output_buffer_limit))
            return b"hello"

        def is_finished(self):
            return bool(calls)

    monkeypatch.setitem(sys.modules, "brotli", None)
    monkeypatch.setitem(sys.modules, name, SimpleNamespace(Decompressor=Decompressor, error=ValueError))
    for cassette in (coded("br"), coded("br, gzip", gzip.compress(CODED))):
        (exchange,) = read(tmp_path, yaml.safe_dump(cassette))
        assert exchange.response.body.content == "hello"
    assert calls == [(CODED, 64 * 1024 * 1024 + 1)] * 2


@pytest.mark.parametrize("name", ["compression.zstd", "backports.zstd", "zstandard"])
def test_a_body_in_zstd(tmp_path, monkeypatch, name):
    """A body of the coding zstd is decoded by the library that is installed."""

    class Reader(io.BytesIO):
        def __init__(self, file, **_):
            super().__init__(b"hello" if file.read() == CODED else b"")

    library = SimpleNamespace(
        ZstdFile=Reader, ZstdError=ValueError, ZstdDecompressor=lambda: SimpleNamespace(stream_reader=Reader)
    )
    for each in ("compression.zstd", "backports.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, each, library if each == name else None)
    (exchange,) = read(tmp_path, yaml.safe_dump(coded("zstd")))
    assert exchange.response.body.content == "hello"


def test_a_coding_whose_library_is_missing(tmp_path, monkeypatch):
    """A body that can't be decoded is refused with the library that decodes it; one that is text already is read."""
    for each in ("brotli", "brotlicffi", "compression.zstd", "backports.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, each, None)
    for coding, library in (
        ("br", "pip install brotli"),
        ("zstd", "pip install zstandard"),
        ("lzma", "can't be decoded"),
    ):
        with pytest.raises(TapeError, match=library):
            read(tmp_path, yaml.safe_dump(coded(coding)))
        (exchange,) = read(tmp_path, yaml.safe_dump(coded(coding, "hello")))
        assert exchange.response.body.content == "hello"


def test_a_bomb_in_many_bodies(tmp_path, monkeypatch):
    """The bodies of a cassette have a limit together."""
    monkeypatch.setattr("heroics_py.tapes.vcr._MOST_BYTES", 100)
    cassette = {"interactions": [one(response={"body": {"string": "x" * 60}})["interactions"][0]] * 2}
    with pytest.raises(TapeError, match="interaction 2 can't be read: the bodies up to it have more than 100 bytes"):
        read(tmp_path, cassette)


def test_a_cassette_is_never_replaced(tmp_path):
    """A cassette of vcrpy is not written over."""
    path = tmp_path / "cassette.yaml"
    path.write_text(YAML)
    with pytest.raises(TapeError, match=r"it is a cassette of vcrpy, and is left as it is; pass another path"):
        write_tape(path, ())
    assert path.read_text() == YAML
