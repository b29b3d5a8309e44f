"""The options of the output of a command: ``-o``, ``--fields``, ``--query``, ``--all``, ``--limit``, ``--to``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from heroics_py.cli.formats import Formats

__all__ = ["FORMATS", "OutputOptions", "list_limit", "output_options", "output_parameters"]

FORMATS = ("table", "json", "jsonl", "csv", "yaml", "raw")

_Command = TypeVar("_Command", bound=Callable[..., Any] | click.Command)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """How a result is written.

    Attributes:
        format: one of `FORMATS`; None for a table on a terminal, and JSON elsewhere.
        fields: the fields to write, such as "owner.email"; empty for all.
        query: a JMESPath expression for what to write; empty for everything.
        every: whether a terminal shows a list to its end.
        limit: the most items of a list; None for no limit.
        to: the file to write; None for standard output.
    """

    format: str | None = None
    fields: tuple[str, ...] = ()
    query: str = ""
    every: bool = False
    limit: int | None = None
    to: Path | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "OutputOptions":
        """Return the options among the values of a click command, which may have others."""
        return cls(
            format=values.get("output_format"),
            fields=tuple(values.get("output_fields") or ()),
            query=values.get("output_query") or "",
            every=bool(values.get("output_every")),
            limit=values.get("output_limit"),
            to=values.get("output_to"),
        )


def output_parameters() -> list[click.Parameter]:
    """Return the options of the output, for a command that is built at run time."""
    return [
        click.Option(
            ["-o", "--output", "output_format"],
            type=Formats(FORMATS),
            metavar="FORMAT",
            help=f"{', '.join(FORMATS[:-1])} or raw (the unchanged response); by default a table on a terminal, "
            "and JSON in a pipe.",
        ),
        click.Option(
            ["--fields", "output_fields"],
            metavar="NAMES",
            callback=_field_names,
            help="The fields to show, such as id,name,owner.email.",
        ),
        click.Option(
            ["--query", "output_query"], metavar="JMESPATH", help="Select the output with a JMESPath expression."
        ),
        click.Option(["--all", "output_every"], is_flag=True, help="Show the whole list on a terminal."),
        click.Option(
            ["--limit", "output_limit"], type=click.IntRange(1), metavar="N", help="The maximum number of list items."
        ),
        click.Option(
            ["--to", "output_to"],
            type=click.Path(dir_okay=False, path_type=Path),
            callback=_target,
            help="Write to this file, in the format of its suffix. Downloads show their progress.",
        ),
    ]


def output_options(command: _Command) -> _Command:
    """Add the options of the output to a command or to the function that becomes one.

    `OutputOptions.of` reads their values; each has a name that begins with ``output_``.
    """
    if isinstance(command, click.Command):
        command.params.extend(output_parameters())
        return command
    parameters: list[click.Parameter] = command.__dict__.setdefault("__click_params__", [])
    parameters[:0] = reversed(output_parameters())
    return command


def list_limit(options: OutputOptions) -> int | None:
    """Return the limit that a link gets: ``link.with_options(limit=list_limit(options))``.

    A terminal that shows the first items of a list only takes no more than these, so they need no limit.
    """
    return options.limit


def _target(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """Return the file to write, in a folder that exists."""
    path = None if value is None else value.expanduser()
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}", ctx=context, param=parameter)
    return path


def _field_names(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the names in a text that separates them by commas."""
    if value is None:
        return ()
    names = tuple(name.strip() for name in value.split(","))
    if not all(names):
        expected = "expected names such as id,name,owner.email"
        raise click.BadParameter(f"{value!r} has an empty name: {expected}", ctx=context, param=parameter)
    return names
