"""A list that is awaited: what needs no await, cancellation, and tasks."""

import asyncio
import copy
import gc
import json
import pickle
from inspect import signature

import pytest

from heroics_py.call.lists.async_collection import AsyncCollection
from heroics_py.call.lists.collection import Collection
from heroics_py.call.lists.page import Page
from heroics_py.call.lists.row_list import RowList
from heroics_py.errors import CallError, ConnectionFailed, NoSuchAttribute, NoSuchName, PagingError, warn
from heroics_py.transport.drivers.awaiting import AsyncDriver

SIZES = (2, 3, 1, 2)
IDS = [str(number) for number in range(sum(SIZES))]


class Pages:
    """Pages that arrive when a test lets them, and a count of what was asked for and cancelled."""

    def __init__(self, *, is_open=True):
        self.asked, self.cancelled, self.faults = [], [], set()
        self.gate = asyncio.Event()
        if is_open:
            self.gate.set()

    @staticmethod
    def page(number):
        start = sum(SIZES[:number])
        items = [{"id": each} for each in IDS[start : start + SIZES[number]]]
        return Page(items=items, next_range=str(number + 1) if number + 1 < len(SIZES) else None)

    async def fetch(self, next_range):
        self.asked.append(next_range)
        try:
            await asyncio.sleep(0)
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(next_range)
            raise
        if next_range in self.faults:
            self.faults.discard(next_range)
            raise ConnectionFailed(f"no page {next_range}")
        return self.page(int(next_range))

    def collection(self, **options):
        return AsyncCollection(self.page(0), self.fetch, **options)


def in_loop(test):
    """Let a test be a coroutine; no task of its own may be left, and nothing may reach the handler of the loop."""

    def run(**arguments):
        problems = []

        async def checked():
            asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context))
            await test(**arguments)
            gc.collect()
            await turns()
            assert [each for each in asyncio.all_tasks() if each is not asyncio.current_task()] == []

        asyncio.run(checked())
        assert problems == []

    run.__name__, run.__doc__, run.__signature__ = test.__name__, test.__doc__, signature(test)
    return run


async def turns(count=10):
    """Let every other task go on for a while."""
    for _ in range(count):
        await asyncio.sleep(0)


def ids(items):
    return [item["id"] for item in items]


async def collected(apps):
    return [app["id"] async for app in apps]


# ---- without await

NEEDS = [
    (len, "await its .to_list() first"),
    (lambda apps: apps[-1], "await its .to_list() first"),
    (lambda apps: apps[1:], "await its .to_list() first"),
    (reversed, "await its .to_list() first"),
    (lambda apps: apps == [], "await its .to_list() first"),
    (lambda apps: apps != Collection(Page(items=[]), None), "await its .to_list() first"),
    (lambda apps: "7" in apps, "await its .to_list() first"),
    (lambda apps: {} in apps, "await its .to_list() first"),
    (lambda apps: apps["7"], "await its .to_list() first"),
    (lambda apps: apps.index("7"), "await its .reach(3) first"),
    (pickle.dumps, "await its .to_list() first"),
    (copy.copy, "await its .to_list() first"),
    (copy.deepcopy, "await its .to_list() first"),
    (lambda apps: apps[2], "await its .reach(3) first"),
    (lambda apps: apps[1:4], "await its .reach(4) first"),
    (iter, "iterate with 'async for', or await its .to_list()"),
    (list, "iterate with 'async for', or await its .to_list()"),
    (lambda apps: [*apps], "iterate with 'async for', or await its .to_list()"),
    (dict.fromkeys, "iterate with 'async for', or await its .to_list()"),
    (lambda apps: next(zip(apps, "ab", strict=False)), "iterate with 'async for', or await its .to_list()"),
    (lambda apps: RowList([apps]).to_frame(), "iterate with 'async for', or await its .to_list()"),
]


@pytest.mark.parametrize(("look", "advice"), NEEDS)
@in_loop
async def test_what_needs_a_missing_page(look, advice):
    """What needs a missing page says what to await, and fetches nothing."""
    pages = Pages()
    with pytest.raises(CallError) as caught:
        look(pages.collection(prefetch=True))
    assert str(caught.value) == f"2 items are in memory, and the API has further pages: {advice}"
    assert pages.asked == []


