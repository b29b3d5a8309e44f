"""Attacks by a schema, a server or an assistant: the 38 cases, each through the four tools of an SDK client.

``tests/transport/test_security_cases.py`` holds them through a client of Python.
"""

import gzip
import json
import re
import time
import warnings
from contextlib import contextmanager
from pathlib import Path

import pytest
from hosts import drive, mcp
from scripted import FINE, GREETING, Scripted, answer, closed_port, saying
from thing_schema import CREATE, INFO, LIST, schema

import heroics_py
from heroics_py.assistant.assistant import Assistant
from heroics_py.assistant.saved_files import SavedFiles
from heroics_py.cli.commands import run

TOKEN = "s3ntinel-tok3n"
KIND = {"Content_Type": "application/json", "Request_Id": "rq-7"}
NOWHERE = "http://127.0.0.1:1"
A = {"thing_identity": "a"}

# Cases about what the person or a program chooses, which no tool reaches.
OUT_OF_REACH = {
    24: "a schema in YAML is read before the server starts",
    25: "no tool loads a pickle, and responses are kept in memory or in files that hold none",
    30: "netrc is read by the client that the command makes",
    31: "the command has no option that switches the checks of certificates off",
    32: "proxies come from the environment of the command",
}


@contextmanager
def serving(step, *links, api=None, options=None, **settings):
    """Yield an assistant that may do everything, and its server, which sends one answer or does a step."""
    step = saying(step) if isinstance(step, bytes) else step
    defaults = {"token": TOKEN, "trust_environment": False}
    with (
        Scripted(step) as server,
        heroics_py.connect(api or schema(*links), url=server.url, **defaults | settings) as client,
    ):
        yield Assistant(client, writes=["*"], **options or {}), server


def outcome(step, *links, link="thing.info", arguments=A, **settings):
    """Return what a call or a write says, and the number of requests."""

    async def work(tools):
        described = await tools("describe", link=link, arguments=arguments)
        if described.is_error:
            return described
        token = described.structured_content.get("token")
        return await tools("call", link=link, arguments=arguments, token=token)

    with serving(step, *links, **settings) as (assistant, server):
        return said(drive(assistant, work)), len(server.requests)


def said(result):
    """Return an error as text, or the data of an answer."""
    if result.is_error:
        return " | ".join(str(value) for value in result.structured_content.values())
    return result.structured_content.get("from_api")


def taking(field):
    """Return a link that creates a thing with one field of this schema."""
    return CREATE | {"schema": {"type": ["object"], "properties": {"name": field}}}


def created(field, value):
    """Return what creating a thing with this value of a field says, and the number of requests."""
    return outcome(FINE, taking(field), link="thing.create", arguments={"name": value})


def test_01_redirect_to_other_host():
    """A redirect to another host is refused, and nothing goes there."""
    with Scripted(saying(FINE)) as elsewhere:
        away = answer(307, b"", Location=f"{elsewhere.url}/x")
        for link, arguments in (("thing.create", {"name": "x"}), ("thing.info", A)):
            text, count = outcome(away, link=link, arguments=arguments)
            assert ("RedirectRefused" in text, count, elsewhere.connections) == (True, 1, 0)


@pytest.mark.parametrize("href", ["https://evil.example/x", "//evil.example/x", "@evil.example/x", ":80@evil.example/"])
def test_02_link_to_other_origin(href):
    """A link to another origin can't be called, and its neighbour can."""
    go = {"title": "Go", "rel": "go", "method": "GET", "href": href}
    text, count = outcome(FINE, go, LIST, link="thing.go", arguments={})
    assert ("SchemaError" in text, count) == (True, 0)
    assert outcome(answer(200, b"[]"), go, LIST, link="thing.list", arguments={}) == ([], 1)


def test_02_origin_in_an_argument():
    """Nothing that an assistant passes leads to another origin."""
    for value in ("https://evil.example/x", "//evil.example/x", "@evil.example", "..//evil.example"):
        with serving(FINE) as (assistant, server):
            drive(
                assistant,
                lambda tools, value=value: tools("call", link="thing.info", arguments={"thing_identity": value}),
            )
            assert [head.split(" ")[1].startswith("/things/") for head in server.heads] == [True]
    text, count = outcome(FINE, link="https://evil.example/x", arguments={})
    assert ("unknown link" in text, count) == (True, 0)


