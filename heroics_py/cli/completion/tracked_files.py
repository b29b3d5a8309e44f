"""The files that something was made from, and whether they are still the same."""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

__all__ = ["FileState", "are_unchanged", "file_state", "joined_states", "opened_files"]

FileState = list[Any]
"""The path of a file, its inode and size, the times of the last change of its content and status, and its digest."""

_MODULES = (".py", ".pyc", ".so", ".pth", ".pyd")
_SETTLED = 0.05  # seconds after which another change of a file has another time
_LARGEST = 64 << 20
_recorders: list[set[str]] = []


def file_state(path: str, *, digest: bool = False) -> FileState:
    """Return the state of a file or folder; a missing one has a state, too."""
    try:
        status = os.stat(path)
        is_file = stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST
        own = [_digest(path)] if digest and is_file else []
    except (OSError, ValueError):
        return [path]
    return [path, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, *own]


def are_unchanged(states: list[FileState]) -> bool:
    """Return whether all files are what they were; a file that was only touched is read."""
    return all(_is_unchanged(state) for state in states)


def joined_states(known: list[FileState], states: list[FileState]) -> list[FileState] | None:
    """Return the states of more files; None if one that is known has another content by now."""
    before = {state[0]: state for state in known}
    if any(state[5:] != before[state[0]][5:] for state in states if state[0] in before):
        return None
    return [*known, *(state for state in states if state[0] not in before)]


def _is_unchanged(state: FileState) -> bool:
    now = file_state(state[0])
    if now == state[: len(now)]:
        return len(now) > 1 or len(state) == 1
    return len(state) == 6 and now[2:3] == state[2:3] and file_state(state[0], digest=True)[5:] == state[5:]


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return blake2b(file.read(_LARGEST), digest_size=16).hexdigest()


@contextmanager
def opened_files() -> Iterator[Callable[[], list[FileState] | None]]:
    """Record the files that are read in the block and the folders that are listed in it, apart from modules.

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
    paths = set(paths)  # reading them records them again
    states = [file_state(path, digest=True) for path in sorted(paths)]
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
