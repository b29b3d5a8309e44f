"""How many requests the sandbox answers before it asks to wait."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

__all__ = ["Budget"]

_UNLIMITED = 4500
_NEVER = 3600  # what a pool that does not fill up tells: longer than anybody waits


@dataclass(slots=True)
class Budget:
    """A pool of requests.

    Args:
        limit: how many are left, and how many there can be; None for no end.
        refill: how many come back each second.
        now: the time, in seconds.
    """

    limit: int | None
    refill: float = 0.0
    now: Callable[[], float] = monotonic
    _left: float = field(init=False, default=0.0)
    _seen: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._left = float(self.limit or 0)
        self._seen = self.now()

    @property
    def remaining(self) -> int:
        """How many requests will be answered."""
        self._refill()
        return _UNLIMITED if self.limit is None else int(self._left)

    @property
    def reset(self) -> int | None:
        """Whole seconds until an empty pool fills up, for one that never does; None where there is nothing to tell."""
        return _NEVER if self.limit is not None and self.refill <= 0 and self._left < 1 else None

    @property
    def wait(self) -> int:
        """Whole seconds until one more request will be answered."""
        return max(1, ceil((1 - self._left) / self.refill)) if self.refill > 0 else _NEVER

    def spend(self) -> bool:
        """Take one request out of the pool; return whether there was one."""
        self._refill()
        if self.limit is None:
            return True
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def _refill(self) -> None:
        moment = self.now()
        if self.limit is not None:
            self._left = min(float(self.limit), self._left + (moment - self._seen) * self.refill)
        self._seen = moment
