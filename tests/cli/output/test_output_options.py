from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from heroics_py.cli.output import OutputOptions, output_options

EVERYTHING = ["-o", "csv", "--fields", "id, owner.email", "--query", "[]", "--all", "--limit", "3", "--to", "x.csv"]


@click.command()
@output_options
@click.option("--other")
def decorated(**values):
    click.echo(repr(OutputOptions.of(values)))


@click.command()
def built(**values):
    click.echo(repr(OutputOptions.of(values)))


output_options(built)


@pytest.mark.parametrize("command", [decorated, built], ids=["function", "command"])
def test_options_are_read(command):
    """The options of the output become one value."""
    expected = OutputOptions(
        format="csv", fields=("id", "owner.email"), query="[]", every=True, limit=3, to=Path("x.csv")
    )
    assert CliRunner().invoke(command, EVERYTHING).output == f"{expected!r}\n"


def test_options_have_defaults():
    """Without options everything is written, in the format of the place."""
    assert CliRunner().invoke(decorated).output == f"{OutputOptions()!r}\n"


def test_empty_field_is_refused():
    """A field without a name is a usage error."""
    done = CliRunner().invoke(decorated, ["--fields", "id,,name"])
    assert (done.exit_code, "'id,,name' has an empty name" in done.output) == (2, True)