def test_03_https_to_http():
    """A redirect to another scheme is one to another origin."""
    text, count = outcome(lambda wire, request, _: wire.say(answer(302, b"", Location="https://127.0.0.1/x")))
    assert ("RedirectRefused" in text, count) == (True, 1)


@pytest.mark.parametrize("value", ["", ".", "..", None, ["a"], "a\0b", "\ud800", {}, float("nan")])
def test_04_traversal_in_path(value):
    """A path value that would change the path is refused before anything is sent."""
    text, count = outcome(FINE, arguments={"thing_identity": value})
    assert ("thing_identity" in text, "nothing was sent" in text, count) == (True, True, 0)


@pytest.mark.parametrize(
    ("value", "sent"), [("a/b", "a%2Fb"), ("../x", "..%2Fx"), ("%2F", "%252F"), ("?", "%3F"), ("a\r\nb", "a%0D%0Ab")]
)
def test_05_encoded_path_values(value, sent):
    """Any other path value is encoded."""
    with serving(FINE) as (assistant, server):
        drive(assistant, lambda tools: tools("call", link="thing.info", arguments={"thing_identity": value}))
        assert server.heads == [f"GET /things/{sent} HTTP/1.1"]


def test_06_malformed_template():
    """A malformed template affects its link alone, whose description says why."""
    go = {"title": "Go", "rel": "go", "method": "GET", "href": "/x/{x"}

    async def work(tools):
        described = await tools.data("describe", link="thing.go")
        called = await tools.error("call", link="thing.go", arguments={})
        return described, called, await tools.data("call", link="thing.list")

    with serving(answer(200, b"[]"), go, LIST) as (assistant, server):
        described, called, listed = drive(assistant, work)
        assert "is not a URI template" in described[0]["can't be called"]
        assert "is not a URI template" in called
        assert (listed, len(server.requests)) == ([], 1)


def test_07_long_url():
    """A URL of 100 kB is refused before anything is sent."""
    text, count = outcome(FINE, arguments={"thing_identity": "a" * 100_000})
    assert ("RequestRefused" in text, len(text) < 1000, count) == (True, True, 0)


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\0b", "€"])
def test_08_invalid_header(value):
    """A header that HTTP can't carry is refused before anything is sent."""
    parameters = [{"name": "X-A", "in": "header", "schema": {"type": "string"}}]
    paths = {"/things": {"get": {"parameters": parameters, "responses": {"200": {"description": "done"}}}}}
    api = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths}
    text, count = outcome(FINE, api=api, link="thing.list", arguments={"x_a": value})
    assert (isinstance(text, str) and "X-A" in text, count) == (True, 0)


def walked(next_range):
    """Read a list with this Next-Range on each page to its end; return the last text and the number of requests."""

    def step(wire, _request, number):
        wire.say(answer(206, b'[{"id":"1"}]', Next_Range=next_range(number), **KIND))

    async def work(tools):
        result = await tools("call", link="thing.list")
        while not result.is_error and "next" in result.structured_content:
            result = await tools("next_page", cursor=result.structured_content["next"])
        return said(result)

    with serving(step) as (assistant, server):
        return drive(assistant, work), len(server.requests)


def test_09_next_range(monkeypatch):
    """A list that does not move on, or does not end, is an error after the items that came."""
    monkeypatch.setattr("heroics_py.call.lists.paging._MAX_PAGES", 5)
    assert walked(lambda _: "id ]a..")[1] == 2
    text, count = walked(lambda _: "id ]\x01..")
    assert ("control character" in text, count) == (True, 1)
    text, count = walked(lambda number: f"id {number}..")
    assert ("the list does not end" in text, count) == (True, 5)


ODD = ("__class__", "_x", "class", "items", "2fa", "with_options", "close", "a b", "a-b", "a_b")


