"""The stem and the root of an English word, by rule."""

from functools import lru_cache

from heroics_py.readers.english_words import singular
from heroics_py.tools.search.irregular_words import IRREGULAR, UNDERIVED

__all__ = ["root_of", "stem_of"]

_SHORTEST = 3
_VOWELS = frozenset("aeiouy")
# The endings of words that are derived from others, and what is left in their place; the longest first.
_ENDINGS = (
    ("ifications", "ifi"),
    ("ification", "ifi"),
    ("izations", "iz"),
    ("ization", "iz"),
    ("ription", "rib"),
    ("ements", ""),
    ("ation", ""),
    ("ition", ""),
    ("ement", ""),
    ("ments", ""),
    ("ment", ""),
    ("tion", "t"),
    ("able", ""),
    ("abl", ""),
    ("ibl", ""),
    ("ance", ""),
    ("anc", ""),
    ("enc", ""),
    ("ship", ""),
    ("ness", ""),
    ("ion", ""),
    ("ure", ""),
    ("ur", ""),
    ("iti", ""),
    ("iv", ""),
    ("er", ""),
    ("or", ""),
    ("al", ""),
    ("li", ""),
    ("ee", ""),
)


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """Return a lower-case word without the endings of plurals and verbs: "apps" is "app", "closed" is "clos"."""
    word = IRREGULAR.get(word, word)
    word = singular(word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and not word.endswith("eed") and _is_stem(word[: -len(ending)]):
            word = word[: -len(ending)]
            break
    return _trimmed(word)


@lru_cache(maxsize=20_000)
def root_of(stem: str) -> str:
    """Return a stem without the endings of derived words: "invitation" and "invite" have the root "invit"."""
    if stem in _UNDERIVED:
        return stem
    for ending, rest in _ENDINGS:
        if stem.endswith(ending) and _is_stem(stem[: -len(ending)]):
            return _trimmed(stem[: -len(ending)] + rest)
    return stem


def _is_stem(text: str) -> bool:
    return len(text) >= _SHORTEST and not _VOWELS.isdisjoint(text)


def _trimmed(word: str) -> str:
    """Return a word without a final "e" and with one final consonant, so that its forms become the same."""
    if len(word) > _SHORTEST and word.endswith("e"):
        word = word[:-1]
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1].isalpha() and word[-1] not in "aeious":
        word = word[:-1]
    return f"{word[:-1]}i" if len(word) > _SHORTEST and word.endswith("y") and word[-2] not in _VOWELS else word


_UNDERIVED = frozenset(map(stem_of, UNDERIVED))
