"""The command that pins a schema, and checks whether a lock is still what it would write."""

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from heroics_py.cli.exit_codes import failure
from heroics_py.cli.locks.subject import address_text, check_paths, find_uses, is_lock, named_schema, source_of, today
from heroics_py.cli.text import counted, printable
from heroics_py.locks.lock_file import lock_text, read_lock, shown_lock, write_lock

if TYPE_CHECKING:
    from heroics_py.locks.lock import Lock, LockedUse
    from heroics_py.model.api import Api

__all__ = ["lock"]

_MOST_CHANGES = 20


@click.command()
@click.argument("schema", required=False)
@click.option("--uses", "paths", multiple=True, metavar="PATH", help="Pin only the calls of this file or folder.")
@click.option("-o", "--output", default="heroics.lock", show_default=True, help="The lock.")
@click.option("--live", is_flag=True, help="Ask the API of a bundled SCHEMA for that of today.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if calls have changed, or are not pinned.")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
@click.pass_context
def lock(  # noqa: PLR0913 - each option is an argument
    context: click.Context,
    schema: str | None,
    *,
    paths: tuple[str, ...],
    output: str,
    live: bool,
    check: bool,
    allow_refs: tuple[str, ...],
    patches: tuple[str, ...],
) -> int:
    """Pin SCHEMA in a file, with which a program is told what has changed since.

    connect(..., lock="heroics.lock") then refuses a schema that breaks its calls, and warns of what may surprise them.

    SCHEMA is a bundled name (heroku, bookshelf), a profile, the path of a file or folder, or a URL. Without it, the
    lock is written again for the schema, and the files and folders, that it names. A lock may be in its place.
    """
    is_default = context.get_parameter_source("output") is ParameterSource.DEFAULT
    if schema is not None and (is_default or output == schema) and is_lock(schema):
        output, schema = schema, None
    earlier = read_lock(output) if schema is None or os.path.exists(output) else None
    if schema is None and earlier is not None:
        schema, paths = named_schema(earlier, output), paths or earlier.sources or ()
        patches, allow_refs = patches or earlier.patches, allow_refs or earlier.allow_refs
    typed = str(schema)
    check_paths(paths)
    source = source_of(typed, context.command_path, live=live, patches=patches, allow_refs=allow_refs)
    api = source.read_today(needs_server=True)
    pinned = _pinned(api, address_text(source.schema if live else typed), paths)
    pinned = pinned.replaced(patches=patches, allow_refs=allow_refs)
    if check:
        return _check(read_lock(output) if earlier is None else earlier, pinned, api, output)
    if earlier is None or lock_text(earlier.replaced(day=pinned.day)) != lock_text(pinned):
        _write(output, pinned)
        click.echo(f"wrote {printable(output)}: {_summary(pinned)}")
    else:
        click.echo(f"{printable(output)} is up to date: {_summary(earlier)}")
    _list(pinned)
    return 0


def _write(output: str, pinned: "Lock") -> None:
    try:
        write_lock(output, pinned)
    except OSError as error:
        problem = error.strerror or type(error).__name__
    else:
        return
    raise failure(f"{output} can't be written: {problem}", 2)


def _pinned(api: "Api", address: str, paths: Sequence[str]) -> "Lock":
    from heroics_py.locks.lock import lock_of

    uses = find_uses(paths, api) if paths else None
    made = lock_of(api, address, today(), uses, paths)
    unknown = () if uses is None else (*map(str, uses.unknown), *uses.notes)
    for line in (*unknown, *(f"{each} is used, and the schema has no such call" for each in made.unpinned)):
        click.echo(f"heroics: {printable(line)}", err=True)
    return made


def _summary(pinned: "Lock") -> str:
    title = printable(pinned.title or pinned.schema)
    calls = counted(len(pinned.calls), "call")
    if pinned.sources is None:
        return f"{title}, all {calls}"
    return f"{title}, {calls} of {printable(', '.join(pinned.sources))}"


def _list(pinned: "Lock") -> None:
    """Print what is pinned of a program: each call, with the fields that are sent and read."""
    for use in pinned.uses:
        answers = f"-> {', '.join(use.answers)}" if use.answers else ""
        click.echo(printable("  ".join(filter(None, (use.call, ", ".join(use.fields), answers)))))


def _check(earlier: "Lock", pinned: "Lock", api: "Api", output: str) -> int:
    """Print what a lock does not say any more, and return the exit code."""
    from heroics_py.locks.comparison import moved
    from heroics_py.locks.wording import change_lines

    changes = moved(earlier, api, shown_lock(output))
    felt = [*changes.breaking, *changes.risky]
    lines = change_lines(type(changes)(felt), _MOST_CHANGES)
    lines += [f"not pinned: {each}" for each in sorted(_parts(pinned.uses) - _parts(earlier.uses))]
    if (pinned.sources is None) != (earlier.sources is None):
        lines.append("not pinned: the calls of a program" if earlier.sources is None else "not pinned: all calls")
    for line in lines:
        click.echo(printable(line))
    if lines:
        click.echo("Without --check, the same command writes the lock again.")
    else:
        click.echo(f"{printable(output)} is up to date")
    return int(bool(lines))


def _parts(uses: "Iterable[LockedUse]") -> set[str]:
    """Return each call, and what is sent and read of it, as lines."""
    return {
        line
        for use in uses
        for line in (
            use.call,
            *(f"{use.call} sends {name}" for name in use.fields),
            *(f"{use.call} reads {name}" for name in use.answers),
        )
    }
