"""The commands of the tool and their options, kept in a file as long as the program is unchanged."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from heroics_py._version import __version__
from heroics_py.cli.completion.kept_files import read_kept, write_kept
from heroics_py.cli.completion.tracked_files import file_state

if TYPE_CHECKING:
    import click

__all__ = ["describe_command", "link_options", "program_state", "tool_commands"]

_FILE = "commands"
_CALL = "call"
_UNKNOWN: dict[str, Any] = {"text": "", "options": [], "arguments": [], "commands": {}}
_HELP = "Show this message and exit."
_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def tool_commands(load: "Callable[[], click.Command]") -> dict[str, Any]:
    """Return a command of the tool with everything below it, as `describe_command` does.

    Args:
        load: returns the command, if the index is missing or the program has changed.
    """
    state = program_state()
    kept = read_kept(_FILE)
    if kept is not None:
        with suppress(ValueError, LookupError, TypeError):
            known = json.loads(kept)
            if known["program"] == state:
                command: dict[str, Any] = known["command"]
                return command
    missing: list[str] = []
    command = describe_command(load(), missing)
    if missing:
        return command  # the libraries that they need may be installed at any time
    with suppress(OSError):
        write_kept(_FILE, json.dumps({"program": state, "command": command}).encode())
    return command


@cache
def program_state() -> str:
    """Return text that differs for each version of the program, also while somebody works on it."""
    states = [file_state(path) for path in _modules()]
    facts = json.dumps([__version__, list(sys.version_info[:3]), states])
    return blake2b(facts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def link_options(*, takes_url: bool = True) -> list[dict[str, Any]]:
    """Return the options that every link has beside its own.

    Args:
        takes_url: whether the command may say where the API is.
    """
    from heroics_py.cli.api.link_command import LinkCommand
    from heroics_py.cli.profiles.target import ClientTarget, Target

    no_link: Any = None  # these options are the same for each
    target = Target(typed="", schema="") if takes_url else ClientTarget(typed="", client=no_link)
    options = LinkCommand(target, "", "", no_link).params
    return [*map(_option, options), {"names": ["-h", "--help"], "text": _HELP}]


def _modules() -> Iterator[str]:
    for folder, folders, names in os.walk(_FOLDER):
        folders.sort()
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


def describe_command(command: Any, missing: list[str]) -> dict[str, Any]:
    """Return the text, the options, the arguments and the commands of a command of click, in plain JSON.

    Args:
        command: the command.
        missing: gets the names of the commands below it that can't be loaded, because a library is not installed.
    """
    shown = [each for each in command.params if not getattr(each, "hidden", False)]
    options = [_option(each) for each in shown if each.param_type_name == "option"]
    names = command.context_settings.get("help_option_names", ["--help"])
    known = {
        "text": command.get_short_help_str(100),
        "options": [*options, {"names": names, "text": _HELP}],
        "arguments": [_argument(each) for each in shown if each.param_type_name == "argument"],
        "commands": {},
    }
    if command.name == _CALL:
        return {**known, "link_options": link_options()}  # what it calls is in the schema
    for name in getattr(command, "list_commands", lambda _: ())(None):
        known["commands"][name] = _UNKNOWN
        try:
            below = command.get_command(None, name)
        except ImportError:
            missing.append(name)
            continue
        if below is not None:
            known["commands"][name] = describe_command(below, missing)
    return known


def _option(option: Any) -> dict[str, Any]:
    """Return the names of an option of click, whether it takes a value, and which."""
    known: dict[str, Any] = {"names": [*option.opts, *option.secondary_opts], "text": option.help or ""}
    if not option.is_flag and not option.count:
        known["takes"] = _kind(option)
    return {**known, "several": True} if option.multiple else known


def _argument(argument: Any) -> dict[str, Any]:
    return {"name": argument.name, "several": argument.nargs != 1, "takes": _kind(argument)}


def _kind(parameter: Any) -> list[str]:
    """Return the values that a parameter takes: those of a choice, else the name of its type."""
    choices = getattr(parameter.type, "choices", None)
    return ["choice", *(str(getattr(each, "value", each)) for each in choices)] if choices else [parameter.type.name]
