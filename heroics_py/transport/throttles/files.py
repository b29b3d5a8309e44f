"""The throttle in files, which the processes of one user on one machine share."""

import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from heroics_py.support.loading import load_modules
from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.levels import is_sound
from heroics_py.transport.throttles.pool import LEASE, Asking, Departure, Pool, View, arrive, depart, view

__all__ = ["FileThrottle"]

_T = TypeVar("_T")
_FLAGS = (
    os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
_PATIENCE = 0.2  # seconds to wait for another process
_LOOK = 0.001
_LARGEST = 1 << 20


class FileThrottle:
    """Keeps the processes of one user to one rate limit: ``connect(..., throttle="file")``.

    The state of an account is one small file with mode 0600, named by a digest of the origin and of the credentials.
    It is locked while it is read and written; the lock of a process that dies is free. The moments in it are those of
    the machine's own clock, so a file from before a restart of the machine counts as empty, and so does a damaged one.

    Args:
        folder: where the files are; None for the user's cache. It is created with mode 0700.
    """

    is_offline = False
    is_portable = True

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self._given = None if folder is None else os.fspath(folder)
        self._folder: str | None = None

    def __repr__(self) -> str:
        return f"FileThrottle({self._given!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return FileThrottle, (self._given,)

    def __deepcopy__(self, memo: dict[int, object]) -> "FileThrottle":
        return self

    @property
    def where(self) -> str:
        """The folder, for people."""
        return self._given or "the user's cache"

    def depart(self, account: str, asking: Asking) -> tuple[Departure, View]:
        """Let a request leave, or answer how long it waits; and return what is known.

        Raises:
            OSError: the file can't be read, written or locked.
        """
        return self._change(account, lambda pool, now: (depart(pool, now, asking), view(pool, now)))

    def arrive(self, account: str, lease: str, departure: Departure, outcome: Outcome | None) -> View:
        """End a request, learn from its response, and return what is known.

        Raises:
            OSError: as `depart` does.
        """

        def work(pool: Pool, now: float) -> View:
            arrive(pool, now, lease, departure, outcome)
            return view(pool, now)

        return self._change(account, work)

    def view(self, account: str) -> View:
        """Return what is known.

        Raises:
            OSError: as `depart` does.
        """
        return self._change(account, view)

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def _change(self, account: str, work: Callable[[Pool, float], _T]) -> _T:
        descriptor = _open(f"{self._prepared_folder()}/{account}.json")
        try:
            with _locked(descriptor):
                now = time.monotonic()
                pool = _read(descriptor, now)
                result = work(pool, now)
                _write(descriptor, pool)
        finally:
            os.close(descriptor)
        return result

    def _prepared_folder(self) -> str:
        if self._folder is None:
            folder = self._given or _default_folder()
            os.makedirs(folder, mode=0o700, exist_ok=True)
            self._folder = folder
        return self._folder


def _default_folder() -> str:
    load_modules("platformdirs")
    from platformdirs import user_cache_path

    return str(user_cache_path("heroics-py", appauthor=False) / "throttle")


def _open(path: str) -> int:
    descriptor = os.open(path, _FLAGS, 0o600)
    status = os.fstat(descriptor)
    is_regular = stat.S_ISREG(status.st_mode) and status.st_nlink <= 1  # a second name may be that of another file
    if not is_regular or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        os.close(descriptor)
        raise OSError("the state of the throttle is not a regular file of this user")
    return descriptor


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    """Hold the lock of a file.

    Raises:
        OSError: another process holds it for too long.
    """
    lock, unlock = _lock_functions()
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            lock(descriptor)
            break
        except OSError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(_LOOK)
    try:
        yield
    finally:
        unlock(descriptor)


def _lock_functions() -> tuple[Callable[[int], None], Callable[[int], None]]:
    if os.name == "nt":
        import msvcrt

        windows: Any = msvcrt

        def apply(descriptor: int, mode: int) -> None:
            os.lseek(descriptor, _LARGEST, os.SEEK_SET)  # beyond the content, which stays readable
            windows.locking(descriptor, mode, 1)

        return lambda each: apply(each, windows.LK_NBLCK), lambda each: apply(each, windows.LK_UNLCK)
    import fcntl

    return lambda each: fcntl.flock(each, fcntl.LOCK_EX | fcntl.LOCK_NB), lambda each: fcntl.flock(each, fcntl.LOCK_UN)


def _read(descriptor: int, now: float) -> Pool:
    """Return the pool of a file; a new one if it is damaged, or from before a restart of the machine."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    content = os.read(descriptor, _LARGEST)
    with suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        parts = json.loads(content) if content else {}
        numbers = {str(name): float(value) for name, value in parts["numbers"].items()}
        leases = {str(name): float(value) for name, value in parts["leases"].items()}
        waiting = {str(name): (float(place), float(until)) for name, (place, until) in parts["waiting"].items()}
        is_past = max(numbers["born"], numbers.get("last_departure", 0.0)) <= now
        is_near = all(until <= now + LEASE for until in [*leases.values(), *[until for _, until in waiting.values()]])
        if is_past and is_near and is_sound(numbers, now):
            return Pool(numbers, leases, waiting)
    return Pool()


def _write(descriptor: int, pool: Pool) -> None:
    content = json.dumps({"numbers": pool.numbers, "leases": pool.leases, "waiting": pool.waiting}).encode()
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, content)
    os.ftruncate(descriptor, len(content))
