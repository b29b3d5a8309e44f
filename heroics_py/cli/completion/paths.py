"""Files and folders that a path at the cursor may mean."""

import os
from collections.abc import Iterator

from heroics_py.cli.completion.candidate import Candidate

__all__ = ["SCHEMA_SUFFIXES", "paths"]

SCHEMA_SUFFIXES = (".json", ".yaml", ".yml", ".schema", ".jsonschema")
_MOST = 10_000


def paths(prefix: str, typed: str, suffixes: tuple[str, ...] = ()) -> Iterator[Candidate]:
    """Yield the files and folders that a path may mean, hidden ones only if its name begins with a dot.

    Args:
        prefix: what is in the word before the path, such as ``photo=@``.
        typed: the path as far as it is typed.
        suffixes: those that files may have; all if empty.
    """
    above, slash, start = typed.rpartition("/")
    folder = os.path.expanduser(f"{above}{slash}") or "."
    try:
        with os.scandir(folder) as entries:
            found = sorted(_kinds(entries), key=lambda pair: pair[0])
    except (OSError, ValueError):
        return
    for name, is_folder in found:
        if name.startswith(start) and (start or not name.startswith(".")):
            if is_folder:
                yield Candidate(f"{prefix}{above}{slash}{name}/", "folder", is_open=True, is_path=not prefix)
            elif not suffixes or name.lower().endswith(suffixes):
                yield Candidate(f"{prefix}{above}{slash}{name}", "file", is_path=not prefix)


def _kinds(entries: "Iterator[os.DirEntry[str]]") -> Iterator[tuple[str, bool]]:
    for _, entry in zip(range(_MOST), entries, strict=False):
        try:
            yield entry.name, entry.is_dir()
        except OSError:
            continue
