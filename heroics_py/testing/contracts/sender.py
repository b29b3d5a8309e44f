"""Sends the calls of a contract, one after the other, until its time is over."""

import time
from asyncio import AbstractEventLoop, run_coroutine_threadsafe
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heroics_py.client import Client
from heroics_py.errors import (
    ConnectionFailed,
    HeroicsError,
    RedirectRefused,
    RequestRefused,
    RequestTimeout,
    TransportError,
)
from heroics_py.http.messages import Response
from heroics_py.http.retry_delay import requested_delay
from heroics_py.http.timeouts import Timeout
from heroics_py.testing.contracts.answers import RATE_LIMITED, Finding
from heroics_py.testing.contracts.guard import Guard, LeftServer
from heroics_py.testing.contracts.subject import Arguments, Subject

__all__ = ["Outcome", "OverError", "Sender"]

_SHORTEST_TIMEOUT = 0.05
_MOST_OF_THE_TIME = 0.25  # that a single call may take


class OverError(BaseException):
    """The time of the contract is over. No rule of another library catches it.

    Attributes:
        reason: why, in words.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a call: a response of any status, or a finding in its place.

    Attributes:
        response: the response.
        finding: why there is none.
    """

    response: Response | None = None
    finding: Finding | None = None

    @property
    def is_success(self) -> bool:
        """Whether the status is successful."""
        return self.response is not None and 200 <= self.response.status < 300


class Sender:
    """Sends calls over a client's own connection, with its credentials, throttle and hooks, and without its cache.

    Args:
        client: the client.
        guard: refuses what must not leave.
        seconds: how long calls may be sent, from the first one on, since drawing that one loads
            many modules.
        is_here: whether the server is on this machine. Each call then has a connection of its own: a server that fails
            may close the connection of the next call.
        loop: the event loop of a client whose calls are awaited; None for any other.

    Attributes:
        calls: how many were sent, by the name of the link.
        silent: the names of the links that took too long to answer: they get no further call.
    """

    def __init__(
        self, client: Client, guard: Guard, *, seconds: float, is_here: bool, loop: AbstractEventLoop | None
    ) -> None:
        self._is_here = is_here
        self.calls: Counter[str] = Counter()
        self.silent: set[str] = set()
        self._guard = guard
        self._seconds = seconds
        self._ends: float | None = None
        self._loop = loop
        self._timeout = Timeout.of(client._options.timeout)  # noqa: SLF001 - public names of a client belong to the API

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self._seconds if self._ends is None else self._ends - time.monotonic()

    def grant(self, seconds: float) -> None:
        """Allow calls for so many seconds from now, if less are left: what was created is deleted in any case."""
        self._ends = max(self._ends or 0.0, time.monotonic() + seconds)

    def send(self, subject: Subject, arguments: Arguments, headers: Mapping[str, str] | None = None) -> Outcome | None:
        """Send a call and return what came of it; None if the arguments can't be sent, so that nothing was.

        Raises:
            OverError: the time is over.
            ConnectionFailed: the server can't be reached at all.
        """
        if subject.name in self.silent:
            return None
        if self._ends is None:
            self._ends = time.monotonic() + self._seconds
        while True:
            outcome = self._send(subject, arguments, headers or {})
            response = outcome.response if outcome is not None else None
            if response is None or response.status != RATE_LIMITED:
                return outcome
            wait = requested_delay(response.status, response.headers, time.time())
            if wait is None or wait > self.left:
                raise OverError("the server's rate limit is reached")
            time.sleep(wait)

    def _send(self, subject: Subject, arguments: Arguments, headers: Mapping[str, str]) -> Outcome | None:
        if self.left <= 0:
            raise OverError(f"the time of {self._seconds:g} s was over")
        try:
            call = subject.call(arguments, **self._options(headers))
            self._guard.check(call.sent())
        except (HeroicsError, ValueError):
            return None
        self.calls[subject.name] += 1
        try:
            return Outcome(response=self._exchange(call))
        except ConnectionFailed as error:
            if not error.sent and sum(self.calls.values()) == 1:
                raise
            return self._failed(error)
        except RequestTimeout as error:
            self.silent.add(subject.name)
            return self._failed(error)
        except TransportError as error:
            return self._failed(error)

    def _options(self, headers: Mapping[str, str]) -> dict[str, object]:
        timeout = self._timeout
        longest = min(self._seconds * _MOST_OF_THE_TIME, self.left)
        total = max(min(timeout.total or longest, longest), _SHORTEST_TIMEOUT)
        options: dict[str, object] = {
            "validate": False,
            "retries": 0,
            "cache_mode": "bypass",
            "on_request": self._guard,
            "timeout": timeout.replaced(total=total),
            "headers": {**headers, **({"Connection": "close"} if self._is_here else {})},
        }
        return options

    def _exchange(self, call: Any) -> Response:
        if self._loop is None:
            return call.exchange()[0]  # type: ignore[no-any-return]

        async def awaited() -> Any:
            return await call.exchange()

        return run_coroutine_threadsafe(awaited(), self._loop).result()[0]  # type: ignore[no-any-return]

    def _failed(self, error: TransportError) -> Outcome | None:
        if self.left <= 0:
            raise OverError(f"the time of {self._seconds:g} s was over")
        if isinstance(error, LeftServer | RedirectRefused):
            return Outcome(finding=Finding(kind="redirect", message=str(error)))
        if isinstance(error, RequestRefused):
            return None
        finding = Finding(kind="no response", message=f"{type(error).__name__}: {error}")
        return Outcome(finding=finding)
