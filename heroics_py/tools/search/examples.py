"""Examples of requests, and what they ask for in the words of APIs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from heroics_py.readers.english_words import words_of
from heroics_py.tools.search.concepts import concepts_of
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.request_words import OPTIONAL

__all__ = ["Example", "Match", "closest_examples"]

_SAME, _RELATED = 1.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A way to ask for something.

    Attributes:
        keys: the stems of its words, in their order; "#person" stands for each word of the concept "person".
        verbs: what is asked for, in the words of APIs.
        nouns: of what.
        rarity: how seldom other examples have its words.
    """

    keys: tuple[str, ...]
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    rarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An example that a request is like.

    Attributes:
        example: whose words the request has.
        words: of the request, which the example has, too.
        likeness: how rare these words are, and how well the API knows what the example asks for.
    """

    example: Example
    words: frozenset[str]
    likeness: float


def closest_examples(words: list[str], vocabulary: Collection[str]) -> list[Match]:
    """Return the examples whose words a request has in the same order; each asks for something else.

    Args:
        words: of the request.
        vocabulary: the keys that an API is searched by. What it knows nothing about is left out.
    """
    keys = [_keys_of(word) for word in words]
    found: dict[tuple[str, ...], Match] = {}
    for example in _candidates(keys):
        places = _places(example.keys, keys)
        likeness = example.rarity * _known_share(example.nouns, vocabulary) if places else 0.0
        meaning = (*example.verbs, *example.nouns)
        if likeness > (found[meaning].likeness if meaning in found else 0.0):
            used = frozenset(words[place] for place in places)
            found[meaning] = Match(example=example, words=used, likeness=likeness)
    return list(found.values())


@cache
def _keys_of(word: str) -> frozenset[str]:
    stem = stem_of(word)
    return frozenset({stem, *(f"#{name}" for name, share in concepts_of(stem).items() if share == _SAME)})


def _candidates(keys: list[frozenset[str]]) -> Iterator[Example]:
    """Yield the examples of whose words a request has the rarest."""
    examples = _examples()
    for key in dict.fromkeys(key for each in keys for key in each):
        yield from examples.get(key, ())


def _places(keys: tuple[str, ...], request: list[frozenset[str]]) -> list[int]:
    """Return where the keys of an example are in a request; empty unless all are, in their order."""
    places: list[int] = []
    for key in keys:
        start = places[-1] + 1 if places else 0
        place = next((place for place in range(start, len(request)) if key in request[place]), -1)
        if place < 0:
            return []
        places.append(place)
    return places


def _known_share(nouns: tuple[str, ...], vocabulary: Collection[str]) -> float:
    """Return which part of some nouns an API has, from 0 to 1; related words are half of it."""
    shares = [
        _SAME
        if (stem := stem_of(noun)) in vocabulary
        else _RELATED * any(f"#{concept}" in vocabulary for concept in concepts_of(stem))
        for noun in nouns
    ]
    return sum(shares) / len(shares)


@cache
def _examples() -> dict[str, list[Example]]:
    """Return the examples by the rarest of their keys."""
    read = [(meaning.split(), _parse_keys(text)) for meaning, texts in _lines() for text in texts.split("|")]
    counts: dict[str, int] = {}
    for _, keys in read:
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
    examples: dict[str, list[Example]] = {}
    for (verbs, *nouns), keys in read:
        rarity = sum(log(1 + len(read) / counts[key]) for key in keys)
        example = Example(keys=keys, verbs=tuple(verbs.split("/")), nouns=tuple(nouns), rarity=rarity)
        examples.setdefault(min(keys, key=counts.__getitem__), []).append(example)
    return examples


def _lines() -> Iterator[tuple[str, str]]:
    text = files(__package__).joinpath("examples.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        meaning, _, texts = line.partition(": ")
        if texts and not line.startswith("#"):
            yield meaning, texts


def _parse_keys(text: str) -> tuple[str, ...]:
    words = [part for word in text.split() for part in ([word] if word.isalpha() or word[0] == "#" else words_of(word))]
    said = [word for word in words if word not in OPTIONAL]
    # "who am I" is more than "who".
    return tuple(word if word[0] == "#" else stem_of(word) for word in (said if len(said) > 1 else words))
