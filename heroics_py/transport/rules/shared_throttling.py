"""The rule that keeps to a rate limit together with other workers."""

from collections.abc import Callable
from functools import partial
from math import inf
from os import getpid
from secrets import token_hex
from typing import Any

from heroics_py.display.waits import LONG
from heroics_py.errors import HeroicsError
from heroics_py.fleet.faults import describe_fault
from heroics_py.http.messages import Request, Response
from heroics_py.http.rate_limits import parse_rate_limit
from heroics_py.http.retry_delay import requested_delay
from heroics_py.http.steps import Clock, Rule, Show, Steps, Turn, Work
from heroics_py.http.wiretaps import is_played
from heroics_py.support.loading import load_modules
from heroics_py.support.tickets import Ticket
from heroics_py.transport.rules.departures import Departures, TooLate
from heroics_py.transport.rules.rate_state import RateLimit
from heroics_py.transport.rules.throttling import Throttling
from heroics_py.transport.rules.turns import CHECK_INTERVAL, hide_nothing, latest_turn, refusal, wait_text
from heroics_py.transport.throttles.accounts import Accounts
from heroics_py.transport.throttles.base import SharedThrottle
from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.levels import DAY
from heroics_py.transport.throttles.pool import Asking, Departure, View

__all__ = ["SharedThrottling"]


class _Call:
    """One request on its way through the throttle.

    Attributes:
        account: whose rate limit it counts for.
        request: with its final credentials.
        ticket: its place in the queue of this client.
        lease: its name in the shared throttle.
        departure: the answer by which it left, if the shared throttle gave one.
        holds_lease: whether the shared throttle may count it as in flight.
    """

    __slots__ = ("account", "departure", "holds_lease", "lease", "request", "ticket")

    def __init__(self, account: str, request: Request) -> None:
        self.account = account
        self.request = request
        self.ticket = Ticket()
        self.lease = token_hex(8)
        self.departure = Departure(0.0)
        self.holds_lease = False


