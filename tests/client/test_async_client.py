"""A client whose calls are awaited: the same names, from the same core."""

import asyncio
import copy
import gc
import inspect
import json
import operator
import pickle
import threading
import warnings

import pytest
from canned import CannedTransport, canned

import heroics_py
from heroics_py.client.connect_async import connecting
from heroics_py.errors import CallError


class Awaited(CannedTransport):
    """A transport whose methods are coroutines."""

    async def send(self, request):
        await asyncio.sleep(0)
        return super().send(request)

    async def close(self):
        super().close()


def run(use, respond=lambda request: {"name": "example"}, transport=Awaited, **arguments):
    """Return what ``use`` returns with a client in an event loop."""

    async def main():
        sender = transport(respond)
        async with heroics_py.connect_async("heroku", transport=sender, **arguments) as client:
            result = await use(client)
        assert sender.closed == 1
        return result

    return asyncio.run(main())


@pytest.mark.parametrize("transport", [Awaited, CannedTransport])
def test_call_is_awaited(transport):
    """A call is awaited, and returns what a blocking client returns."""

    async def use(client):
        return await client.app.info("example")

    app = run(use, transport=transport)
    assert (app, type(app)) == ({"name": "example"}, heroics_py.Record)


def test_connect_is_awaitable():
    """A client is awaited, or opened by ``async with``."""

    async def main():
        client = await heroics_py.connect_async("heroku", transport=Awaited())
        await client.app.info("example")
        await client.close()
        return type(client)

    assert asyncio.run(main()) is heroics_py.AsyncClient


def test_list_is_iterated():
    """A list is iterated by ``async for``, with and without ``await``."""

    async def use(client):
        awaited = [app.name async for app in await client.app.list()]
        return awaited, [app.name async for app in client.app.list()]

    assert run(use, lambda _: canned(body=b'[{"name": "a"}, {"name": "b"}]')) == (["a", "b"], ["a", "b"])


def test_calls_as_tasks():
    """A call can be a task, and asyncio gathers several."""

    async def use(client):
        task = asyncio.create_task(client.app.info("a"))
        return [await task, *await asyncio.gather(client.app.info("b"), client.app.info("c"))]

    assert len(run(use)) == 3


def test_wrong_arguments_raise_at_once():
    """Wrong arguments raise where the call is written, not where it is awaited."""

    async def use(client):
        with pytest.raises(CallError, match="did you mean 'name'"):
            client.app.create(nmae="x")
        with pytest.raises(heroics_py.ValidationError):
            client.app.create(name=7)

    run(use)


def test_forgotten_await_warns():
    """Python warns of a call that nothing awaits, by its name."""

    async def use(client):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            client.app.info("example")
            gc.collect()
        return [str(each.message) for each in caught]

    assert run(use) == ["coroutine 'app.info' was never awaited"]


def put(call):
    call["name"] = "other"


@pytest.mark.parametrize(
    ("misuse", "hint"),
    [
        (lambda call: call.name, r"\(await app.info\(...\)\).name"),
        (lambda call: call["name"], r"\(await app.info\(...\)\)\[...\]"),
        (put, r"\(await app.info\(...\)\)\[...\]"),
        (list, r"async for ... in app.info\(...\)"),
        (dict, r"await app.info\(...\)"),
        (reversed, r"async for ... in app.info\(...\)"),
        (len, r"to_list"),
        (bool, r"awaited: await app.info\(...\)"),
        (lambda call: "x" in call, r"awaited: await app.info\(...\)"),
        (lambda call: call == {"name": "example"}, r"awaited: await app.info\(...\)"),
        (lambda call: call != "example", r"awaited: await app.info\(...\)"),
        (lambda call: call < 1, r"awaited: await app.info\(...\)"),
        (lambda call: operator.add([], call), r"awaited: await app.info\(...\)"),
        (lambda call: f"{call:>20}", r"\{\(await app.info\(...\)\).name\}"),
        (json.dumps, "Pending .still to be awaited: await it, and pass the result"),
        (copy.copy, r"copy or pickle what 'await app.info\(...\)' returns"),
        (pickle.dumps, r"copy or pickle what 'await app.info\(...\)' returns"),
        (heroics_py.refresh, "got Pending .still to be awaited"),
        (heroics_py.links, "got Pending .still to be awaited"),
    ],
)
def test_call_before_await(misuse, hint):
    """What a call returns can't be used before it is awaited, and the error says how."""

    async def use(client):
        call = client.app.info("example")
        with pytest.raises((CallError, AttributeError, TypeError), match=hint):
            misuse(call)
        await call

    run(use)


