"""The rule that retries: only what may be repeated, and only as often as the server can take.

| what happened | GET, HEAD, OPTIONS | PUT, DELETE | POST, PATCH | cost |
| --- | --- | --- | --- | --- |
| no connection was made, so nothing was sent | retry | retry | retry | 5 |
| 429 | retry | retry | retry | 1 |
| the connection broke; 408, 502, 503, 504 | retry | if in `Retry.methods` | never | 5 |
| no response in time | retry | if in `Retry.methods` | never | 10 |
| anything else | never | never | never | |

`REASONS` is that table. `next_wait` decides when: after what the server asks for, else after a backoff, within the
attempts, the budget of waiting and the deadline of the call. Its cost comes out of a `Quota` that the whole client
shares.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from heroics_py.display.terminal import escaped
from heroics_py.errors import ConnectionFailed, RequestTimeout, ThrottleTimeout, TransportError, UntrustedServer
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.masking import shown_host, shown_url
from heroics_py.http.messages import Request, Response, Waits
from heroics_py.http.options import Retry
from heroics_py.http.retry_delay import backoff, requested_delay
from heroics_py.http.steps import Clock, Pause, Rule, Steps
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock
from heroics_py.transport.observing.hooks import retry_details, run_hook

__all__ = ["REASONS", "Quota", "Reason", "Retrying", "next_wait", "reason_for"]

Outcome = Response | TransportError
_NEVER_TWICE = frozenset({"POST", "PATCH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason to send a request again.

    Attributes:
        name: what happened, in words.
        failures: the errors that it covers.
        statuses: the statuses that it covers.
        unprocessed: whether the server certainly did nothing, so that any method may be repeated.
        cost: what a retry takes from the quota.
    """

    name: str
    failures: tuple[type[TransportError], ...] = ()
    statuses: Collection[int] = ()
    unprocessed: bool = False
    cost: int = 5

    def matches(self, outcome: Outcome) -> bool:
        """Return whether the reason covers this outcome."""
        if isinstance(outcome, Response):
            return outcome.status in self.statuses
        return isinstance(outcome, self.failures) and not (self.unprocessed and outcome.sent)


# The first match decides. 500 is missing: the same request meets the same fault. So is 412: it is a normal response.
REASONS = (
    Reason(name="no connection", failures=(ConnectionFailed, RequestTimeout), unprocessed=True),
    Reason(name="connection broken", failures=(ConnectionFailed,)),
    Reason(name="no response in time", failures=(RequestTimeout,), cost=10),
    Reason(name="too many requests", statuses=frozenset({429}), unprocessed=True, cost=1),
    Reason(name="server unavailable", statuses=frozenset({502, 503, 504})),
    Reason(name="server timed out", statuses=frozenset({408})),
)
_REPEATED = frozenset([status for reason in REASONS for status in reason.statuses])


def reason_for(outcome: Outcome, *, method: str, retry: Retry) -> Reason | None:
    """Return the reason that allows ``method`` to be repeated after ``outcome``, if any.

    POST and PATCH are repeated only if the server certainly did nothing, even if ``retry.methods`` names them. A server
    whose certificate fails would fail again.
    """
    if isinstance(outcome, ThrottleTimeout | UntrustedServer):
        return None
    reason = next((reason for reason in REASONS if reason.matches(outcome)), None)
    if reason is None or reason.unprocessed:
        return reason
    return reason if method in retry.methods and method not in _NEVER_TWICE else None


def next_wait(  # noqa: PLR0913 - a decision is a function of all that it depends on
    outcome: Outcome, *, attempt: int, retry: Retry, waited: float, left: float | None, random: float, now: float
) -> float | None:
    """Return the seconds to wait before the next attempt, or None to stop.

    Args:
        outcome: of the last attempt.
        attempt: the number of attempts so far.
        retry: the limits.
        waited: seconds that this call has waited so far.
        left: seconds until its deadline, or None.
        random: from 0 to 1.
        now: seconds since the epoch.
    """
    if attempt >= retry.attempts:
        return None
    requested = requested_delay(outcome.status, outcome.headers, now) if isinstance(outcome, Response) else None
    wait = backoff(retry, attempt, random) if requested is None else requested
    if waited + wait > retry.budget or (left is not None and wait >= left):
        return None
    return wait


