"""The rule that leaves a failing server alone."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

from heroics_py.fleet.faults import is_refusal
from heroics_py.support.locks import ProcessLock

__all__ = ["Breaker", "ServerOffline"]

_T = TypeVar("_T")
_MAX_FAILURES = 3  # in a row
_SLOW = 0.05  # seconds after which a failure has delayed its caller
_FIRST_PAUSE = 1.0  # seconds
_LONGEST_PAUSE = 10.0  # seconds


class ServerOffline(Exception):  # noqa: N818 - it is a state, named as people say it
    """The server has failed, and gets no requests for a while."""


class Breaker:
    """Leaves a server alone for a while after three failures in a row, or after one that took its time.

    After the pause, one request goes to the server while the others still skip it. If that fails too, the next pause is
    twice as long, up to ten seconds. A server that refuses a command is alive: a refusal counts as an answer. A forked
    process begins as new.

    Args:
        clock: returns the time in seconds; it never goes backward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = ProcessLock()
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._failures = 0
        self._pause = 0.0  # of the last failure; 0 while the server answers
        self._until = float("-inf")

    @property
    def is_open(self) -> bool:
        """Whether the server gets no requests now."""
        return self._process == os.getpid() and self._clock() < self._until

    def attempt(self, work: Callable[[], _T], *, anyway: bool = False) -> _T:
        """Return the result of ``work``, which asks the server.

        Args:
            work: what to do.
            anyway: whether to ask it also during a pause.

        Raises:
            ServerOffline: the server gets no requests now.
            Exception: what ``work`` raises.
        """
        began = self._clock() if anyway else self._enter()
        try:
            result = work()
        except Exception as error:
            if not is_refusal(error):
                self._fail(began)
            raise
        if self._pause or self._failures:
            with self._lock.here():
                self._begin()
        return result

    def _enter(self) -> float:
        """Return the time, or raise `ServerOffline`; the first to come after a pause renews it for the others."""
        if self._process != os.getpid():
            with self._lock.here():
                self._begin()
        now = self._clock()
        if not self._pause:
            return now
        with self._lock.here():
            if now < self._until:
                raise ServerOffline("the server has failed, and gets no requests for a while")
            self._until = now + self._pause
        return now

    def _fail(self, began: float) -> None:
        now = self._clock()
        with self._lock.here():
            self._failures += 1
            is_probe = self._pause > 0 and self._until == began + self._pause
            is_enough = self._failures >= _MAX_FAILURES or now - began >= _SLOW
            if is_probe or (is_enough and not self._pause):
                self._pause = min(2 * self._pause or _FIRST_PAUSE, _LONGEST_PAUSE)
                self._until = now + self._pause
