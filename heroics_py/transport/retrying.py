"""The skin that retries: only what may be repeated, and only as often as the server can take.

| what happened | GET, HEAD, OPTIONS | PUT, DELETE | POST, PATCH | cost |
| --- | --- | --- | --- | --- |
| no connection was made, so nothing was sent | retry | retry | retry | 5 |
| 429 | retry | retry | retry | 1 |
| the connection broke; 408, 502, 503, 504 | retry | if in `Retry.methods` | never | 5 |
| no response in time | retry | if in `Retry.methods` | never | 10 |
| anything else | never | never | never | |

`RULES` is that table. `next_wait` decides when: after what the server asks for, else after a backoff, within the call's
attempts, its budget of waiting and its deadline. The cost comes out of a `Quota` that the whole client shares.
"""

import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from heroics_py.display.terminal import escaped
from heroics_py.display.waits import LONG
from heroics_py.errors import ConnectionFailed, RequestTimeout, ThrottleTimeout, TransportError, UntrustedServer
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.masking import shown_host, shown_url
from heroics_py.http.messages import Request, Response, Transport, Waits
from heroics_py.http.options import Retry
from heroics_py.http.retry_delay import backoff, requested_delay
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

__all__ = ["RULES", "Quota", "Retrying", "Rule", "next_wait", "rule_for"]

Outcome = Response | TransportError
_NEVER_TWICE = frozenset({"POST", "PATCH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
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
        """Return whether the rule covers this outcome."""
        if isinstance(outcome, Response):
            return outcome.status in self.statuses
        return isinstance(outcome, self.failures) and not (self.unprocessed and outcome.sent)


# The first match decides. 500 is missing: the same request meets the same fault. So is 412: it is a normal response.
RULES = (
    Rule(name="no connection", failures=(ConnectionFailed, RequestTimeout), unprocessed=True),
    Rule(name="connection broken", failures=(ConnectionFailed,)),
    Rule(name="no response in time", failures=(RequestTimeout,), cost=10),
    Rule(name="too many requests", statuses=frozenset({429}), unprocessed=True, cost=1),
    Rule(name="server unavailable", statuses=frozenset({502, 503, 504})),
    Rule(name="server timed out", statuses=frozenset({408})),
)


def rule_for(outcome: Outcome, *, method: str, retry: Retry) -> Rule | None:
    """Return the rule that allows ``method`` to be repeated after ``outcome``, if any.

    POST and PATCH are repeated only if the server certainly did nothing, even if ``retry.methods`` names them. A server
    whose certificate fails would fail again.
    """
    if isinstance(outcome, ThrottleTimeout | UntrustedServer):
        return None
    rule = next((rule for rule in RULES if rule.matches(outcome)), None)
    if rule is None or rule.unprocessed:
        return rule
    return rule if method in retry.methods and method not in _NEVER_TWICE else None


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
    """Repeats a request as `RULES` and the ``retries`` of its options allow.

    Args:
        inner: sends one request.
        quota: the client's budget for retries.
        sleep, clock, wall, chance: waiting, the monotonic clock, the seconds since the epoch, a number from 0 to 1.
    """

    __slots__ = ("_chance", "_clock", "_inner", "_quota", "_sleep", "_wall")

    def __init__(  # noqa: PLR0913 - time and chance come from outside
        self,
        inner: Transport,
        *,
        quota: Quota | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._inner = inner
        self._quota = quota or Quota()
        self._sleep, self._clock, self._wall, self._chance = sleep, clock, wall, chance

    def send(self, request: Request) -> Response:
        """Send ``request``, repeatedly if need be, and return the last response.

        Raises:
            TransportError: the last failure.
        """
        outcome = self._outcome(request)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def close(self) -> None:
        """Close the skin below."""
        self._inner.close()

    def _outcome(self, request: Request) -> Outcome:
        retry = Retry.of(request.options.retries)
        waits = request.waits or Waits()
        attempt, refund = 1, 1
        sent, previous = False, None
        while True:
            outcome = self._attempt(request)
            if previous is not None and isinstance(outcome, ThrottleTimeout):
                return previous  # no turn in time for another attempt: the last outcome is the result
            if isinstance(outcome, TransportError):
                # What the server saw of an earlier attempt, it has seen.
                sent = outcome.sent = sent or outcome.sent
            else:
                sent = True
            rule = rule_for(outcome, method=request.method, retry=retry)
            if rule is None:
                if isinstance(outcome, Response) and outcome.status < 500:
                    self._quota.give(refund)
                return outcome
            wait = self._next_wait(request, outcome, attempt, retry, waits)
            if wait is None or not _is_repeatable(request) or not self._quota.take(rule.cost):
                return outcome
            _log(request, outcome, f"{rule.name}, attempt {attempt} of {retry.attempts}", wait)
            self._pause(request, rule, wait)
            waits.seconds += wait
            attempt, refund, previous = attempt + 1, rule.cost, outcome

    def _attempt(self, request: Request) -> Outcome:
        try:
            return self._inner.send(request)
        except TransportError as error:
            return error.with_traceback(None)

    def _next_wait(self, request: Request, outcome: Outcome, attempt: int, retry: Retry, waits: Waits) -> float | None:
        return next_wait(
            outcome,
            attempt=attempt,
            retry=retry,
            waited=waits.seconds,
            left=None if request.deadline is None else request.deadline - self._clock(),
            random=self._chance(),
            now=self._wall(),
        )

    def _pause(self, request: Request, rule: Rule, wait: float) -> None:
        """Wait, and show a long wait while it lasts."""
        if wait <= LONG:
            self._sleep(wait)
            return
        load_modules("heroics_py.display.progress")
        from heroics_py.display.progress import show_wait

        with show_wait(f"waiting {wait:.0f} s before retrying {shown_host(request)} ({rule.name})"):
            self._sleep(wait)


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