def test_10_colliding_names():
    """Links of any name are found and called by one name each, and no name reaches anything but a link."""
    links = [INFO | {"title": name, "href": f"/{number}"} for number, name in enumerate(ODD)]
    api = schema() | {"definitions": {name: {"links": links} for name in ODD}}
    api |= {"properties": {name: {"$ref": f"#/definitions/{name}"} for name in ODD}}

    async def work(tools):
        for name in ("thing.__class__", "close.__init__", "_core.api", "with_options.__call__", "__class__.mro", "."):
            assert "unknown link" in await tools.error("call", link=name)
        for name in names:
            await tools.data("call", link=name)

    with serving(FINE, api=api) as (assistant, server):
        names = assistant._directory.names
        drive(assistant, work)
        assert (len(names), sorted({head.split(" ")[1] for head in server.heads})) == (
            len(ODD) ** 2,
            [f"/{number}" for number in range(len(ODD))],
        )


def test_11_remote_reference():
    """A remote reference is an error and never fetched."""
    with Scripted(saying(FINE)) as server:
        text, _ = outcome(
            FINE, CREATE | {"schema": {"$ref": f"{server.url}/x"}}, link="thing.create", arguments={"body": {"a": 1}}
        )
        assert ("never fetched" in text, server.connections) == (True, 0)


def test_12_file_reference(tmp_path):
    """A file reference is an error and never read."""
    (tmp_path / "x.json").write_text('{"type": "object"}')
    create = CREATE | {"schema": {"$ref": (tmp_path / "x.json").as_uri()}}
    text, count = outcome(FINE, create, link="thing.create", arguments={"body": {"a": 1}})
    assert ("never fetched" in text, count) == (True, 0)


def test_13_cyclic_references():
    """A cycle of references works if it is lazy, and is reported if not."""
    tree = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/definitions/tree"}}}}
    grown = schema(CREATE | {"schema": {"$ref": "#/definitions/tree"}}, tree=tree)
    assert outcome(FINE, api=grown, link="thing.create", arguments={"kids": [{"kids": []}]}) == ({}, 1)
    circle = {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}
    turning = schema(CREATE | {"schema": {"$ref": "#/definitions/a"}}, **circle)
    text, count = outcome(FINE, api=turning, link="thing.create", arguments={"body": {"x": 1}})
    assert ("#/definitions/a -> #/definitions/b -> #/definitions/a" in text, count) == (True, 0)


def nested(depth, keyword="kids"):
    value = {}
    for _ in range(depth):
        value = {keyword: [value]}
    return value


def test_14_depth():
    """A value, a schema or a response that is nested too deeply is an error."""
    for depth in (40, 60):
        text, count = created({}, nested(depth))
        assert (text == {} or "levels" in text, count) == (True, int(depth == 40))
    with pytest.raises(heroics_py.SchemaError, match="nested"):  # such a schema does not get as far as an assistant
        heroics_py.connect(schema(taking(nested(300, "allOf"))), url=NOWHERE)
    deep = json.dumps(nested(60)).encode()
    assert "..." in str(outcome(answer(200, deep, **KIND))[0])


def test_15_exploding_pattern():
    """A regular expression that explodes is abandoned."""
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the one that can't be decided
        created({"type": "string", "pattern": "^(a+)+$"}, "a" * 32 + "!")
    assert time.process_time() - start < 5  # it would take minutes


def test_16_invalid_pattern():
    """An invalid pattern is skipped."""
    with pytest.warns(UserWarning, match="is not checked"):
        assert created({"type": "string", "pattern": "["}, "x") == ({}, 1)


def test_17_unique_items():
    """The check of uniqueItems does not compare all pairs."""
    items = [{"a": number, "b": [number]} for number in range(4_000)]
    start = time.process_time()
    text, count = created({"type": "array", "uniqueItems": True}, [*items, {"b": [7], "a": 7}])
    assert ("twice" in text, count) == (True, 0)
    assert time.process_time() - start < 5  # ten seconds by comparing all pairs


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e-320])
def test_18_multiple_of(value):
    """A number that can't be a multiple is a ValidationError."""
    text, count = created({"type": "number", "multipleOf": 0.1}, value)
    assert ("ValidationError" in text, count) == (True, 0)


