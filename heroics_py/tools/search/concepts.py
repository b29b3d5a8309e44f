"""The concepts that words of people and words of APIs share."""

from functools import cache

from heroics_py.tools.search.action_words import ACTION_WORDS
from heroics_py.tools.search.english import root_of, stem_of
from heroics_py.tools.search.thing_words import THING_WORDS
from heroics_py.tools.search.trade_words import TRADE_WORDS

__all__ = ["concepts_of"]

_STRONG, _WEAK, _DERIVED = 1.0, 0.6, 0.8


@cache
def _table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for line in f"{THING_WORDS}{ACTION_WORDS}{TRADE_WORDS}".splitlines():
        concept, _, words = line.partition(": ")
        for word in words.split():
            strength = _WEAK if word.endswith("~") else _STRONG
            stem = stem_of(word.strip("~"))
            known = table.setdefault(stem, {})
            known[concept] = max(strength, known.get(concept, 0.0))
    return table


@cache
def _table_of_roots() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for stem, concepts in _table().items():
        known = table.setdefault(root_of(stem), {})
        for concept, share in concepts.items():
            known[concept] = max(share * _DERIVED, known.get(concept, 0.0))
    return table


def concepts_of(stem: str) -> dict[str, float]:
    """Return the concepts of a word by its stem, each with how much of it the word has, from 0 to 1.

    A word that is in no concept has those of the words with its root.
    """
    return _table().get(stem) or _table_of_roots().get(root_of(stem), {})