@in_loop
async def test_loop_over_an_empty_first_page():
    """A plain loop does not take an empty first page for an empty list, and neither does bool."""
    apps = AsyncCollection(Page(items=[], next_range="1"), Pages().fetch)
    for look in (iter, bool, list):
        with pytest.raises(CallError, match=r"^0 items are in memory, and the API has further pages: "):
            look(apps)
    assert (await apps.first(), bool(apps)) == ({"id": "2"}, True)


@pytest.mark.parametrize(
    ("look", "found"),
    [
        (repr, "<AsyncCollection: 2 items so far>"),
        (lambda apps: apps[0], {"id": "0"}),
        (lambda apps: apps[1:2], [{"id": "1"}]),
        (lambda apps: apps["1"], {"id": "1"}),
        (lambda apps: "1" in apps, True),
        (bool, True),
        (lambda apps: apps._ipython_key_completions_(), ["0", "1"]),
        (lambda apps: "2 items so far; the API has more" in apps._repr_html_(), True),
        (lambda apps: apps._item_in_memory("7"), None),
    ],
)
@in_loop
async def test_what_is_in_memory(look, found):
    """What is in memory needs no await."""
    pages = Pages()
    assert look(pages.collection(prefetch=True)) == found
    assert pages.asked == []


@in_loop
async def test_whole_list():
    """Once all pages are in memory, a list needs no await."""
    apps = Pages().collection()
    assert ids(await apps.to_list()) == IDS
    assert [ids(apps), ids(reversed(apps)), len(apps)] == [IDS, IDS[::-1], 8]
    assert [apps[-1], apps["7"], apps[6:], "9" in apps] == [{"id": "7"}, {"id": "7"}, [{"id": "6"}, {"id": "7"}], False]
    assert apps == Collection(Page(items=[{"id": each} for each in IDS]), None)
    assert repr(apps) == "<AsyncCollection: 8 items>"
    with pytest.raises(NoSuchName, match="no item has id or name '9' in this list of 8"):
        apps["9"]
    with pytest.raises(IndexError, match="no item 8: the list has 8"):
        apps[8]


@in_loop
async def test_pickle_of_a_whole_list():
    """A list whose pages are all in memory can be pickled and copied."""
    apps = Pages().collection()
    await apps.to_list()
    again = pickle.loads(pickle.dumps(apps))
    assert (type(again), await collected(again), copy.deepcopy(apps)) == (AsyncCollection, IDS, apps)


def test_no_loop_for_a_look():
    """A list that is in memory can be read after its loop has ended, and is awaited in another."""
    apps = asyncio.run(made())
    assert (ids(apps[:2]), asyncio.run(collected(apps)), asyncio.run(collected(apps))) == (IDS[:2], IDS, IDS)


async def made():
    return Pages().collection(prefetch=True)


@in_loop
async def test_json_of_an_awaited_list():
    """The error of json.dumps says what to await."""
    advice = r"^Object of type AsyncCollection \(await its \.to_list\(\), and pass the result\) is not JSON"
    apps = Pages().collection()
    with pytest.raises(TypeError, match=advice):
        json.dumps({"apps": apps})
    assert json.loads(json.dumps(await apps.to_list()))[7] == {"id": "7"}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("id", "its items have it: [each.id async for each in items]"),
        ("all", "iterate with 'async for', or await its to_list()"),
        ("sort", "sorted(await items.to_list(), key=...) sorts them"),
        ("head", "await its to_frame() for a pandas DataFrame"),
        ("next_page", "'async for' fetches its pages as it needs them; pages() yields them"),
        ("get", "an index finds an item by its id or name: items['example']"),
        ("reac", "did you mean 'reach'?"),
    ],
)
@in_loop
async def test_attributes_of_other_awaited_lists(name, hint):
    """The advice for an attribute that a list does not have is that for an awaited list."""
    with pytest.raises(NoSuchAttribute) as caught:
        getattr(Pages().collection(), name)
    assert str(caught.value) == f"'AsyncCollection' object has no attribute {name!r}; {hint}"


