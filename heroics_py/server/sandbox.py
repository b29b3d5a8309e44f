"""A sandbox with its knobs: what arrived, what is to go wrong, how slow it is."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Literal

from heroics_py.http.headers import Headers
from heroics_py.model.api import Api
from heroics_py.server.answers import Answer, Refusal, refused
from heroics_py.server.budget import Budget
from heroics_py.server.core import Core

__all__ = ["Arrived", "Sandbox"]

_LOGGED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One request as it came in; ``path`` holds the query too."""

    method: str
    path: str
    headers: Headers
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class _Fault:
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: Literal["", "reset", "truncate"] = ""


class Sandbox:
    """An API that answers from its schema, without a socket.

    Args:
        api: what to answer for.
        token: the one token that is let in; None lets any credentials in.
        latency: seconds before each answer.
        rate_limit: how many requests are answered before 429; None for no end.
        refill: how many of them come back each second.
        page_size: items in one answer of a list, where the request doesn't say.
        sleep: waits, in seconds.
    """

    def __init__(  # noqa: PLR0913 - each knob is one, and has its name
        self,
        api: Api,
        *,
        token: str | None = None,
        latency: float = 0.0,
        rate_limit: int | None = None,
        refill: float = 0.0,
        page_size: int = 200,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.core = Core(api, token=token, budget=Budget(rate_limit, refill), page_size=page_size)
        self.latency = latency
        self._sleep = sleep
        self._arrived: deque[Arrived] = deque(maxlen=_LOGGED)
        self._faults: deque[_Fault] = deque()
        self._lock = Lock()

    @property
    def api(self) -> Api:
        """What it answers for."""
        return self.core.api

    @property
    def requests(self) -> tuple[Arrived, ...]:
        """What arrived, the oldest first; the last thousand."""
        with self._lock:
            return tuple(self._arrived)

    @property
    def rate_limit(self) -> int | None:
        """How many requests are still answered, or None for no end. Setting it fills the pool anew."""
        return None if self.core.budget.limit is None else self.core.budget.remaining

    @rate_limit.setter
    def rate_limit(self, limit: int | None) -> None:
        self.core.budget = Budget(limit, self.core.budget.refill)

    def fail(
        self,
        status: int = 503,
        *,
        headers: Mapping[str, str] | None = None,
        reset: bool = False,
        truncate: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next requests go wrong, and change nothing.

        Args:
            status: the answer.
            headers: further header fields of it, such as Retry-After.
            reset: break the connection before the answer instead.
            truncate: give the true answer instead, but break the connection in the middle of its body; it does what
                it asks for.
            times: how many requests.
        """
        fault = _Fault(cut="reset") if reset else _Fault(cut="truncate") if truncate else _Fault(status, headers or {})
        with self._lock:
            self._faults.extend([fault] * times)

    def reset(self) -> None:
        """Forget everything: the things, the log, the faults to come. The rate limit stays."""
        self.core.reset()
        with self._lock:
            self._arrived.clear()
            self._faults.clear()

    def answer(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answer:
        """Return the answer to one request: its faults first, then what the schema says. See `Core.answer`."""
        with self._lock:
            whole = f"{path}?{query}" if query else path
            self._arrived.append(Arrived(method=method, path=whole, headers=headers, body=body))
            fault = self._faults.popleft() if self._faults else _Fault()
        if self.latency > 0:
            self._sleep(self.latency)
        if fault.cut == "reset":
            return Answer(status=0, cut="reset")
        if fault.status:
            asked_for = refused(Refusal(fault.status, "fault", "This answer was asked for.", fault.headers))
            return self.core.signed(asked_for, method)
        return replace(self.core.answer(method, path, query, headers, body), cut=fault.cut)
