"""The bytes of schema files: regular ones, of bounded size, that stay inside of their folder."""

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from heroics_py.errors import SchemaError

__all__ = ["LARGEST", "Folder", "open_folder", "read_file", "shown_path"]

LARGEST = 64 * 1024 * 1024
"""How many bytes a file, or all files of a folder, may hold."""

_MOST_ENTRIES = 100_000
_LONGEST_SHOWN = 300
_CHUNK = 1024 * 1024
_SILENCE = 60.0
# What a shell hands over by such a name, as in <(command), is open already, and somebody writes to it.
_HANDED_OVER = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Folder(NamedTuple):
    """The schema files of a folder, each where it can be opened, and what was left out.

    Attributes:
        files: the true path of each file, by its path in the folder.
        left_out: why, by the path in the folder, each in words.
    """

    files: dict[str, str]
    left_out: tuple[str, ...]


def read_file(path: str, real: str | None = None, largest: int = LARGEST) -> bytes:
    """Return what a regular file holds; nothing is waited for.

    Args:
        path: as it is told in errors.
        real: what to open in its place, which may be no symbolic link; None for ``path`` itself.
        largest: how many bytes it may hold, counted while they are read.

    Raises:
        SchemaError: it is no regular file, too large, or can't be read.
    """
    try:
        file = _opened(path if real is None else real, follow=real is None)
        try:
            # Looked at again once it is open: what stood there may have been changed for a link in between.
            moved = real is not None and os.path.realpath(real) != real
            problem = "it moved while it was read" if moved else _fault(os.fstat(file), path)
            data = b"" if problem else _bytes(file, largest)
        finally:
            os.close(file)
    except (OSError, ValueError) as error:
        # A ValueError is a path that no file can have, with a NUL in it.
        problem = getattr(error, "strerror", None) or str(error)
    if problem or len(data) > largest:
        raise _refused(path, problem or f"it holds more than {largest:,} bytes")
    return data


def _opened(path: str, *, follow: bool) -> int:
    # Without O_NONBLOCK a named pipe is waited for until somebody writes to it.
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY", *(() if follow else ("O_NOFOLLOW",))):
        flags |= getattr(os, name, 0)
    return os.open(path, flags)


def _refused(path: str, reason: str) -> SchemaError:
    return SchemaError(f"can't read the schema {shown_path(path)!r}: {reason}")


def shown_path(path: str) -> str:
    """Return what an error shows of a path: a part of a long one, and nothing of what may hold a password."""
    if ":" in path.rpartition("@")[0]:
        return "***"
    return path if len(path) <= _LONGEST_SHOWN else f"{path[:_LONGEST_SHOWN]}..."


def _fault(found: os.stat_result, path: str) -> str:
    """Return what a file is, where that is none to be read; empty for a regular file."""
    if stat.S_ISREG(found.st_mode) or (stat.S_ISFIFO(found.st_mode) and path.startswith(_HANDED_OVER)):
        return ""
    kind = next((name for is_kind, name in _KINDS if is_kind(found.st_mode)), "something else")
    return f"it is {kind}: expected a file"


def _bytes(file: int, largest: int) -> bytes:
    """Read a little more than ``largest`` bytes at the most: what a file says of its size may be wrong, or change."""
    parts: list[bytes] = []
    size = 0
    while size <= largest and (part := _part(file, min(_CHUNK, largest + 1 - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _part(file: int, most: int) -> bytes:
    try:
        return os.read(file, most)
    except BlockingIOError:
        pass
    # An open pipe whose writer has said nothing yet.
    from select import select

    if select([file], [], [], _SILENCE)[0]:
        return os.read(file, most)
    raise TimeoutError(None, f"nothing came for {_SILENCE:.0f} seconds")


def open_folder(folder: str, suffixes: tuple[str, ...]) -> Folder:
    """Return the schema files below ``folder``; hidden ones are passed over, and nothing outside of it is read.

    Raises:
        SchemaError: it can't be read, or holds too much.
    """
    root = os.path.realpath(folder)
    files: dict[str, str] = {}
    left_out: list[str] = []
    for entry in _entries(root):
        name = os.path.relpath(entry.path, root)
        real = os.path.realpath(entry.path)
        if problem := _left_out(entry, real, root, suffixes):
            left_out.append(f"{name.replace(os.sep, '/')} {problem}")
        elif _is_schema(entry, suffixes):
            files[name] = real
    return Folder(dict(sorted(files.items())), tuple(sorted(left_out)))


def _entries(root: str) -> Iterator[os.DirEntry[str]]:
    """Yield what is in a folder and in those below it, hidden ones aside; no link to a folder is entered."""
    pending, count = [root], 0
    while pending:
        place = pending.pop()
        try:
            with os.scandir(place) as found:
                for entry in found:
                    count += 1
                    if count > _MOST_ENTRIES:
                        raise SchemaError(f"the folder {root!r} holds more than {_MOST_ENTRIES:,} files and folders")
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    else:
                        yield entry
        except OSError as error:
            if place == root:
                raise _refused(root, error.strerror or str(error)) from None


def _left_out(entry: os.DirEntry[str], real: str, root: str, suffixes: tuple[str, ...]) -> str:
    """Return why something of a folder is not read, where one would expect that it is; empty otherwise."""
    linked_folder = entry.is_symlink() and os.path.isdir(real)
    if not linked_folder and not _is_schema(entry, suffixes):
        return ""
    if entry.is_symlink() and not _is_within(real, root):
        return "is a symbolic link that leads out of the folder"
    if linked_folder:
        return "is a symbolic link to a folder"
    try:
        mode = os.stat(real).st_mode
    except (OSError, ValueError):
        return "is a symbolic link that leads nowhere" if entry.is_symlink() else "is gone"
    kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "")
    return f"is {kind}, and no file" if kind else ""


def _is_schema(entry: os.DirEntry[str], suffixes: tuple[str, ...]) -> bool:
    return entry.name.lower().endswith(suffixes)


def _is_within(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
