"""What a lock is about: a schema as it is today, and the calls of a program."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from heroics_py.cli.profiles.addresses import is_address
from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import printable
from heroics_py.locks.lock_file import VERSION_KEY
from heroics_py.readers.bundled_schemas import bundled_schema
from heroics_py.readers.document import without_secrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heroics_py.cli.profiles.schema_source import SchemaSource
    from heroics_py.locks.lock import Lock
    from heroics_py.model.api import Api
    from heroics_py.usage import Uses

__all__ = [
    "address_text",
    "check_paths",
    "find_uses",
    "is_lock",
    "is_unnamed",
    "live_address",
    "named_schema",
    "source_of",
    "today",
]

_MORE = "?..."
_HEAD = 64


def source_of(
    schema: str, typed: str, *, live: bool, patches: Sequence[str] = (), allow_refs: Sequence[str] = ()
) -> SchemaSource:
    """Return where the schema of a command comes from.

    Args:
        schema: a bundled name, a profile, a path, or a URL.
        typed: what the user types, such as "heroics watch".
        live: whether to ask the API of a bundled schema for that of today.
        patches: the paths of what mends the schema.
        allow_refs: origins that documents may be fetched from.

    Raises:
        UsageError: ``live`` is for bundled schemas whose API has one.
        ProfileError: there is no such profile.
    """
    address = live_address(schema) if live else schema
    return target_of(address, typed, patches=tuple(patches), allow_refs=tuple(allow_refs)).source()


def live_address(schema: str) -> str:
    """Return the URL of the schema of today for a bundled one.

    Raises:
        UsageError: no API is known that has it.
    """
    known = bundled_schema(schema)
    if known.api:
        return f"{known.api}{known.path}"
    what = "a URL is that of today without it" if is_address(schema) else "no API is known for this schema"
    raise click.UsageError(f"--live is for the bundled name of an API, such as heroku: {what}")


def address_text(schema: str) -> str:
    """Return what the user typed as SCHEMA, without what may be a secret: the query of a URL."""
    if not is_address(schema):
        return schema
    shown = without_secrets(schema)
    return f"{shown}{_MORE}" if "?" in schema else shown


def is_lock(schema: str) -> bool:
    """Return whether a path is that of a lock, which names a schema."""
    try:
        with open(schema, "rb") as file:
            return f'"{VERSION_KEY}"'.encode() in file.read(_HEAD)
    except (OSError, ValueError):
        return False


def is_unnamed(text: str) -> bool:
    """Return whether a lock does not hold all of the address of its schema."""
    return text.endswith(_MORE) or text in {"", "-"}


def named_schema(earlier: Lock, path: str) -> str:
    """Return the schema that a lock names.

    Args:
        earlier: the lock.
        path: of its file.

    Raises:
        UsageError: its address had more than a lock holds.
    """
    if is_unnamed(earlier.schema):
        raise click.UsageError(f"{printable(path)} does not hold all of the address of its schema: name SCHEMA")
    return earlier.schema


def today() -> str:
    """Return the day of today in UTC, as "2026-11-30"."""
    return datetime.now(UTC).date().isoformat()


def check_paths(paths: Sequence[str]) -> None:
    """Check that the files and folders of a program exist, before anything is sent.

    Raises:
        UsageError: one of them does not.
    """
    for path in paths:
        if not os.path.exists(path):
            raise click.UsageError(f"--uses {printable(path)}: expected a file or a folder that exists")


def find_uses(paths: Sequence[str], api: Api) -> Uses:
    """Return the calls that the files and folders of a program make.

    Args:
        paths: of the files and folders.
        api: the API that they call.

    Raises:
        HeroicsError: a path can't be read.
    """
    from heroics_py.usage import uses

    found = uses(*paths, schema=api)
    if not found:
        click.echo(f"heroics: no call of this API was found in {printable(', '.join(paths))}", err=True)
    return found