def test_call_as_an_argument():
    """A call in the place of its result, as an argument or as an index, is refused, and the error says to await it."""

    async def use(client):
        call = client.app.info("example")
        for misuse in (
            lambda: client.app.info(call),
            lambda: client.app.create(name=call),
            lambda: client.app[call],
            lambda: client.app.update.with_options(if_match=call),
        ):
            with pytest.raises((CallError, ValueError), match="await it, and pass the result"):
                misuse()
        await call

    run(use)


def test_call_that_is_logged():
    """A call is equal to itself alone, and its text says that it is to be awaited."""

    async def use(client):
        call, other = client.app.info("example"), client.app.info("example")
        assert (call == call, call == other, len({call, other})) == (True, False, 2)  # noqa: PLR0124 - the test
        assert f"{call}" == str(call) == "<app.info(...), to be awaited>"
        await asyncio.gather(call, other)

    run(use)


def test_call_that_is_awaited_twice():
    """A call that is awaited a second time says to keep its result."""

    async def use(client):
        await (call := client.app.info("example"))
        with pytest.raises(RuntimeError, match=r"app.info\(...\) was awaited already: keep its result"):
            await call

    run(use)


def test_names_of_a_call():
    """Tab offers nothing after a call that is still to be awaited."""

    async def use(client):
        call = client.app.info("example")
        assert [name for name in dir(call) if not name.startswith("_")] == []
        await call

    run(use)


@pytest.mark.parametrize(
    ("misuse", "hint"),
    [
        (lambda client, apps: client.app.info.send("a").status, r"\(await app.info.send\(...\)\).status"),
        (lambda client, apps: apps.to_list()[0], r"\(await items.to_list\(...\)\)\[...\]"),
        (lambda client, apps: apps.first().name, r"\(await items.first\(...\)\).name"),
        (lambda client, apps: not apps.reach(2), r"await items.reach\(...\)"),
        (lambda client, apps: apps.to_frame().head, r"\(await items.to_frame\(...\)\).head"),
        (lambda client, apps: heroics_py.gather_async(client.app.info, apps)[0], r"\(await gather_async"),
        (lambda client, apps: list(heroics_py.read_async("heroku")), r"for ... in await read_async\(...\)"),
        (lambda client, apps: len(heroics_py.read_async("heroku")), r"len\(await read_async\(...\)\)"),
        (lambda client, apps: bool(client.close()), r"await client.close\(...\)"),
        (lambda client, apps: heroics_py.connect_async()["app"], r"\(await connect_async\(...\)\)\[...\]"),
        (lambda client, apps: heroics_py.find(heroics_py.connect_async(), "app"), "got Connecting .*await it"),
    ],
)
def test_functions_before_await(misuse, hint):
    """What a function to be awaited returns can't be used before, and the error says how."""

    async def use(client):
        apps = await client.app.list()
        with pytest.raises((CallError, AttributeError), match=hint):
            misuse(client, apps)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # those that nothing awaits
        run(use, lambda _: canned(body=b'[{"name": "a"}, {"name": "b"}]'))
        gc.collect()


@pytest.mark.parametrize(
    ("misuse", "hint"),
    [
        (lambda client: client.app, r"async for ... in client.app.list\(\)"),
        (lambda client: client.app.list, r"async for ... in client.app.list\(\)"),
    ],
)
def test_async_for_without_a_call(misuse, hint):
    """``async for`` over a resource or a link says which call has the list."""

    async def use(client):
        with pytest.raises(CallError, match=hint):
            async for _ in misuse(client):
                pass

    run(use)


def test_async_with_a_blocking_client():
    """``async with`` over a blocking client says what to write."""

    async def use():
        with pytest.raises(CallError, match="this client blocks: write 'with'"):
            async with heroics_py.connect("heroku", trust_environment=False):
                pass

    asyncio.run(use())


def test_record_is_no_list():
    """``async for`` over a call that returns a record says so."""

    async def use(client):
        with pytest.raises(CallError, match="returns Record, not a list"):
            async for _ in client.app.info("example"):
                pass

    run(use)


def test_plain_with_is_refused():
    """``with`` in place of ``async with`` says what to write."""

    async def use(client):
        with pytest.raises(CallError, match="async with"), client:
            pass
        with pytest.raises(CallError, match="async with"), heroics_py.connect_async("heroku"):
            pass

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the connection that nothing awaits
        run(use)
        gc.collect()


