"""The command that writes the reference of an API."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import counted, printable
from heroics_py.display.terminal import shown

if TYPE_CHECKING:
    from heroics_py.writers.pages.entries import Reference

__all__ = ["docs"]

_MARKDOWN = (".md", ".markdown")


@click.command()
@click.argument("schema", default="heroku")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR|FILE.md",
    help="The folder for a static site, or a Markdown file.",
)
@click.option("--url", help="The base URL for the examples; by default from the schema.")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
def docs(schema: str, *, output: str, url: str | None, allow_refs: tuple[str, ...], patches: tuple[str, ...]) -> None:
    """Generate an API reference from SCHEMA: a static site or one Markdown file.

    For each link: its arguments, the call in Python, curl and the shell, and a sample response. The site
    needs no server: open its index.html. SCHEMA is a bundled name (heroku, bookshelf), a profile, the path of a file or
    folder, a URL, or - for standard input.
    """
    from heroics_py.cli.api.example_lines import example_lines, shown_schema
    from heroics_py.writers.pages.entries import reference_of

    target = target_of(schema, "heroics docs", patches=patches, allow_refs=allow_refs)
    name = shown_schema(schema)
    lines = example_lines(target, name)
    reference = reference_of(target.read(), schema=name, url=url or target.url or "", shell=lines)
    try:
        click.echo(_write_file(output, reference) if output.endswith(_MARKDOWN) else _write_site(output, reference))
    except OSError as error:
        problem = f"{shown(output)} can't be written: {error.strerror or error}"
    else:
        return
    raise click.ClickException(problem)


def _write_file(output: str, reference: "Reference") -> str:
    from heroics_py.writers.pages.markdown import markdown_of

    _write(Path(output), markdown_of(reference))
    return f"{_counts(reference)}: {printable(output)}"


def _write_site(output: str, reference: "Reference") -> str:
    from heroics_py.writers.pages.site import files_of

    folder = Path(output)
    for name, text in files_of(reference):
        _write(folder / name, text)
    return f"{_counts(reference)}: open {printable(shlex.quote(os.path.join(output, 'index.html')))}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _counts(reference: "Reference") -> str:
    count = sum(len(each.links) for each in reference.resources)
    counts = f"{counted(len(reference.resources), 'resource')}, {counted(count, 'link')}"
    return f"{printable(reference.title)}: {counts}"
