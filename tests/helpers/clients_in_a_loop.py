"""Clients that block, and whose calls run in an event loop of another thread: any test can use one unchanged.

The rules, the driver that awaits, its engine and its lists do the work; what a caller sees is a `Client`.
"""

import asyncio
import atexit
import sys
import threading
from pathlib import Path

from driven_lists import DrivenList

import heroics_py
from heroics_py.client import Client
from heroics_py.client.async_client import AsyncCore
from heroics_py.errors.warning import CallerLine, caller_line, warning_at

__all__ = ["DrivenCore", "driven"]


class Loop:
    """An event loop in a thread, started by its first use."""

    def __init__(self):
        self._loop, self._thread, self._lock = None, None, threading.Lock()

    def run(self, coroutine):
        """Return what a coroutine returns; within the loop, the coroutine itself, to be awaited."""
        if threading.current_thread() is self._thread:
            return coroutine
        with self._lock:
            if self._thread is None:
                self._start()
        with warning_at(line_of_test()):
            return asyncio.run_coroutine_threadsafe(_awaited(coroutine), self._loop).result()

    def _start(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="driven clients", daemon=True)
        self._thread.start()
        atexit.register(self._stop)

    def _stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


async def _awaited(awaitable):
    return await awaitable


_NOT_THE_TEST = (str(Path(heroics_py.__file__).parent), str(Path(__file__).parent))


def line_of_test():
    """Return the line that called the library; warnings are about it, and not about the helpers in between."""
    line = caller_line()
    if line.filename != __file__:
        return line  # of a thread or a task that works for the test
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_NOT_THE_TEST):
        frame = frame.f_back
    registry = frame.f_globals.setdefault("__warningregistry__", {})
    return CallerLine(frame.f_code.co_filename, frame.f_lineno, frame.f_globals["__name__"], registry)


LOOP = Loop()


class DrivenCore(AsyncCore):
    """A core that waits until its event loop has carried out the steps."""

    @property
    def list_type(self):
        made = super().list_type
        return lambda *args, **options: DrivenList(made(*args, **options), LOOP.run)

    def run(self, steps, name):
        return LOOP.run(self._run(steps))

    def close(self):
        LOOP.run(super().close())

    def refuse_blocking(self, call):
        """Let functions that block use it."""


def driven(function, made_cores=None):
    """Return `connect` or `sandbox` whose client is driven; with a session of requests, the client remains as it is.

    The cores of the clients are added to ``made_cores``, to be closed.
    """

    def made(*args, **options):
        client = function(*args, **options)
        if options.get("session") is not None:
            return client
        core = client._core
        new_core = DrivenCore(core.api, core.base_url, core.settings, core.replacement)
        new_core.owned.extend(core.owned)
        if made_cores is not None:
            made_cores.append(new_core)
        return Client(new_core, client._options, owner=True)

    return made
