"""The command that lists the calls of a program."""

import click

from heroics_py.cli.formats import Formats
from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import printable
from heroics_py.display.terminal import escaped

__all__ = ["uses"]

_OF_SCHEMAS = (".json", ".yaml", ".yml")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--schema", help="The schema of the API: fewer names are ambiguous, and more calls are found.")
@click.option("-o", "--output", "output", type=Formats(["text", "json"]), default="text", help="The output format.")
@click.option("--calls", is_flag=True, help="List each call once, without its places.")
@click.option("--no-types", is_flag=True, help="Don't ask mypy, even if the project has stubs.")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.pass_context
def uses(  # noqa: PLR0913 - each option is an argument
    context: click.Context,
    paths: tuple[str, ...],
    *,
    schema: str | None,
    output: str,
    calls: bool,
    no_types: bool,
    allow_refs: tuple[str, ...],
) -> None:
    """List the calls of a program: where each is, the fields that it passes, and what is read of its response.

    PATHS are files and folders: Python, notebooks, and shell scripts that run heroics. Nothing of them is run.

    A line such as "app.update  name  -> web_url" is a call, the field that it passes, and what is read of its response.
    "*" is what the source does not show, such as the name of a link that is computed.

    If the project has stubs ([[tool.heroics.stubs]] in its pyproject.toml) and mypy is installed, calls that only types
    show are found, too.
    """
    from heroics_py.usage import uses as find_uses

    for path in paths:
        if schema is None and path.lower().endswith(_OF_SCHEMAS):
            raise click.UsageError(f"{printable(path)} is not a program; for a schema, type '--schema {path}'")
    api = None if schema is None else target_of(schema, context.command_path, allow_refs=allow_refs).read()
    found = find_uses(*paths, schema=api, types=not no_types)
    if output == "json":
        click.echo(found.to_json())
        return
    for line in found.calls if calls else map(str, found):
        click.echo(escaped(line))
    for note in found.notes:
        click.echo(escaped(note), err=True)
    if calls:
        for each in found.unknown:
            click.echo(str(each), err=True)
