"""Examples of requests, and what they ask for in the words of APIs."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from pkgutil import get_data

from heroics_py.tools.search.concepts import concepts_of
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.phrases import NEGATED
from heroics_py.tools.search.request_words import OPTIONAL

__all__ = ["Match", "closest_examples"]

# As in "what's" and "I'm".
_CONTRACTED = ("'s", "'m", "'re", "'ve", "'ll", "'d")
# "She should not see it" is nothing like "should see".
_NEGATIONS = frozenset({"not", "never"})
_SAME, _RELATED = 1.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An example that a request is like.

    Attributes:
        verbs: what is asked for, in the words of APIs.
        nouns: of what.
        words: of the request, which the example has, too.
        likeness: how rare these words are, and how well the API knows what the example asks for.
    """

    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    words: frozenset[str]
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examples:
    """The examples, and what they ask for in the words of APIs.

    Attributes:
        by_key: each under the key of its longest word.
        counts: how many examples have a key.
        total: how many examples there are.
    """

    by_key: dict[str, list[tuple[str, str]]]
    counts: Counter[str]
    total: int


def closest_examples(words: list[str], vocabulary: Collection[str]) -> list[Match]:
    """Return the examples whose words a request has in the same order; each asks for something else.

    Args:
        words: of the request.
        vocabulary: the keys that an API is searched by. What it knows nothing about is left out.
    """
    request = [_keys_of(word) for word in words]
    found: dict[str, Match] = {}
    for keys, meaning in _candidates(request):
        places = _places(keys, request)
        if not places:
            continue
        verbs, *nouns = meaning.split()
        likeness = _rarity(keys) * _known_share(nouns, vocabulary)
        if likeness > (found[meaning].likeness if meaning in found else 0.0):
            used = frozenset(words[place] for place in places)
            found[meaning] = Match(verbs=tuple(verbs.split("/")), nouns=tuple(nouns), words=used, likeness=likeness)
    return list(found.values())


@cache
def _keys_of(word: str) -> frozenset[str]:
    stem = stem_of(word)
    return frozenset({stem, *(f"#{name}" for name, share in concepts_of(stem).items() if share == _SAME)})


def _candidates(request: list[frozenset[str]]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the examples of whose words a request has the longest."""
    by_key = _examples().by_key
    for key in dict.fromkeys(key for keys in request for key in keys):
        for example, meaning in by_key.get(key, ()):
            yield _parse_keys(example), meaning


def _places(keys: tuple[str, ...], request: list[frozenset[str]]) -> list[int]:
    """Return where the keys of an example are in a request; empty unless all are, in their order."""
    places: list[int] = []
    for key in keys:
        start = places[-1] + 1 if places else 0
        place = next((place for place in range(start, len(request)) if key in request[place]), -1)
        if place < 0:
            return []
        if any(not _NEGATIONS.isdisjoint(before) for before in request[start if places else place - 1 : place]):
            return []
        places.append(place)
    return places


def _rarity(keys: tuple[str, ...]) -> float:
    """Return how seldom examples have the words of one."""
    examples = _examples()
    return sum(log(1 + examples.total / examples.counts[key]) for key in keys)


def _known_share(nouns: list[str], vocabulary: Collection[str]) -> float:
    """Return which part of some nouns an API has, from 0 to 1; related words are half of it."""
    shares = [
        _SAME
        if (stem := stem_of(noun)) in vocabulary
        else _RELATED * any(f"#{concept}" in vocabulary for concept in concepts_of(stem))
        for noun in nouns
    ]
    return sum(shares) / len(shares)


@cache
def _examples() -> _Examples:
    """Return the examples of the file beside this module, read once; only the likely ones are parsed later."""
    text = (get_data(__package__, "examples.txt") or b"").decode()
    for contracted, whole in NEGATED.items():
        text = text.replace(contracted, whole)
    for ending in _CONTRACTED:
        text = text.replace(ending, "")
    lines = [line.partition(": ") for line in text.splitlines() if line and not line.startswith("#")]
    words = Counter(" ".join(examples for *_, examples in lines).split())
    # An optional word is the last one that an example is found by.
    lengths = {word: 0 if word in OPTIONAL else len(_key_of(word)) for word in words}
    by_key: dict[str, list[tuple[str, str]]] = {}
    for meaning, _, examples in lines:
        for example in examples.split("|"):
            longest = max(example.split(), key=lengths.__getitem__)
            by_key.setdefault(_key_of(longest), []).append((example, meaning))
    counts: Counter[str] = Counter()
    for word, count in words.items():
        counts[_key_of(word)] += count
    return _Examples(by_key=by_key, counts=counts, total=sum(map(len, by_key.values())))


@lru_cache(maxsize=20_000)
def _parse_keys(example: str) -> tuple[str, ...]:
    words = example.split()
    said = [word for word in words if word not in OPTIONAL]
    # "who am I" is more than "who".
    return tuple(map(_key_of, said if len(said) > 1 else words))


@cache
def _key_of(word: str) -> str:
    return word if word.startswith("#") else stem_of(word)
