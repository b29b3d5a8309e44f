"""A group of commands that runs as a program: its errors, its exit codes, its warnings."""

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import click

from heroics_py.cli.exit_codes import CLOSED_PIPE, INTERRUPTED, error_line, exit_code, is_expected, traceback_text
from heroics_py.cli.text import one_line

__all__ = ["CONTEXT", "Program", "run_program"]

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
"""The settings of the context of each program: its groups and commands inherit the width of help."""
_DEBUG = "--debug"
_SHELLS = ("bash", "zsh", "fish")  # the values that the scripts of completion set; others are those of click


class Program(click.Group):
    """A group of commands whose errors are one line, and whose exit codes say what went wrong."""

    def main(  # type: ignore[override]  # it has the arguments of click under one name
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        """Run the program with the arguments of this process, and exit.

        Args:
            args: the arguments, if not those of this process.
            prog_name: the name of the program.
            **extra: further arguments of click.
        """
        name = prog_name or self.name or "heroics"
        shell = os.environ.get(f"_{name}_COMPLETE".replace("-", "_").upper())
        if shell in _SHELLS and self.answer_tab(shell):
            return None
        if shell is not None:
            return super().main(args, name, **extra)
        sys.exit(run_program(self, sys.argv[1:] if args is None else args, name))

    def answer_tab(self, shell: str) -> bool:  # noqa: ARG002 - groups of an API answer
        """Print the candidates for the line on standard input; return whether that is done.

        Args:
            shell: "bash", "zsh" or "fish".
        """
        return False


def run_program(program: click.Command, arguments: Sequence[str], name: str) -> int:
    """Run one command and return its exit code.

    An error prints one line to standard error. Ctrl-C and a closed pipe print nothing.

    Args:
        program: the commands.
        arguments: the command line, without the name of the program.
        name: of the program.
    """
    with _warnings_as_lines(name):
        try:
            return _run(program, arguments, name)
        except BrokenPipeError:
            _forget_output()
            return CLOSED_PIPE
        except (click.Abort, KeyboardInterrupt):
            with suppress(OSError):
                click.echo("", err=True, nl=sys.stderr.isatty())
            return INTERRUPTED


def _run(program: click.Command, arguments: Sequence[str], name: str) -> int:
    try:
        with program.make_context(name, list(arguments)) as context:
            code = program.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        sys.stdout.flush()
        return done.exit_code
    except Exception as error:
        if not is_expected(error) or isinstance(error, BrokenPipeError):
            raise
        if _DEBUG in arguments:
            click.echo(traceback_text(error), err=True, nl=False)
        click.echo(f"{name}: {error_line(error)}", err=True)
        return exit_code(error)
    return code if isinstance(code, int) else 0


def _forget_output() -> None:
    """Let Python end without a complaint about output that nobody reads."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _warnings_as_lines(name: str) -> Iterator[None]:
    """Print each warning for the user once, as a line; those of this library are all `UserWarning`."""
    with warnings.catch_warnings():
        others = warnings.showwarning
        said: set[str] = set()

        def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            text = one_line(str(message))
            if not issubclass(category, UserWarning):
                others(message, category, *place, **more)
            elif text not in said:
                said.add(text)
                click.echo(f"{name}: warning: {text}", err=True)

        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = show
        yield
