"""The ``heroics`` command and its exit codes."""

from collections.abc import Sequence
from contextlib import suppress

import click

from heroics_py._version import __version__
from heroics_py.cli.cache import cache
from heroics_py.cli.check import check
from heroics_py.cli.completion.command import completion
from heroics_py.cli.demo import demo
from heroics_py.cli.sandbox import sandbox
from heroics_py.cli.text import one_line, show_help
from heroics_py.errors import HeroicsError

__all__ = ["heroics", "run"]


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heroics", message="%(prog)s %(version)s")
@click.pass_context
def heroics(context: click.Context) -> None:
    """Turn the schema of an API into a live client, without generating code."""
    show_help(context)


for _command in (demo, sandbox, check, cache, completion):
    heroics.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.

    An error prints one line to standard error. If the reader of the output closes it, click and rich exit with 1 and
    print nothing.

    Args:
        arguments: the command line, without the name of the program.
    """
    try:
        code = heroics.main(list(arguments), prog_name="heroics", standalone_mode=False)
    except click.UsageError as error:
        return _print_error(error.format_message(), 2, error.ctx.command_path if error.ctx else "heroics")
    except click.ClickException as error:
        return _print_error(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return 130
    except (HeroicsError, OSError) as error:
        return _print_error(str(error))
    return code if isinstance(code, int) else 0


def _print_error(text: str, code: int = 1, command: str = "") -> int:
    hint = f" See '{command} --help'." if command else ""
    with suppress(BrokenPipeError):
        click.echo(f"heroics: {one_line(text)}{hint}", err=True)
    return code
