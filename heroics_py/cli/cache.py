"""The commands that inspect and clear the cache in files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from heroics_py.cli.completion.identity_file import forget_identities
from heroics_py.cli.profiles.kept_schemas import user_schemas
from heroics_py.cli.text import printable, show_help, size_text

if TYPE_CHECKING:
    from heroics_py.cache import Store

__all__ = ["cache"]

_path = click.option(
    "--path",
    type=click.Path(file_okay=False, path_type=Path),
    help="The cache directory; by default the user's own.",
)


@click.group(invoke_without_command=True)
@click.pass_context
def cache(context: click.Context) -> None:
    """Inspect or clear the file cache.

    connect(cache="file") and schemas from a URL use it.
    """
    show_help(context)


@cache.command()
@_path
def info(path: Path | None) -> None:
    """Show the location and the size of the cache."""
    store = _store(path)
    entries, size = store.measure()
    rows = [("where", store.where), ("entries", str(entries)), ("size", size_text(size))]
    if path is None and (schemas := user_schemas().measure())[0]:
        rows.append(("schemas", f"{_copies(schemas[0])}, {size_text(schemas[1])}"))
    for name, value in rows:
        click.echo(f"{name:<8} {printable(value)}")


@cache.command()
@_path
def clear(path: Path | None) -> None:
    """Delete all cached responses; without --path, also the copies of live schemas and the names for Tab completion."""
    store = _store(path)
    before, size = store.measure()
    store.clear()
    after, left = store.measure()
    if after:
        raise click.ClickException(f"{after} of {before} responses in {store.where} could not be removed")
    click.echo(f"removed {before} responses, {size_text(size - left)}")
    if path is None and (copies := user_schemas().clear()):
        click.echo(f"removed {_copies(copies)}")
    if path is None and (accounts := forget_identities()):
        click.echo(f"forgot the things that Tab knew of {accounts} account{'' if accounts == 1 else 's'}")


def _copies(count: int) -> str:
    return f"{count} {'copy' if count == 1 else 'copies'} of live schemas"


def _store(path: Path | None) -> "Store":
    from heroics_py.cache import open_store

    store = open_store(path or "file")
    if store is None:
        raise click.ClickException("the cache is disabled")
    return store
