"""Cassettes that the real vcrpy records are played as tapes."""

import asyncio

import pytest
import requests
from live import SCHEMA

import heroics_py

FORM = "application/x-www-form-urlencoded"
URL = "/things/one?page=2&api_key=k3y-k3y-k3y"


def played(client, path):
    """Return what a client gets from a cassette, and how many of its responses were played."""
    with heroics_py.tape(path, mode="none") as tape:
        names = [client.thing.info().name, client.thing.create(name="a").name]
    return names, len(tape.played)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_a_cassette_of_this_client(live, client, needed, tmp_path, suffix):
    """What vcrpy records of a client plays for it, also with filtered headers and a token of another account."""
    recorder = needed("vcr").VCR(serializer=suffix, filter_headers=["authorization"])
    path = tmp_path / f"cassette.{suffix}"
    with recorder.use_cassette(str(path)):
        assert [client.thing.info().name, client.thing.create(name="a").name] == ["live", "live"]
    live.seen.clear()
    before = path.read_bytes()
    assert played(client, path) == (["live", "live"], 2)
    assert (live.seen, path.read_bytes()) == ([], before)


def test_a_cassette_of_requests(live, client, needed, tmp_path):
    """What vcrpy records of requests plays for a client: compressed, and with a form beside JSON."""
    path = tmp_path / "cassette.yaml"
    with needed("vcr").use_cassette(str(path)):
        requests.get(f"{live.url}/things/one", headers={"X-Coded": "yes", "Authorization": "Bearer an0ther"}, timeout=5)
        requests.post(f"{live.url}/things", json={"name": "a"}, timeout=5)
        requests.post(f"{live.url}/things", data={"name": "b c"}, timeout=5)
    live.seen.clear()
    assert played(client, path) == (["live", "live"], 2)
    form = client.thing.create.with_options(media_type=FORM, validate=False)
    with heroics_py.tape(path, mode="none"):
        assert form(name="b c").name == "live"
        with pytest.raises(heroics_py.TapeError, match="is not on the tape"):
            form(name="another")
    assert live.seen == []


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_a_cassette_of_aiohttp(live, client, needed, tmp_path, suffix):
    """What vcrpy records of aiohttp plays for clients that block, and for those whose calls are awaited."""
    vcr, aiohttp = needed("vcr"), needed("aiohttp")
    path = tmp_path / f"cassette.{suffix}"

    async def record():
        async with aiohttp.ClientSession(headers={"Authorization": "Bearer an0ther"}) as session:
            for request in (
                session.get(f"{live.url}/things/one", headers={"X-Coded": "yes"}),
                session.post(f"{live.url}/things", json={"name": "a"}),
                session.post(f"{live.url}/things", data={"name": "b c"}),
            ):
                async with request as response:
                    await response.read()

    async def play():
        client = await heroics_py.connect_async(SCHEMA, url=live.url, token="t0ken", cache=None)
        form = client.thing.create.with_options(media_type=FORM, validate=False)
        async with heroics_py.tape(path, mode="none") as tape:
            found = [(await client.thing.info()).name, (await client.thing.create(name="a")).name]
            found.append((await form(name="b c")).name)
        await client.close()
        return found, len(tape.played)

    with vcr.use_cassette(str(path), serializer=suffix):
        asyncio.run(record())
    live.seen.clear()
    assert asyncio.run(play()) == (["live"] * 3, 3)
    assert played(client, path) == (["live", "live"], 2)
    assert live.seen == []


def test_a_cassette_stays(live, client, needed, tmp_path):
    """A cassette of vcrpy is not written over in the modes that record; the error names the way out."""
    path = tmp_path / "cassette.yaml"
    with needed("vcr").use_cassette(str(path)):
        requests.get(f"{live.url}{URL}", timeout=5)
    before = path.read_bytes()
    for mode in ("new", "all"):
        with pytest.raises(heroics_py.TapeError, match="pass another path"), heroics_py.tape(path, mode=mode):
            client.thing.info()
    assert path.read_bytes() == before