@in_loop
async def test_list_of_another_method():
    """A list that another method than GET returned never advises to await pages that are never fetched."""
    apps = Pages().collection(method="POST")
    assert repr(apps) == "<AsyncCollection: 2 items of the response to a POST; further pages are not fetched>"
    for look in (len, list, lambda apps: apps["7"]):
        with pytest.raises(PagingError, match="a POST is not sent again"):
            look(apps)
    with pytest.raises(PagingError, match="a POST is not sent again"):
        await apps.to_list()


# ---- with await


@in_loop
async def test_awaited_access():
    """A list offers its items, its pages, its first item and a table, each awaited."""
    pages = [ids(page) async for page in Pages().collection().pages()]
    assert pages == [IDS[:2], IDS[2:5], IDS[5:6], IDS[6:]]
    assert await collected(Pages().collection(prefetch=True)) == IDS
    assert await Pages().collection().first() == {"id": "0"}
    assert await AsyncCollection(Page(items=[]), None).first() is None
    assert (await Pages().collection().to_frame())["id"].tolist() == IDS


@pytest.mark.parametrize(("count", "has_so_many", "asked"), [(2, True, 0), (5, True, 1), (8, True, 3), (9, False, 3)])
@in_loop
async def test_reach(count, has_so_many, asked):
    """`reach` fetches the pages that so many items need."""
    pages = Pages()
    apps = pages.collection()
    assert (await apps.reach(count), len(pages.asked)) == (has_so_many, asked)
    assert ids(apps[: min(count, 8)]) == IDS[:count]


@in_loop
async def test_one_iterator_of_many_tasks():
    """Tasks that share an iterator get each item once, and each page once."""
    for walk in (aiter(Pages().collection(prefetch=True)), aiter(Pages().collection().pages())):

        async def read(walk=walk):
            return [each async for each in walk]

        found = [each for part in await asyncio.gather(*(read() for _ in range(5))) for each in part]
        items = [each for part in found for each in (part if isinstance(part, list) else [part])]
        assert sorted(ids(items)) == IDS


@pytest.mark.parametrize("prefetch", [True, False])
@in_loop
async def test_many_readers_of_one_list(prefetch):
    """Several tasks read one list, and each page is fetched once."""
    pages = Pages()
    apps = pages.collection(prefetch=prefetch)
    assert await asyncio.gather(*(collected(apps) for _ in range(5))) == [IDS] * 5
    assert pages.asked == ["1", "2", "3"]


@in_loop
async def test_page_ahead():
    """The next page is fetched while the loop works on this one, and only that one."""
    pages = Pages()
    walk = aiter(pages.collection(prefetch=True))
    await anext(walk)
    await turns()
    assert pages.asked == ["1"]


# ---- cancellation


@pytest.mark.parametrize("prefetch", [True, False])
@pytest.mark.parametrize("position", range(1, 8))
@in_loop
async def test_cancelled_anywhere(prefetch, position):
    """A cancelled iteration ends its fetch; the next one continues without losing or repeating an item."""
    pages = Pages(is_open=False)
    apps = pages.collection(prefetch=prefetch)
    seen = []

    async def read():
        async for app in apps:
            seen.append(app["id"])  # noqa: PERF401 - what came before a cancellation counts

    for _ in range(3):
        reader = asyncio.create_task(read())
        await turns(position)
        reader.cancel()
        await asyncio.wait([reader])
        await turns()
        assert len(asyncio.all_tasks()) <= 1 + (position < 2)
    assert seen == IDS[:2] * 3
    assert pages.cancelled == pages.asked[: len(pages.cancelled)]
    pages.gate.set()
    assert await collected(apps) == IDS


