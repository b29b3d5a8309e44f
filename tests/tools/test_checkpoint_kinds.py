"""What a checkpoint keeps of results and errors, and what it never holds."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections import Counter

import pytest

import heroics_py
from heroics_py import Headers, Response
from heroics_py.testing import server_of
from heroics_py.tools.checkpoints import private_file

CANARY = "canary-0123456789"
JSON = Headers({"Content-Type": "application/json"})
SCHEMA = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://things.example"}],
    "paths": {
        "/things/{kind}": {
            method: {
                "tags": ["thing"],
                "operationId": name,
                "parameters": [{"name": "kind", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"description": "a thing"}},
            }
            for method, name in (("get", "read"), ("post", "make"))
        }
    },
}
del SCHEMA["paths"]["/things/{kind}"]["get"]["requestBody"]
BODIES = {
    "record": (200, JSON, b'{"id": 1, "size": 1.50}'),
    "list": (200, Headers({**JSON, "Link": '<https://things.example/things/last>; rel="next"'}), b'[{"id": 1}]'),
    "last": (200, JSON, b'[{"id": 2}]'),
    "text": (200, Headers({"Content-Type": "text/plain; charset=utf-8"}), "größer".encode()),
    "bytes": (200, Headers({"Content-Type": "image/png"}), b"\x89PNG\xff\x00"),
    "none": (204, Headers(), b""),
    "null": (200, JSON, b"null"),
    "broken": (200, JSON, b"{"),
    "html": (502, Headers({"Content-Type": "text/html"}), b"<title>Bad gateway</title>"),
}


class Canned:
    """A transport that answers from a table, and counts."""

    def __init__(self, answers):
        self.answers = answers
        self.requests = []

    def send(self, request):
        self.requests.append(request)
        answer = self.answers[request.url.rpartition("/")[2]]
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = answer
        return Response(status=status, headers=headers, body=body, url=request.url, method=request.method)

    def close(self):
        """Close nothing."""


def things(answers):
    transport = Canned(answers)
    return heroics_py.connect(SCHEMA, transport=transport).thing, transport.requests


def attributes(value):
    """Return what counts of a result."""
    if isinstance(value, Exception):
        return type(value), str(value), {key: each for key, each in vars(value).items() if key != "response"}
    return type(value), list(value) if isinstance(value, heroics_py.Collection) else value


@pytest.mark.parametrize("link", ["read", "make"])
def test_kinds_of_results(tmp_path, link):
    """Records, lists with further pages, text, bytes, no content and invalid bodies are the same in a second run."""
    thing, requests = things(BODIES)
    run = {"errors": "collect", "checkpoint": tmp_path / "run.jsonl"}
    call = getattr(thing, link).with_options(retries=0)
    first = heroics_py.gather(call, list(BODIES), **run)
    sent = len(requests)
    second = heroics_py.gather(call, list(BODIES), **run)
    assert len(requests) == sent
    first, second = (
        [each for each in rows if link == "read" or not hasattr(each, "pages")] for rows in (first, second)
    )
    assert list(map(attributes, second)) == list(map(attributes, first))


FAILURES = {
    "timeout": heroics_py.RequestTimeout("too slow", method="POST", url="https://things.example/x"),
    "broken": heroics_py.ConnectionFailed("it broke", method="POST", url="https://things.example/x"),
    "circle": heroics_py.RedirectRefused("a circle", location="/x", method="POST", url="https://things.example/x"),
    "large": heroics_py.ResponseTooLarge("too large"),
    "value": ValueError("odd", 7),
    "name": KeyError("a"),
    "own": type("Own", (Exception,), {})("strange"),
}


def test_kinds_of_failures(tmp_path):
    """Failures of the way keep their class, text and attributes; a class of the caller becomes a HeroicsError."""
    thing, requests = things(FAILURES)
    run = {"errors": "collect", "checkpoint": tmp_path / "run.jsonl"}
    first = heroics_py.gather(thing.make, list(FAILURES), **run)
    second = heroics_py.gather(thing.make, list(FAILURES), **run)
    assert len(requests) == len(FAILURES)
    assert list(map(attributes, second[:-1])) == list(map(attributes, first[:-1]))
    assert repr(second[-1]) == "HeroicsError('Own: strange')"


@pytest.mark.parametrize("status", [400, 401, 404, 409, 412, 422, 423, 429, 500, 503])
def test_kinds_of_statuses(tmp_path, status):
    """An error of the API has the same class, text and attributes in a second run."""
    body = b'{"id": "not_now", "message": "Not now.", "url": "https://things.example/help"}'
    headers = Headers({**JSON, "Retry-After": "7", "Request-Id": "r-1", "X-Extra": "x"})
    thing, _ = things({"x": (status, headers, body)})
    run = {"errors": "collect", "checkpoint": tmp_path / "run.jsonl"}
    (first,) = heroics_py.gather(thing.make, ["x"], **run)
    (second,) = heroics_py.gather(thing.make, ["x"], **run)
    assert attributes(second) == attributes(first)
    assert (second.response.body, second.headers) == (first.response.body, first.headers)


def test_failed_calls_of_a_run_that_raises(tmp_path):
    """Where errors are raised, a failed call is made again, unless it may have changed something."""
    answers = {"x": (404, JSON, b"{}"), "y": (500, JSON, b"{}")}
    for name, status in (("x", 404), ("y", 500)):
        thing, requests = things(dict(answers))
        run = {"checkpoint": tmp_path / f"{name}.jsonl"}
        for _ in range(2):
            with pytest.raises(heroics_py.ResponseError) as caught:
                heroics_py.gather(thing.make, [name], **run)
        assert (caught.value.status, len(requests)) == (status, 2 if name == "x" else 1)


def test_calls_that_sent_nothing(tmp_path):
    """A call that sent nothing is made again."""
    answers = {"x": heroics_py.ConnectionFailed("refused", sent=False)}
    thing, _ = things(answers)
    run = {"errors": "collect", "checkpoint": tmp_path / "run.jsonl"}
    heroics_py.gather(thing.make, ["x"], **run)
    answers["x"] = (200, JSON, b'{"id": 3}')
    assert heroics_py.gather(thing.make, ["x"], **run) == [{"id": 3}]


SECRETS = {
    "field": (200, JSON, f'{{"id": 1, "api_key": "{CANARY}"}}'.encode()),
    "url": (200, JSON, f'{{"id": 1, "blob": "https://files.example/x?Signature={CANARY}"}}'.encode()),
    "echo": (200, JSON, f'{{"id": 1, "note": "we got {CANARY}"}}'.encode()),
    "refusal": (422, JSON, f'{{"message": "password {CANARY} is too weak"}}'.encode()),
    "text": (200, Headers({"Content-Type": "text/plain"}), CANARY.encode()),
    "cookie": (200, Headers({**JSON, "Set-Cookie": f"session={CANARY}", "X-Auth-Token": CANARY}), b'{"id": 1}'),
    "header": (200, Headers({**JSON, "Location": f"/x?token={CANARY}", "X-Echo": CANARY}), b'{"id": 1}'),
    "failure": heroics_py.ConnectionFailed(f"it broke at {CANARY}", method="POST", url="https://things.example/x"),
    "fault": ValueError(f"odd {CANARY}"),
}


@pytest.mark.parametrize("link", ["read", "make"])
def test_no_secret_in_the_file(tmp_path, link):
    """Secrets of arguments, headers, results and errors are not in the file."""
    thing, _ = things(SECRETS)
    call = getattr(thing, link).with_options(headers={"X-Api-Key": CANARY})
    common = {"password": CANARY} if link == "make" else {}
    path = tmp_path / "run.jsonl"
    for _ in range(2):
        results = heroics_py.gather(call, list(SECRETS), **common, errors="collect", checkpoint=path)
    assert "canary" not in path.read_text()
    if link == "make":
        assert results[:3] == [{"id": 1}] * 3
        assert type(results[4]) is heroics_py.LostOutcome
        assert "password *** is too weak" in str(results[3])


def test_a_full_disk(tmp_path, monkeypatch):
    """If the file can't be written, no further call starts; what the file has is kept."""
    thing, requests = things({"record": BODIES["record"]})
    path = tmp_path / "run.jsonl"
    left, real = [7], os.write

    def write(descriptor, data):
        left[0] -= 1
        if left[0] == 0:
            return real(descriptor, bytes(data)[:5])
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    monkeypatch.setattr(private_file.os, "write", write)
    with pytest.raises(heroics_py.CheckpointError, match="can't be written: No space left on device"):
        heroics_py.gather(thing.make, ["record"] * 50, checkpoint=path, workers=1)
    assert len(requests) == 3
    monkeypatch.undo()
    results = heroics_py.gather(thing.make, ["record"] * 50, checkpoint=path, errors="collect")
    assert Counter(type(each).__name__ for each in results) == {"Record": 49, "LostOutcome": 1}
    assert len(requests) == 50


