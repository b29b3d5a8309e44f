"""Blocking work beside an event loop, in threads that no end of the program waits for."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

__all__ = ["Threads", "lines_of", "start"]

_MOST = 16
_PIECE = 1 << 16
_V = TypeVar("_V")


class Threads:
    """Runs blocking work in at most so many threads at once.

    If the call that waits for it is cancelled, the work goes on, and its result is dropped: a request that was sent
    can't be called back.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._free = asyncio.Semaphore(most)

    async def run(self, work: Callable[[], _V]) -> _V:
        """Return what ``work`` returns, and raise what it raises."""
        await self._free.acquire()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_V] = loop.create_future()
        future.add_done_callback(_look_at)

        def target() -> None:
            report = _outcome(work, future)
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(report)
                loop.call_soon_threadsafe(self._free.release)

        Thread(target=target, name="a tool of heroics", daemon=True).start()
        return await future


def start(work: Callable[[], object]) -> None:
    """Do work that nobody waits for."""
    Thread(target=work, name="a start of heroics", daemon=True).start()


def _outcome(work: Callable[[], _V], future: "asyncio.Future[_V]") -> Callable[[], None]:
    """Do the work, and return what tells its outcome to the future."""
    try:
        value = work()
    except BaseException as error:  # noqa: BLE001 - the code that awaits the future gets it
        problem = error
        return lambda: None if future.done() else future.set_exception(problem)
    return lambda: None if future.done() else future.set_result(value)


def _look_at(future: "asyncio.Future[_V]") -> None:
    """Take note of an error, so that asyncio does not log one that nobody waits for any more."""
    if not future.cancelled():
        future.exception()


async def lines_of(descriptor: int) -> AsyncIterator[str]:
    """Yield the lines of a file descriptor as they arrive; to wait for one does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        piece = b"\n"
        while piece:
            # A buffer has a lock, which would abort the interpreter if it ends while this thread waits.
            piece = b""
            with suppress(OSError):  # a terminal that was closed
                piece = os.read(descriptor, _PIECE)
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

    Thread(target=read, name="standard input of heroics", daemon=True).start()
    rest = [b""]
    while piece := await pieces.get():
        head, mark, tail = piece.partition(b"\n")
        while mark:
            yield b"".join([*rest, head]).decode("utf-8", "replace")
            rest = []
            head, mark, tail = tail.partition(b"\n")
        rest.append(head)
