"""The calls of a parcel, made where it arrives."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any

from heroics_py.errors import warning_at
from heroics_py.tools.executors.claims import claim
from heroics_py.tools.executors.parcels import Arrived, FunctionParcel, Parcel, Refused, Reply
from heroics_py.tools.executors.shipment import Shipment, unpack
from heroics_py.tools.link_target import LinkTarget
from heroics_py.tools.many_calls import ManyCalls
from heroics_py.tools.outcomes import Outcome

__all__ = ["call_items"]

_LONGEST = 0.1  # seconds after which no further call of a parcel starts, so that the work stays divided evenly


def call_items(parcel: Any) -> Reply:
    """Make the calls of a parcel, one after the other, and return what came of them.

    Args:
        parcel: a `Parcel` in the process of the caller, and what it arrives as in any other.
    """
    if isinstance(parcel, Parcel):
        return _calls_here(parcel.shipment, parcel.numbers)
    arrived: Arrived = parcel
    if arrived.here is not None:
        return _calls_here(arrived.here, arrived.numbers)
    content = arrived.content
    with _without_interrupts():
        if isinstance(content, FunctionParcel):
            calls = [partial(Outcome.of, partial(content.many.blocking_call, each)) for each in content.items]
        else:
            many = unpack(content.digest, content.data)
            if many is None:
                return Reply(lacks_link=True)
            if not content.is_repeatable and not claim(arrived.head["name"], content.finished):
                return Reply(is_repeated=True)
            calls = [partial(_link_outcome, many, each, keeps=content.keeps) for each in content.items]
        return _outcomes(arrived.numbers, calls, lambda: os.path.exists(arrived.head["stop"]))


def _calls_here(shipment: Shipment, numbers: tuple[int, ...]) -> Reply:
    """Make calls with the client of the caller."""
    many, target = shipment.many, shipment.target
    if target is not None and shipment.keeps:
        calls = [partial(Outcome.of_link, many, target, shipment.items[each], keeps=True) for each in numbers]
    else:
        calls = [partial(Outcome.of, partial(many.blocking_call, shipment.items[each])) for each in numbers]
    with warning_at(shipment.line):
        return _outcomes(numbers, calls, lambda: shipment.is_stopped)


def _link_outcome(many: ManyCalls, data: bytes, *, keeps: bool) -> Outcome:
    target = LinkTarget.of(many.link)
    item = pickle.loads(data)  # noqa: S301 - from the caller
    if isinstance(item, Refused):
        return Outcome.failed(None, item.error, keeps=keeps)
    if target is None:
        raise TypeError("a parcel of a link has no link")  # never: its sender had one
    return Outcome.of_link(many, target, item, keeps=keeps)


def _outcomes(
    numbers: tuple[int, ...], calls: Sequence[Callable[[], Outcome]], is_stopped: Callable[[], bool]
) -> Reply:
    """Return the outcomes of those calls that start in time."""
    end = monotonic() + _LONGEST
    outcomes: dict[int, Outcome] = {}
    for number, call in zip(numbers, calls, strict=True):
        if is_stopped() or (outcomes and monotonic() > end):
            break
        outcomes[number] = call()
    return Reply(outcomes)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let the calls of a pool's process finish after Ctrl-C, which reaches all processes of a terminal."""
    multiprocessing: Any = sys.modules.get("multiprocessing")
    is_child = multiprocessing is not None and multiprocessing.parent_process() is not None
    if not is_child or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)  # None: it was not set by Python