class Quota:
    """A client's budget for retries: an outage empties it, successes refill it.

    Args:
        capacity: the largest and the first level.
    """

    __slots__ = ("_capacity", "_level", "_lock")

    def __init__(self, capacity: int = 500) -> None:
        self._capacity = capacity
        self._level = capacity
        self._lock = ProcessLock()

    @property
    def level(self) -> int:
        """The points that remain."""
        return self._level

    def take(self, cost: int) -> bool:
        """Take ``cost`` if there is enough, and return whether there was."""
        with self._lock.here():
            if cost > self._level:
                return False
            self._level -= cost
            return True

    def give(self, amount: int) -> None:
        """Give back ``amount``."""
        if self._level < self._capacity:
            with self._lock.here():
                self._level = min(self._capacity, self._level + amount)


class Retrying:
    """Repeats a request as `REASONS` and the ``retries`` of its options allow.

    Args:
        inner: sends one request.
        clock: the time, and the chance of the backoff.
        quota: the client's budget for retries.
    """

    __slots__ = ("_clock", "_inner", "_quota")

    def __init__(self, inner: Rule, *, clock: Clock, quota: Quota | None = None) -> None:
        self._inner = inner
        self._clock = clock
        self._quota = quota or Quota()

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request``, repeatedly if need be, and return the last response.

        Raises:
            TransportError: the last failure.
        """
        outcome = yield from self._attempt(request)
        if isinstance(outcome, TransportError) or outcome.status in _REPEATED:
            outcome = yield from self._repeat(request, outcome)
        elif outcome.status < 500:
            self._quota.give(1)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def _repeat(self, request: Request, outcome: Outcome) -> Steps[Outcome]:
        """Repeat ``request``, whose first attempt had ``outcome``, and return the last outcome."""
        retry = Retry.of(request.options.retries)
        waits = request.waits or Waits()
        attempt, refund = 1, 1
        sent, partial = False, None
        while True:
            if isinstance(outcome, TransportError):
                # What the server saw of an earlier attempt, it has seen.
                sent = outcome.sent = sent or outcome.sent
                if partial := _longest(partial, outcome.partial):
                    outcome.partial = partial
            else:
                sent = True
            reason = reason_for(outcome, method=request.method, retry=retry)
            if reason is None:
                if isinstance(outcome, Response) and outcome.status < 500:
                    self._quota.give(refund)
                return outcome
            wait = self._next_wait(request, outcome, attempt, retry, waits)
            if wait is None or not _is_repeatable(request) or not self._quota.take(reason.cost):
                return outcome
            _log(request, outcome, f"{reason.name}, attempt {attempt} of {retry.attempts}", wait)
            if request.options.on_retry is not None:
                yield from run_hook(request.options.on_retry, retry_details(request, outcome, reason.name, wait))
            yield Pause(wait, f"waiting {wait:.0f} s before retrying {shown_host(request)} ({reason.name})")
            waits.seconds += wait
            attempt, refund, previous = attempt + 1, reason.cost, outcome
            outcome = yield from self._attempt(request)
            if isinstance(outcome, ThrottleTimeout):
                waits.is_cut = True
                return previous  # no turn in time for another attempt: the last outcome is the result

    def _attempt(self, request: Request) -> Steps[Outcome]:
        try:
            return (yield from self._inner.send(request))
        except TransportError as error:
            return error.with_traceback(None)

    def _next_wait(self, request: Request, outcome: Outcome, attempt: int, retry: Retry, waits: Waits) -> float | None:
        decide = partial(
            next_wait,
            outcome,
            attempt=attempt,
            retry=retry,
            waited=waits.seconds,
            random=self._clock.chance(),
            now=self._clock.wall(),
        )
        wait = decide(left=None if request.deadline is None else request.deadline - self._clock.monotonic())
        waits.is_cut = wait is None and decide(left=None) is not None
        return wait


def _longest(*partials: Response | None) -> Response | None:
    """Return the response of which most arrived, if any; several attempts of a call may have been cut short."""
    return max((each for each in partials if each is not None), key=lambda each: len(each.body), default=None)


def _is_repeatable(request: Request) -> bool:
    """Return whether the body can be sent again: that of an iterable can't."""
    return not isinstance(request.body, BodyStream) or request.body.is_ready


def _log(request: Request, outcome: Outcome, reason: str, wait: float) -> None:
    load_modules("logging")
    from logging import getLogger

    result = str(outcome.status) if isinstance(outcome, Response) else type(outcome).__name__
    url = escaped(shown_url(request))
    call = f" ({escaped(request.call)})" if request.call else ""
    getLogger("heroics_py").info("%s %s%s: %s, %s; retrying in %.2f s", request.method, url, call, result, reason, wait)
