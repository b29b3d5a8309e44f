"""The same call for many arguments at once, in an event loop."""

import asyncio
import gc
import warnings

import pytest

import heroics_py
from heroics_py.display import progress
from heroics_py.testing import server_of


def run(use, **arguments):
    """Return what ``use`` returns with an async client of a sandbox without a socket."""

    async def main():
        async with heroics_py.sandbox_async(socket=False, page_size=3, **arguments) as client:
            return await use(client)

    return asyncio.run(main())


async def create_apps(heroku, count=6):
    return await heroics_py.gather_async(heroku.app.create, [{"name": f"app-{number}"} for number in range(count)])


def sent(client, method):
    return [each.path for each in server_of(client).requests if each.method == method]


class Calls:
    """A function to await that remembers what was begun, ended and cancelled."""

    def __init__(self, *, wait=None, failing=()):
        self.begun, self.ended, self.cancelled = [], [], []
        self.now = self.most = 0
        self.wait = wait or (lambda _: asyncio.sleep(0))
        self.failing = failing

    async def __call__(self, number):
        self.begun.append(number)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.wait(number)
            if number in self.failing:
                raise ValueError(f"no {number}")
            self.ended.append(number)
        except asyncio.CancelledError:
            self.cancelled.append(number)
            raise
        finally:
            self.now -= 1
        return number * 10


async def slower_first(number):
    for _ in range(10 - number):
        await asyncio.sleep(0)


def test_order_of_results():
    """Results come in the order of the items, in any order of completion."""
    calls = Calls(wait=slower_first)
    assert asyncio.run(heroics_py.gather_async(calls, range(5))) == [0, 10, 20, 30, 40]
    assert calls.ended == [4, 3, 2, 1, 0]


def test_limit():
    """At most ``limit`` calls run at a time."""
    calls = Calls()
    asyncio.run(heroics_py.gather_async(calls, range(30), limit=4))
    assert (calls.most, len(calls.ended)) == (4, 30)


def test_forms_of_items():
    """An item is a value, a record, a tuple of positional arguments, or a dict of keywords."""

    async def use(heroku):
        apps = await create_apps(heroku)
        items = ["app-1", apps[2], ("app-3",), {"app_identity": "app-4"}]
        return [app.name for app in await heroics_py.gather_async(heroku.app.info, items)]

    assert run(use) == ["app-1", "app-2", "app-3", "app-4"]


async def some_names():
    for number in range(6):
        yield f"app-{number}"


@pytest.mark.parametrize(
    "items",
    [lambda heroku: heroku.app.list(), lambda _: some_names()],
    ids=["a list of the API", "an async generator"],
)
def test_asynchronous_items(items):
    """Items can be what ``async for`` iterates over, such as a list that is still to be awaited."""

    async def use(heroku):
        await create_apps(heroku)
        return sorted(app.name for app in await heroics_py.gather_async(heroku.app.info, items(heroku)))

    assert run(use) == [f"app-{number}" for number in range(6)]


def test_items_of_further_pages():
    """The items on further pages of a list are among the items."""

    async def use(heroku):
        await create_apps(heroku)
        apps = await heroku.app.list()
        return len(await heroics_py.gather_async(heroku.app.info, apps))

    assert run(use) == 6


def test_common_arguments():
    """Other keywords are arguments of every call; those of an item replace them."""

    async def use(heroku):
        apps = await create_apps(heroku)
        items = [apps[0], "app-1", {"app_identity": "app-3", "maintenance": False}]
        updated = await heroics_py.gather_async(heroku.app.update, items, maintenance=True)
        return [app.maintenance for app in updated]

    assert run(use) == [True, True, False]


def test_no_items():
    """Without items nothing is called."""
    assert asyncio.run(heroics_py.gather_async(Calls(), [])) == []


def test_collected_errors():
    """Collected errors take the places of their results, also those that are raised before anything is sent."""

    async def use(heroku):
        await create_apps(heroku)
        items = ["app-0", {"nmae": "x"}, "missing"]
        found = await heroics_py.gather_async(heroku.app.info, items, errors="collect")
        return [type(each).__name__ for each in found]

    assert run(use) == ["Record", "CallError", "NotFound"]


def test_first_error():
    """The first error in the order of the items is raised, with the number of its item."""
    calls = Calls(wait=slower_first, failing={2, 4})
    with pytest.raises(ValueError, match="no 2") as caught:
        asyncio.run(heroics_py.gather_async(calls, range(5)))
    assert caught.value.__notes__ == ["raised for item 2 of gather_async, counted from 0"]


def test_calls_after_an_error():
    """After an error no further call starts, and those that run finish."""
    calls = Calls(wait=slower_first, failing={2})
    with pytest.raises(ValueError, match="no 2"):
        asyncio.run(heroics_py.gather_async(calls, [0, 1, 2, 3, 4, 5, 6, 7], limit=3))
    assert (sorted(calls.begun), sorted(calls.ended), calls.cancelled) == ([0, 1, 2], [0, 1], [])


