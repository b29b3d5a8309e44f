"""Small private files in the user's cache directory, which Tab reads within a millisecond."""

import os
import stat
from contextlib import suppress

__all__ = ["directory", "list_names", "read_kept", "remove_kept", "secret", "write_kept"]

_LARGEST = 64 << 20
_DIGEST = 32
_SECRET = "secret"  # noqa: S105 - the name of a file


def directory() -> str:
    """Return the directory of the files."""
    from platformdirs import user_cache_path

    return str(user_cache_path("heroics-py", appauthor=False) / "completion")


def read_kept(name: str) -> bytes | None:
    """Return the content of a file; None if it is missing, damaged, or not a file of this user alone."""
    content = _read(name)
    if content is None or len(content) < _DIGEST:
        return None
    digest, payload = content[:_DIGEST], content[_DIGEST:]
    return payload if digest == _digest(payload) else None


def write_kept(name: str, payload: bytes) -> None:
    """Write a file, complete or not at all.

    Raises:
        OSError: it can't be written, or the directory is not one of this user alone.
    """
    from heroics_py.cache.stores.private_files import make_directory, write_file

    place = directory()
    make_directory(place, parents=True)
    write_file(os.path.join(place, name), _digest(payload) + payload, base=place)


def remove_kept(name: str) -> None:
    """Remove a file, if there is one."""
    with suppress(OSError):
        os.unlink(os.path.join(directory(), name))


def list_names(prefix: str) -> list[tuple[str, float]]:
    """Return the names of the files that begin with ``prefix``, and when each was written."""
    try:
        with os.scandir(directory()) as items:
            return [(item.name, item.stat().st_mtime) for item in items if item.name.startswith(prefix)]
    except OSError:
        return []


def secret(*, create: bool) -> bytes | None:
    """Return the secret that the names of files are made with, so that they reveal nothing; None if it is missing."""
    kept = read_kept(_SECRET)
    if kept is None and create:
        write_kept(_SECRET, os.urandom(_DIGEST))
        kept = read_kept(_SECRET)
    return kept


def _digest(payload: bytes) -> bytes:
    from hashlib import blake2b

    return blake2b(payload, digest_size=_DIGEST).digest()


def _read(name: str) -> bytes | None:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        file = os.open(os.path.join(directory(), name), flags | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    with os.fdopen(file, "rb") as content:
        status = os.fstat(content.fileno())
        is_own = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
        if not stat.S_ISREG(status.st_mode) or not is_own or status.st_size > _LARGEST:
            return None
        return content.read(_LARGEST)
