"""A session of aiohttp that the caller passes."""

import asyncio

import aiohttp
import pytest
from cache_parts import serving

import heroics_py

SCHEMA = {
    "openapi": "3.0.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {"/things": {"get": {"operationId": "thing_info", "responses": {"200": {"description": "fine"}}}}},
}


def reply(_method, _path, _headers):
    return 200, [("Content-Type", "application/json"), ("ETag", '"a"')], b'{"id": "x"}'


def calls(settings=None, **arguments):
    """Return the headers of two calls over a session with ``settings``, and the state of the cache."""

    async def main(url):
        async with (
            aiohttp.ClientSession(**(settings or {})) as session,
            heroics_py.connect_async(SCHEMA, url=url, session=session, **arguments) as client,
        ):
            for _ in range(2):
                await client.thing.list()
            assert not session.closed
            return await heroics_py.cache_info_async(client)

    with serving(reply) as served:
        info = asyncio.run(main(served.base))
    return [headers for _, _, headers in served.seen], info


@pytest.mark.parametrize(
    "settings",
    [
        {"headers": {"Authorization": "Bearer abc"}},
        {"headers": {"X-Tenant": "7"}},
        {"cookies": {"sid": "1"}},
    ],
)
def test_session_adds_to_requests(settings):
    """What the session adds is sent."""
    sent, _ = calls(settings)
    name, value = next(iter(settings.get("headers", {"Cookie": "sid=1"}).items()))
    assert [headers.get(name) for headers in sent] == [value, value]


def test_session_bypasses_cache():
    """What a session adds is not known, so that its responses are not stored for others."""
    _, info = calls({"headers": {"Authorization": "Bearer abc"}})
    assert (info.bypass, info.entries) == (2, 0)


def test_identity_allows_cache():
    """With the name of the account, they are stored."""
    sent, info = calls({"headers": {"Authorization": "Bearer abc"}}, cache_identity="me")
    assert (sent[1].get("If-None-Match"), info.entries) == ('"a"', 1)


def test_message_of_a_mock(monkeypatch):
    """A mock that has no reply says so in the error, without the secrets of its text."""

    def refuse(_, method, url, **__):
        raise aiohttp.ClientConnectionError(f"no reply for {method} {url}?access_token=s3cret")

    monkeypatch.setattr(aiohttp.ClientSession, "request", refuse)
    with pytest.raises(heroics_py.ConnectionFailed, match="no reply for GET http") as caught:
        asyncio.run(_with_session(None))
    assert "s3cret" not in str(caught.value)


def test_other_session_is_refused():
    """A session of another library is refused by name."""
    with pytest.raises(ValueError, match=r"expected an aiohttp\.ClientSession"):
        asyncio.run(_with_session(object()))


async def _with_session(session):
    async with heroics_py.connect_async(SCHEMA, url="http://127.0.0.1:1", session=session) as client:
        await client.thing.list()


def test_session_of_another_library():
    """A session of another library, and a transport that can't send, are refused where they are passed."""
    with pytest.raises(ValueError, match=r"session=object: expected an aiohttp\.ClientSession"):
        heroics_py.connect_async("heroku", session=object())
    for connect in (heroics_py.connect_async, heroics_py.connect):
        with pytest.raises(ValueError, match=r"transport=int: expected an object with send\(request\) and close\(\)"):
            connect("heroku", transport=3)
