"""Errors of waiting for a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroics_py.errors.base import HeroicsError

if TYPE_CHECKING:
    from heroics_py.record import Record

__all__ = ["WaitFailed", "WaitTimeout"]


class _WaitError(HeroicsError):
    def __init__(self, message: str, *, record: Record) -> None:
        super().__init__(message)
        self.record = record


class WaitFailed(_WaitError):
    """The record says that it failed, so that the state waited for can't come.

    Attributes:
        record: as last read.
    """


class WaitTimeout(_WaitError, TimeoutError):
    """The record did not reach the state waited for in time.

    Attributes:
        record: as last read.
    """
