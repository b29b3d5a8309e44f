"""The command that finds the links of a schema by words."""

import json
import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from heroics_py.cli.formats import Formats
from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import one_line
from heroics_py.model.plain_text import plain_line
from heroics_py.secrecy.urls import mask_url

if TYPE_CHECKING:
    from heroics_py.client import BoundLink

__all__ = ["find"]

_GAP = "  "
_NARROWEST = 24


@click.command()
@click.argument("schema")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Maximum number of links.")
@click.option(
    "-o",
    "--output",
    "output",
    type=Formats(["table", "json"]),
    default="table",
    help="The output format.",
)
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
@click.pass_context
def find(  # noqa: PLR0913, PLR0917 - each option is an argument
    context: click.Context,
    schema: str,
    words: tuple[str, ...],
    limit: int,
    output: str,
    allow_refs: tuple[str, ...],
    patches: tuple[str, ...],
) -> None:
    """Search the links of SCHEMA by words, best match first.

    SCHEMA is a profile, a bundled name (heroku, bookshelf), the path of a file or folder, or a URL. WORDS describe
    what you want to know or do: which apps are in maintenance. Nothing is sent to the API.

    Each line shows a link's name (for 'heroics call SCHEMA NAME'), its method and path, and its description.
    """
    from heroics_py.tools.find import find as find_links

    asked = " ".join(words)
    client = target_of(schema, context.command_path, patches=patches, allow_refs=allow_refs).describe()
    rows = [_row(link) for link in find_links(client, asked, limit=limit)]
    if output == "json":
        click.echo(json.dumps(rows, indent=2))
    elif rows:
        click.echo(_table(rows))
    if not rows:
        name = mask_url(schema)
        raise click.ClickException(
            f"nothing found for {asked!r} in {name}: try other words, or list all resources with "
            f"'heroics call {name} --help'"
        )


def _row(link: "BoundLink") -> dict[str, str]:
    """Return a link as the name of its call, its request and what it does."""
    from heroics_py.model.schemes import target_text

    targets = dict.fromkeys(map(target_text, link._links))  # noqa: SLF001 - public names of a link are those of its schema
    about = plain_line(link.description or link.title)
    return {"call": link._name, "request": " | ".join(targets), "description": about}  # noqa: SLF001 - as above


def _table(rows: Sequence[dict[str, str]]) -> str:
    """Return the rows as lines with aligned columns; on a terminal, they are cut to its width."""
    cells = [[one_line(text) for text in row.values()] for row in rows]
    call, request = (max(len(row[place]) for row in cells) for place in (0, 1))
    about = None
    if sys.stdout.isatty():
        columns = get_terminal_size().columns - len(_GAP) * 2
        request = max(min(request, columns - call - _NARROWEST), _NARROWEST)
        about = max(columns - call - request, _NARROWEST)
    lines = [(row[0].ljust(call), _cut(row[1], request).ljust(request), _cut(row[2], about)) for row in cells]
    return "\n".join(_GAP.join(line).rstrip() for line in lines)


def _cut(text: str, width: int | None) -> str:
    return text if width is None or len(text) <= width else f"{text[: width - 3].rstrip()}..."
