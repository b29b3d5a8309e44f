"""What every shared throttle can do."""

from typing import Protocol

from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.pool import Asking, Departure, View

__all__ = ["SharedThrottle"]


class SharedThrottle(Protocol):
    """Keeps the state of rate limits where several workers reach it.

    A method that fails raises any exception; the caller then keeps to the rate limit on its own.
    """

    @property
    def where(self) -> str:
        """The place, for people, without a password."""
        ...

    @property
    def is_offline(self) -> bool:
        """Whether a method would fail at once."""
        ...

    @property
    def is_portable(self) -> bool:
        """Whether a pickle of it works in another process."""
        ...

    def depart(self, account: str, asking: Asking) -> tuple[Departure, View]:
        """Let a request leave, or answer how long it waits; and return what is known.

        Args:
            account: the digest of an origin and of an account there.
            asking: the request.
        """
        ...

    def arrive(self, account: str, lease: str, departure: Departure, outcome: Outcome | None) -> View:
        """End a request, learn from its response, and return what is known.

        Args:
            account: as in `depart`.
            lease: the name of the request.
            departure: by which it left.
            outcome: what its response says; None without one.
        """
        ...

    def view(self, account: str) -> View:
        """Return what is known."""
        ...

    def close(self) -> None:
        """Close the connections of this process, with each client; a later request opens others."""
        ...
