"""The commands under one name, and how any of them ends."""

from collections.abc import Sequence
from contextlib import suppress

import click

from heroics_py._version import __version__
from heroics_py.cli.cache import cache
from heroics_py.cli.check import check
from heroics_py.cli.demo import demo
from heroics_py.cli.output import one_line, show_help
from heroics_py.cli.sandbox import sandbox
from heroics_py.errors import HeroicsError

__all__ = ["heroics", "run"]


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heroics", message="%(prog)s %(version)s")
@click.pass_context
def heroics(context: click.Context) -> None:
    """Call an API from its schema: a JSON Hyper-Schema becomes a live client, nothing is generated."""
    show_help(context)


for _command in (demo, sandbox, check, cache):
    heroics.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code; an error is one line on standard error.

    Where the reader of the output goes away, click and rich end the process with 1, in silence.

    Args:
        arguments: of the command line, without the name of the program.
    """
    try:
        code = heroics.main(list(arguments), prog_name="heroics", standalone_mode=False)
    except click.UsageError as error:
        return _complain(error.format_message(), 2, error.ctx.command_path if error.ctx else "heroics")
    except click.ClickException as error:
        return _complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return 130
    except (HeroicsError, OSError) as error:
        return _complain(str(error))
    return code if isinstance(code, int) else 0


def _complain(text: str, code: int = 1, command: str = "") -> int:
    more = f" See '{command} --help'." if command else ""
    with suppress(BrokenPipeError):
        click.echo(f"heroics: {one_line(text)}{more}", err=True)
    return code
