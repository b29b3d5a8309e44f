"""The wiretaps of this process: they see each request as it leaves, and may answer in the place of the server."""

from collections.abc import Iterator
from contextlib import contextmanager

from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import WIRE, Rule, Steps
from heroics_py.support.locks import ProcessLock

__all__ = ["Wiretap", "skips_waits", "tapped", "tapped_wire"]


class Wiretap:
    """Sees the requests of all clients of this process, with their credentials, and the responses.

    It is below retries, the throttle and the cache, and above the connection; hooks and spans are around it.

    Attributes:
        skips_waits: whether no call has to wait, because no server is asked.
    """

    skips_waits: bool = False

    def send(self, request: Request, inner: Rule) -> Steps[Response]:
        """Return the steps that send ``request`` with ``inner``, or that lead to a response without it.

        A streamed response has an open ``source`` instead of a body.
        """
        return inner.send(request)


class _Taps:
    """The active wiretaps: observers first, then the others, and the one that was added last first."""

    __slots__ = ("answering", "observing")

    def __init__(self, observing: tuple[Wiretap, ...] = (), answering: tuple[Wiretap, ...] = ()) -> None:
        self.observing = observing
        self.answering = answering


class _Tapped:
    """A rule: a wiretap above another rule."""

    __slots__ = ("_inner", "_wiretap")

    def __init__(self, wiretap: Wiretap, inner: Rule) -> None:
        self._wiretap = wiretap
        self._inner = inner

    def send(self, request: Request) -> Steps[Response]:
        return self._wiretap.send(request, self._inner)


_lock = ProcessLock()
_active: _Taps | None = None


def tapped_wire() -> Rule | None:
    """Return the wire with the active wiretaps above it; None if no wiretap is active."""
    taps = _active
    if taps is None:
        return None
    rule: Rule = WIRE
    for wiretap in (*reversed(taps.answering), *reversed(taps.observing)):
        rule = _Tapped(wiretap, rule)
    return rule


def skips_waits() -> bool:
    """Return whether an active wiretap makes all waits unnecessary."""
    taps = _active
    return taps is not None and any(each.skips_waits for each in taps.answering)


@contextmanager
def tapped(wiretap: Wiretap, *, observes: bool = False) -> Iterator[None]:
    """Add a wiretap for the time of the block, for all threads and event loops of this process.

    Args:
        wiretap: the one that was added last sees a request first, and what it answers reaches no other.
        observes: whether it answers nothing, so that it also sees the requests that others answer.
    """
    _change(wiretap, observes=observes, is_added=True)
    try:
        yield
    finally:
        _change(wiretap, observes=observes, is_added=False)


def _change(wiretap: Wiretap, *, observes: bool, is_added: bool) -> None:
    global _active  # noqa: PLW0603 - of the process, so that it holds in each thread
    with _lock.here():
        taps = _active or _Taps()
        old = taps.observing if observes else taps.answering
        rest = list(old)
        if is_added:
            rest.insert(0, wiretap)
        else:
            del rest[next(index for index, each in enumerate(rest) if each is wiretap)]
        new = _Taps(tuple(rest), taps.answering) if observes else _Taps(taps.observing, tuple(rest))
        _active = new if new.observing or new.answering else None
