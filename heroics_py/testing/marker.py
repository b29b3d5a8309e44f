"""The arguments of the marker ``heroics``, as they hold for one test."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from heroics_py.testing.network_guard import check_hosts

__all__ = ["Mark", "MarkerArguments", "merge_marks", "source_of"]

_MARKER = "@pytest.mark.heroics"
# What other plugins call the arguments.
_OTHER_NAMES = {
    **dict.fromkeys(("allow_network", "block_network", "internet", "enable_socket"), "network=True"),
    **dict.fromkeys(("allow", "allow_hosts", "allowed_hosts", "hosts"), "network=['api.example.com']"),
    **dict.fromkeys(("tape", "cassette"), "the fixture heroics_tape"),
}
_PATHS = ("schema", "data", "patch")


class Mark(Protocol):
    """A mark of pytest."""

    @property
    def args(self) -> tuple[Any, ...]:
        """The positional arguments."""

    @property
    def kwargs(self) -> Mapping[str, Any]:
        """The keyword arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerArguments:
    """What the marks of a test say together.

    Attributes:
        hosts: the allowed hosts beside this machine; None for all.
        says_network: whether a mark or a setting says which.
        sandbox: the arguments of the sandbox.
        source: what an error about them names.
    """

    hosts: tuple[str, ...] | None
    says_network: bool
    sandbox: dict[str, Any]
    source: str


def merge_marks(marks: Iterable[Mark], settings: Mapping[str, Any], folders: Iterable[Path]) -> MarkerArguments:
    """Return the arguments of a test.

    Args:
        marks: of the test, the closest first; each argument is taken from the closest one that has it.
        settings: the arguments that hold without a mark.
        folders: where a relative path may start, the first one first.

    Raises:
        TypeError: a mark has two schemas, other positional arguments, or an argument of another plugin.
        ValueError: ``network`` is neither True, False, nor a list of hosts.
    """
    merged: dict[str, Any] = {"schema": "heroku", **settings}
    for mark in reversed(list(marks)):
        merged |= _arguments_of(mark)
    says_network = "network" in merged
    network = merged.pop("network", False)
    hosts = None if network is True else () if network is False else check_hosts(network)
    places = list(folders)
    located = {name: _located(value, places) if name in _PATHS else value for name, value in merged.items()}
    return MarkerArguments(hosts=hosts, says_network=says_network, sandbox=located, source=source_of(settings))


def source_of(settings: Iterable[str]) -> str:
    """Return what an error about the arguments of a test names: the marker, and the settings that are in use."""
    of_configuration = " and ".join(f"heroics_{name}" for name in settings)
    return f"{_MARKER}, or {of_configuration} in the configuration of pytest" if of_configuration else _MARKER


def _arguments_of(mark: Mark) -> dict[str, Any]:
    for name in mark.kwargs:
        if name in _OTHER_NAMES:
            raise TypeError(f"it has no argument {name!r}; did you mean {_OTHER_NAMES[name]}?")
    if not mark.args:
        return dict(mark.kwargs)
    if len(mark.args) > 1 or "schema" in mark.kwargs:
        raise TypeError(
            f"it takes one argument without a keyword, the schema; got {len(mark.args) + ('schema' in mark.kwargs)}: "
            "pass the others by keyword, such as data=..."
        )
    return {"schema": mark.args[0], **mark.kwargs}


def _located(value: Any, folders: list[Path]) -> Any:
    """Return the path of a file or folder; any other path, or one that is nowhere, stays as it is."""
    if not isinstance(value, str | os.PathLike):
        return value
    text = os.fspath(value)
    is_name = isinstance(value, str) and not any(sign in text for sign in "./\\")
    if is_name or not text or "://" in text or os.path.isabs(text):
        return value
    return next((str(folder / text) for folder in folders if (folder / text).exists()), value)
