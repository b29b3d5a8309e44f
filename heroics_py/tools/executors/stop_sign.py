"""The sign by which workers on this machine learn that no further call is to start."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from uuid import uuid4

__all__ = ["StopSign"]


class StopSign:
    """A file that appears when a run is to stop; its path travels with the calls.

    A process pool hands over more work than it has begun, and tells nobody. Workers on other machines never see the
    file: they finish what was handed to them.

    Attributes:
        path: where the file appears.
    """

    __slots__ = ("_is_set", "path")

    def __init__(self) -> None:
        self.path = os.path.join(tempfile.gettempdir(), f"heroics-py-stop-{uuid4().hex}")
        self._is_set = False

    def set(self) -> None:
        """Ask the workers to start no further call."""
        self._is_set = True
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        with suppress(OSError):  # without it, they finish what was handed to them
            os.close(os.open(self.path, flags, 0o600))

    def clear(self) -> None:
        """Remove the file."""
        if self._is_set:
            with suppress(OSError):
                os.unlink(self.path)
