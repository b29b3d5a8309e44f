"""The skin that sends again: only what may be sent again, only as often as is good for the server."""

import random
import time
from collections.abc import Callable, Collection
from typing import NamedTuple

from heroics_py.display.terminal import escaped
from heroics_py.display.waits import LONG
from heroics_py.errors import ConnectionFailed, RequestTimeout, ThrottleTimeout, TransportError, UntrustedServer
from heroics_py.http.masking import shown_host, shown_url
from heroics_py.http.messages import Request, Response, Transport, Waits
from heroics_py.http.options import Retry
from heroics_py.http.retry_delay import backoff, requested_delay
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

__all__ = ["RULES", "Quota", "Retrying", "Rule", "next_wait", "rule_for"]

Outcome = Response | TransportError
_NEVER_TWICE = frozenset({"POST", "PATCH"})


class Rule(NamedTuple):
    """One reason to send a request again.

    Attributes:
        name: what happened, in words.
        failures: the errors that it speaks of.
        statuses: the statuses that it speaks of.
        unprocessed: whether it is certain that the server has done nothing, so that any method may go again.
        cost: what sending again takes from the quota.
    """

    name: str
    failures: tuple[type[TransportError], ...] = ()
    statuses: Collection[int] = ()
    unprocessed: bool = False
    cost: int = 5

    def fits(self, outcome: Outcome) -> bool:
        """Tell whether the rule speaks of this outcome."""
        if isinstance(outcome, Response):
            return outcome.status in self.statuses
        return isinstance(outcome, self.failures) and not (self.unprocessed and outcome.sent)


# The first row that fits decides. A 500 is not here: the same request meets the same fault. Nor is 412: an answer.
RULES = (
    Rule(name="no connection", failures=(ConnectionFailed, RequestTimeout), unprocessed=True),
    Rule(name="connection broken", failures=(ConnectionFailed,)),
    Rule(name="no answer in time", failures=(RequestTimeout,), cost=10),
    Rule(name="too many requests", statuses=frozenset({429}), unprocessed=True, cost=1),
    Rule(name="server not available", statuses=frozenset({502, 503, 504})),
    Rule(name="server gave up waiting", statuses=frozenset({408})),
)


def rule_for(outcome: Outcome, *, method: str, retry: Retry) -> Rule | None:
    """Return the rule by which a request of ``method`` may go again after ``outcome``, or None.

    POST and PATCH go again only where the server has certainly done nothing, whatever ``retry.methods`` holds. A server
    that can't be trusted is no more to be trusted a second time.
    """
    if isinstance(outcome, ThrottleTimeout | UntrustedServer):
        return None
    rule = next((rule for rule in RULES if rule.fits(outcome)), None)
    if rule is None or rule.unprocessed:
        return rule
    return rule if method in retry.methods and method not in _NEVER_TWICE else None


def next_wait(  # noqa: PLR0913 - a decision is a function of all that it depends on
    outcome: Outcome, *, attempt: int, retry: Retry, waited: float, left: float | None, random: float, now: float
) -> float | None:
    """Return the seconds to wait before a request that may go again does so, or None where it should not.

    Args:
        outcome: of the request that was just sent.
        attempt: how many were sent, this one included.
        retry: the limits.
        waited: seconds that this call has waited so far.
        left: seconds until its deadline, or None.
        random: from 0 to 1.
        now: seconds since the epoch.
    """
    if attempt >= retry.attempts:
        return None
    said = requested_delay(outcome.status, outcome.headers, now) if isinstance(outcome, Response) else None
    wait = backoff(retry, attempt, random) if said is None else said
    if waited + wait > retry.budget or (left is not None and wait >= left):
        return None
    return wait


class Quota:
    """What a client may spend on sending again: an outage empties it, successes fill it up.

    Args:
        capacity: what it holds at the most, and at the beginning.
    """

    __slots__ = ("_capacity", "_level", "_lock")

    def __init__(self, capacity: int = 500) -> None:
        self._capacity = capacity
        self._level = capacity
        self._lock = ProcessLock()

    @property
    def level(self) -> int:
        """What is left."""
        return self._level

    def take(self, cost: int) -> bool:
        """Take ``cost``, if it is there, and tell whether it was."""
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
    """Sends a request again, as `RULES` and the ``retries`` of its options say.

    Args:
        inner: sends one request.
        quota: what may be spent; one for each client.
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
        """Send ``request``, again where it may and must be; return the last answer.

        Raises:
            TransportError: the last failure.
        """
        outcome = self._persistently(request)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()

    def _persistently(self, request: Request) -> Outcome:
        retry = Retry.of(request.options.retries)
        waits = request.waits or Waits()
        attempt, spent = 1, 1
        sent, before = False, None
        while True:
            outcome = self._once(request)
            if before is not None and isinstance(outcome, ThrottleTimeout):
                return before  # it can't be sent again in time: what came before is what there is to tell
            if isinstance(outcome, TransportError):
                # What the server saw of an earlier attempt, it has seen.
                sent = outcome.sent = sent or outcome.sent
            else:
                sent = True
            rule = rule_for(outcome, method=request.method, retry=retry)
            if rule is None:
                if isinstance(outcome, Response) and outcome.status < 500:
                    self._quota.give(spent)
                return outcome
            left = None if request.deadline is None else request.deadline - self._clock()
            wait = next_wait(
                outcome,
                attempt=attempt,
                retry=retry,
                waited=waits.seconds,
                left=left,
                random=self._chance(),
                now=self._wall(),
            )
            if wait is None or not self._quota.take(rule.cost):
                return outcome
            _log(request, outcome, f"{rule.name}, attempt {attempt} of {retry.attempts}", wait)
            self._pause(request, rule, wait)
            waits.seconds += wait
            attempt, spent, before = attempt + 1, rule.cost, outcome

    def _pause(self, request: Request, rule: Rule, wait: float) -> None:
        """Wait, and show a person who looks on that this is a wait."""
        if wait <= LONG:
            self._sleep(wait)
            return
        load_modules("heroics_py.display.progress")
        from heroics_py.display.progress import show_wait

        with show_wait(f"waiting {wait:.0f} s to ask {shown_host(request)} again ({rule.name})"):
            self._sleep(wait)

    def _once(self, request: Request) -> Outcome:
        try:
            return self._inner.send(request)
        except TransportError as error:
            return error.with_traceback(None)


def _log(request: Request, outcome: Outcome, why: str, wait: float) -> None:
    load_modules("logging")
    from logging import getLogger

    what = str(outcome.status) if isinstance(outcome, Response) else type(outcome).__name__
    url = escaped(shown_url(request))
    call = f" ({escaped(request.call)})" if request.call else ""
    getLogger("heroics_py").info("%s %s%s: %s, %s; sent again in %.2f s", request.method, url, call, what, why, wait)
