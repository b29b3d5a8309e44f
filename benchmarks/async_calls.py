"""Many async calls at once: how long they take, compared with bare aiohttp.

The server runs in a process of its own and responds after 20 milliseconds. Each side makes the same calls, some of them
in flight at once, and reads the JSON of each response; the sides take turns.

    python benchmarks/async_calls.py [--calls 10000] [--in-flight 500] [--rounds 5]
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from statistics import median
from time import perf_counter

import aiohttp

import heroics_py
from heroics_py.http.messages import Request
from heroics_py.http.steps import WIRE
from heroics_py.http.strict_json import parse_json
from heroics_py.transport.drivers.awaiting import AsyncDriver
from heroics_py.transport.engine.session import AsyncSession

__all__ = ["main"]

_DELAY = 0.02
_BODY = json.dumps({"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "example", "web_url": None}).encode()
_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)

Call = Callable[[], Awaitable[object]]


class _Responding(asyncio.Protocol):
    """One connection to the server, without bodies of requests."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._received = transport, b""

    def data_received(self, data: bytes) -> None:
        head, end, rest = (self._received + data).partition(b"\r\n\r\n")
        self._received = rest if end else head
        if end:
            asyncio.get_running_loop().call_later(_DELAY, self._respond)

    def _respond(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(_RESPONSE)  # type: ignore[attr-defined]


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Responding, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


@contextmanager
def _running_server() -> Iterator[str]:
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"  # type: ignore[union-attr]
        finally:
            process.kill()


@asynccontextmanager
async def _bare(url: str, connections: int) -> AsyncIterator[Call]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:

        async def call() -> object:
            async with session.get(f"{url}/apps/example") as response:
                return await response.json()

        yield call


@asynccontextmanager
async def _exchange(url: str, connections: int) -> AsyncIterator[Call]:
    driver = AsyncDriver(AsyncSession(base_url=url, max_bytes=1 << 26, pool_size=connections))

    async def call() -> object:
        request = Request(method="GET", url=f"{url}/apps/example")
        return parse_json((await driver.run(WIRE.send(request))).body)

    try:
        yield call
    finally:
        await driver.close()


@asynccontextmanager
async def _client(url: str, connections: int) -> AsyncIterator[Call]:
    thing = {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "/apps/{name}"}]}
    schema = {"definitions": {"app": thing}, "properties": {"app": {"$ref": "#/definitions/app"}}}
    async with heroics_py.connect_async(schema, url=url, cache=None, token="example") as client:  # noqa: S106
        del connections  # there are always enough

        async def call() -> object:
            return await client.app.info("example")

        yield call


# The first one is what the others are compared with.
_SIDES = {"aiohttp": _bare, "the async exchange": _exchange, "the client": _client}


async def _seconds(call: Call, calls: int, in_flight: int) -> float:
    numbers = iter(range(calls))

    async def worker() -> None:
        for _ in numbers:
            await call()

    begun = perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(worker())
    return perf_counter() - begun


async def _measure(url: str, calls: int, in_flight: int, rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in _SIDES}
    for _ in range(rounds):
        for name, opened in _SIDES.items():
            async with opened(url, in_flight) as call:
                await _seconds(call, in_flight, in_flight)  # opens the connections
                times[name].append(await _seconds(call, calls, in_flight))
    return times


def main() -> None:
    """Measure all sides, and print the median of each with its ratio to the first one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    for name, default in (("calls", 10_000), ("in-flight", 500), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(_serve())
        return
    with _running_server() as url:
        times = asyncio.run(_measure(url, arguments.calls, arguments.in_flight, arguments.rounds))
    first = median(next(iter(times.values())))
    for name, each in times.items():
        print(f"{name:20} {median(each):6.2f} s  {median(each) / first:5.2f}  ({min(each):.2f} to {max(each):.2f})")


if __name__ == "__main__":
    main()
