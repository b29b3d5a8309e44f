"""The files that something was made from, and whether they are still the same."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["FileState", "are_unchanged", "file_state", "opened_files"]

FileState = list[Any]
"""The path of a file, and its inode, size, times of the last change of its content and of its status."""

_MODULES = (".py", ".pyc", ".so", ".pth", ".pyd")
_SETTLED = 0.05  # seconds after which another change of a file has another time
_recorders: list[set[str]] = []


def file_state(path: str) -> FileState:
    """Return the state of a file or folder; a missing one has a state, too."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return [path]
    return [path, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def are_unchanged(states: list[FileState]) -> bool:
    """Return whether all files have the state that they had."""
    return all(file_state(state[0]) == state for state in states)


@contextmanager
def opened_files() -> Iterator[Callable[[], list[FileState] | None]]:
    """Record the files that are read and the folders that are listed meanwhile, apart from modules.

    The function returns their states; None if one of them has just changed, so that another change could go unnoticed.
    """
    paths: set[str] = set()
    _install()
    _recorders.append(paths)
    try:
        yield lambda: _states(paths)
    finally:
        _recorders.remove(paths)


def _states(paths: set[str]) -> list[FileState] | None:
    states = [file_state(path) for path in sorted(paths)]
    newest = max((state[4] for state in states if len(state) > 1), default=0)
    return states if newest < (time.time() - _SETTLED) * 1e9 else None


def _install() -> None:
    if not getattr(_record, "is_installed", False):
        _record.is_installed = True  # type: ignore[attr-defined]  # an audit hook stays until the process ends
        sys.addaudithook(_record)


def _record(event: str, arguments: tuple[Any, ...]) -> None:
    if _recorders and event in {"open", "os.scandir"} and arguments and isinstance(arguments[0], str):
        path = arguments[0]
        if not path.endswith(_MODULES) and not path.startswith(("/dev/", "/proc/")):
            for each in _recorders:
                each.add(os.path.abspath(path))
