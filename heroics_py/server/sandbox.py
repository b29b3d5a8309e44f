"""The sandbox with its controls: a log of requests, faults, latency and a rate limit."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Literal

from heroics_py.display.terminal import shown
from heroics_py.http.headers import Headers
from heroics_py.model.api import Api
from heroics_py.server.handler import Core
from heroics_py.server.rate_limit import RateLimit
from heroics_py.server.responses import HttpError, SandboxResponse, error_response

__all__ = ["ReceivedRequest", "Sandbox"]

_LOGGED_REQUESTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRequest:
    """One request as the sandbox received it.

    Attributes:
        method: the method.
        path: the path and the query.
        headers: the header fields.
        body: the bytes of the body.
    """

    method: str
    path: str
    headers: Headers
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: Literal["", "reset", "truncate"] = ""


class Sandbox:
    """An API that answers from its schema, without a socket.

    Args:
        api: the API.
        token: the only token that is accepted; None accepts any credentials.
        latency: seconds before each response.
        rate_limit: how many requests are answered before 429; None for no limit.
        refill: how many requests come back each second.
        page_size: the items on one page of a list by default.
        sleep: waits for some seconds.

    Raises:
        ValueError: a number is out of its range.
    """

    def __init__(  # noqa: PLR0913 - each control has its own name
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
        _check("latency", latency, "seconds, 0 or more")
        _check("rate_limit", rate_limit, "a number of requests, 0 or more, or None for no limit", kind=int | None)
        _check("refill", refill, "requests in a second, 0 or more")
        _check("page_size", page_size, "a number of items, 1 or more", least=1, kind=int)
        self.core = Core(api, token=token, rate_limit=RateLimit(rate_limit, refill), page_size=page_size)
        self.latency = latency
        self._sleep = sleep
        self._requests: deque[ReceivedRequest] = deque(maxlen=_LOGGED_REQUESTS)
        self._faults: deque[_Fault] = deque()
        self._lock = Lock()

    @property
    def api(self) -> Api:
        """The API."""
        return self.core.api

    @property
    def requests(self) -> tuple[ReceivedRequest, ...]:
        """The last thousand requests, the oldest first."""
        with self._lock:
            return tuple(self._requests)

    @property
    def rate_limit(self) -> int | None:
        """How many requests are left, or None for no limit. Set it to start a new limit."""
        return None if self.core.rate_limit.limit is None else self.core.rate_limit.remaining

    @rate_limit.setter
    def rate_limit(self, limit: int | None) -> None:
        self.core.rate_limit = RateLimit(limit, self.core.rate_limit.refill)

    def fail(
        self,
        status: int = 503,
        *,
        headers: Mapping[str, str] | None = None,
        reset: bool = False,
        truncate: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next requests fail.

        Args:
            status: the status of the response; the request changes nothing.
            headers: further header fields of the response, such as Retry-After.
            reset: break the connection before the response instead; the request changes nothing.
            truncate: perform the request instead, and break the connection in the middle of the response's body.
            times: how many requests.
        """
        if reset or truncate:
            fault = _Fault(cut="reset" if reset else "truncate")
        else:
            fault = _Fault(status=status, headers=headers or {})
        with self._lock:
            self._faults.extend([fault] * times)

    def reset(self) -> None:
        """Forget the entities, the log and the faults. The rate limit stays as it was."""
        self.core.reset()
        with self._lock:
            self._requests.clear()
            self._faults.clear()

    def respond(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> SandboxResponse:
        """Return the response to one request, or the next fault. The arguments are those of `Core.respond`."""
        answer = self.receive(method, path, query, headers, body)
        if self.latency > 0:
            self._sleep(self.latency)
        return answer()

    def receive(
        self, method: str, path: str, query: str, headers: Headers, body: bytes
    ) -> Callable[[], SandboxResponse]:
        """Log one request, and return the function that answers it, to be called after the latency."""
        with self._lock:
            target = f"{path}?{query}" if query else path
            self._requests.append(ReceivedRequest(method=method, path=target, headers=headers, body=body))
            fault = self._faults.popleft() if self._faults else _Fault()

        def answer() -> SandboxResponse:
            if fault.cut == "reset":
                return SandboxResponse(status=0, cut="reset")
            if fault.status:
                error = HttpError(fault.status, "fault", "This error was requested with fail().", fault.headers)
                return self.core.complete(error_response(error), method)
            return replace(self.core.respond(method, path, query, headers, body), cut=fault.cut)

        return answer


def _check(name: str, value: object, expected: str, *, least: int = 0, kind: Any = int | float) -> None:
    is_number = isinstance(value, int | float)
    if isinstance(value, bool) or not isinstance(value, kind) or (is_number and not value >= least):
        raise ValueError(f"{name}={shown(value)}: expected {expected}")
