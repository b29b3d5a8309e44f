"""The same connection over both exchanges: the one that blocks, and the one that awaits."""

import asyncio
import functools
import threading

from heroics_py.transport.awaiting import AsyncDriver
from heroics_py.transport.connection import open_transport
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
    """A connection whose steps are awaited, for tests that block."""

    def __init__(self, **arguments):
        self._rules = open_transport(**arguments)
        given = {name: arguments[name] for name in _OF_EXCHANGE if name in arguments}
        self._driver = AsyncDriver(AsyncSession(**{"max_bytes": 64 << 20, **given}))

    def send(self, request):
        return awaited(self._driver.run(self._rules.steps(request)))

    def close(self):
        awaited(self._driver.close())


EXCHANGES = {"blocking": open_transport, "async": AwaitedConnection}
