"""The words that somebody may have for a link of one resource, each with the call it means."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self

from heroics_py.model.api import Link

__all__ = ["Words"]


class Words(NamedTuple):
    """Which call some words mean: looked up, however many links a resource has.

    Attributes:
        own: by title, else by the name in Python, else by the name that the schema gives.
        aliases: by a further name.
        rels: by relation.
    """

    own: dict[str, str]
    aliases: dict[str, str]
    rels: dict[str, str]

    @classmethod
    def of(cls, calls: Mapping[str, Iterable[Link]]) -> Self:
        """Return the words for ``calls``; of several calls with the same words the first has them."""
        pairs = [(call, link) for call, links in calls.items() for link in links]
        titles = [(link.title, call) for call, link in pairs if link.title]
        names = [(link.name, call) for call, link in pairs if link.name]
        return cls(
            own=_first([*titles, *((call, call) for call in calls), *names]),
            aliases=_first((alias, call) for call, link in pairs for alias in link.aliases),
            rels=_first((link.rel, call) for call, link in pairs),
        )


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for words, call in pairs:
        found.setdefault(words, call)
    return found
