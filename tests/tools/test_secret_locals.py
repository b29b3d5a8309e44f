"""Tracebacks with local variables, as some tools show them, of calls whose arguments or URLs hold secrets."""

import asyncio
import traceback

import pytest
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.errors import CallError, NotFound, ValidationError

SECRET = "s3cret-s1gnature"
KEY = [{"name": "api_key", "in": "query", "schema": {"type": "string"}}]
FORM = {"content": {"application/json": {"schema": {"type": "object", "properties": {"password": {"type": "string"}}}}}}
ANSWERS = {"responses": {"200": {"description": ""}}}
API = {
    "openapi": "3.1.0",
    "info": {"title": "Accounts", "version": "1"},
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "k"}}},
    "security": [{"key": []}],
    "paths": {
        "/accounts": {
            "get": {"tags": ["account"], "operationId": "info", "parameters": KEY, **ANSWERS},
            "post": {"tags": ["account"], "operationId": "create", "requestBody": FORM, **ANSWERS},
        },
        "/invitations/{code}": {
            "parameters": [{"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}],
            "put": {"tags": ["invitation"], "operationId": "accept", "requestBody": FORM, **ANSWERS},
        },
    },
}
SIGNED = {"headers": {"Authorization": SECRET}}


def shown_locals(error):
    """Return the local variables of this library, and of those below it, in a traceback."""
    stack = traceback.TracebackException.from_exception(error, capture_locals=True).stack
    return [str(frame.locals) for frame in stack if frame.filename != __file__]


USES = {
    "query": lambda client, _: client.account.info(api_key=SECRET),
    "body": lambda client, _: client.account.create(password=SECRET),
    "send": lambda client, _: client.account.create.send(password=SECRET),
    "gather": lambda client, _: heroics_py.gather(client.account.create, [{}], password=SECRET, progress=False),
    "own request": lambda client, _: heroics_py.request(
        client, "PUT", f"/x?token={SECRET}", json={"a": SECRET}, **SIGNED
    ),
    "own form": lambda client, _: heroics_py.request(client, "PUT", "/x", data=SECRET, query={"token": SECRET}),
    "own file": lambda client, _: heroics_py.request(client, "PUT", "/x", files={"a": SECRET.encode()}),
    "added": lambda client, _: client.account.info.with_options(query={"token": SECRET}, body={"password": SECRET})(),
    "lines": lambda _, url: heroics_py.stream(f"{url}/x?sig={SECRET}", **SIGNED),
    "upload": lambda _, url: heroics_py.upload(f"{url}/x?sig={SECRET}", b"", progress=False, **SIGNED),
}
AWAITED_USES = {
    **{name: USES[name] for name in ("query", "body", "send", "added")},
    "own request": lambda client, _: heroics_py.request_async(client, "PUT", f"/x?token={SECRET}", json=[SECRET]),
    "gather": lambda client, _: heroics_py.gather_async(client.account.info, [{}], api_key=SECRET, progress=False),
    "lines": lambda _, url: heroics_py.stream_async(f"{url}/x?sig={SECRET}", **SIGNED),
    "upload": lambda _, url: heroics_py.upload_async(f"{url}/x?sig={SECRET}", b"", progress=False, **SIGNED),
}


@pytest.mark.parametrize("use", USES)
def test_locals_of_an_error(use):
    """No frame of an error holds the arguments of the call, or the signature of its URL."""
    with Scripted(saying(answer(404))) as server:
        client = heroics_py.connect(API, url=server.url, token=SECRET)
        with pytest.raises(NotFound) as caught:
            USES[use](client, server.url)
        client.close()
    assert SECRET not in "".join(shown_locals(caught.value))


def test_locals_of_a_refused_body():
    """No frame of a call whose body is refused holds the values of its path."""
    client = heroics_py.connect(API, url="http://127.0.0.1:9")
    with pytest.raises(ValidationError) as caught:
        client.invitation.accept(SECRET, password=7)
    assert SECRET not in "".join(shown_locals(caught.value))


@pytest.mark.parametrize("call", ["link", "request"])
def test_locals_of_a_refused_request(call):
    """No frame of a request that is refused holds its arguments."""
    client = heroics_py.connect(API, url="http://127.0.0.1:9")
    refused = ({"json": {}, "data": SECRET}, {"query": SECRET, "json": SECRET}, {"headers": [SECRET]})
    for arguments in refused:
        with pytest.raises((CallError, ValueError)) as caught:
            getattr(heroics_py, call)(client, "PUT", f"/x?token={SECRET}", **arguments)
        assert SECRET not in "".join(shown_locals(caught.value))


@pytest.mark.parametrize("use", AWAITED_USES)
def test_locals_of_a_cancellation(use):
    """No frame of a cancelled call holds its arguments, the signature of its URL, or a key."""

    async def cancelled():
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()

        def step(wire, *_):
            loop.call_soon_threadsafe(arrived.set)
            wire.silent()

        with Scripted(step) as server:
            async with heroics_py.connect_async(API, url=server.url, token=SECRET) as client:
                task = asyncio.ensure_future(AWAITED_USES[use](client, server.url))
                await arrived.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError) as caught:
                    await task
        return caught.value

    assert SECRET not in "".join(shown_locals(asyncio.run(cancelled())))


def test_name_of_a_task():
    """A task of a call shows the name of its link, and no argument."""

    async def shown():
        with Scripted(saying(answer(404))) as server:
            async with heroics_py.connect_async(API, url=server.url) as client:
                task = asyncio.ensure_future(client.account.info(api_key=SECRET))
                text = repr(task)
                await asyncio.gather(task, return_exceptions=True)
        return text

    text = asyncio.run(shown())
    assert ("account.list" in text, SECRET in text) == (True, False)
