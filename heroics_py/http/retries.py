"""How often a request may be sent again."""

from collections.abc import Iterable

from heroics_py.display.terminal import shown
from heroics_py.support.values import CheckedValue

__all__ = ["Retry"]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})


class Retry(CheckedValue, kw_only=True):
    """How often, and how patiently, a failed request is sent again.

    Args:
        attempts: requests in all for one call, the first included.
        backoff: seconds before the second attempt; each further wait doubles, with jitter.
        longest: seconds that one wait may take at the most.
        budget: seconds that all waits of one call may take together, a server's ``Retry-After`` included.
        methods: the methods that may be sent again after a failure whose outcome is unknown.

    Raises:
        ValueError: for a number that makes no sense.
    """

    attempts: int = 3
    backoff: float = 0.5
    longest: float = 20.0
    budget: float = 60.0
    methods: frozenset[str] = _SAFE_METHODS

    def __init__(
        self,
        *,
        attempts: int = 3,
        backoff: float = 0.5,
        longest: float = 20.0,
        budget: float = 60.0,
        methods: Iterable[str] = _SAFE_METHODS,
    ) -> None:
        if isinstance(attempts, bool) or not isinstance(attempts, int) or attempts < 1:
            raise ValueError(f"retry attempts={attempts!r}: expected a number of requests, 1 or more")
        for name, value in (("backoff", backoff), ("longest", longest), ("budget", budget)):
            if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
                raise ValueError(f"retry {name}={value!r}: expected seconds, 0 or more")
        super().__init__(
            attempts=attempts, backoff=backoff, longest=longest, budget=budget, methods=_method_names(methods)
        )

    @classmethod
    def of(cls, value: "Retry | int") -> "Retry":
        """Return ``value`` as a Retry: a number counts the attempts after the first."""
        if isinstance(value, Retry):
            return value
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError(f"retries={shown(value)}: expected how many times to send again (0 for never), or a Retry")
        return cls(attempts=value + 1)


def _method_names(methods: Iterable[str]) -> frozenset[str]:
    names = (None,) if isinstance(methods, str) else tuple(methods)
    if not all(isinstance(name, str) for name in names):
        raise ValueError(f"retry methods={methods!r}: expected names of methods, such as {{'GET', 'PUT'}}")
    return frozenset(name.upper() for name in names if name)