def test_19_body_over_limit():
    """A body over the limit is an error."""
    text, _ = outcome(answer(200, b"a" * 1_000_000, **KIND), max_bytes=5_000)
    assert "ResponseTooLarge" in text


def test_20_compression_bomb():
    """A compression bomb stops at the limit, and stacked codings are refused."""
    bomb = gzip.compress(bytes(4_000_000))
    assert "ResponseTooLarge" in outcome(answer(200, bomb, Content_Encoding="gzip"), max_bytes=50_000)[0]
    assert "ProtocolError" in outcome(answer(200, gzip.compress(bomb), Content_Encoding="gzip, gzip"))[0]


def test_21_many_headers():
    """Too many header lines are an error, and the request is not repeated."""
    lines = b"".join(b"X-%d: 1\r\n" % number for number in range(101))
    text, count = outcome(GREETING + lines + b"Content-Length: 0\r\n\r\n")
    assert ("ProtocolError" in text, count) == (True, 1)


@pytest.mark.parametrize(
    "body", [b'{"a":NaN}', b'{"a":1e999}', b"[" * 200_000, b'{"a":' + b"9" * 5_000 + b"}"], ids=len
)
def test_22_invalid_json(body):
    """Invalid JSON is an error with the request id."""
    text, _ = outcome(answer(200, body, **KIND))
    assert ("DecodeError" in text, "request rq-7" in text, len(text) < 1000) == (True, True, True)


@pytest.mark.parametrize("body", [b"<p>s3cret</p>", '{"a":"s3cret"}'.encode("utf-16"), b'{"a":"s3cret'], ids=len)
def test_23_wrong_media_type(body):
    """A body that does not match its media type is an error that does not show it."""
    text, _ = outcome(answer(200, body, **KIND))
    assert ("DecodeError" in text, "rq-7" in text, "s3cret" in text) == (True, True, False)


def test_26_shared_cache(tmp_path):
    """Two accounts that share a cache in files get their own responses."""

    def step(wire, request, _number):
        whose = b'{"id":"of A"}' if b"token-of-A" in request else b'{"id":"of B"}'
        wire.say(answer(200, whose, Cache_Control="max-age=60", ETag='"1"', **KIND))

    settings = {"cache": tmp_path, "cache_mode": "rfc"}
    found = [outcome(step, token=f"token-of-{name}", **settings)[0] for name in "ABA"]
    assert found == [{"id": "of A"}, {"id": "of B"}, {"id": "of A"}]


def test_27_token(tmp_path, caplog, capfd):
    """The token of the API is in no answer, error, question, log or file, although the server repeats it."""

    def step(wire, request, _number):
        body = json.dumps({"id": TOKEN, f"k-{TOKEN}": [f"x{TOKEN}x"], "message": f"bad token {TOKEN}"}).encode()
        wire.say(answer(401 if b"PATCH" in request else 200, body, WWW_Authenticate=f"Bearer {TOKEN}", **KIND))

    asked = []

    async def answered(context, params):

        asked.append(params.message)
        return mcp.types.ElicitResult(action="accept", content={"send": True})

    async def work(tools):
        results = [
            await tools("describe", link="thing.info"),
            await tools("call", link="thing.info", arguments=A),
            await tools("call", link="thing.info", arguments=A, save_as="a.json"),
            await tools("call", link="thing.info", arguments={"thing_identity": TOKEN}),
            await tools("call", link=TOKEN),
            await tools.write("thing.update", thing_identity=TOKEN, name=TOKEN),
        ]
        return "".join(result.model_dump_json() for result in results)

    with serving(step, options={"files": SavedFiles(tmp_path)}) as (assistant, server):
        texts = drive(assistant, work, answer=answered)
        assert TOKEN in server.requests[0].decode()
    saved = "".join(path.read_text() for path in tmp_path.iterdir())
    streams = "".join(capfd.readouterr())
    assert (len(asked), saved.count("***"), "Unauthorized" in texts) == (1, 4, True)
    for text in (texts, saved, streams, caplog.text, *asked, repr(assistant), str(vars(assistant))):
        assert TOKEN not in text


