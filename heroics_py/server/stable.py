"""What makes the responses of a sandbox stable: its clock, and where its ids come from."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import count
from secrets import randbits
from typing import TypeAlias
from uuid import UUID, uuid4

from heroics_py.display.terminal import shown
from heroics_py.server.responses import HttpError
from heroics_py.support.json_types import Json

__all__ = ["Clock", "ClockArgument", "Ids", "IdsArgument", "clock_of"]

Clock: TypeAlias = Callable[[], datetime]
ClockArgument: TypeAlias = datetime | str | Clock | None
IdsArgument: TypeAlias = int | Iterable[object] | Callable[[], object] | None

_FIRST = 1_700_000_000_000 << 12  # the moment of the first UUID of a seed, so that it does not depend on the clock


def clock_of(clock: ClockArgument) -> Clock:
    """Return the clock that the argument ``clock`` means: a fixed time, or a function that returns one.

    Raises:
        ValueError: it is not a time.
    """
    if clock is None:
        return lambda: datetime.now(UTC)
    if callable(clock):
        return lambda: _moment(clock())
    moment = _moment(clock)
    return lambda: moment


def _moment(value: object) -> datetime:
    """Return a time, in UTC if it has no time zone."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        moment = None
    if not isinstance(moment, datetime):
        expected = "a datetime, a text such as '2026-01-31T12:00:00Z', or a function"
        raise ValueError(f"clock={shown(value)}: expected {expected}")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Ids:
    """New ids: random ones, those of a seed, or those of the caller.

    Args:
        ids: a seed, the ids, or a function that returns the next one; None for random ones.
        now: returns the time.

    Raises:
        ValueError: ``ids`` is anything else.
    """

    def __init__(self, ids: IdsArgument, now: Clock) -> None:
        is_seed = isinstance(ids, int) and not isinstance(ids, bool)
        is_source = callable(ids) or (isinstance(ids, Iterable) and not isinstance(ids, str | bytes))
        if ids is not None and not is_seed and not is_source:
            raise ValueError(f"ids={shown(ids)}: expected a number as a seed, a list of ids, or a function")
        self._now = now
        self._seed = ids if isinstance(ids, int) else 0 if ids is not None else None
        self._own = _source(ids) if is_source else None
        self._last = 0
        self._numbers = count(1)

    @property
    def are_stated(self) -> bool:
        """Whether the caller states each id."""
        return self._own is not None

    def stated(self) -> Json:
        """Return the next id of the caller.

        Raises:
            HttpError: 500 if there is none.
        """
        for value in self._own or ():
            return value if isinstance(value, str | int) else str(value)
        raise HttpError(500, "no_more_ids", "ids= of the sandbox has no further id.")

    def uuid(self) -> str:
        """Return a UUID that sorts after every earlier one (RFC 9562, 5.7), so that ids are in order of creation."""
        first = int(self._now().timestamp() * 1000) << 12 if self._seed is None else _FIRST
        self._last = max(first, self._last + 1)
        moment, number = divmod(self._last, 1 << 12)
        bits = randbits(62) if self._seed is None else self._digest(f"id {self._last}") >> 66
        return str(UUID(int=moment << 80 | 7 << 76 | number << 64 | 2 << 62 | bits))

    def of_request(self) -> str:
        """Return the id of the next response."""
        if self._seed is None:
            return str(uuid4())
        return str(UUID(int=self._digest(f"request {next(self._numbers)}"), version=4))

    def _digest(self, text: str) -> int:
        return int.from_bytes(blake2b(f"{self._seed} {text}".encode(), digest_size=16).digest(), "big")


def _source(ids: IdsArgument) -> Iterator[object]:
    if callable(ids):
        return iter(ids, object())  # calls it for each
    return iter(ids if isinstance(ids, Iterable) else ())
