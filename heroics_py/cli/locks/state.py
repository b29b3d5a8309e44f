"""What `heroics watch` saw last, in a file that one run at a time uses."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import Any

from heroics_py.cli.exit_codes import failure
from heroics_py.cli.text import printable

__all__ = ["alone", "default_state"]

_PATIENCE = 120.0  # seconds to wait for another run: longer than a server may take
_LOOK = 0.05
# A link in its place leads to a file of somebody else.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


def default_state(*about: str) -> str:
    """Return the path of the state of a watch that names none: one for each schema and program.

    Args:
        about: what the watch is about.

    Raises:
        ClickException: its folder can't be made.
    """
    from platformdirs import user_state_path

    name = blake2b("\n".join(about).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    folder = user_state_path("heroics-py", appauthor=False) / "watch"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{printable(str(folder))}: {error.strerror}"
    else:
        return str(folder / name)
    raise failure(f"there is no place for a state of your own, so name a file with --state ({problem})", 2)


@contextmanager
def alone(path: str) -> Iterator[None]:
    """Let no other run use a state at the same time. The lock of a process that dies is free.

    Args:
        path: of the state.

    Raises:
        ClickException: the state can't be used, or another run takes too long.
    """
    try:
        descriptor = os.open(f"{path}.lock", _FLAGS, 0o600)
    except OSError as error:
        raise failure(f"the state {printable(path)} can't be used: {error.strerror}", 2) from None
    try:
        end = time.monotonic() + _PATIENCE
        while not _acquire(descriptor):
            if time.monotonic() > end:
                raise failure(f"another run has used {printable(path)} for {_PATIENCE:.0f} seconds", 4)
            time.sleep(_LOOK)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int) -> bool:
    """Return whether the file is locked now; True also on file systems without locks."""
    try:
        import fcntl
    except ImportError:
        return _acquire_on_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def _acquire_on_windows(descriptor: int) -> bool:
    import msvcrt as windows

    module: Any = windows
    with suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        module.locking(descriptor, module.LK_NBLCK, 1)
        return True
    return False
