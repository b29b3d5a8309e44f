"""A tape of everything that a client does plays it again, without the server, for clients of the other kind, too."""

import asyncio
import io
import socket

import pytest

import heroics_py

pytest.importorskip("aiohttp")

QUICK = heroics_py.Retry(attempts=3, backoff=0.001, longest=0.001)
PAGES = [{"page": number} for number in (1, 2, 3, 2, 1)]


def blocking(url, token, file):
    """Return what a client that blocks gets from the shop, in every way there is."""
    client = heroics_py.connect(f"{url}/openapi.json", token=token, retries=QUICK)
    seen = [client.thing.create(name="seven", pin="0815").name]
    seen.append([thing.id for thing in client.thing.list(size=2)])
    seen.append([client.thing.cached.send().revalidated for _ in range(3)])
    seen += [client.thing.flaky().name, client.thing.old().name]
    with pytest.raises(heroics_py.NotFound) as caught:
        client.thing.missing()
    with client.thing.watch() as events:
        seen += [str(caught.value), [event.name for event in events]]
    seen.append(heroics_py.stream(client.thing.download, to=file, progress=False).read_bytes())
    seen.append(client.thing.upload(io.BytesIO(b"a file")).size)
    pages = heroics_py.gather(client.thing.list, PAGES, progress=False)
    seen.append([page[0].id for page in pages])
    client.close()
    return seen


def awaiting(url, token, file):
    """Return what a client gets whose calls are awaited."""

    async def tour():
        client = await heroics_py.connect_async(f"{url}/openapi.json", token=token, retries=QUICK)
        seen = [(await client.thing.create(name="seven", pin="0815")).name]
        seen.append([thing.id async for thing in client.thing.list(size=2)])
        seen.append([(await client.thing.cached.send()).revalidated for _ in range(3)])
        seen += [(await client.thing.flaky()).name, (await client.thing.old()).name]
        with pytest.raises(heroics_py.NotFound) as caught:
            await client.thing.missing()
        async with await client.thing.watch() as events:
            seen += [str(caught.value), [event.name async for event in events]]
        seen.append((await heroics_py.stream_async(client.thing.download, to=file, progress=False)).read_bytes())
        seen.append((await client.thing.upload(io.BytesIO(b"a file"))).size)
        pages = await heroics_py.gather_async(client.thing.list, PAGES, progress=False)
        seen.append([(await page.first()).id for page in pages])
        await client.close()
        return seen

    return asyncio.run(tour())


@pytest.mark.parametrize("play", [blocking, awaiting])
@pytest.mark.parametrize("record", [blocking, awaiting])
def test_tour(shop, monkeypatch, tmp_path, record, play):
    """What a client of either kind records, one of either kind plays: with no server, and with no socket."""
    path = tmp_path / "tapes" / "tour.json"
    with heroics_py.tape(path) as tape:
        expected = record(shop.url, "s3cr3t-of-the-shop", tmp_path / "recorded")
    assert len(tape.recorded) == len(shop.received) == 21
    assert tape.played == ()
    shop.close()
    monkeypatch.setattr(socket.socket, "connect", None)
    with heroics_py.tape(path) as tape:
        assert play(shop.url, None, tmp_path / "played") == expected
    assert len(tape.played) == 21
    assert tape.recorded == ()
    assert "s3cr3t" not in path.read_text()
    assert "0815" not in path.read_text()
