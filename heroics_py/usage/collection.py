"""The calls that a program makes."""

import json
from collections.abc import Iterable
from typing import Any, Self

from heroics_py.usage.use import ANY, Use

__all__ = ["Uses"]


class Uses(tuple[Use, ...]):  # noqa: SLOT001 - it has notes
    """The calls that a program makes, in the order of its files and lines.

    It is a tuple, which is true if there is a call.

    Attributes:
        notes: sentences about what was not read and can't matter, such as a file that is not Python.
    """

    notes: tuple[str, ...] = ()

    def __new__(cls, uses: Iterable[Use] = (), notes: Iterable[str] = ()) -> Self:
        """Sort the uses by their places."""
        uses_ = super().__new__(cls, sorted(uses, key=_place))
        uses_.notes = tuple(notes)
        return uses_

    def __getnewargs__(self) -> tuple[object, ...]:
        return (tuple(self), self.notes)

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Uses(found, self.notes) if isinstance(index, slice) else found

    @property
    def calls(self) -> tuple[str, ...]:
        """The calls as one types them, each once, in alphabetical order; those with a "*" are left out."""
        return tuple(sorted({each.call for each in self if ANY not in each.call}))

    @property
    def unknown(self) -> "Uses":
        """Those whose call the source does not show: their `call` has a "*"."""
        return Uses(each for each in self if ANY in each.call)

    def of(self, call: str) -> "Uses":
        """Return those that are, or may be, of this call: "app.update"."""
        return Uses(each for each in self if _may_be(each.call, call))

    def __str__(self) -> str:
        return "\n".join([*map(str, self), *self.notes])

    def __repr__(self) -> str:
        return f"<Uses: {len(self)} places, {len(self.calls)} calls>"

    def to_json(self) -> str:
        """Return the uses as JSON: an object with "uses" and "notes"."""
        return json.dumps({"uses": [each.as_dict() for each in self], "notes": [*self.notes]}, indent=2)


def _place(use: Use) -> tuple[str, int, int, int, str]:
    file, _, cell = use.path.removesuffix("]").rpartition("[")
    is_cell = use.path.endswith("]") and cell.isdecimal() and len(cell) < 9
    return file if is_cell else use.path, int(cell) if is_cell else 0, use.line, use.column, use.call


def _may_be(pattern: str, call: str) -> bool:
    if pattern in {call, ANY}:
        return True
    if ANY not in pattern:
        return False
    resource, _, link = pattern.rpartition(".")
    own_resource, _, own_link = call.rpartition(".")
    return resource in {ANY, own_resource} and link in {ANY, own_link}
