"""The rate limit of an account, and the header fields that tell of it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

__all__ = ["DIALECTS", "Limit", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the server limits and answers.

    Attributes:
        limit: the requests in a full bucket, or in each window.
        refill: the requests that come back to the bucket each second; 0 for windows.
        window: the seconds of a window; 0 for a bucket.
        dialect: which fields say so, a key of `DIALECTS`.
        lifetime: the seconds that a response is fresh.
        latency: the seconds that a response takes.
        account: the ``Authorization`` of the account that the report is about; the others have no limit.
    """

    limit: int = 100
    refill: float = 30.0
    window: float = 0.0
    dialect: str = "remaining"
    lifetime: int = 4
    latency: float = 0.02
    account: str = "Bearer fleet"


@dataclass(slots=True)
class Limit:
    """A bucket that is refilled steadily, or at the end of each window.

    Args:
        settings: of the server.
        began: the moment of the first request.
    """

    settings: Settings
    began: float
    spent: float = 0.0
    updated: float = 0.0

    def remaining(self, now: float) -> int:
        """Return how many requests are left."""
        if self.settings.window:
            number = (now - self.began) // self.settings.window
            if number != self.updated:
                self.updated, self.spent = number, 0.0
        else:
            self.spent = max(0.0, self.spent - (now - max(self.updated, self.began)) * self.settings.refill)
            self.updated = now
        return int(self.settings.limit - self.spent)

    def wait(self, now: float) -> float:
        """Return the seconds until more requests are left: until the window ends, or until the bucket has one."""
        if self.settings.window:
            return self.settings.window - (now - self.began) % self.settings.window
        return max(0.0, self.spent + 1 - self.settings.limit) / self.settings.refill

    def available(self, now: float) -> float:
        """Return how many requests could have been accepted until now."""
        if self.settings.window:
            return self.settings.limit * ceil(max(now - self.began, 1e-9) / self.settings.window)
        return self.settings.limit + (now - self.began) * self.settings.refill


def _remaining(_: Settings, remaining: int, __: float) -> list[str]:
    return [f"RateLimit-Remaining: {remaining}"]


def _retry_after(_: Settings, remaining: int, wait: float) -> list[str]:
    return [] if remaining > 0 else [f"Retry-After: {max(1, ceil(wait))}"]


def _x_ratelimit(settings: Settings, remaining: int, wait: float) -> list[str]:
    fields = (("Limit", settings.limit), ("Remaining", remaining), ("Reset", ceil(time.time() + wait)))
    return [f"X-RateLimit-{name}: {value}" for name, value in fields]


def _structured(settings: Settings, remaining: int, wait: float) -> list[str]:
    window = settings.window or settings.limit / settings.refill
    return [
        f'RateLimit-Policy: "default";q={settings.limit};w={ceil(window)}',
        f'RateLimit: "default";r={remaining};t={ceil(wait)}',
    ]


DIALECTS: Mapping[str, Callable[[Settings, int, float], list[str]]] = {
    "remaining": _remaining,  # as Heroku
    "retry-after": _retry_after,  # nothing until it is too late
    "x-ratelimit": _x_ratelimit,  # as GitHub
    "structured": _structured,  # as draft-ietf-httpapi-ratelimit-headers
}
"""Which header fields tell of the limit: functions of the settings, what remains, and the seconds until more does."""
