"""The ``heroics`` command."""

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from shlex import quote

import click

from heroics_py._version import __version__
from heroics_py.cli.program import CONTEXT, Program, run_program
from heroics_py.cli.text import show_help
from heroics_py.display.terminal import escaped, shown
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.suggestions import did_you_mean

__all__ = ["heroics", "run"]

# Each command is loaded when it is needed: its name, its module, where it has the same name, and its line of help.
_COMMANDS = {
    "call": ("heroics_py.cli.api.call", "Call a link of the API that SCHEMA describes."),
    "edit": (
        "heroics_py.cli.edit.command",
        "Edit a resource as YAML in $VISUAL or $EDITOR, and send the fields that you change.",
    ),
    "profile": (
        "heroics_py.cli.profiles.commands",
        "Manage profiles: short names for APIs, called with 'heroics NAME'.",
    ),
    "find": ("heroics_py.cli.find", "Search the links of SCHEMA by words, best match first."),
    "mcp": ("heroics_py.cli.mcp", "Serve the API of SCHEMA to an assistant over the Model Context Protocol (MCP)."),
    "demo": ("heroics_py.cli.demo", "Run a demo: a sandbox server, a client, and example calls."),
    "sandbox": ("heroics_py.cli.sandbox", "Run a local, in-memory server for the API of SCHEMA until Ctrl-C."),
    "check": (
        "heroics_py.cli.check",
        "Report the problems in SCHEMA, and how the client handles each one.",
    ),
    "uses": (
        "heroics_py.cli.uses",
        "List the calls of a program: where each is, the fields that it passes, and what is read of its response.",
    ),
    "diff": ("heroics_py.cli.diff", "Compare two schemas of an API: what the code of a caller feels, call by call."),
    "stubs": (
        "heroics_py.cli.stubs",
        "Generate type stubs for SCHEMA, for completion in editors and for type checkers.",
    ),
    "docs": ("heroics_py.cli.docs", "Generate an API reference from SCHEMA: a static site or one Markdown file."),
    "lock": ("heroics_py.cli.locks.lock", "Pin SCHEMA in a file, with which a program is told what has changed since."),
    "watch": ("heroics_py.cli.locks.watch", "Tell whether SCHEMA has changed, by exit code and a few lines, for cron."),
    "cache": ("heroics_py.cli.cache", "Inspect or clear the file cache."),
    "completion": ("heroics_py.cli.completion.command", "Print the completion script for a shell."),
}
# What is a function of Python alone.
_IN_PYTHON = {
    "contract": "heroics_py.testing.contract(client) checks a server, in Python",
    **dict.fromkeys(("tape", "record"), "heroics_py.tape('tape.yaml') records and plays, in Python"),
}


class Commands(Program):
    """The commands of the program."""

    @property
    def texts(self) -> dict[str, str]:
        """What each command does, by its name; none is loaded."""
        return {name: text for name, (_, text) in _COMMANDS.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        """Return the names of the commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return a command, or that of the API of a profile, if there is one."""
        if cmd_name not in _COMMANDS:
            return _profile_command(cmd_name)
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write the commands, none of which is loaded, and the profiles."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.texts.items()))
        if names := _profile_names():
            with formatter.section("Profiles"):
                formatter.write_text(", ".join(names))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return a command.

        Raises:
            click.UsageError: there is no such command or profile; the message names the closest ones.
        """
        if ctx.resilient_parsing or self.get_command(ctx, args[0]) is not None:
            return super().resolve_command(ctx, args)
        from heroics_py.cli.profiles.profile_file import user_profiles

        word, names = mask_url(args[0]), [*_COMMANDS, *user_profiles().names()]
        hint = f"it is a schema: 'heroics call {escaped(quote(word))}' calls its links" if _is_schema(args[0]) else ""
        hint = hint or _IN_PYTHON.get(word) or did_you_mean(word, names)
        raise click.UsageError(f"no command or profile {shown(word)}; {hint}", ctx)


def _is_schema(word: str) -> bool:
    """Return whether a word is a bundled name, a file or folder that exists, or a URL."""
    from heroics_py.readers.bundled_schemas import bundled

    return word in bundled() or "://" in word or Path(word).expanduser().exists()


def _profile_names() -> list[str]:
    """Return the names of the profiles; none if their file can't be used, which the commands about them say."""
    from heroics_py.cli.profiles.profile_file import user_profiles

    with suppress(click.ClickException):
        return [name for name in user_profiles().names() if name not in _COMMANDS]
    return []


def _profile_command(name: str) -> click.Command | None:
    """Return the commands of the API that a profile names, if there is one."""
    from heroics_py.cli.api.group import ApiGroup
    from heroics_py.cli.profiles.profile_file import user_profiles
    from heroics_py.cli.profiles.target import target_of_profile

    profile = user_profiles().find(name)
    return None if profile is None else ApiGroup(target_of_profile(profile, f"heroics {name}"), name)


@click.group(cls=Commands, invoke_without_command=True, context_settings=CONTEXT)
@click.version_option(__version__, prog_name="heroics", message="%(prog)s %(version)s")
@click.pass_context
def heroics(context: click.Context) -> None:
    """Call any API from its schema, without generating code."""
    show_help(context)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.

    An error prints one line to standard error. If the reader of the output closes it, nothing is printed.

    Args:
        arguments: the command line, without the name of the program.
    """
    return run_program(heroics, arguments, "heroics")
