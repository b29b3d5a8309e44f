"""What a word is found by: its stem, its root and its concepts."""

from collections.abc import Iterable
from functools import lru_cache

from heroics_py.tools.search.concepts import concepts_of
from heroics_py.tools.search.english import root_of, stem_of

__all__ = ["keys_of", "weigh"]

_STEM, _ROOT, _CONCEPT = 1.0, 0.8, 0.6


@lru_cache(maxsize=20_000)
def _keys(word: str) -> tuple[tuple[str, float, float], ...]:
    """Return each key of a word, how much of its meaning that is, and how much of the key's meaning the word has."""
    stem = stem_of(word)
    concepts = ((f"#{name}", _CONCEPT * share, share) for name, share in concepts_of(stem).items())
    return (stem, _STEM, 1.0), (f"~{root_of(stem)}", _ROOT, 1.0), *concepts


def keys_of(word: str) -> dict[str, float]:
    """Return what a lower-case word is found by, each with how much of its meaning that is, from 0 to 1."""
    return {key: likeness for key, likeness, _ in _keys(word)}


def weigh(weights: dict[str, float], words: Iterable[str], weight: float) -> None:
    """Give the keys of some words at least a weight; a concept has as much of it as the word has of the concept."""
    for word in words:
        for key, _, share in _keys(word):
            if weight * share > weights.get(key, 0.0):
                weights[key] = weight * share