@pytest.mark.parametrize("prefetch", [True, False])
@in_loop
async def test_iterator_continues_after_a_timeout(prefetch):
    """The same iterator continues after a timeout."""
    pages = Pages(is_open=False)
    walk = aiter(pages.collection(prefetch=prefetch))
    found = [(await anext(walk))["id"] for _ in range(2)]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await anext(walk)
    pages.gate.set()
    assert found + [each["id"] async for each in walk] == IDS


@pytest.mark.parametrize("prefetch", [True, False])
@in_loop
async def test_one_of_two_readers_is_cancelled(prefetch):
    """A reader that is cancelled does not disturb another one."""
    pages = Pages(is_open=False)
    apps = pages.collection(prefetch=prefetch)
    first, second = (asyncio.create_task(collected(apps)) for _ in range(2))
    await turns()
    first.cancel()
    await turns()
    pages.gate.set()
    assert await second == IDS


@in_loop
async def test_forgotten_list():
    """A list that is forgotten cancels the page ahead."""
    pages = Pages(is_open=False)
    async for _ in pages.collection(prefetch=True):
        break
    await turns()
    assert (pages.asked, pages.cancelled) == (["1"], ["1"])


def test_loop_that_ends_early():
    """A loop that ends while a page is being fetched ahead ends in silence."""
    kept = []

    async def main():
        kept.append(Pages(is_open=False).collection(prefetch=True))
        await anext(aiter(kept[0]))
        await asyncio.sleep(0)

    asyncio.run(main())
    kept.clear()
    gc.collect()


def test_list_in_several_loops():
    """A list continues in another event loop, also while a page of it is being fetched ahead in the first one."""
    waits = [60]

    async def fetch(next_range):
        await asyncio.sleep(waits.pop() if waits else 0)
        return Pages.page(int(next_range))

    async def begin():
        await anext(aiter(apps))
        await turns()

    async def reach(count):
        async with asyncio.timeout(20):  # a task of another loop would never end
            return await asyncio.gather(*(apps.reach(count) for _ in range(3)))

    apps = AsyncCollection(Pages.page(0), fetch, prefetch=True)
    with asyncio.Runner() as first:
        first.run(begin())
        assert (asyncio.run(reach(3)), asyncio.run(reach(8)), ids(apps)) == ([True] * 3, [True] * 3, IDS)


@in_loop
async def test_failed_page_ahead():
    """An error of a page ahead is raised where the page is needed, once, and never if it is not needed."""
    pages = Pages()
    pages.faults = {"1"}
    apps = pages.collection(prefetch=True)
    walk = aiter(apps)
    await anext(walk)
    await turns()
    assert (await anext(walk))["id"] == "1"
    with pytest.raises(ConnectionFailed):
        await anext(walk)
    assert [each["id"] async for each in walk] == IDS[2:]
    pages.faults = {"1"}
    forgotten = pages.collection(prefetch=True)
    await anext(aiter(forgotten))
    await turns()
    assert pages.faults == set()


@in_loop
async def test_closed_client():
    """Closing the client ends the page ahead, which is fetched when it is needed."""
    pages, driver = Pages(is_open=False), AsyncDriver(NoExchange())
    apps = pages.collection(prefetch=True, start=driver.start)
    await anext(aiter(apps))
    await turns()
    await driver.close()
    assert (pages.cancelled, len(asyncio.all_tasks())) == (["1"], 1)
    pages.gate.set()
    assert await collected(apps) == IDS


class NoExchange:
    async def close(self):
        pass


@in_loop
async def test_warning_of_a_page_ahead(monkeypatch):
    """A page ahead warns at the line of the loop."""
    monkeypatch.setattr("heroics_py.call.lists.paging._WORTH_FETCHING_AHEAD", -1.0)
    pages = Pages()

    async def fetch(next_range):
        await asyncio.sleep(0)
        warn(f"page {next_range}")
        return pages.page(int(next_range))

    async def read():
        async for _ in AsyncCollection(pages.page(0), fetch, prefetch=True):
            await turns(3)

    with pytest.warns(UserWarning, match=r"page \d") as caught:
        await asyncio.gather(read(), read())
    line = read.__code__.co_firstlineno + 1
    assert {(each.filename, each.lineno) for each in caught} == {(__file__, line)}
