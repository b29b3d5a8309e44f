"""Which changes a program feels, by the calls that it makes."""

from collections.abc import Iterable
from typing import Protocol

from heroics_py.changes.change import Change, joined

__all__ = ["ANY", "IDENTITY", "ITEMS", "UsedCall", "touches"]

ANY = "*"
"""What is not known of a use: any call, any field, the whole answer."""

IDENTITY = "(identity)"
"""The field of a record that names it, where a call takes the record: its id or name, for example."""

ITEMS = "[]"
"""That an answer is a list, or not, where none of its fields is read: the program counts its items, for example."""

_UNFELT = frozenset({"text-changed", "body-optional", "field-optional", "answer-field-required"})
_FELT_BY_ALL = frozenset({"default-changed", "field-required", "body-required"})
_SENT = frozenset({"body", "query", "header", "cookie"})


class UsedCall(Protocol):
    """A call of a program; `heroics_py.usage.Use` is one."""

    @property
    def call(self) -> str:
        """The call as one types it; with a "*" for what is not known."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the arguments and body fields that it passes."""

    @property
    def answers(self) -> tuple[str, ...]:
        """What is read of its answer."""


def touches(change: Change, uses: Iterable[UsedCall]) -> bool:
    """Return whether a program may feel a change.

    What is not known of a use counts as used, except for changes that are harmless.

    Args:
        change: the change.
        uses: the calls of the program.
    """
    if not change.call:
        return any(True for _ in uses) and change.kind not in _UNFELT
    return any(_is_meant(change, use) and _is_felt(change, use) for use in uses)


def _is_meant(change: Change, use: UsedCall) -> bool:
    if use.call == change.call:
        return True
    if change.effect == "harmless" or change.kind == "call-new":
        return False
    if use.call == ANY or " " in use.call:  # a request that the document does not describe: its path may be any
        return True
    resource, _, link = use.call.rpartition(".")
    own_resource, _, own_link = change.call.rpartition(".")
    return ANY in use.call and resource in {ANY, own_resource} and link in {ANY, own_link}


def _is_felt(change: Change, use: UsedCall) -> bool:
    if change.kind in _UNFELT:
        return False
    if change.part == "answer":
        return _is_read(change, use)
    if change.part == "argument" and change.kind == "argument-renamed":  # by position, it goes on to work
        return not {change.keyword, ANY}.isdisjoint(use.fields)
    return change.part not in _SENT or _is_sent(change, use)


def _is_sent(change: Change, use: UsedCall) -> bool:
    return any(_is_sent_at(path, change, use) for path in _paths_of(change))


def _is_sent_at(path: tuple[str, ...], change: Change, use: UsedCall) -> bool:
    top = path[0] if path else ""
    if change.kind in _FELT_BY_ALL and len(path) <= 1:
        return True
    if top in {"", "[]"}:
        return bool(use.fields) or change.effect != "harmless"
    if top == ANY:
        return bool(use.fields)
    return not {top, change.keyword or top}.isdisjoint(use.fields) or _counts(use.fields, change)


def _counts(names: tuple[str, ...], change: Change) -> bool:
    """Return whether what is not known counts as used."""
    return ANY in names and change.effect != "harmless"


def _is_read(change: Change, use: UsedCall) -> bool:
    if not change.path or _counts(use.answers, change):
        return bool(use.answers)
    paths = frozenset[str]().union(*map(_spellings, _paths_of(change)))
    return any(_is_same(path, read) for read in use.answers for path in paths)


def _paths_of(change: Change) -> tuple[tuple[str, ...], ...]:
    """Return the paths to what changed; of harmless changes, those that are known in full."""
    further = [each for each in change.further_paths if change.effect != "harmless" or each[-1] != ANY]
    return (change.path, *further)


def _spellings(path: tuple[str, ...]) -> set[str]:
    """Return the ways in which a program spells a path: an item of a list is read without the keys that lead to it."""
    starts = [0, *(number + 1 for number, name in enumerate(path) if name == "[]")]
    found = {joined(tuple(name for name in path[start:] if name != "[]")) for start in starts}
    return (found - {""}) or {ANY}


def _is_same(path: str, read: str) -> bool:
    """Return whether one of two paths leads to the other, or to a part of it."""
    if read.rpartition(".")[2] == IDENTITY:
        return "." not in path.removeprefix(read.removesuffix(IDENTITY))
    reads = (read, read.removeprefix("meta."))  # what a page has beside its items
    return any(all(map(_is_same_name, path.split("."), each.split("."))) for each in reads)


def _is_same_name(name: str, read: str) -> bool:
    return name in {read, ANY}