def test_28_secrets_in_query(caplog):
    """Secrets in a query are masked in previews, errors and logs."""
    caplog.set_level("DEBUG")
    asking = LIST | {"schema": {"properties": {"api_key": {"type": "string"}, "q": {"type": "string"}}}}
    arguments = {"api_key": "k3y-of-mine", "q": "x"}

    async def work(tools):
        described = await tools("describe", link="thing.list", arguments=arguments)
        return described.structured_content["request"]["url"], await tools.error(
            "call", link="thing.list", arguments=arguments
        )

    with serving(answer(503, **KIND), asking, retries=0) as (assistant, _):
        url, error = drive(assistant, work)
    assert url.endswith("?api_key=***&q=x")
    assert "k3y-of-mine" not in f"{error} {caplog.text}"


def test_29_command_line(capsys):
    """The command takes no token, neither of the API nor of its own door."""
    for words in (["--token", TOKEN], ["--http", "--bearer", TOKEN]):
        assert run(["mcp", "heroku", *words]) == 2
    assert TOKEN not in "".join(capsys.readouterr())


DRIPS = (FINE, GREETING + b"Content-Length: 500\r\n\r\n" + b" " * 500)


@pytest.mark.parametrize("data", [b"", *DRIPS], ids=["silence", "headers", "body"])
def test_33_deadline(data):
    """A call ends by its deadline, whatever the server does."""

    def step(wire, _request, _number):
        wire.drip(data, every=0.1) if data else wire.silent(30)

    start = time.monotonic()
    text, _ = outcome(step, options={"seconds": 0.5}, retries=0)
    assert ("RequestTimeout" in text, time.monotonic() - start < 3) == (True, True)


@pytest.mark.parametrize("link", ["thing.create", "thing.update", "thing.delete"])
def test_34_cut_request(link):
    """A write that was cut is sent once, and the answer says that its outcome is unknown."""
    arguments = {**({} if link == "thing.create" else A), **({} if link == "thing.delete" else {"name": "x"})}
    text, count = outcome(lambda wire, *_: wire.reset(), link=link, arguments=arguments)
    assert ("It is unknown whether the API carried it out" in text, count) == (True, 1)


def test_34_unprocessed_write():
    """A write that was certainly not processed does not say so."""
    text, count = outcome(answer(429, Retry_After="99999999", **KIND), link="thing.delete")
    assert ("RateLimited" in text, "unknown whether" in text, count) == (True, False, 1)
    port = closed_port()
    client = heroics_py.connect(schema(), url=f"http://127.0.0.1:{port}", token=TOKEN, retries=0)
    refused = drive(Assistant(client, writes=["*"]), lambda tools: tools.write("thing.delete", **A))
    assert ("ConnectionFailed" in said(refused), "unknown whether" in said(refused)) == (True, False)


def test_35_long_retry_after():
    """A Retry-After beyond the budget is reported, not waited for."""
    start = time.monotonic()
    text, count = outcome(answer(429, Retry_After="99999999", **KIND))
    assert ("RateLimited" in text, count, time.monotonic() - start < 5) == (True, 1, True)


def test_36_precondition_failed():
    """A 412 is an error of its own, and not repeated."""
    text, count = outcome(
        answer(412, b'{"message":"changed"}', **KIND), link="thing.update", arguments=A | {"name": "x"}
    )
    assert ("PreconditionFailed" in text, "read it again" in text, count) == (True, True, 1)


def test_37_control_characters():
    """Control characters of an API are escaped, in errors and in data."""
    loud = rb'{"id":"bad","message":"\u001b[31mred\u001b[0m\u0007\u202e"}'
    for status in (200, 422):
        text = str(outcome(answer(status, loud, **KIND))[0])
        assert text.isprintable()
        assert r"\x1b[31mred" in text.replace("\\\\", "\\")


def test_38_early_hints():
    """Early hints are skipped."""
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert outcome(hints + answer(200, b'{"a":1}', **KIND))[0] == {"a": 1}


def test_all_38_cases_exist():
    """Each of the 38 cases has a test with its number, or a reason why no tool reaches it."""
    numbers = re.findall(r"^def test_(\d\d)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted({*map(int, numbers), *OUT_OF_REACH}) == list(range(1, 39))
