"""The commands of the tool and their options, kept in a file as long as the program is unchanged."""

import json
import os
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

from heroics_py._version import __version__
from heroics_py.cli.completion.kept_files import read_kept, write_kept
from heroics_py.cli.completion.tracked_files import file_state

if TYPE_CHECKING:
    import click

__all__ = ["Commands", "ToolIndex", "describe_command", "link_options", "program_state"]

_FILE = "commands"
_CALL = "call"
_UNKNOWN: dict[str, Any] = {"text": "", "options": [], "arguments": [], "commands": {}}
_HELP = "Show this message and exit."
_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Commands(Protocol):
    """A group of commands that are loaded when they are needed."""

    params: "list[click.Parameter]"
    context_settings: "MutableMapping[str, Any]"

    @property
    def texts(self) -> dict[str, str]:
        """What each command does, by its name."""

    def get_command(self, ctx: "click.Context", cmd_name: str) -> "click.Command | None":
        """Return a command."""


class ToolIndex:
    """The commands of the tool. A command is loaded when it is first needed, and after a change of the program.

    Args:
        load: returns the group of all commands.
    """

    def __init__(self, load: "Callable[[], Commands]") -> None:
        self._load = load
        self._known = self._read() or self._make()

    @property
    def root(self) -> dict[str, Any]:
        """The tool itself, as `describe_command` has it, without its commands."""
        root: dict[str, Any] = self._known["root"]
        return root

    @property
    def texts(self) -> dict[str, str]:
        """What each command does, by its name."""
        texts: dict[str, str] = self._known["texts"]
        return texts

    def command(self, name: str) -> dict[str, Any]:
        """Return a command, as `describe_command` has it; an empty one if a library that it needs is not installed."""
        known: dict[str, dict[str, Any]] = self._known["commands"]
        if name not in known:
            try:
                command = self._load().get_command(_no_context(), name)
            except ImportError:
                return _UNKNOWN
            known[name] = _UNKNOWN if command is None else describe_command(command)
            self._keep()
        return known[name]

    def _read(self) -> dict[str, Any]:
        kept = read_kept(_FILE)
        try:
            known = {} if kept is None else json.loads(kept)
            is_ours = known.get("program") == program_state() and {"root", "texts", "commands"} <= known.keys()
        except (ValueError, AttributeError):
            return {}
        return known if is_ours else {}

    def _make(self) -> dict[str, Any]:
        group = self._load()
        root = {"options": _options(group), "arguments": [], "commands": {}}
        return {"program": program_state(), "root": root, "texts": group.texts, "commands": {}}

    def _keep(self) -> None:
        with suppress(OSError):
            write_kept(_FILE, json.dumps(self._known).encode())


def _no_context() -> Any:
    """Return the context of a command that is only described."""
    return None


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


def describe_command(command: Any) -> dict[str, Any]:
    """Return the text, the options, the arguments and the commands of a command of click, in plain JSON."""
    arguments = [_argument(each) for each in command.params if each.param_type_name == "argument"]
    known = {
        "text": command.get_short_help_str(100),
        "options": _options(command),
        "arguments": arguments,
        "commands": {},
    }
    if command.name == _CALL:
        return {**known, "link_options": link_options()}  # what it calls is in the schema
    for name, below in getattr(command, "commands", {}).items():
        known["commands"][name] = describe_command(below)
    return known


def _options(command: Any) -> list[dict[str, Any]]:
    options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
    names = command.context_settings.get("help_option_names", ["--help"])
    return [*map(_option, options), {"names": names, "text": _HELP}]


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
