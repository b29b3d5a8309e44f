"""The differences between two schemas of an API."""

from collections.abc import Iterable
from typing import Any, Self

from heroics_py.changes.change import EFFECTS, Change
from heroics_py.changes.touching import UsedCall, touches

__all__ = ["Changes"]


class Changes(tuple[Change, ...]):
    """The differences between two schemas, the worst first, then by the calls of the old one.

    It is a tuple, which is true if there is a change.
    """

    __slots__ = ()

    def __new__(cls, changes: Iterable[Change] = ()) -> Self:
        """Return the changes in their order, each once: links that share a call may change in the same way."""
        distinct = {
            (
                each.effect,
                each.call,
                each.new_call,
                each.kind,
                each.part,
                each.path,
                each.message,
                each.further_paths,
            ): each
            for each in changes
        }
        return super().__new__(cls, sorted(distinct.values(), key=lambda each: EFFECTS.index(each.effect)))

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Changes(found) if isinstance(index, slice) else found

    def __str__(self) -> str:
        from heroics_py.changes.reports.text import text_of

        return text_of(self)

    @property
    def breaking(self) -> "Changes":
        """Those with which a call that worked fails, goes elsewhere, or gives code another kind of value."""
        return self._with("breaking")

    @property
    def risky(self) -> "Changes":
        """Those with which calls work, and may surprise."""
        return self._with("risky")

    @property
    def harmless(self) -> "Changes":
        """Those that no code feels unless it uses what is new."""
        return self._with("harmless")

    def touching(self, uses: Iterable[UsedCall]) -> "Changes":
        """Return those that a program may feel: what it does not use is left out.

        Args:
            uses: the calls of the program, as `heroics_py.uses` finds them; best with the old schema:
                ``heroics_py.uses("src/", schema=old)``.
        """
        calls = tuple(uses)
        return Changes(each for each in self if touches(each, calls))

    def _with(self, effect: str) -> "Changes":
        return Changes(each for each in self if each.effect == effect)

    def to_markdown(self) -> str:
        """Return the changes as Markdown, for a pull request: one item for each cause, the worst effect first."""
        from heroics_py.changes.reports.markdown import markdown_of

        return markdown_of(self)

    def to_json(self) -> str:
        """Return the changes as JSON text: their ``counts`` by effect, and ``changes``, an entry for each call."""
        from heroics_py.changes.reports.json_text import json_of

        return json_of(self)
