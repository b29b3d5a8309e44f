"""The words that name the links of one resource in the schema."""

from collections.abc import Iterable, Mapping
from typing import Self

from heroics_py.model.api import Link
from heroics_py.support.values import Value

__all__ = ["LinkWords"]


class LinkWords(Value, kw_only=True):
    """The call that each word means. If several calls share a word, it means the first of them.

    Attributes:
        own: calls by the title of a link, by their name in Python, and by their name in the schema.
        aliases: calls by an alias of a link.
        rels: calls by the relation of a link.
    """

    own: dict[str, str]
    aliases: dict[str, str]
    rels: dict[str, str]

    @classmethod
    def of(cls, calls: Mapping[str, Iterable[Link]]) -> Self:
        """Return the words for ``calls``."""
        pairs = [(call, link) for call, links in calls.items() for link in links]
        titles = [(link.title, call) for call, link in pairs if link.title]
        names = [(link.name, call) for call, link in pairs if link.name]
        return cls(
            own=_first([*titles, *((call, call) for call in calls), *names]),
            aliases=_unambiguous(pairs),
            rels=_first((link.rel, call) for call, link in pairs),
        )


def _unambiguous(pairs: list[tuple[str, Link]]) -> dict[str, str]:
    """Return the first call of each alias; none if another call has it and one of them changes something."""
    calls: dict[str, dict[str, None]] = {}
    for call, link in pairs:
        for alias in link.aliases:
            calls.setdefault(alias, {})[call] = None
    changing = {call for call, link in pairs if link.method not in {"GET", "HEAD"}}
    return {alias: next(iter(named)) for alias, named in calls.items() if len(named) == 1 or changing.isdisjoint(named)}


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    words: dict[str, str] = {}
    for word, call in pairs:
        words.setdefault(word, call)
    return words