def test_async_with_a_call_is_refused():
    """``async with`` over a call says to await it."""

    async def use(client):
        call = client.app.info("example")
        with pytest.raises(CallError, match=r"awaited: await app.info\(...\)"):
            async with call:
                pass
        await call

    run(use)


@pytest.mark.parametrize(
    ("name", "hint"), [("json", "its .data"), ("status_code", "its .status"), ("raise_for_status", "raised already")]
)
def test_names_of_other_responses(name, hint):
    """A name that responses of other libraries have gets the one that ours have."""

    async def use(client):
        return await client.app.info.send("example")

    with pytest.raises(AttributeError, match=hint):
        getattr(run(use), name)


def test_close_of_other_clients():
    """``aclose`` is named ``close``."""

    async def use(client):
        with pytest.raises(AttributeError, match=r"await client.close\(\)"):
            client.aclose  # noqa: B018 - the attribute is the mistake

    run(use)


def test_client_in_two_loops():
    """A client that is used in a second event loop says so."""

    async def first():
        client = await heroics_py.connect_async("heroku", transport=Awaited())
        await client.app.info("example")
        return client

    async def second(client):
        with pytest.raises(CallError, match="another event loop"):
            await client.app.info("example")

    asyncio.run(second(asyncio.run(first())))


@pytest.mark.parametrize("function", [heroics_py.connect_async, heroics_py.read_async, heroics_py.sandbox_async])
def test_loop_of_another_library(function):
    """Where another library than asyncio runs the coroutine, the error says what is needed."""
    coroutine = function("heroku").__await__()
    with pytest.raises(CallError, match="needs an event loop of asyncio"):
        coroutine.send(None)


def test_same_signature_as_connect():
    """`connect_async` takes the arguments of `connect`."""
    assert inspect.signature(heroics_py.connect_async) == inspect.signature(heroics_py.connect)


def test_blocking_function_is_refused():
    """A function that blocks names the one to await."""

    async def use(client):
        app = await client.app.info("example")
        with pytest.raises(CallError, match=r"await heroics_py.refresh_async\(...\)"):
            heroics_py.refresh(app)

    run(use)


def test_texts_of_an_async_client():
    """What an async client, its help and its errors show says what to await."""

    async def use(client):
        app = await client.app.info("example")
        with pytest.raises(AttributeError, match=r"await heroics_py.refresh_async\(record\) does it"):
            app.refresh  # noqa: B018 - the look is the test
        with pytest.raises(CallError, match=r"for several: await heroics_py.gather_async\(client.app.info, \[...\]\)"):
            client.app[["a", "b"]]
        return repr(client).split()[0], "await client.app.list()" in inspect.getdoc(client)

    assert run(use) == ("<AsyncClient", True)


@pytest.mark.parametrize("make", [copy.deepcopy, lambda client: pickle.loads(pickle.dumps(client))])
def test_copies_of_an_async_client(make):
    """A deep copy and a pickle of an async client are async clients, with the same options."""

    async def use(client):
        return type(made := make(client.with_options(timeout=7))), made._options.timeout.total

    assert asyncio.run(with_client(use)) == (heroics_py.AsyncClient, 7)


async def with_client(use):
    async with heroics_py.connect_async("heroku", url="http://127.0.0.1:9", trust_environment=False) as client:
        return await use(client)


async def in_order_of_completion(calls):
    return [await each for each in asyncio.as_completed(calls)]


async def in_a_group(calls):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in calls]
    return [each.result() for each in tasks]


@pytest.mark.parametrize(
    "collect",
    [
        lambda calls: asyncio.gather(*calls),
        lambda calls: asyncio.wait_for(asyncio.gather(*calls), 10),
        in_order_of_completion,
        in_a_group,
    ],
    ids=["gather", "wait_for", "as_completed", "TaskGroup"],
)
def test_tools_of_asyncio(collect):
    """The tools of asyncio take calls."""

    async def use(client):
        return await collect([client.app.info("example") for _ in range(3)])

    assert run(use) == [{"name": "example"}] * 3


def test_cancelled_connection():
    """A sandbox that is cancelled while it starts is stopped, with its server."""

    async def main():
        started, closed, proceed = threading.Event(), threading.Event(), threading.Event()

        def slow(*args, **options):
            started.set()
            proceed.wait(5)
            client = heroics_py.connect("heroku", url="http://127.0.0.1:9", trust_environment=False)
            client._core.owned.append(closed.set)
            return client

        task = asyncio.create_task(connecting(slow)())
        await asyncio.to_thread(started.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        proceed.set()
        return await asyncio.to_thread(closed.wait, 5)

    assert asyncio.run(main()) is True
