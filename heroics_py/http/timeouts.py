"""How long a call may take."""

from heroics_py.display.terminal import shown
from heroics_py.support.values import CheckedValue

__all__ = ["Timeout"]

_LONGEST = 1e9  # seconds; no socket can wait longer


class Timeout(CheckedValue):
    """How long a call may take, in seconds; None for no limit.

    Args:
        connect: to open a connection.
        read: of silence between two pieces of the response.
        total: for the whole call, its redirects, retries and waits included.

    Raises:
        ValueError: for anything but seconds above zero, or None.
    """

    connect: float | None = 5.0
    read: float | None = 60.0
    total: float | None = None

    def __init__(self, connect: float | None = 5.0, read: float | None = 60.0, total: float | None = None) -> None:
        for name, value in (("connect", connect), ("read", read), ("total", total)):
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not (is_number and 0 < value <= _LONGEST):
                hint = _pair_hint(value)
                raise ValueError(
                    f"timeout {name}={shown(value)}: expected seconds above zero, or None for no limit{hint}"
                )
        super().__init__(connect=connect, read=read, total=total)

    @classmethod
    def of(cls, value: "Timeout | float | None") -> "Timeout":
        """Return ``value`` as a Timeout: a number is seconds in total, None no limit."""
        if isinstance(value, Timeout):
            return value
        if value is None:
            return cls(None, None, None)
        return cls(total=value)


def _pair_hint(value: object) -> str:
    """Return how to spell a pair of timeouts, which requests takes as a tuple."""
    if not isinstance(value, tuple) or len(value) != 2:
        return ""
    return f"; for both of them: Timeout(connect={shown(value[0])}, read={shown(value[1])})"
