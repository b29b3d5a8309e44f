"""Many calls of an async client at once, against bare aiohttp; each side has a process of its own in each round."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time

from timing import Plan, Rounds, Row, process, row

__all__ = ["ROWS", "print_calls"]

_CODE = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); import async_clients; async_clients.print_calls(*sys.argv[1:])"
)
_HERE = str(Path(__file__).resolve().parent)
_MIB = 1 << 20


def many_calls(plan: Plan) -> list[Row]:
    """Measure 10,000 calls with 500 in flight, and 1,000 tasks at once, on a server 20 ms away."""
    sizes = ((20, 5), (20, 20)) if plan.quick else ((10_000, 500), (1_000, 1_000))
    names = ("{:,} async calls, {} in flight, 20 ms latency", "{:,} async calls, a task each, 20 ms latency")
    rows = []
    for name, (calls, tasks) in zip(names, sizes, strict=True):
        measured = [_round(plan, number, calls, tasks) for number in range(plan.rounds)]
        rounds = Rounds(*([{side: each[side][key] for side in _SIDES} for each in measured] for key in ("0", "1")))
        title = name.format(calls, tasks)
        rows.append(row(title, "s", rounds, peer="aiohttp", target=1.2 if calls > tasks else None))
        if calls > tasks:
            grown = [{side: each[side]["2"] for side in _SIDES} for each in measured]
            rows.append(row("memory that the second half of them adds", "MiB", grown, meaning="MiB", target=1.0))
    return rows


def _round(plan: Plan, number: int, calls: int, tasks: int) -> dict[str, dict[str, float]]:
    order = list(_SIDES) if number % 2 else list(reversed(_SIDES))
    arguments = (plan.url, str(plan.schema), str(calls), str(tasks))
    return {name: process(_CODE, _HERE, name, *arguments) for name in order}


def print_calls(name: str, url: str, schema: str, calls: str, tasks: str) -> None:
    """Make the calls, and print their seconds by clock and by processor, and the memory that the second half added."""
    print(*asyncio.run(_SIDES[name](url, schema, int(calls), int(tasks))))


async def _ours(url: str, schema: str, calls: int, tasks: int) -> tuple[float, float, float]:
    import heroics_py

    options = {"token": "secret", "cache_mode": "bypass", "pool_size": tasks}
    client = await heroics_py.connect_async(schema, url=f"{url}/slow20", **options)
    async with client:
        get = client.app.info
        return await _measure(lambda: get("example"), calls, tasks)


async def _aiohttp(url: str, _: str, calls: int, tasks: int) -> tuple[float, float, float]:
    import aiohttp

    headers = {"Authorization": "Bearer secret", "Accept": "application/json"}
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=tasks)) as session:

        async def get() -> object:
            async with session.get(f"{url}/slow20/apps/example") as response:
                return await response.json()

        return await _measure(get, calls, tasks)


_SIDES = {"ours": _ours, "aiohttp": _aiohttp}


async def _measure(call: Callable[[], Awaitable[object]], calls: int, tasks: int) -> tuple[float, float, float]:
    """Open the connections, then make the calls in two halves."""
    await _run(call, tasks, min(tasks, 100))
    await _run(call, tasks, tasks)
    start, busy = perf_counter(), process_time()
    await _run(call, calls // 2, tasks)
    clock, processor, resident = perf_counter() - start, process_time() - busy, _resident()
    start, busy = perf_counter(), process_time()
    await _run(call, calls - calls // 2, tasks)
    return clock + perf_counter() - start, processor + process_time() - busy, _resident() - resident


async def _run(call: Callable[[], Awaitable[object]], calls: int, tasks: int) -> None:
    numbers = iter(range(calls))

    async def work() -> None:
        for _ in numbers:
            await call()

    async with asyncio.TaskGroup() as group:
        for _ in range(tasks):
            group.create_task(work())


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MIB


ROWS = {"async": many_calls}
