"""The command that tells when a schema has changed, for cron.

exit code 0: nothing that the watch is about   1: changed   2: wrong options, lock or state   4: the schema did not come
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING

import click

from heroics_py.cli.exit_codes import error_line, failure
from heroics_py.cli.locks.state import alone, default_state
from heroics_py.cli.locks.subject import address_text, check_paths, find_uses, is_lock, named_schema, source_of, today
from heroics_py.cli.profiles.addresses import is_address
from heroics_py.cli.text import one_line
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.locks.lock_file import read_lock, write_lock
from heroics_py.readers.bundled_schemas import bundled

if TYPE_CHECKING:
    from heroics_py.changes import Changes
    from heroics_py.cli.profiles.schema_source import SchemaSource
    from heroics_py.locks.lock import Lock
    from heroics_py.model.api import Api

__all__ = ["watch"]

_USAGE, _NO_SCHEMA = 2, 4
_MOST_LINES = 2
_LOCK = "heroics.lock"
_EFFECTS = {"breaking": ("breaking",), "risky": ("breaking", "risky"), "any": ("breaking", "risky", "harmless")}


@click.command()
@click.argument("schema", required=False)
@click.option("--lock", "lock_path", metavar="FILE", help="Compare with this lock, until it is written again.")
@click.option("--state", "state_path", metavar="FILE", help="Compare with the last run, which FILE remembers.")
@click.option("--uses", "paths", multiple=True, metavar="PATH", help="Heed only the calls of this file or folder.")
@click.option(
    "--fail-on",
    type=click.Choice(list(_EFFECTS)),
    help="What to tell: breaking by default for the calls of a program, any without.",
)
@click.option("--live", is_flag=True, help="Ask the API of a bundled SCHEMA for that of today.")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
@click.pass_context
def watch(  # noqa: PLR0913 - each option is an argument
    context: click.Context,
    schema: str | None,
    *,
    lock_path: str | None,
    state_path: str | None,
    paths: tuple[str, ...],
    fail_on: str | None,
    live: bool,
    allow_refs: tuple[str, ...],
    patches: tuple[str, ...],
) -> int:
    """Tell whether SCHEMA has changed, by exit code and a few lines, for cron.

    If nothing has changed, it is silent, and the exit code is 0; otherwise 1, and 4 if the schema can't be fetched or
    read.

    With --lock, a change is told until the lock is written again; with --state, once. Without either, a heroics.lock in
    the current folder counts, else a state of your own. Without SCHEMA, or with a lock in its place, the
    one that the lock names is looked at.
    """
    if lock_path is not None and state_path is not None:
        raise click.UsageError("either --lock or --state: each is something to compare with")
    if lock_path is None and state_path is None:
        if schema is not None and is_lock(schema):
            lock_path, schema = schema, None
        elif os.path.exists(_LOCK):
            lock_path = _LOCK
    if schema is None:
        if lock_path is None:
            raise click.UsageError(f"name SCHEMA, or a lock that names it: there is no {_LOCK} in this folder")
        earlier = read_lock(lock_path)
        schema = named_schema(earlier, lock_path)
        patches, allow_refs = patches or earlier.patches, allow_refs or earlier.allow_refs
    check_paths(paths)
    source = source_of(schema, context.command_path, live=live, patches=patches, allow_refs=allow_refs)
    if lock_path is None and source.schema in bundled():
        raise click.UsageError(f"{source.schema} comes with this program, and changes with it alone: add --live")
    if lock_path is None and state_path is None:
        state_path = default_state(schema, *(os.path.abspath(each) for each in _files(source.schema, *patches, *paths)))
    watching = _Watch(
        source=source,
        address=address_text(source.schema if live else schema),
        path=lock_path or str(state_path),
        paths=paths,
        effect=fail_on,
    )
    try:
        return watching.until_locked() if lock_path else watching.once()
    except OSError as error:  # its own exit code: 1 is a change
        raise failure(error_line(error), _USAGE) from None


def _files(*texts: str) -> list[str]:
    """Return those texts that are not URLs."""
    return [each for each in texts if not is_address(each)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """One look at a schema.

    Attributes:
        source: where the schema comes from.
        address: the schema as the user named it, without secrets.
        path: of the lock or the state that it is compared with.
        paths: the files and folders of the program; empty for those of the lock.
        effect: the least effect that is told; None for the default.
    """

    source: "SchemaSource"
    address: str
    path: str
    paths: Sequence[str]
    effect: str | None

    def until_locked(self) -> int:
        """Tell what has changed since the lock, and return the exit code."""
        before = read_lock(self.path)
        return self._tell(before, self._fetched(), self.path)

    def once(self) -> int:
        """Tell what has changed since the last run, remember it, and return the exit code."""
        with alone(self.path):
            before = self._last()
            api = self._fetched()
            if before is None:
                self._remember(api, None)
                if sys.stderr.isatty():
                    click.echo(one_line(f"heroics: the first look at {self.address}, kept in {self.path}"), err=True)
                return 0
            code = self._tell(before, api, f"{self.path}.before", is_state=True)
            sys.stdout.flush()
            self._remember(api, before)
            return code

    def _last(self) -> "Lock | None":
        """Return what the last run saw; None if this is the first.

        Raises:
            ClickException: the state can't be read.
        """
        if not os.path.exists(self.path):
            return None
        with suppress(SchemaError):
            return read_lock(self.path)
        raise failure(
            f"{self.path} is not a state of heroics watch, or damaged: pass another path, or remove what is damaged",
            _USAGE,
        )

    def _fetched(self) -> "Api":
        """Return the API as the server describes it now.

        Raises:
            ClickException: it does not.
        """
        try:
            return self.source.read_today(needs_server=True)
        except HeroicsError as error:
            reason = error_line(error)
            name = "the schema" if self.address in reason else self.address
            problem, code = f"{name} can't be read now, so its changes are unknown: {reason}", _NO_SCHEMA
        except ValueError as error:  # an option about the schema, such as a patch that is not one
            problem, code = str(error), _USAGE
        raise failure(problem, code)

    def _tell(self, before: "Lock", api: "Api", old_path: str, *, is_state: bool = False) -> int:
        """Print what has changed, in a few lines, and return the exit code.

        Args:
            before: what was there.
            api: what is there now.
            old_path: of the lock with which the changes can be seen in full.
            is_state: whether both come from one address, so that another API there is a change.
        """
        from heroics_py.locks.comparison import is_equal, moved
        from heroics_py.locks.wording import change_lines, counts_text

        if is_equal(before, api):
            return 0
        pinned = self._pinned(before, api)
        changes = moved(pinned, api, self.path, with_new=True, is_same=is_state)
        told = self._told(changes, is_program=pinned.sources is not None)
        if not told:
            return 0
        since = f" since {before.day}" if before.day else ""
        whose = "" if pinned.sources is None else " for this program"
        click.echo(one_line(f"{api.title or self.address} has changed{since}{whose}: {counts_text(told)}"))
        for line in change_lines(told, _MOST_LINES):
            click.echo(f"  {one_line(line)}")
        click.echo(one_line(f"all: heroics diff {quote(old_path)} {quote(self.address)}"))
        return 1

    def _pinned(self, before: "Lock", api: "Api") -> "Lock":
        """Return what was there, with the calls of the program that the user names, if any."""
        if not self.paths:
            return before
        return before.narrowed(find_uses(self.paths, before.read(self.path, api.source)), self.paths)

    def _told(self, changes: "Changes", *, is_program: bool) -> "Changes":
        effects = _EFFECTS[self.effect or ("breaking" if is_program else "any")]
        return type(changes)(each for each in changes if each.effect in effects)

    def _remember(self, api: "Api", before: "Lock | None") -> None:
        """Keep what is there now, and what was there before.

        Raises:
            ClickException: the disk refuses it.
        """
        from heroics_py.locks.comparison import is_equal
        from heroics_py.locks.lock import lock_of

        if before is not None and is_equal(before, api):
            return
        try:
            if before is not None:
                with suppress(FileNotFoundError):
                    os.unlink(f"{self.path}.before")  # it may be a link to a file of somebody else
                write_lock(f"{self.path}.before", before, mode=0o600)
            write_lock(self.path, lock_of(api, self.address, today()), mode=0o600)
        except OSError as error:
            problem = error.strerror or type(error).__name__
        else:
            return
        raise failure(f"the state {self.path} can't be written, so the next run tells the same: {problem}", _USAGE)
