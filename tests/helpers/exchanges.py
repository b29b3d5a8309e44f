"""The same connection over both exchanges: the one that blocks, and the one that awaits."""

import asyncio
import functools
import threading

import aiohttp
import requests

from heroics_py.transport.connection import open_transport
from heroics_py.transport.drivers.awaiting import AsyncDriver
from heroics_py.transport.engine.session import AsyncSession

# What an exchange takes; the rest is for the rules above it.
_OF_EXCHANGE = ("base_url", "session", "trust_environment", "verify", "max_bytes", "pool_size")


@functools.cache
def background_loop():
    """Return the event loop of a thread, in which all tests of this process await."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


def awaited(coroutine):
    """Return the result of a coroutine in that loop."""
    return asyncio.run_coroutine_threadsafe(coroutine, background_loop()).result(8)


class AwaitedConnection:
    """A connection whose steps are awaited, for tests that block.

    A plain session of requests becomes one of aiohttp that sends the same.
    """

    def __init__(self, **arguments):
        self._rules = open_transport(**arguments)
        self._given = {name: arguments[name] for name in _OF_EXCHANGE if name in arguments}
        self._driver = self._session = None

    def __getattr__(self, name):
        return getattr(self._rules, name)

    def send(self, request):
        steps = self._rules.steps(request)
        del request  # a traceback keeps this frame
        if self._driver is None:
            self._open()
        return awaited(self._driver.run(steps))

    def close(self):
        if self._driver is not None:
            awaited(self._driver.close())
        if self._session is not None:
            awaited(self._session.close())

    def _open(self):
        given = self._given
        if isinstance(given.get("session"), requests.Session):
            self._session = awaited(_session_like(given["session"]))
            given = {**given, "session": self._session}
        self._driver = AsyncDriver(AsyncSession(**{"max_bytes": 64 << 20, **given}))


async def _session_like(session):
    ours = requests.Session().headers
    headers = {name: value for name, value in session.headers.items() if ours.get(name) != value}
    return aiohttp.ClientSession(headers=headers, cookies=session.cookies.get_dict())


EXCHANGES = {"blocking": open_transport, "async": AwaitedConnection}
