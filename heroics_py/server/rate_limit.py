"""The rate limit of the sandbox, a bucket of requests that fills up over time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

__all__ = ["RateLimit"]

_UNLIMITED = 4500  # the number that responses report if there is no limit
_NEVER = 3600  # the seconds that responses report if the bucket doesn't fill up
_SHORT = 0.5  # a shorter wait is reported as none, for a test that does not wait a second


@dataclass(slots=True)
class RateLimit:
    """A bucket of requests.

    Args:
        limit: the requests in a full bucket; None for no limit.
        refill: the requests that come back each second.
        now: returns the time, in seconds.
    """

    limit: int | None
    refill: float = 0.0
    now: Callable[[], float] = monotonic
    _tokens: float = field(init=False, default=0.0)
    _updated_at: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._tokens = float(self.limit or 0)
        self._updated_at = self.now()

    @property
    def remaining(self) -> int:
        """The requests that are left."""
        self._fill()
        return _UNLIMITED if self.limit is None else int(self._tokens)

    @property
    def reset(self) -> int | None:
        """Whole seconds until an empty bucket that never refills is reset; otherwise None."""
        return _NEVER if self.limit is not None and self.refill <= 0 and self._tokens < 1 else None

    @property
    def wait(self) -> int:
        """Whole seconds until the next request passes."""
        seconds = (1 - self._tokens) / self.refill if self.refill > 0 else _NEVER
        return 0 if seconds < _SHORT else ceil(seconds)

    def spend(self) -> bool:
        """Take one request out of the bucket; return whether there was one."""
        self._fill()
        if self.limit is None:
            return True
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _fill(self) -> None:
        moment = self.now()
        if self.limit is not None:
            self._tokens = min(float(self.limit), self._tokens + (moment - self._updated_at) * self.refill)
        self._updated_at = moment
