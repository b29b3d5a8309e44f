"""What a session of the caller's adds to a request is as secret as what a client adds."""

import asyncio
import json
import re

import pytest
import requests
from scripted import Scripted, answer

import heroics_py

HEADERS = {"Authorization": "Bearer canary-of-a-session", "X-Shop-Key": "canary-of-a-header"}
SCHEMA = {
    "openapi": "3.0.3",
    "info": {"title": "Echo", "version": "1"},
    "paths": {"/echo": {"get": {"operationId": "echo", "tags": ["thing"], "responses": {"200": {"description": ""}}}}},
}


def echo(wire, request, _):
    """Respond with the words of the request, without the names before them."""
    words = sorted(word for word in re.split(r"[\s=?&;]+", request.decode()) if "canary" in word)
    wire.say(answer(body=json.dumps({"words": words}).encode(), Content_Type="application/json"))


def session():
    session = requests.Session()
    session.headers.update(HEADERS)
    session.params = {"api_key": "canary-of-a-query"}
    session.cookies.set("sid", "canary-of-a-cookie")
    return session


def blocking(url):
    response = heroics_py.connect(SCHEMA, url=url, session=session()).thing.echo.send()
    assert response.sent is None  # the secrets of the session are for the tape alone
    return response.data


def signed(url):
    def sign(request):
        request.headers["X-Signature"] = "canary-of-an-object"
        return request

    return heroics_py.connect(SCHEMA, url=url, auth=sign).thing.echo()


def awaiting(url):
    aiohttp = pytest.importorskip("aiohttp")

    async def call():
        async with aiohttp.ClientSession(headers=HEADERS, cookies={"sid": "canary-of-a-cookie"}) as session:
            client = await heroics_py.connect_async(SCHEMA, url=url, session=session)
            return await client.thing.echo()

    return asyncio.run(call())


@pytest.mark.parametrize("call", [blocking, signed, awaiting])
def test_no_secret_of_a_session_is_on_a_tape(tmp_path, call):
    """Even if the server repeats it; and the tape is played without it."""
    path = tmp_path / "tape.json"
    with Scripted(echo) as server:
        with heroics_py.tape(path):
            assert "canary" in call(server.url).words[0]
        assert "canary" not in path.read_text()
        with heroics_py.tape(path, "none"):
            assert "~secret" in heroics_py.connect(SCHEMA, url=server.url).thing.echo().words[0]
        assert len(server.requests) == 1
