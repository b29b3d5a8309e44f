"""The event loop of tests that are not coroutines themselves."""

import asyncio
import atexit
from contextlib import suppress

__all__ = ["run", "settle"]

_runners = []


def run(awaitable):
    """Return what an awaitable returns."""
    if not _runners:
        _runners.append(asyncio.Runner())
        atexit.register(_close, _runners[0])
    return _runners[0].run(_awaited(awaitable))


def settle():
    """Wait until every other task has ended."""
    run(_settled())


def _close(runner):
    with suppress(RuntimeError):  # Python 3.12 starts no thread at its end, as for the default executor
        runner.close()


async def _awaited(awaitable):
    return await awaitable


async def _settled():
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others)
