"""What a call that waits for its turn says, and how long it may wait."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import inf

from heroics_py.display.terminal import escaped
from heroics_py.errors import ThrottleTimeout
from heroics_py.http.masking import shown_host, shown_url
from heroics_py.http.messages import Request
from heroics_py.http.options import Retry
from heroics_py.http.steps import Clock
from heroics_py.support.loading import load_modules

__all__ = ["CHECK_INTERVAL", "hide_nothing", "latest_turn", "refusal", "wait_text"]

CHECK_INTERVAL = 1.0
"""Seconds after which a call looks again whether it may leave."""


def latest_turn(request: Request, clock: Clock) -> float:
    """Return the moment until which a call may wait: its deadline, or the end of its budget of waiting."""
    waited = request.waits.seconds if request.waits is not None else 0.0
    budget = Retry.of(request.options.retries).budget
    latest = clock.monotonic() + max(0.0, budget - waited)
    return latest if request.deadline is None else min(latest, request.deadline)


def refusal(request: Request, wait: float | None, left: float, clock: Clock) -> ThrottleTimeout:
    """Return the error of a call whose turn comes too late.

    Args:
        request: it was not sent.
        wait: seconds until the rate limit would let it leave; None if it waits for other requests.
        left: seconds that it may wait.
        clock: the time.
    """
    host, left = shown_host(request), max(0.0, left)
    if wait is None:
        reason = f"requests in flight use up the rate limit of {host}, and the call may wait no longer"
    else:
        reason = f"the rate limit of {host} asks to wait {wait:.0f} s, and the call may wait {left:.0f} s"
    until = None
    if wait is not None:
        with suppress(OverflowError):  # no calendar goes that far
            until = datetime.fromtimestamp(clock.wall(), UTC) + timedelta(seconds=wait)
    return ThrottleTimeout(
        f"{reason}; throttle=False sends it anyway",
        until=until,
        retry_after=wait,
        method=request.method,
        url=shown_url(request),
        call=request.call,
    )


def hide_nothing() -> None:
    """Hide nothing: nothing is shown yet."""


def wait_text(request: Request, wait: float, field: str) -> str:
    """Log a long wait, and return what a person sees while it lasts.

    Args:
        request: that waits.
        wait: seconds; infinity if they are unknown.
        field: the header field that asks for it; empty if none does.
    """
    load_modules("logging")
    from logging import getLogger

    host = shown_host(request)
    text = f"waiting for other requests, within the rate limit of {host}"
    if wait != inf:
        text = f"waiting {wait:.0f} s for the rate limit of {host}{f' ({field})' if field else ''}"
    getLogger("heroics_py").info("%s%s", escaped(f"{request.call}: ") if request.call else "", text)
    return text
