"""The schemas that a program itself names, where the caller names none."""

import os
from collections.abc import Iterable

from heroics_py.errors import HeroicsError
from heroics_py.model.api import Api

__all__ = ["read_named"]

_LONGEST = 1000


def read_named(schemas: Iterable[tuple[str, ...]], files: Iterable[str]) -> tuple[list[Api], list[str]]:
    """Return the APIs of a program if the schema of each of its clients can be read without a request.

    If one is not known, its names could be taken for those of another API; then there is none.

    Args:
        schemas: for each client, the names that its schema may have: bundled names, and paths of files, relative to
            the current folder or to a file of the program.
        files: those of the program.

    Returns:
        The APIs, and a sentence about each schema that can't be read.
    """
    folders = ["", *dict.fromkeys(map(os.path.dirname, files))]
    apis: list[Api] = []
    notes: list[str] = []
    for names in sorted(schemas):
        found = {path for name in names if (path := _local(name, folders))}
        if not found:
            return [], []
        for path in sorted(found):
            try:
                apis.append(_read(path))
            except (HeroicsError, ValueError, OSError) as error:
                notes.append(f"the program connects to {path}, which can't be read: {error}")
    return ([], notes) if notes else (apis, [])


def _read(path: str) -> Api:
    from heroics_py.client.schemas.api_reading import read

    return read(path)


def _local(name: str, folders: list[str]) -> str:
    """Return a bundled name, or the path of a file; empty if it is neither."""
    from heroics_py.readers import bundled

    if name in bundled():
        return name
    paths = (os.path.join(folder, name) for folder in folders) if 0 < len(name) < _LONGEST and "\0" not in name else ()
    return next((os.path.join(os.curdir, path) for path in paths if os.path.isfile(path)), "")
