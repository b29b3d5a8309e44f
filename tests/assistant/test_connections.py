"""The command as hosts run it, over standard input and output or over HTTP; many calls at once, and cancelled ones."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from hosts import MODES, Tools, drive, mcp
from scripted import FINE, Scripted, answer, saying

import heroics_py
from heroics_py.assistant.assistant import Assistant

TOKEN = "a-token-of-a-test-0123456789"
LINKS = [
    {"title": "List", "rel": "instances", "method": "GET", "href": "/things"},
    {
        "title": "Delete",
        "rel": "destroy",
        "method": "DELETE",
        "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}",
    },
]
SCHEMA = {
    "definitions": {"thing": {"definitions": {"id": {"type": "string"}}, "links": LINKS}},
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}
ITEMS = answer(200, b'[{"id":"1"}]', Content_Type="application/json", Deprecation="@1688169599")


@pytest.fixture
def schema(tmp_path):
    """The path of a small schema."""
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    return str(path)


def command(*words):
    return [sys.executable, "-m", "heroics_py", "mcp", *words]


def environment(**more):
    """Return the environment of a command, with nothing of the user's."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
    return {**kept, "NO_PROXY": "*", **more}


def test_heroku():
    """An assistant says which apps are in maintenance, and is stopped when it wants to delete one."""

    async def work(url):
        words = command("heroku", "--url", url)
        server = mcp.StdioServerParameters(command=words[0], args=words[1:], env=environment(HEROICS_TOKEN="t0ken"))
        async with mcp.Client(server) as client:
            tools = Tools(client)
            found = await tools.data("find", words="list apps")
            apps = await tools.data("call", link=found[0]["link"], fields=["name", "maintenance"])
            return found[0]["link"], apps, await tools.error("call", link="app.delete", arguments={"app_identity": "b"})

    with heroics_py.sandbox() as heroku:
        for name in ("app-a", "app-b"):
            heroku.app.create(name=name)
        heroku.app.update("app-b", maintenance=True)
        link, apps, refused = asyncio.run(work(heroku._core.base_url))
        assert (link, [app["name"] for app in apps if app["maintenance"]]) == ("app.list", ["app-b"])
        assert "--allow-writes app.delete" in refused
        assert len(heroku.app.list()) == 2


