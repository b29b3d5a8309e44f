"""The identities that an account has seen, in a private file of limited size and age."""

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from heroics_py.cli.completion.identity_rows import IdentityRow
from heroics_py.cli.completion.kept_files import list_names, read_kept, remove_kept, write_kept

__all__ = ["OLDEST", "forget_identities", "read_rows", "save_rows"]

OLDEST = 7 * 86_400.0
"""Seconds after which an identity is forgotten, unless a call returns it again."""

_MOST_OF_A_KIND = 300
_MOST = 3000
_MOST_FILES = 30
_PREFIX = "identities-"

Rows = dict[str, list[list[Any]]]
"""By kind, for each thing: its fields, its label, what it is part of, and when it was seen; the latest first."""


def read_rows(name: str, *, now: float) -> Rows:
    """Return the rows of a file that are not too old; none if it is missing or damaged."""
    content = read_kept(name)
    if content is None:
        return {}
    try:
        found = json.loads(content)
        return {kind: [row for row in rows if now - row[3] <= OLDEST] for kind, rows in found.items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        return {}


def save_rows(name: str, rows: Iterable[IdentityRow], deleted: Iterable[IdentityRow] = ()) -> None:
    """Add rows to a file, and remove those of things that are deleted.

    Raises:
        OSError: it can't be written.
    """
    now = time.time()
    known = read_rows(name, now=now)
    for row in rows:
        known[row.kind] = _with(known.get(row.kind, []), row, now)
    for row in deleted:
        known[row.kind] = [each for each in known.get(row.kind, []) if not _is_same(each, row)]
    write_kept(name, json.dumps(_limited(known), separators=(",", ":")).encode())
    _remove_old_files(now)


def forget_identities() -> int:
    """Remove all files, and return how many there were."""
    names = [name for name, _ in list_names(_PREFIX)]
    for name in names:
        remove_kept(name)
    return len(names)


def _with(known: list[list[Any]], row: IdentityRow, now: float) -> list[list[Any]]:
    """Return rows with another one in front, which replaces an earlier one of the same thing."""
    same = [each for each in known if _is_same(each, row)]
    fields, label, around = dict(row.fields), row.label, dict(row.around)
    if same and "id" not in fields:
        # A call that only names a thing says less than one that returned it.
        fields, label = {**same[0][0], **fields}, label or same[0][1]
    rest = [each for each in known if each not in same]
    return [[fields, label, around or (same[0][2] if same else {}), now], *rest]


def _is_same(known: list[Any], row: IdentityRow) -> bool:
    """Return whether a row is about the same thing: by its id, else by any of its values."""
    fields: Mapping[str, str] = known[0]
    if any(known[2].get(kind, value) != value for kind, value in row.around.items()):
        return False
    if "id" in fields and "id" in row.fields:
        return fields["id"] == row.fields["id"]
    return not set(fields.values()).isdisjoint(row.fields.values())


def _limited(rows: Rows) -> Rows:
    """Return the latest rows of each kind, and of all kinds."""
    found = [(kind, row) for kind, each in rows.items() for row in each[:_MOST_OF_A_KIND]]
    kept: Rows = {}
    for kind, row in sorted(found, key=lambda pair: -pair[1][3])[:_MOST]:
        kept.setdefault(kind, []).append(row)
    return kept


def _remove_old_files(now: float) -> None:
    files = sorted(list_names(_PREFIX), key=lambda file: -file[1])
    for number, (name, written) in enumerate(files):
        if number >= _MOST_FILES or now - written > OLDEST:
            with suppress(OSError):
                remove_kept(name)
