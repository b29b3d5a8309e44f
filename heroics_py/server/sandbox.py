"""The sandbox with its controls: a log of requests, faults, latency and a rate limit."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn

from heroics_py.display.terminal import escaped, shown
from heroics_py.http.headers import Headers
from heroics_py.model.api import Api
from heroics_py.server.faults import Cut, Fault, Faults, fault_of
from heroics_py.server.handler import Core
from heroics_py.server.rate_limit import RateLimit
from heroics_py.server.received_request import ReceivedRequest
from heroics_py.server.responses import SandboxResponse
from heroics_py.server.stable import ClockArgument, IdsArgument, clock_of
from heroics_py.support.json_types import Json

__all__ = ["Answering", "Sandbox"]

_LOGGED_REQUESTS = 1000
_NO_URL = "this sandbox has no url: its requests need no socket; socket=True gives it one"
_NO_ATTRIBUTE = "a sandbox has no {name!r}: it is a server; a client calls it, such as the fixture heroics_client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The answer to one request, to be called after so many seconds.

    Attributes:
        delay: the seconds.
        answer: returns the response.
    """

    delay: float
    answer: Callable[[], SandboxResponse]


class Sandbox:
    """An API that answers from its schema, without a socket.

    Args:
        api: the API.
        token: the only token that is accepted; None accepts any credentials.
        latency: seconds before each response.
        rate_limit: how many requests are answered before 429; None for no limit.
        refill: how many requests come back each second.
        page_size: the items on one page of a list by default.
        clock: the time, as a datetime, a text or a function; None for the time of the day.
        ids: a seed for new ids, the ids, or a function that returns the next one; None for random ones.
        data: the objects to start with, by the name of their resource; None for none.
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
        clock: ClockArgument = None,
        ids: IdsArgument = None,
        data: object = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        _check("latency", latency, "seconds, 0 or more")
        _check("rate_limit", rate_limit, "a number of requests, 0 or more, or None for no limit", kind=int | None)
        _check("refill", refill, "requests in a second, 0 or more")
        _check("page_size", page_size, "a number of items, 1 or more", least=1, kind=int)
        self.core = Core(
            api,
            token=token,
            rate_limit=RateLimit(rate_limit, refill),
            page_size=page_size,
            now=None if clock is None else clock_of(clock),
            ids=ids,
            data=data,
        )
        self.latency = latency
        self._sleep = sleep
        self._requests: deque[ReceivedRequest] = deque(maxlen=_LOGGED_REQUESTS)
        self._faults = Faults()
        self._lock = Lock()

    def __repr__(self) -> str:
        return escaped(f"<Sandbox of {self.core.api.title or 'an API'}, without a socket>")

    @property
    def url(self) -> str:
        """The address of a server with a socket.

        Raises:
            AttributeError: this one has no socket.
        """
        raise AttributeError(_NO_URL)

    if not TYPE_CHECKING:  # a checker is to find the mistake, too

        def __getattr__(self, name: str) -> NoReturn:
            raise AttributeError(_NO_URL if name == "url" else _NO_ATTRIBUTE.format(name=name))

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

    def limit(self, limit: int | None, *, per: float = 0.0) -> None:
        """Start a new rate limit.

        Args:
            limit: how many requests are answered before 429; None for no limit.
            per: the seconds in which as many come back; 0 for never.

        Raises:
            ValueError: a number is out of its range.
        """
        _check("limit", limit, "a number of requests, 0 or more, or None for no limit", kind=int | None)
        _check("per", per, "seconds, 0 or more")
        self.core.rate_limit = RateLimit(limit, limit / per if limit and per else 0.0)

    def fail(  # noqa: PLR0913 - each has its own name
        self,
        status: int | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        reset: bool = False,
        truncate: bool = False,
        cut: Cut | None = None,
        times: int = 1,
        link: object = None,
        delay: float = 0.0,
        retry_after: float | str | None = None,
        body: "Json | bytes" = None,
    ) -> None:
        """Let the next requests fail.

        Args:
            status: the status of the response, 503 by default; the request changes nothing. With a ``delay`` alone, the
                request is performed.
            headers: further header fields of the response.
            reset: break the connection before the response instead; the request changes nothing.
            truncate: perform the request instead, and break the connection in the middle of the response's body.
            cut: "reset" or "truncate", as the two before.
            times: how many requests.
            link: the link whose requests fail, such as "app.list" or ``client.app.list``; None for any.
            delay: seconds before the response.
            retry_after: the ``Retry-After`` of the response.
            body: the body of the response, as JSON, text or bytes.

        Raises:
            LookupError: the API has no such link.
            ValueError: an argument is out of its range.
        """
        fault = fault_of(
            link="" if link is None else self.core.links.known(_name_of(link)),
            status=status,
            times=times,
            delay=delay,
            cut="reset" if reset else "truncate" if truncate else cut,
            retry_after=retry_after,
            headers=headers,
            body=body,
        )
        with self._lock:
            self._faults.add(fault)

    def received(self, link: object = None) -> tuple[ReceivedRequest, ...]:
        """Return the last thousand requests, the oldest first.

        Args:
            link: the link whose requests are returned, such as "app.list" or ``client.app.list``; None for all.

        Raises:
            LookupError: the API has no such link.
        """
        name = None if link is None else self.core.links.known(_name_of(link))
        return tuple(request for request in self.requests if name is None or name in request.links)

    def reset(self) -> None:
        """Forget the entities, the log and the faults. The rate limit stays as it was."""
        self.core.reset()
        with self._lock:
            self._requests.clear()
            self._faults.clear()

    def respond(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> SandboxResponse:
        """Return the response to one request, or the next fault. The arguments are those of `Core.respond`."""
        answering = self.receive(method, path, query, headers, body)
        if answering.delay > 0:
            self._sleep(answering.delay)
        return answering.answer()

    def receive(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answering:
        """Log one request, and return the function that answers it, to be called after the latency."""
        target = f"{path}?{query}" if query else path
        names = cache(partial(self.core.names_of, method, path, headers))
        with self._lock:
            self._requests.append(ReceivedRequest(method=method, path=target, headers=headers, body=body, _names=names))
            fault = self._faults.take(names() if self._faults.are_for_links else ()) or Fault()

        def answer() -> SandboxResponse:
            if fault.cut == "reset":
                return SandboxResponse(status=0, cut="reset")
            if fault.status:
                return replace(self.core.complete(fault.response(), method), cut=fault.cut)
            return replace(self.core.respond(method, path, query, headers, body), cut=fault.cut)

        return Answering(delay=self.latency + fault.delay, answer=answer)


def _name_of(link: object) -> str:
    """Return the name of a link of a client, as its text and its calls show it."""
    return link if isinstance(link, str) else str(getattr(link, "_name", link))


def _check(name: str, value: object, expected: str, *, least: int = 0, kind: Any = int | float) -> None:
    is_number = isinstance(value, int | float)
    if isinstance(value, bool) or not isinstance(value, kind) or (is_number and not value >= least):
        raise ValueError(f"{name}={shown(value)}: expected {expected}")