def message(number, method, **params):
    return (json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n").encode()


HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


def test_standard_output(schema):
    """Standard output carries the protocol alone; warnings and notes of writes go to standard error."""
    with Scripted(saying(ITEMS)) as server:
        process = subprocess.Popen(
            command(schema, "--url", server.url, "--allow-writes"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        with process:
            arguments = {"link": "thing.delete", "arguments": {"thing_id": "1"}}
            process.stdin.write(message(1, "initialize", **HELLO) + b"not json\n")
            process.stdin.write(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
            process.stdin.write(message(2, "tools/call", name="call", arguments={"link": "thing.list"}))
            process.stdin.write(message(3, "tools/call", name="describe", arguments=arguments))
            process.stdin.flush()
            lines = [json.loads(process.stdout.readline()) for _ in range(3)]
            token = next(each for each in lines if each.get("id") == 3)["result"]["structuredContent"]["token"]
            process.stdin.write(message(4, "tools/call", name="call", arguments={**arguments, "token": token}))
            process.stdin.flush()
            lines.append(json.loads(process.stdout.readline()))
            process.stdin.close()
            rest, errors = process.stdout.read(), process.stderr.read().decode()
            assert process.wait(60) == 0
    assert (sorted(each["id"] for each in lines), rest) == ([1, 2, 3, 4], b"")
    assert "deprecated" in errors
    assert f"heroics: thing.delete is sent: DELETE {server.url}/things/1" in errors
    assert "Traceback" not in errors


def test_interrupt(schema):
    """Ctrl-C ends the command at once and quietly, also in the middle of a call."""

    def hang(wire, *_):
        wire.silent(20)

    with Scripted(hang) as server:
        process = subprocess.Popen(
            command(schema, "--url", server.url),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        with process:
            process.stdin.write(message(1, "initialize", **HELLO))
            process.stdin.write(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
            process.stdin.write(message(2, "tools/call", name="call", arguments={"link": "thing.list"}))
            process.stdin.flush()
            process.stdout.readline()
            assert server.count(1) == 1
            start = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
            assert time.monotonic() - start < 5
            assert process.stderr.read() == b""


@contextmanager
def over_http(*words, **variables):
    """Yield the URL of a server over HTTP, and what it said on standard error."""
    process = subprocess.Popen(
        command(*words, "--http"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**variables),
    )
    with process:
        said = [process.stderr.readline(), process.stderr.readline()]
        try:
            yield said[0].split()[1], said
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.stdout.read() == ""
            process.stderr.read()


def test_http(schema):
    """Over HTTP a host needs the token, and comes from this computer by its own name."""
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    async def work(url, token, mode, **headers):
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}", **headers}) as http,
            mcp.Client(streamable_http_client(url, http_client=http), mode=mode) as client,
        ):
            return await Tools(client).data("call", link="thing.list")

    with (
        Scripted(saying(ITEMS)) as server,
        over_http(schema, "--url", server.url, HEROICS_MCP_TOKEN=TOKEN) as (url, said),
    ):
        assert url.startswith("http://127.0.0.1:")
        assert TOKEN not in "".join(said)
        for mode in MODES:
            assert asyncio.run(work(url, TOKEN, mode)) == [{"id": "1"}]
        reached = len(server.requests)
        own = url.removesuffix("/mcp")
        for headers, status in [
            ({"Authorization": ""}, 401),
            ({"Authorization": "Bearer wrong"}, 401),
            ({"Authorization": f"Bearer {TOKEN}x"}, 401),
            ({"Authorization": f"Basic {TOKEN}"}, 401),
            ({"Host": "evil.example"}, 421),
            ({"Host": f"evil.example:{own.rpartition(':')[2]}"}, 421),
            ({"Host": "127.0.0.1:1"}, 421),
            ({"Origin": "http://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "http://localhost:3000"}, 403),
            ({"Origin": own}, 200),
        ]:
            for version, method in (("2025-06-18", "initialize"), ("2026-07-28", "tools/list")):
                assert status_of(url, headers, version, method) == status, headers
        assert httpx2.get(f"{own}/", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 404
        assert len(server.requests) == reached


def status_of(url, headers, version, method):
    """Return the status of a first message over HTTP in a version of the protocol."""
    import httpx2

    meta = {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params = HELLO if method == "initialize" else {"_meta": meta}
    fields = {
        "Authorization": f"Bearer {TOKEN}",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": version,
        "Mcp-Method": method,
        **headers,
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return httpx2.post(url, json=body, headers=fields).status_code


def test_made_token(schema):
    """Without a token of the person's, one is made for the process, and printed once."""
    with over_http(schema, "--url", "http://127.0.0.1:1") as (_, said):
        token = said[1].removeprefix("heroics: Authorization: Bearer ").strip()
        assert len(token) >= 40


def serving(step, **settings):
    """Return a server and the assistant of its API."""
    server = Scripted(step)
    client = heroics_py.connect(SCHEMA, url=server.url, token="t0ken", trust_environment=False, retries=0, cache=None)
    return server, Assistant(client, writes=["*"], **settings)


def slow(seconds):
    def step(wire, *_):
        time.sleep(seconds)
        wire.say(ITEMS.replace(b"Deprecation: @1688169599\r\n", b""))

    return step


@pytest.mark.parametrize("mode", MODES)
def test_at_once(mode):
    """Calls run at the same time."""
    server, assistant = serving(slow(0.4))

    async def work(tools):
        start = time.monotonic()
        await asyncio.gather(*(tools.data("call", link="thing.list") for _ in range(8)))
        return time.monotonic() - start

    with server:
        assert drive(assistant, work, mode) < 1.6


@pytest.mark.parametrize("mode", MODES)
def test_cancelled(mode):
    """A call that the host cancels ends at once, and the next one works."""
    server, assistant = serving(lambda wire, _, number: wire.silent(20) if number == 1 else wire.say(FINE))

    async def work(tools):
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await tools("call", link="thing.list")
        return time.monotonic() - start, await tools.data("call", link="thing.list")

    with server:
        seconds, data = drive(assistant, work, mode)
    assert (seconds < 2, data) == (True, {})


def test_cancelled_question():
    """A call that is cancelled while the person thinks sends nothing."""
    server, assistant = serving(saying(FINE))

    async def think(context, params):
        await asyncio.sleep(20)

    async def work(tools):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await tools.write("thing.delete", thing_id="1")
        await asyncio.sleep(0.1)

    with server:
        drive(assistant, work, "legacy", think)
        assert server.requests == []
