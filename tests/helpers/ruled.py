"""Rules over a transport of a test, carried out by either driver; and clocks that only the test moves."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from heroics_py.http.steps import SYSTEM_CLOCK, WIRE
from heroics_py.transport.drivers.awaiting import AsyncDriver
from heroics_py.transport.drivers.blocking import BlockingDriver

__all__ = ["DRIVERS", "Awaited", "Ruled", "clock_of", "ruled"]

DRIVERS = ("blocking", "async")


def clock_of(**functions):
    """Return the clock of the system, with functions of the test in place of some of its own."""
    return SYSTEM_CLOCK.replaced(**functions)


class Awaited:
    """A transport of a test as an exchange that is awaited."""

    def __init__(self, transport):
        self.transport = transport

    async def send(self, request):
        return self.transport.send(request)

    async def close(self):
        self.transport.close()


class Ruled:
    """Rules as a transport: `send` carries out their steps, and waits for what they do in the background.

    Other attributes are those of the outermost rule.
    """

    def __init__(self, rule, transport, *, driver="blocking", pause=time.sleep):
        self.rule, self.transport, self.driver, self.pause = rule, transport, driver, pause
        self._blocking = BlockingDriver(transport, pause=pause)

    def __getattr__(self, name):
        return getattr(self.rule, name)

    def send(self, request):
        """Return the response to a request."""
        if self.driver == "blocking":
            try:
                return self._blocking.run(self.rule.send(request))
            finally:
                _join("heroics-py background")
        with ThreadPoolExecutor(1) as thread:  # a step may send another request, while its own loop waits
            return thread.submit(asyncio.run, self._awaited(request)).result()

    def close(self):
        """Close the transport."""
        self.transport.close()

    async def _awaited(self, request):
        async def pause(seconds):
            self.pause(seconds)

        try:
            return await AsyncDriver(Awaited(self.transport), pause=pause).run(self.rule.send(request))
        finally:
            await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)


def _join(name):
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join()


def ruled(rules, transport, *, driver="blocking", pause=time.sleep, **arguments):
    """Return rules over a transport of a test, as a transport.

    ``rules`` is the class of a rule, or a function that puts several around the innermost one.
    """
    return Ruled(rules(WIRE, **arguments), transport, driver=driver, pause=pause)
