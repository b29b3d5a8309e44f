"""The exit code and the line that an error ends a command with."""

import traceback

import click

from heroics_py.cli.mistyped_options import usage_text
from heroics_py.cli.text import one_line
from heroics_py.errors import (
    CallError,
    HeroicsError,
    NoSuchAttribute,
    NoSuchName,
    ReadOnlyError,
    ResponseError,
    SchemaError,
    TransportError,
    ValidationError,
)
from heroics_py.errors.calls import problem_text
from heroics_py.secrecy.texts import mask_text
from heroics_py.writers.shell_advice import shell_advice

__all__ = ["CLOSED_PIPE", "INTERRUPTED", "error_line", "exit_code", "failure", "traceback_text"]

INTERRUPTED = 130
"""After Ctrl-C, as a shell reports SIGINT."""
CLOSED_PIPE = 141
"""After the reader of the output has closed it, as a shell reports SIGPIPE."""

_PYTHON_CREDENTIALS = "; they are looked for in connect("
_API_ERROR, _USAGE, _VALIDATION, _CONNECTION = 1, 2, 3, 4
# The first kind that an error has decides.
_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (CallError, _USAGE),
    (NoSuchName, _USAGE),
    (NoSuchAttribute, _USAGE),
    (ReadOnlyError, _USAGE),
    (SchemaError, _USAGE),
    (ValidationError, _VALIDATION),
    (TransportError, _CONNECTION),
)


def exit_code(error: BaseException) -> int:
    """Return the exit code for an error: 1 for one of the API, 2 usage, 3 validation, 4 connection."""
    if isinstance(error, click.ClickException):
        return error.exit_code
    return next((code for kind, code in _CODES if isinstance(error, kind)), _API_ERROR)


def failure(message: str, code: int) -> click.ClickException:
    """Return an error that ends a command with an exit code."""
    error = click.ClickException(message)
    vars(error)["exit_code"] = code
    return error


def error_line(error: BaseException, advice: str = "") -> str:
    """Return an error in one line, with what to do on a command line.

    Args:
        error: what ended the command.
        advice: what to add about credentials, if anything; it replaces what the error says of them in Python.
    """
    if isinstance(error, ValidationError) and error.problems:
        end = "--no-validate sends it all the same" if error.can_be_sent else ""
        return one_line(problem_text(error.problems, error.link, end).replace("\n--no", "; --no"))
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx is not None else ""
        hint = f" See '{command} --help'." if command else ""
        text = shell_advice(usage_text(error))
        return one_line(f"{text}{'' if text.endswith(('.', '?')) or not hint else '.'}{hint}")
    if isinstance(error, click.ClickException):
        return one_line(error.format_message())
    notes = [*getattr(error, "__notes__", ()), *filter(None, [advice])]
    return one_line(shell_advice("; ".join([_text(error, has_notes=bool(notes)), *notes])))


def _text(error: BaseException, *, has_notes: bool) -> str:
    """Return the text of an error; a note that names the credentials of a command line replaces those of Python."""
    if isinstance(error, OSError) and not isinstance(error, HeroicsError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    text = str(error) or type(error).__name__
    if isinstance(error, ResponseError) and has_notes:
        return text.replace(error.message, error.message.partition(_PYTHON_CREDENTIALS)[0])
    return text


def traceback_text(error: BaseException) -> str:
    """Return the traceback of an error, its secrets masked."""
    return mask_text("".join(traceback.format_exception(error)))


def is_expected(error: BaseException) -> bool:
    """Return whether an error is about the command line, the API or the computer, and not a mistake of the tool."""
    return isinstance(error, click.ClickException | HeroicsError | OSError)
