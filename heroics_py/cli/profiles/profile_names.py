"""The names that a profile may have."""

import re
from collections.abc import Collection

from heroics_py.display.terminal import shown
from heroics_py.readers.bundled_schemas import bundled

__all__ = ["check_name", "is_name", "problem_of_name"]

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
# Commands that other versions of this program have, so that a profile keeps its meaning.
_RESERVED = frozenset({"diff", "docs", "help", "login", "logout", "stubs", "version"})


def is_name(text: str) -> bool:
    """Return whether ``text`` has the form of a name, which no path, URL or option has."""
    return _NAME.fullmatch(text) is not None


def problem_of_name(name: str, commands: Collection[str]) -> str:
    """Return why a profile can't have this name; empty if it can.

    Args:
        name: the name.
        commands: the names of the program's commands.
    """
    if not is_name(name):
        return "expected up to 40 lower-case letters, digits, '-' and '_', with a letter first"
    if name in commands or name in _RESERVED:
        return f"'heroics {name}' is a command: choose another name, such as {name}-api"
    if name in bundled():
        return f"{name} is the name of a bundled schema: choose another, such as my-{name}"
    return ""


def check_name(name: str, commands: Collection[str]) -> None:
    """Check the name of a profile.

    Raises:
        ValueError: a profile can't have it; the message says why.
    """
    if problem := problem_of_name(name, commands):
        raise ValueError(f"{shown(name)} can't be the name of a profile: {problem}")
