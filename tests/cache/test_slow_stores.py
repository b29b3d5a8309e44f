"""Stores that wait, under an event loop."""

import asyncio
import threading

import pytest
from cache_parts import BODY, OTHER, Scripted, get, make_response
from ruled import Awaited

from heroics_py.cache import Caching, MemoryStore
from heroics_py.http.steps import WIRE
from heroics_py.transport.drivers.awaiting import AsyncDriver

METHODS = ("secret", "get", "put", "discard", "drop")


class SlowStore:
    """A store one of whose members waits until the event loop has done something else."""

    is_instant = False

    def __init__(self, slow):
        self.inner, self.slow = MemoryStore(), slow
        self.entered, self.release = threading.Event(), threading.Event()
        self.threads = []

    def __getattr__(self, name):
        if name == self.slow:
            self.threads.append(threading.current_thread())
            self.entered.set()
            assert self.release.wait(60)
        return getattr(self.inner, name)


async def _while_it_waits(store, sending):
    """Return the outcome of ``sending``, and how often the loop went round while the store waited."""
    task = asyncio.create_task(sending)
    await asyncio.to_thread(store.entered.wait, 10)
    turns = 0
    while turns < 20 and not task.done():
        await asyncio.sleep(0)
        turns += 1
    store.release.set()
    return await task, turns


@pytest.mark.parametrize("slow", METHODS)
def test_the_loop_goes_on_while_a_store_waits(slow):
    """While a store waits, in whichever method, the event loop goes on: the store is called in a thread."""
    store = SlowStore(slow)
    script = (
        [make_response(etag='"a"'), make_response(404, b"{}")] if slow == "discard" else [make_response(etag='"a"')]
    )

    async def main():
        driver = AsyncDriver(Awaited(Scripted(*script)))
        rule = Caching(WIRE, store)
        if slow == "discard":
            await driver.run(rule.send(get()))
        request = get(method="PATCH", body=b"{}") if slow == "drop" else get()
        return await _while_it_waits(store, driver.run(rule.send(request)))

    _, turns = asyncio.run(main())
    assert turns == 20
    assert threading.current_thread() not in store.threads


def test_an_instant_store_needs_no_thread():
    """A store that says that it is instant is called by the event loop itself."""
    store = SlowStore("get")
    store.is_instant = True
    store.release.set()

    async def main():
        await AsyncDriver(Awaited(Scripted(make_response(etag='"a"')))).run(Caching(WIRE, store).send(get()))

    asyncio.run(main())
    assert store.threads == [threading.current_thread()]


@pytest.mark.parametrize("slow", ["get", "put"])
def test_a_cancelled_read_leaves_a_whole_store(slow):
    """A read that is cancelled while a store waits leaves it whole, and the next read works."""
    store = SlowStore(slow)
    inner = Scripted(make_response(etag='"a"'), make_response(body=OTHER, etag='"b"'))

    async def main():
        driver, rule = AsyncDriver(Awaited(inner)), Caching(WIRE, store)
        task = asyncio.create_task(driver.run(rule.send(get())))
        await asyncio.to_thread(store.entered.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        store.release.set()
        return await driver.run(rule.send(get())), rule.info()

    response, info = asyncio.run(main())
    assert response.body in {BODY, OTHER}
    assert (info.store_errors, info.corrupt, info.entries) == (0, 0, 1)


def test_a_cancelled_change_drops_in_its_thread():
    """A change that is cancelled at the server invalidates before the cancellation goes on, also in a slow store."""
    store = SlowStore("drop")
    store.release.set()
    begun = asyncio.Event()

    class Hanging:
        async def send(self, request):
            if request.method != "GET":
                begun.set()
                await asyncio.Event().wait()
            return make_response(etag='"a"')

        async def close(self):
            pass

    async def main():
        driver, rule = AsyncDriver(Hanging()), Caching(WIRE, store)
        await driver.run(rule.send(get()))
        task = asyncio.create_task(driver.run(rule.send(get(method="PATCH", body=b"{}"))))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return rule.info()

    info = asyncio.run(main())
    assert (info.entries, info.invalidations) == (0, 1)
    assert len(store.threads) == 3
