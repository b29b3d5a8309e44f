"""The options for one call for each row: ``--each`` and ``--parallel``."""

import click

__all__ = ["each_options"]

_MOST = 100


def each_options() -> list[click.Option]:
    """Return the options for a command."""
    return [
        click.Option(
            ["--each"],
            metavar="NAME=SOURCE",
            multiple=True,
            help="One call for each row of standard input: '-' is the value NAME of a row, a word another column, "
            "@FILE a file. Rows are JSON, CSV or lines.",
        ),
        click.Option(["--parallel"], type=click.IntRange(1, _MOST), metavar="N", help="The most calls at a time."),
    ]
