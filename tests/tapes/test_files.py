"""The file of a tape, in YAML and JSON."""

import re

import pytest

from heroics_py.errors import TapeError
from heroics_py.tapes.files import read_tape, write_tape
from tests.helpers.recordings import FORM, answer, scrubbed, sent

LINES = "first\n  second\n\nthird: 1\n"
BODIES = [
    (b"", "application/json"),
    ({"name": "shop", "n": [1, 2.5, 1e300, True, None, "12", "no", "~", "1e5", "2020-01-01", ""]}, "application/json"),
    (
        {"<<": 1, "": {"a": []}, "null": {}, "é": "\N{PILE OF POO}", "nul": "\0\x85\N{BYTE ORDER MARK}"},
        "application/json",
    ),
    (b'"\\ud800"', "application/json"),
    (b"[1, 2", "application/json"),
    ("null", "application/json"),
    (LINES, "text/plain"),
    ("a\r\nb\tc \n", "text/csv"),
    (f"data: {'x' * 300}\n\n", "text/event-stream"),
    ("grüße".encode("latin-1"), "text/plain; charset=latin-1"),
    ("grüße".encode("latin-1"), "text/plain"),
    (bytes(range(256)), "image/png"),
    ("a=1&b=two+words&a=%C3%A9", FORM),
    ("a=1&&b", FORM),
]


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
def test_a_tape_reads_back(tmp_path, suffix):
    """What is written is read back, and its bodies are the same bytes, or the same value."""
    exchanges = scrubbed(
        *((sent("POST", body=body, media_type=kind, call="thing.create"), answer(body, kind)) for body, kind in BODIES)
    )
    path = tmp_path / "deep" / f"tape.{suffix}"
    write_tape(path, exchanges)
    assert read_tape(path) == exchanges
    for (body, _), exchange in zip(BODIES, read_tape(path), strict=True):
        if isinstance(body, dict):
            assert exchange.response.body.content == body
        elif body != "null":
            assert exchange.response.body_bytes() == (body if isinstance(body, bytes) else body.encode())


def test_a_tape_is_readable(tmp_path):
    """A tape in YAML shows JSON as values, text as a block, and a form by its fields."""
    exchanges = scrubbed(
        (
            sent("PUT", "https://api.example/things/1?b=2", {"name": "no"}, call="thing.update"),
            answer({"id": 1, "text": LINES}, headers={"ETag": '"1"', "Date": "x", "Server": "y"}),
        ),
        (sent("POST", body="a=1&b=%C3%A9", media_type=FORM), answer(LINES, "text/plain", 201)),
    )
    write_tape(tmp_path / "tape.yaml", exchanges)
    assert (tmp_path / "tape.yaml").read_text(encoding="utf-8") == READABLE


READABLE = """\
heroics_tape: 1
exchanges:
- call: thing.update
  request:
    method: PUT
    url: https://api.example/things/1?b=2
    headers:
      Content-Type: application/json
    json:
      name: 'no'
  response:
    status: 200
    headers:
      Content-Type: application/json
      ETag: '"1"'
    json:
      id: 1
      text: |
        first
          second

        third: 1
- request:
    method: POST
    url: https://api.example/things
    headers:
      Content-Type: application/x-www-form-urlencoded
    form:
      a: '1'
      b: é
  response:
    status: 201
    headers:
      Content-Type: text/plain
    text: |
      first
        second

      third: 1
"""


def test_another_file_stays(tmp_path):
    """A file that is not a tape of ours is not replaced."""
    path = tmp_path / "notes.yaml"
    path.write_text("important: yes\n")
    with pytest.raises(TapeError, match="not a tape of heroics_py, and is left as it is"):
        write_tape(path, ())
    assert path.read_text() == "important: yes\n"


@pytest.mark.parametrize("suffix", ["yaml", "json"])
@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("json", "jsn", "the response of exchange 2 has an unknown key 'jsn': expected status, headers, json"),
        ("url", "uri", "the request of exchange 2 has an unknown key 'uri': expected method, url"),
        ("https://api.example/b", "/b", "the URL of exchange 2 is '/b': expected an absolute one"),
        ("https://api.example/b", "http://[b", "the URL of exchange 2 is 'http://[b': expected an absolute one"),
    ],
)
def test_a_wrong_edit(tmp_path, suffix, old, new, problem):
    """A tape that was edited by mistake is refused with the place and its line, instead of playing something else."""
    path = tmp_path / f"tape.{suffix}"
    write_tape(path, scrubbed(*[(sent(url=f"https://api.example/{name}"), answer({"id": 1})) for name in "ab"]))
    text = path.read_text()
    begin = text.rindex("request")
    path.write_text(text[:begin] + text[begin:].replace(old, new).replace("application/jsn", "application/json"))
    line = {"yaml": 12, "json": 19}[suffix]
    with pytest.raises(TapeError, match=re.escape(problem) + rf".*\(it begins at line {line}\)$"):
        read_tape(path)


def test_headers_edited_by_hand(tmp_path):
    """A number among the headers is a text; a list is not."""
    path = tmp_path / "tape.yaml"
    write_tape(path, scrubbed((sent(), answer({"id": 1}, headers={"X-Page": "one"}))))
    text = path.read_text()
    path.write_text(text.replace("one", "1"))
    assert read_tape(path)[0].response.headers.get("X-Page") == "1"
    path.write_text(text.replace("one", "[1, 2]"))
    with pytest.raises(TapeError, match="the header X-Page of the response of exchange 1 has to be text"):
        read_tape(path)
