"""The wiretaps of this process: they see each request as it leaves, and may answer in the place of the server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import WIRE, Rule, Steps
from heroics_py.support.locks import ProcessLock

__all__ = ["Wiretap", "is_played", "is_recorded", "is_tapped", "own", "skips_waits", "tapped", "tapped_wire"]

_T = TypeVar("_T")


class Wiretap:
    """Sees the requests of all clients of this process, with their credentials, and the responses.

    It is below retries, the throttle and the cache, and above the connection; hooks and spans are around it.

    Attributes:
        is_playing: whether it answers every request, so that no server is asked and no credentials are needed.
        is_recording: whether it keeps responses, and has to know ``Response.sent``.
        skips_waits: whether a call need not wait now, because no server is asked.
    """

    is_playing: bool = False
    is_recording: bool = False

    @property
    def skips_waits(self) -> bool:
        """Whether a call need not wait now."""
        return self.is_playing

    def send(self, request: Request, inner: Rule) -> Steps[Response]:
        """Return the steps that send ``request`` with ``inner``, or that lead to a response without it.

        A streamed response has an open ``source`` instead of a body.
        """
        return inner.send(request)

    def own(self, original: _T, make: Callable[[], _T]) -> _T:  # noqa: ARG002 - for those that keep apart
        """Return what to use in place of an object that remembers responses, such as the store of a cache.

        A wiretap that plays keeps apart what it has played, and one that records has to see what others would remember.

        Args:
            original: the object.
            make: creates one that is empty.
        """
        return original


class _Taps:
    """The active wiretaps: observers and others, the one that was added last first."""

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


class _Forgetting:
    """A rule: no client sees what others added to a request."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Rule) -> None:
        self._inner = inner

    def send(self, request: Request) -> Steps[Response]:
        response = yield from self._inner.send(request)
        return response if response.sent is None else response.replaced(sent=None)


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
    return _Forgetting(rule) if is_recorded() else rule


def is_tapped() -> bool:
    """Return whether a wiretap may answer: no request may be in progress in the background when it ends."""
    taps = _active
    return taps is not None and bool(taps.answering)


def is_played() -> bool:
    """Return whether a wiretap answers every request."""
    taps = _active
    return taps is not None and any(each.is_playing for each in taps.answering)


def is_recorded() -> bool:
    """Return whether a wiretap has to know ``Response.sent``."""
    taps = _active
    return taps is not None and any(each.is_recording for each in taps.answering)


def skips_waits() -> bool:
    """Return whether no call has to wait now."""
    taps = _active
    return taps is not None and any(each.skips_waits for each in taps.answering)


def own(original: _T, make: Callable[[], _T]) -> _T:
    """Return ``original``, or what the last wiretap that keeps apart uses in its place."""
    taps = _active
    if taps is not None:
        for wiretap in taps.answering:
            if (replacement := wiretap.own(original, make)) is not original:
                return replacement
    return original


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
        rest = list(taps.observing if observes else taps.answering)
        if is_added:
            rest.insert(0, wiretap)
        else:
            del rest[next(index for index, each in enumerate(rest) if each is wiretap)]
        new = _Taps(tuple(rest), taps.answering) if observes else _Taps(taps.observing, tuple(rest))
        _active = new if new.observing or new.answering else None
