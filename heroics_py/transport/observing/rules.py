"""What observes a call, hooks and spans, in their order around the other rules."""

from heroics_py.http.steps import Clock, Rule
from heroics_py.transport.observing.hooks import CallHooks, RequestHooks
from heroics_py.transport.observing.telemetry import CallSpans, RequestSpans
from heroics_py.transport.rules.tapping import TAPPED_WIRE

__all__ = ["observed", "observed_wire"]


def observed(rule: Rule, *, clock: Clock, awaits: bool = False) -> Rule:
    """Return ``rule``, the outermost of the others, with what observes a whole call around it.

    Args:
        rule: sends the request of a call.
        clock: the time.
        awaits: whether the driver awaits hooks that are coroutine functions.
    """
    return CallSpans(CallHooks(rule, clock=clock, awaits=awaits))


def observed_wire() -> Rule:
    """Return the innermost rule, with what observes each request that is sent around it."""
    return RequestHooks(RequestSpans(TAPPED_WIRE))