def test_cancellation():
    """A cancellation cancels the calls that run, starts no further one, and leaves no task."""

    async def main():
        calls = Calls(wait=lambda _: asyncio.Event().wait())
        task = asyncio.create_task(heroics_py.gather_async(calls, range(50), limit=5))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return calls.begun, sorted(calls.cancelled), len(asyncio.all_tasks())

    assert asyncio.run(main()) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], 1)


def test_timeout_around():
    """``asyncio.timeout`` around it cancels the calls."""

    async def main():
        calls = Calls(wait=lambda _: asyncio.Event().wait())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await heroics_py.gather_async(calls, range(3))
        return sorted(calls.cancelled), len(asyncio.all_tasks())

    assert asyncio.run(main()) == ([0, 1, 2], 1)


def test_call_that_cancels_itself():
    """A call that is cancelled by something else ends all, as in `asyncio.gather`."""

    async def cancelled(_):
        raise asyncio.CancelledError

    async def main():
        with pytest.raises(asyncio.CancelledError):
            await heroics_py.gather_async(cancelled, range(3), limit=2, errors="collect")
        return asyncio.current_task().cancelling()

    assert asyncio.run(main()) == 0


def test_few_tasks_for_many_calls():
    """As many tasks run as calls at a time, however many items there are."""
    most = 0

    async def call(_):
        nonlocal most
        most = max(most, len(asyncio.all_tasks()))
        await asyncio.sleep(0)

    asyncio.run(heroics_py.gather_async(call, range(2000), limit=7))
    assert most == 8


def test_gather_async_keeps_the_rate_limit():
    """The calls keep to the rate limit."""

    async def main():
        async with heroics_py.sandbox_async(rate_limit=60, refill=200, cache=None) as client:
            names = [{"name": f"app-{each}"} for each in range(90)]
            made = await heroics_py.gather_async(client.app.create, names, limit=16)
            return [app.name for app in made], len(sent(client, "POST"))

    assert asyncio.run(main()) == ([f"app-{each}" for each in range(90)], 90)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((Calls(), "example"), "gather_async takes many items, each with the arguments of one call; got one str"),
        (("app.info", []), "gather_async takes a link such as client.app.info, and items; got str"),
        ((Calls(), [], 0), "limit=0: expected the most calls at a time, 1 or more"),
        ((Calls(), [], 1, True, "ignore"), "errors='ignore': expected 'raise' or 'collect'"),
    ],
)
def test_invalid_arguments_of_gather_async(arguments, message):
    """Invalid arguments are refused at once, before anything is awaited."""
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.gather_async(*arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("option", "meant"), [("return_exceptions", "errors='collect'"), ("workers", "limit"), ("semaphore", "limit")]
)
def test_options_of_other_functions(option, meant):
    """An option of another function gets the one that does the same."""

    async def use(heroku):
        with pytest.raises(heroics_py.CallError, match=f"has no option '{option}'; did you mean {meant}"):
            heroics_py.gather_async(heroku.app.info, ["a"], **{option: 5})

    run(use)


@pytest.mark.parametrize("errors", ["raise", "collect"])
def test_function_that_blocks(errors):
    """A function that blocks is refused at its first result."""
    called = []
    with pytest.raises(heroics_py.CallError, match="gather_async awaits what append returns, and it returned NoneType"):
        asyncio.run(heroics_py.gather_async(called.append, range(9), limit=1, errors=errors))
    assert called == [0]


def test_coroutine_function_in_gather():
    """`gather` refuses a function to await, and names the one for it."""
    with pytest.raises(heroics_py.CallError, match=r"returns a coroutine.*await gather_async\(...\)"):
        heroics_py.gather(slower_first, [1], workers=1)


def test_forgotten_await_of_gather_async():
    """Python warns of a `gather_async` that nothing awaits."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        heroics_py.gather_async(Calls(), [1])
        gc.collect()
    assert [str(each.message) for each in caught] == ["coroutine 'gather_async' was never awaited"]


def test_progress_of_gather_async(monkeypatch, capsys):
    """A terminal shows how many calls are done."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    asyncio.run(heroics_py.gather_async(slower_first, range(3)))
    assert "slower_first: 100%" in (shown := capsys.readouterr().err)
    assert "3/3" in shown


def test_warnings_of_gather_async():
    """A warning of a call is about the line that wrote `gather_async`, also in a task."""

    async def use(heroku):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            await asyncio.create_task(
                heroics_py.gather_async(
                    heroku.with_options(validate="warn").app.create, [{"name": "A!"}], errors="collect"
                )
            )
        return {each.filename for each in caught}

    assert run(use) == {__file__}


@pytest.mark.parametrize(
    "gather",
    [
        lambda link: heroics_py.gather_async(link("a"), link("b")),
        lambda link: heroics_py.gather_async(link, [link("a"), link("b")]),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the calls that nothing awaits
def test_calls_as_items(gather):
    """Calls in the place of a link or an item are refused, and the error says what takes them."""

    async def main():
        async with heroics_py.sandbox_async(socket=False) as client:
            with pytest.raises(heroics_py.CallError, match=r"asyncio.gather\(...\) takes calls"):
                await gather(client.app.info)

    asyncio.run(main())
    gc.collect()
