"""Files that are written as a whole: a reader finds the old content or the new one."""

import os
from contextlib import suppress
from stat import S_IMODE

__all__ = ["write_whole"]

_LONGEST = 40
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(path: str | os.PathLike[str], content: bytes, *, mode: int | None = None) -> None:
    """Write a file beside its place, and move it there once it is complete.

    A link stays, and what it leads to is replaced. One that leads to nothing is replaced itself: otherwise it would say
    where a new file is.

    Args:
        path: of the file, in a folder that exists.
        content: all of it.
        mode: the permissions of the file, before those that the user's mask takes away; None for those of the file
            that is replaced, or of any new file.

    Raises:
        OSError: it can't be written; an earlier file is unchanged, and nothing is left beside it.
    """
    target = os.fsdecode(path)
    if os.path.exists(target):
        target = os.path.realpath(target)
    folder, name = os.path.split(target)
    aside = os.path.join(folder, f".{name[:_LONGEST]}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        descriptor = os.open(aside, _FLAGS, 0o666 if mode is None else mode)
        with open(descriptor, "wb") as file:
            file.write(content)
        if mode is None:
            with suppress(FileNotFoundError):
                os.chmod(aside, S_IMODE(os.stat(target).st_mode))
        os.replace(aside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
