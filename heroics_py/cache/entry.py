"""A stored response."""

from dataclasses import dataclass

from heroics_py.http.headers import Headers

__all__ = ["CorruptEntryError", "Entry"]


class CorruptEntryError(Exception):
    """A store holds something else under a key than what this library stored there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A stored response, or a pointer to its variants.

    Attributes:
        status: the HTTP status code, or 0 for a pointer.
        headers: the header fields that may be stored. Those of a pointer are a ``Vary`` field alone, with the names of
            the request headers that lead to the response, in addition to those that count in every key.
        body: the body, decoded; its beginning if it is not complete.
        requested_at: when the request was sent that fetched or last confirmed it, in seconds since the epoch.
        received_at: when the response to that request arrived, in seconds since the epoch.
        is_complete: whether the whole body arrived. If not, the entry only serves to request the rest.
        is_doubtful: whether the store may have missed a change since. If so, the entry counts as stale until the server
            confirms it.
    """

    status: int
    headers: Headers
    body: bytes
    requested_at: float
    received_at: float
    is_complete: bool = True
    is_doubtful: bool = False

    @property
    def is_pointer(self) -> bool:
        """Whether it holds no response, and points to its variants."""
        return self.status == 0