class SharedThrottling:
    """Lets requests leave as soon as the rate limit allows that all workers on one account share.

    The requests of a client wait in one queue, and only the first one asks. While the shared throttle is away, the
    client decides by what it has learnt of all responses so far.

    Args:
        inner: sends one request.
        clock: the time.
        shared: the state that workers share.
        accounts: whose requests share a rate limit.
        reads_directly: whether `rate_limit` may ask the shared throttle, as no event loop waits for it.
    """

    __slots__ = (
        "_accounts", "_clock", "_closed_until", "_departures", "_inner", "_is_away", "_last", "_own", "_reads_directly",
        "_shared", "_workers",
    )  # fmt: skip

    def __init__(
        self, inner: Rule, *, clock: Clock, shared: SharedThrottle, accounts: Accounts, reads_directly: bool = True
    ) -> None:
        self._inner, self._clock, self._shared, self._accounts = inner, clock, shared, accounts
        self._departures = Departures(clock)
        self._own = Throttling(inner, clock=clock, departures=self._departures)
        self._reads_directly = reads_directly
        self._workers: dict[int, str] = {}
        self._closed_until = -inf
        self._last: tuple[str, View, float] | None = None
        self._is_away = False

    @property
    def rate_limit(self) -> RateLimit:
        """The rate limit as the last responses to any worker reported it; while it is away, those to this client."""
        if self._last is None or self._is_away:
            return self._own.rate_limit
        account, seen, at = self._last
        if self._reads_directly:
            try:
                seen, at = self._shared.view(account), self._clock.monotonic()
            except Exception:  # noqa: BLE001 - any exception is a fault of the shared throttle
                return self._own.rate_limit
        wait = None if seen.retry_after is None else seen.retry_after - (self._clock.monotonic() - at)
        return RateLimit(remaining=seen.remaining, limit=seen.limit, retry_after=wait if wait and wait > 0 else None)

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` when its turn comes.

        Raises:
            ThrottleTimeout: its turn comes after its deadline or its budget of waiting; nothing was sent.
        """
        account = None if is_played() else (yield from self._account_of(request))
        if account is None:
            return (yield from self._own.send(request))
        call = _Call(account, request)
        try:
            yield from self._depart(call)
            response = yield from self._inner.send(request)
        except GeneratorExit:
            self._departures.leave(call.ticket, None)  # nobody can carry out a step; the lease expires
            raise
        except BaseException:
            yield from self._end(call, None)
            raise
        yield from self._end(call, response)
        return response

    def _account_of(self, request: Request) -> Steps[str | None]:
        text = self._accounts.text_of(request)
        if text is None:
            return None
        known = self._accounts.known(text)
        return known if known is not None else (yield Work(partial(self._accounts.digest, text)))

    def _depart(self, call: _Call) -> Steps[None]:
        """Wait until ``call`` may leave."""
        latest = latest_turn(call.request, self._clock)
        answer = None
        if not call.request.options.throttle or self._departures.is_free:
            answer = yield from self._ask(call, latest)
        if answer is None or answer.wait > 0.0:
            yield from self._wait(call, latest, answer)
        self._departures.go(call.ticket)

    def _wait(self, call: _Call, latest: float, known: Departure | None) -> Steps[None]:
        """Wait in the queue of this client until the first place, and there for the shared throttle.

        Args:
            call: the call.
            latest: until when it may wait.
            known: the answer to its first question, if it asked.
        """
        request, start, hide = call.request, self._clock.monotonic(), hide_nothing
        try:
            while True:
                answer = Departure(inf)  # until it is the first one
                if self._departures.join(call.ticket):
                    answer = known or (yield from self._ask(call, latest))
                    if answer.wait <= 0.0:
                        return
                known = None
                now = self._clock.monotonic()
                self._refuse_late(request, answer, now, latest)
                if hide is hide_nothing and (LONG < answer.wait < inf or now - start >= LONG):
                    hide = yield Show(wait_text(request, answer.wait, answer.field))
                yield Turn(call.ticket, max(0.0, min(answer.wait, latest - now, CHECK_INTERVAL)))
        finally:
            hide()
            if request.waits is not None:
                request.waits.seconds += self._clock.monotonic() - start

    def _refuse_late(self, request: Request, answer: Departure, now: float, latest: float) -> None:
        """Refuse a call that may not wait as long as it would have to.

        Raises:
            ThrottleTimeout: its turn comes too late.
        """
        closed = -inf
        if answer.field:
            closed = now + answer.wait
        elif answer.wait == inf:  # it was not the first one, and goes by the last answer to any other
            closed = self._closed_until
        if closed > max(latest, now):
            raise refusal(request, closed - now, latest - now, self._clock)
        if now >= latest:
            raise refusal(request, None, latest - now, self._clock)

    def _ask(self, call: _Call, latest: float) -> Steps[Departure]:
        """Ask the shared throttle, or decide without it while it is away."""
        asking = Asking(
            worker=self._worker(),
            lease=call.lease,
            patience=latest - self._clock.monotonic(),
            anyway=not call.request.options.throttle,
        )
        call.holds_lease = True
        answer = yield from self._access(lambda: self._shared.depart(call.account, asking))
        if answer is None:
            call.holds_lease = False
            return Departure(self._own_wait(call, latest))
        departure, seen = answer
        now = self._clock.monotonic()
        self._last = call.account, seen, now
        call.departure, call.holds_lease = departure, departure.wait <= 0.0
        if departure.wait > 0.0:
            self._closed_until = now + departure.wait if departure.field else -inf
        return departure  # type: ignore[no-any-return]

    def _own_wait(self, call: _Call, latest: float) -> float:
        """Return how long ``call`` waits by what this client knows alone.

        Raises:
            ThrottleTimeout: its turn comes too late.
        """
        if not call.request.options.throttle:
            return 0.0
        try:
            return self._departures.try_to_depart(call.ticket, latest=latest)
        except TooLate as late:
            wait, left = late.wait, late.left
        raise refusal(call.request, wait, left, self._clock)

    def _access(self, work: Callable[[], Any]) -> Steps[Any]:
        """Return the outcome of ``work``, or None if the shared throttle is away."""
        if self._shared.is_offline:
            self._note("it has failed before")
            return None
        try:
            result = yield Work(work)
        except HeroicsError:
            raise
        except Exception as error:  # noqa: BLE001 - any exception is a fault of the shared throttle
            self._note(describe_fault(error))
            return None
        self._note("")
        return result

    def _end(self, call: _Call, response: Response | None) -> Steps[None]:
        """Let ``call`` leave the queue, and learn from its response."""
        try:
            if call.holds_lease:
                call.holds_lease = False
                outcome = None if response is None else self._outcome_of(response)
                work = partial(self._shared.arrive, call.account, call.lease, call.departure, outcome)
                seen = yield from self._access(work)
                if seen is not None:
                    self._last = call.account, seen, self._clock.monotonic()
        finally:
            self._departures.leave(call.ticket, response)

    def _outcome_of(self, response: Response) -> Outcome:
        wall, headers = self._clock.wall(), response.headers
        fields, is_refused = parse_rate_limit(headers, wall), response.status == 429
        return Outcome(
            is_refused=is_refused,
            remaining=None if fields.remaining is None else float(fields.remaining),
            limit=None if fields.limit is None else float(fields.limit),
            reset=_credible(fields.reset),
            retry_after=_credible(requested_delay(429, headers, wall)) if is_refused else None,
        )

    def _worker(self) -> str:
        """Return the name of this client in this process."""
        process = getpid()
        return self._workers.get(process) or self._workers.setdefault(process, token_hex(8))

    def _note(self, fault: str) -> None:
        """Log once when the shared throttle goes away, with its fault, and once when it is back."""
        if bool(fault) == self._is_away:
            return
        self._is_away = bool(fault)
        load_modules("logging")
        from logging import getLogger

        where = self._shared.where
        if fault:
            text = "the shared throttle (%s) can't be used: this client keeps to the rate limit on its own (%s)"
            getLogger("heroics_py").warning(text, where, fault)
        else:
            getLogger("heroics_py").info("the shared throttle (%s) answers again", where)


def _credible(seconds: float | None) -> float | None:
    """Return a wait that all workers keep to, also those that start after this one has ended: at most a day."""
    return None if seconds is None else min(seconds, DAY)
