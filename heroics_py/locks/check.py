"""The check of a lock when a client is connected."""

import os
from typing import TYPE_CHECKING

from heroics_py.errors import SchemaMoved, SchemaWarning, warn
from heroics_py.locks.lock_file import pins_text, read_lock, shown_lock
from heroics_py.model.api import Api
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.changes import Changes
    from heroics_py.locks.lock import Lock

__all__ = ["check_lock"]

_MOST_LINES = 6


def check_lock(api: Api, path: str | os.PathLike[str], schema: object, *, refuses: bool) -> None:
    """Check that an API has not changed what a lock pins. For an equal text, nothing but the lock is looked at.

    What breaks a pinned call is refused, and what may surprise is one warning. All other changes are silent.

    Args:
        api: the API, as it is now.
        path: of the lock.
        schema: what the caller passed for the API.
        refuses: whether to refuse what breaks calls; otherwise it is part of the warning.

    Raises:
        SchemaMoved: the schema breaks calls.
        SchemaError: the lock can't be read, or is of another schema.
    """
    if pins_text(path, api.text_digest):
        return
    lock = read_lock(path)
    if lock.knows(api):
        return
    load_modules("heroics_py.locks.comparison", "heroics_py.locks.wording")
    from shlex import quote

    from heroics_py.locks.comparison import moved

    shown = shown_lock(path)
    changes = moved(lock, api, shown)
    see_all = f"'heroics diff {quote(shown)} {quote(_name_of(schema, api) or lock.schema)}' shows all changes"
    breaking = changes.breaking
    if breaking and refuses:
        way_out = "adapt the program and write the lock again ('heroics lock'), or connect with lock_changes='warn'"
        raise SchemaMoved(_text(lock, shown, breaking, f"{way_out}; {see_all}"), lock=shown, changes=breaking)
    if felt := breaking or changes.risky:
        warn(_text(lock, shown, felt, f"'heroics lock' writes the lock again; {see_all}"), SchemaWarning)


def _name_of(schema: object, api: Api) -> str:
    """Return the schema as a command takes it, without secrets; empty for a dict or text."""
    if isinstance(schema, str) and "://" not in schema and "\n" not in schema and not schema.lstrip().startswith("{"):
        return schema
    return os.fsdecode(schema) if isinstance(schema, os.PathLike) else api.source


def _text(lock: "Lock", shown: str, changes: "Changes", end: str) -> str:
    from heroics_py.locks.wording import change_lines

    whose = "calls of the API" if lock.sources is None else "calls of this program"
    day = f" since {lock.day}" if lock.day else ""
    effect = f"and breaks {whose}" if changes.breaking else f"which may surprise {whose}"
    lines = [f"  {line}" for line in change_lines(changes, _MOST_LINES)]
    return "\n".join([f"the schema has changed{day}, {effect} ({shown}):", *lines, end])