def test_a_line_after_the_end(tmp_path):
    """A thread that comes late writes nothing into the file that has got the number of the closed one."""
    file = private_file.PrivateFile(str(tmp_path / "run.jsonl"))
    file.close()
    with (tmp_path / "other").open("wb") as other, pytest.raises(heroics_py.CheckpointError, match="can't be written"):
        file.append(b"{}")
    assert (other.closed, (tmp_path / "other").read_bytes()) == (True, b"")


RUN = f"""
import os, signal, sys
import heroics_py
url, path, kill_at = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = []
def die(details):
    seen.append(details)
    if len(seen) == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
client = heroics_py.connect("heroku", url=url, token={CANARY!r}, cache=None)
hook = {{"on_request": die}} if kill_at % 2 else {{"on_response": die}}
items = [{{"name": f"new-{{number}}"}} for number in range(30)]
results = heroics_py.gather(
    client.app.create.with_options(**hook), items, checkpoint=path, errors="collect", workers=4
)
print(*(each.name if isinstance(each, dict) else f"lost-{{each.item}}" for each in results))
"""


def test_runs_that_are_killed(tmp_path):
    """Killed again and again, a run sends no change twice and loses none that was answered; the rest is reported."""
    with heroics_py.sandbox(cache=None) as owner:
        arguments = [sys.executable, "-c", RUN, server_of(owner).url, str(tmp_path / "run.jsonl")]
        for kill_at in (5, 8, 0):
            done = subprocess.run([*arguments, str(kill_at)], check=False, capture_output=True, text=True, timeout=60)
            assert done.returncode == (-signal.SIGKILL if kill_at else 0), done.stderr
        names = Counter(json.loads(each.body)["name"] for each in server_of(owner).requests if each.method == "POST")
    shown = done.stdout.split()
    lost = [number for number, name in enumerate(shown) if name == f"lost-{number}"]
    assert [name for number, name in enumerate(shown) if number not in lost] == [
        f"new-{number}" for number in range(30) if number not in lost
    ]
    assert max(names.values()) == 1
    assert {f"new-{number}" for number in range(30) if number not in lost} <= names.keys()
    assert 1 <= len(lost) <= 8
    assert "canary" not in (tmp_path / "run.jsonl").read_text()
