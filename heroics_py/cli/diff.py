"""The command that compares two schemas."""

import sys
from typing import TYPE_CHECKING

import click

from heroics_py.cli.formats import Formats
from heroics_py.cli.profiles.schema_source import STANDARD_INPUT
from heroics_py.cli.profiles.target import target_of
from heroics_py.display.terminal import escaped
from heroics_py.secrecy.urls import mask_url

if TYPE_CHECKING:
    from heroics_py.changes import Changes
    from heroics_py.model.api import Api

__all__ = ["diff"]

_PLAIN_WIDTH = 120
_COLOURS = {"breaking": "bold red", "renamed": "bold red", "risky": "yellow", "harmless": "green"}
_FAILING = {"breaking": ("breaking",), "risky": ("breaking", "risky"), "never": ()}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "-o",
    "--output",
    "output",
    type=Formats(["text", "json", "markdown"]),
    default="text",
    help="The output format; markdown is for a pull request.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILING)),
    default="breaking",
    show_default=True,
    help="The least effect that makes the exit code 1.",
)
@click.option("--all", "every", is_flag=True, help="Print every harmless change, and every call, as text.")
@click.option(
    "--uses",
    "programs",
    metavar="PATH",
    multiple=True,
    help="Print only changes of calls that this program makes: a file or folder, may be repeated.",
)
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.pass_context
def diff(  # noqa: PLR0913 - each option is an argument
    context: click.Context,
    old: str,
    new: str,
    *,
    output: str,
    fail_on: str,
    every: bool,
    programs: tuple[str, ...],
    allow_refs: tuple[str, ...],
) -> int:
    """Compare two schemas of an API: what the code of a caller feels, call by call.

    OLD and NEW are each a bundled name (heroku, heroku@0.5.0), a profile, the path of a file or folder, a URL, or - for
    standard input. They may be of different kinds, such as a JSON hyper-schema and an OpenAPI document.

    A change is breaking if a call that worked is refused, leads elsewhere, or returns another kind of value; risky if
    it works and may surprise; harmless otherwise. The exit code is 1 if a change is breaking, otherwise 0.
    """
    if old == new == STANDARD_INPUT:
        raise click.UsageError("OLD and NEW: only one of them can be on standard input")
    from heroics_py.changes import Changes
    from heroics_py.changes.comparison import compare

    old_api = _read(context, old, allow_refs)
    changes = Changes(compare(old_api, _read(context, new, allow_refs)))
    if programs:
        changes = _felt(changes, old_api, programs)
    click.echo(_report(changes, output, mask_url(old), mask_url(new), every=every), nl=output != "markdown")
    return int(any(each.effect in _FAILING[fail_on] for each in changes))


def _felt(changes: "Changes", api: "Api", programs: tuple[str, ...]) -> "Changes":
    """Return the changes that programs may feel, and tell what is not known of them."""
    from heroics_py.changes.surface import Surface
    from heroics_py.usage import uses

    found = uses(*programs, schema=api)
    for line in (*map(str, found.unknown), *map(escaped, found.notes)):
        click.echo(line, err=True)
    known = Surface(api).calls
    for call in (each for each in found.calls if " " not in each and each not in known):
        click.echo(f"heroics: {escaped(call)} is used, and the old schema has no such call", err=True)
    if not found:
        click.echo(f"heroics: no call of this API was found in {escaped(', '.join(programs))}", err=True)
    return changes.touching(found)


def _read(context: click.Context, schema: str, allow_refs: tuple[str, ...]) -> "Api":
    return target_of(schema, context.command_path, allow_refs=allow_refs).read()


def _report(changes: "Changes", output: str, old: str, new: str, *, every: bool) -> str:
    if output == "json":
        from heroics_py.changes.reports.json_text import json_of

        return json_of(changes, old=old, new=new)
    if output == "markdown":
        from heroics_py.changes.reports.markdown import markdown_of

        return markdown_of(changes, old=old, new=new)
    return _text(changes, every=every)


def _text(changes: "Changes", *, every: bool) -> str:
    """Return the changes as text; on a terminal, as wide as it is, and in colours if it shows any."""
    from heroics_py.changes.reports.text import text_of
    from heroics_py.cli.output.terminal import WIDEST, is_terminal, rendered, terminal_width

    if not is_terminal(sys.stdout):
        return text_of(changes, width=_PLAIN_WIDTH, every=every)
    from rich.text import Text

    text = Text(text_of(changes, width=terminal_width(), every=every), no_wrap=True, overflow="ignore")
    for label, style in _COLOURS.items():
        text.highlight_regex(rf"(?m)^{label} ", style)
    return rendered(text, WIDEST)
