"""The command that writes type stubs, and tells which are stale."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import printable
from heroics_py.errors import HeroicsError

if TYPE_CHECKING:
    from heroics_py.model.api import Api
    from heroics_py.stubs.jobs import StubJob

__all__ = ["stubs"]


@click.command()
@click.argument("schema", required=False)
@click.option("-o", "--output", metavar="FILE.pyi", help="The stub file to write; by default, print it.")
@click.option("--package", metavar="DIR", help="The folder for a package with a typed 'connect'.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file is out of date.")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
@click.pass_context
def stubs(  # noqa: PLR0913 - each option is an argument
    context: click.Context,
    schema: str | None,
    *,
    output: str | None,
    package: str | None,
    check: bool,
    allow_refs: tuple[str, ...],
    patches: tuple[str, ...],
) -> int:
    """Generate type stubs for SCHEMA, for completion in editors and for type checkers.

    SCHEMA is a bundled name (heroku, bookshelf), a profile, the path of a file or folder, a URL, or - for standard
    input. Without it, every stub that pyproject.toml lists is written: each has a table [[tool.heroics.stubs]] with a
    schema, and either an output or a package.
    """
    from heroics_py.stubs.jobs import StubJob

    if output is not None and package is not None:
        raise click.UsageError("either --output or --package: each is made by a command of its own")
    if schema is None:
        if output or package or patches or allow_refs:
            raise click.UsageError(f"of which SCHEMA? As in '{context.command_path} shop.yaml -o shop.pyi'")
        return _run([(each, each.read()) for each in _listed()], check=check)
    target = target_of(schema, context.command_path, patches=patches, allow_refs=allow_refs)
    if output is None and package is None:
        if check:
            raise click.UsageError("--check compares a file: name it with --output or --package")
        from heroics_py.stubs import stub_of

        click.echo(stub_of(target.read()), nl=False)
        return 0
    job = StubJob(target.schema, output or package or "", package is not None, target.patches, target.allow_refs)
    return _run([(job, target.read())], check=check)


def _listed() -> "list[StubJob]":
    """Return the stubs that the pyproject.toml of the current folder lists.

    Raises:
        UsageError: it lists none.
    """
    from heroics_py.stubs.settings import FILE, find_project, jobs_of

    path = find_project(os.curdir)
    if jobs := jobs_of(path) if path else []:
        return jobs
    raise click.UsageError(f"name a SCHEMA, or list stubs in {FILE}: [[tool.heroics.stubs]]; see --help")


def _run(jobs: "Sequence[tuple[StubJob, Api]]", *, check: bool) -> int:
    """Write the stubs, or tell which are stale, and return the exit code."""
    try:
        paths = [path for job, api in jobs for path in (job.stale(api) if check else job.write(api))]
    except ValueError as error:
        if isinstance(error, HeroicsError):
            raise
        raise click.UsageError(str(error)) from None
    for path in paths:
        click.echo(f"{'stale' if check else 'wrote'} {printable(path)}")
    if not paths:
        click.echo(f"{len(jobs)} up to date")
    elif check:
        click.echo("Without --check, the same command writes them.")
    return int(check and bool(paths))
