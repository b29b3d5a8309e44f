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
            help="Make one call per row of standard input. SOURCE is '-' for the column NAME, the name of another "
            "column, or @FILE to read a file. Rows are JSON, CSV or lines.",
        ),
        click.Option(
            ["--parallel"], type=click.IntRange(1, _MOST), metavar="N", help="The maximum number of concurrent calls."
        ),
    ]
