"""The bytes of schema files: regular files of limited size, within their folder."""

import os
import stat
from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.support.values import Value

__all__ = ["LARGEST", "FolderListing", "is_within", "list_folder", "read_file", "shown_path"]

LARGEST = 64 * 1024 * 1024
"""The limit of bytes for one file, and for all files of a folder."""

_MOST_ENTRIES = 100_000
_LONGEST_SHOWN = 300
_CHUNK = 1024 * 1024
_READ_TIMEOUT = 60.0
# The names of pipes that a shell opens, as in <(command).
_OPEN_PIPES = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class FolderListing(Value):
    """The schema files of a folder.

    Attributes:
        files: the real path of each file, by its path in the folder.
        left_out: the files that are not read, each with the reason.
    """

    files: dict[str, str]
    left_out: tuple[str, ...]


def read_file(path: str, real: str | None = None, largest: int = LARGEST) -> bytes:
    """Return the content of a regular file, without waiting for a writer.

    Args:
        path: the path, as errors show it.
        real: the path to open instead, which must not be a symbolic link; None for ``path`` itself.
        largest: the limit of bytes, counted while they are read.

    Raises:
        SchemaError: it is not a regular file, too large, or can't be read.
    """
    is_large = False
    try:
        file = _open(path if real is None else real, follow=real is None)
        try:
            # Checked again once it is open: in between, somebody may have put a link in its place.
            is_moved = real is not None and os.path.realpath(real) != real
            status = os.fstat(file)
            problem = "it moved while it was read" if is_moved else _fault(status, path)
            # The size is that of a regular file, and 0 of a pipe; it may be wrong, so the bytes are counted, too.
            is_large = status.st_size > largest
            data = b"" if problem or is_large else _read(file, largest)
        finally:
            os.close(file)
    except (OSError, ValueError) as error:
        # ValueError: the path contains a NUL.
        problem = getattr(error, "strerror", None) or str(error)
    if problem or is_large or len(data) > largest:
        raise _unreadable(path, problem or f"it contains more than {largest:,} bytes")
    return data


def _open(path: str, *, follow: bool) -> int:
    # Without O_NONBLOCK, opening a named pipe waits for a writer.
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY", *(() if follow else ("O_NOFOLLOW",))):
        flags |= getattr(os, name, 0)
    return os.open(path, flags)


def _unreadable(path: str, reason: str) -> SchemaError:
    return SchemaError(f"can't read the schema {shown_path(path)!r}: {reason}")


def shown_path(path: str) -> str:
    """Return a path as errors show it.

    A long path is cut, and one that may contain a password is masked.
    """
    if ":" in path.rpartition("@")[0]:
        return "***"
    return path if len(path) <= _LONGEST_SHOWN else f"{path[:_LONGEST_SHOWN]}..."


def _fault(status: os.stat_result, path: str) -> str:
    """Return why a file is not read, or "" for a regular file."""
    if stat.S_ISREG(status.st_mode) or (stat.S_ISFIFO(status.st_mode) and path.startswith(_OPEN_PIPES)):
        return ""
    kind = next((name for is_kind, name in _KINDS if is_kind(status.st_mode)), "a special file")
    return f"expected a file, but it is {kind}"


def _read(file: int, largest: int) -> bytes:
    """Return the content, up to one byte beyond ``largest``.

    The reported size of a file may be wrong.
    """
    parts: list[bytes] = []
    size = 0
    while size <= largest and (part := _read_part(file, min(_CHUNK, largest + 1 - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _read_part(file: int, size: int) -> bytes:
    try:
        return os.read(file, size)
    except BlockingIOError:
        pass
    # An open pipe whose writer has written nothing yet.
    from select import select

    if select([file], [], [], _READ_TIMEOUT)[0]:
        return os.read(file, size)
    raise TimeoutError(None, f"no data for {_READ_TIMEOUT:.0f} seconds")


def list_folder(folder: str, suffixes: tuple[str, ...]) -> FolderListing:
    """List the schema files below ``folder``.

    Hidden files and links out of the folder are not among them.

    Raises:
        SchemaError: it can't be read, or contains too many files.
    """
    root = os.path.realpath(folder)
    files: dict[str, str] = {}
    left_out: list[str] = []
    for entry in _entries(root, left_out):
        name = os.path.relpath(entry.path, root)
        # Below the real path of the folder, only a symbolic link leads elsewhere.
        real = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
        if reason := _reason_to_skip(entry, real, root, suffixes):
            left_out.append(f"{name.replace(os.sep, '/')} {reason}")
        elif _is_schema(entry, suffixes):
            files[name] = real
    return FolderListing(files=dict(sorted(files.items())), left_out=tuple(sorted(left_out)))


def _entries(root: str, left_out: list[str]) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder, except hidden ones; add the folders that can't be read to ``left_out``.

    Links to folders are not entered.
    """
    pending, count = [root], 0
    while pending:
        place = pending.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    count += 1
                    if count > _MOST_ENTRIES:
                        raise SchemaError(f"the folder {root!r} contains more than {_MOST_ENTRIES:,} files and folders")
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    else:
                        yield entry
        except OSError as error:
            reason = error.strerror or str(error)
            if place == root:
                raise _unreadable(root, reason) from None
            left_out.append(
                f"{os.path.relpath(place, root).replace(os.sep, '/')} is a folder that can't be read: {reason}"
            )


def _reason_to_skip(entry: os.DirEntry[str], real: str, root: str, suffixes: tuple[str, ...]) -> str:
    """Return why an entry that looks like a schema is not read, or ""."""
    is_linked_folder = entry.is_symlink() and os.path.isdir(real)
    if not is_linked_folder and not _is_schema(entry, suffixes):
        return ""
    if entry.is_symlink() and not is_within(real, root):
        return "is a symbolic link that points out of the folder"
    if is_linked_folder:
        return "is a symbolic link to a folder"
    try:
        mode = os.stat(real).st_mode
    except (OSError, ValueError):
        return "is a symbolic link that points to nothing" if entry.is_symlink() else "was removed"
    kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "")
    return f"is {kind}, not a file" if kind else ""


def _is_schema(entry: os.DirEntry[str], suffixes: tuple[str, ...]) -> bool:
    return entry.name.lower().endswith(suffixes)


def is_within(path: str, root: str) -> bool:
    """Return whether a real path is that of a folder, or of something in it."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
