"""Records, lists and errors go on in another process, and come back."""

import asyncio
import pickle
import subprocess
import sys

import pytest

import heroics_py
from heroics_py.record import etag_of
from heroics_py.tools.executors.item_pickles import pickle_item

SECRET = "s3ntinel-0123"
ELSEWHERE = """
import os, pickle, sys
import heroics_py
from heroics_py.record import etag_of

record, part, lists, error = pickle.loads(sys.stdin.buffer.read())
updated = heroics_py.links(record).update(maintenance=True)
found = {
    "links": heroics_py.links(record).info().name,
    "etag": etag_of(record),
    "part": record.owner is part,
    "refreshed": heroics_py.refresh(record).maintenance,
    "lists": [[repr(each), len(each), each[-1].name, heroics_py.links(each["app-3"]).info().name] for each in lists],
    "error": [error.status, error.response.status, error.__notes__],
}
sys.stdout.buffer.write(pickle.dumps((found, updated, lists)))
"""


@pytest.fixture(scope="module")
def shop():
    """A client of a server with 12 apps, whose token is in the environment."""
    with heroics_py.sandbox(token=SECRET, page_size=5) as owner, pytest.MonkeyPatch.context() as monkeypatch:
        for number in range(12):
            owner.app.create(name=f"app-{number}")
        monkeypatch.setenv("SHOP_TOKEN", SECRET)
        url = owner.app.list.prepare().url.removesuffix("/apps")
        yield heroics_py.connect("heroku", url=url, token=heroics_py.Env("SHOP_TOKEN"), prefetch=False)


def elsewhere(thing):
    """Return what another process makes of a thing, and the thing that it sends back."""
    data = pickle.dumps(thing)
    assert SECRET.encode() not in data
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert SECRET.encode() not in done.stdout
    return pickle.loads(done.stdout)


def test_another_process(shop):
    """A record keeps its links and its ETag, a list its place, an error all that it says."""
    record = shop.app.info("app-1")
    first, middle, whole = shop.app.list(), shop.app.list(), shop.app.list()
    middle[7], whole[-1]
    with pytest.raises(heroics_py.NotFound) as caught:
        shop.app.info("nobody")
    caught.value.add_note("item 7")
    found, updated, lists = elsewhere((record, record.owner, [first, middle, whole], caught.value))
    assert found == {
        "links": "app-1",
        "etag": etag_of(record),
        "part": True,
        "refreshed": True,
        "lists": [[repr(each), 12, "app-11", "app-3"] for each in (first, middle, whole)],
        "error": [404, 404, ["item 7"]],
    }
    assert [repr(each) for each in lists] == ["<Collection: 12 items>"] * 3
    assert heroics_py.links(updated).update(maintenance=False).maintenance is False


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_protocols(shop, protocol):
    """Each protocol of pickle keeps the place in a list, and fetches nothing."""
    apps = shop.app.list()
    again = pickle.loads(pickle.dumps(apps, protocol))
    assert (repr(again), len(again), repr(apps)) == ("<Collection: 5 items so far>", 12, "<Collection: 5 items so far>")


def test_changed_record(shop):
    """A changed record travels as it is."""
    record = shop.app.info("app-2")
    record["mine"], record.owner["email"] = {"a": 1}, "me@example.com"
    again = pickle.loads(pickle.dumps(record))
    assert (again, again.owner.email) == (record, "me@example.com")


def test_async_list():
    """A list of an async client keeps its place, too."""
    asyncio.run(_travel_async())


async def _travel_async():
    async with heroics_py.sandbox_async("bookshelf", page_size=2) as books:
        for number in range(5):
            await books.author.create(name=f"author {number}")
        again = pickle.loads(pickle.dumps(await books.author.list()))
        assert (len(again._items), len(await again.to_list())) == (2, 5)
        assert (await heroics_py.refresh_async(again[0])).name == "author 0"


def test_secret_arguments():
    """A list whose query may hold a secret does not go on from a pickle, and says why."""
    with heroics_py.sandbox("bookshelf", page_size=2) as books:
        for number in range(5):
            books.author.create(name=f"author {number}")
        authors = books.author.list.with_options(query={"session_key": SECRET})()
        data = pickle.dumps(authors)
        assert SECRET.encode() not in data
        with pytest.raises((heroics_py.PagingError, heroics_py.CallError), match="pickling left out"):
            len(pickle.loads(data))


def test_items_of_gather(shop):
    """The items that gather sends to workers are records by their fields, without the API that they came from."""
    record = shop.app.info("app-3")
    data = pickle_item(({"app": record}, record), 5)
    assert (pickle.loads(data), len(data) < 5000) == (({"app": record}, record), True)
