"""A request in plain words, as weighed terms and the kind of link that it asks for."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from heroics_py.readers.english_words import singular, words_of
from heroics_py.support.suggestions import closest_names
from heroics_py.tools.search.actions import kinds_of_verb
from heroics_py.tools.search.clauses import with_main_clause_first
from heroics_py.tools.search.concepts import concepts_of
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.keys import keys_of
from heroics_py.tools.search.phrases import with_forms, without_contractions, words_of_request
from heroics_py.tools.search.request_words import (
    ASKED,
    BESIDE,
    CHANGING,
    DETERMINERS,
    FILLERS,
    FIRST_NAMES,
    GENERIC,
    QUESTIONS,
    READING,
    STOP_WORDS,
    VAGUE,
    WANTED,
)

__all__ = ["Question", "Term", "question_of", "verb_weight", "words_of_text"]

_HEAD, _SPECIFIC, _PLAIN, _BESIDE, _USUAL, _VAGUE = 1.7, 1.3, 1.0, 0.7, 0.5, 0.35
_COMMAND = 2
# A request is a sentence; the forms of values would need too much time in a page.
_LONGEST = 1_000
_NAMED = re.compile(
    r"\b(?P<before>(?:to|with|from|for|give|add|invite|remove|let|make|kick|ask|assign) )(?P<name>[A-Z][a-z]+)\b"
)
_WISHES, _REACH = frozenset({"need", "want", "like"}), 4
# What shall end: "the key must not work any more".
_ENDED = re.compile(
    r"\b(?:no longer|any ?more|any longer|has to go|away with|nobody should"
    r"|(?:must|should|may) (?:not|never|no longer))\b"
)
_ONE = frozenset({"a", "an", "another"})
_LEAST_LETTERS, _MOST_WRONG, _CLOSE = 5, 2, 0.8
# What one does who is a field of a thing: "who owns this app".
_MAKES = frozenset(map(stem_of, ("owner", "create", "write", "make", "start", "open")))
_COMMANDS = frozenset({("how", "do"), ("how", "can"), ("how", "to"), ("can", "i"), ("can", "we")})
_READING = frozenset(map(stem_of, READING))
_CHANGING = frozenset(map(stem_of, CHANGING))
_VAGUE_STEMS = frozenset(map(stem_of, VAGUE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a request.

    Attributes:
        word: as it was written.
        weight: how much it says about what is asked for.
        keys: what it is found by, each with how much that means the same, from 0 to 1.
    """

    word: str
    weight: float
    keys: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request in plain words.

    Attributes:
        terms: its words with a meaning.
        kinds: what it asks for, as `kinds_of_verb` says it; also "noun" and "nouns".
        weight: how much it says beside other readings of the same request.
    """

    terms: tuple[Term, ...]
    kinds: frozenset[str]
    weight: float = 1.0

    @property
    def is_reading(self) -> bool:
        """Whether the request changes nothing."""
        return self.kinds <= {"list", "read", "noun", "nouns"}


def question_of(text: str, vocabulary: Collection[str]) -> Question:
    """Return a request as a question.

    Args:
        text: plain words, or a name in another client.
        vocabulary: the stems that the API uses, by which words such as "add-on" are joined.
    """
    words = words_of_text(text, vocabulary)
    asked = words[0] if words else ""
    words = words_of_request(words)
    verb = _verb(words)
    kinds = _kinds(words, asked, verb)
    return Question(terms=tuple(_spelled(term, vocabulary) for term in _terms(words, verb)), kinds=kinds)


def words_of_text(text: str, vocabulary: Collection[str]) -> list[str]:
    """Return the words of the beginning of a text, the main clause first, with a word for each value and name.

    Args:
        text: plain words, or a name in another client.
        vocabulary: the stems that the API uses, by which words such as "add-on" are joined.
    """
    plain = with_forms(with_main_clause_first(without_contractions(text[:_LONGEST])))
    named = _NAMED.sub(lambda found: found["before"] + _person(found["name"], vocabulary), plain)
    return _joined(words_of(named), vocabulary)


def _person(name: str, vocabulary: Collection[str]) -> str:
    """Return "someone" for a capitalized word that no link has and nobody knows."""
    stem = stem_of(name.lower())
    return name if stem in vocabulary or concepts_of(stem) or name.lower() in VAGUE | STOP_WORDS else "someone"


def _joined(words: list[str], vocabulary: Collection[str]) -> list[str]:
    """Return words, two joined that the API writes as one."""
    found: list[str] = []
    index = 0
    while index < len(words):
        both = "".join(words[index : index + 2])
        step = 2 if index + 1 < len(words) and stem_of(both) in vocabulary else 1
        found.append(both if step == 2 else words[index])
        index += step
    return found


def _verb(words: list[str]) -> int:
    """Return the place of the verb of a command, the first word or the last, as of "config:set"; -1 without one."""
    for place, word in enumerate(words):
        if singular(word) == word and kinds_of_verb(stem_of(word)):
            return -1 if _is_noun(word, words[place + 1 : place + 2]) else place
        if word not in FILLERS:
            if word in QUESTIONS or singular(word) != word:
                return -1
            return place if words[place + 1 : place + 2] and words[place + 1] in DETERMINERS else _last_verb(words)
    return -1


def _is_noun(word: str, after: list[str]) -> bool:
    """Return whether a word that may be a verb is a noun by what comes after it: "deploy history"."""
    kinds = kinds_of_verb(stem_of(word))
    return not GENERIC.isdisjoint(after) and not kinds & {"list", "read", "update", "delete"}


def _last_verb(words: list[str]) -> int:
    """Return the place of the verb of two words such as "config set", or -1."""
    if len(words) != _COMMAND or singular(words[1]) != words[1]:
        return -1
    return 1 if kinds_of_verb(stem_of(words[1])) else -1


def _kinds(words: list[str], asked: str, verb: int) -> frozenset[str]:
    several = any(singular(word) != word for word in words)
    if asked in QUESTIONS and not _is_command(words):
        if asked == "who" and not several and words[1:2] and stem_of(words[1]) in _MAKES:
            return frozenset({"read"})
        return frozenset({"list"} if several and asked in {"which", "who"} else {"list", "read"})
    if verb < 0 and _ENDED.search(" ".join(words)):
        return frozenset({"delete", "update"})
    if verb < 0:
        wishes = [place for place, word in enumerate(words[:_REACH]) if word in _WISHES]
        is_wish = bool(wishes) and (not several or not _ONE.isdisjoint(words[wishes[0] + 1 : wishes[0] + 2]))
        return frozenset({"create", "noun"} if is_wish else {"nouns" if several else "noun"})
    kinds = kinds_of_verb(stem_of(words[verb])) or frozenset({"act"})
    after = [word for word in words[verb + 1 : verb + 3] if word not in {"a", "an"}]
    if words[verb] == "get" and not WANTED.isdisjoint(after[:1]):
        return frozenset({"create", "update"})
    if words[verb] == "make" and words[verb + 1 : verb + 2] in (["a"], ["an"], ["another"]) and "for" in words:
        return frozenset({"create"})
    return frozenset({"list"}) if kinds == {"read"} and several else kinds


def _is_command(words: list[str]) -> bool:
    """Return whether a question asks for a command: "how do I scale", "can you restart it"."""
    return words[:1] == ["please"] or tuple(words[:2]) in _COMMANDS


def verb_weight(stem: str) -> float:
    """Return how much a verb says: the usual ones are known by the kind of the link."""
    if stem in _READING:
        return _VAGUE
    return _USUAL if stem in _CHANGING else _SPECIFIC


def _terms(words: list[str], verb: int) -> list[Term]:
    terms: dict[str, Term] = {}
    for word, weight in [*_weighed(words, verb), *_hints(words)]:
        known = terms.get(word)
        if known is None or known.weight < weight:
            terms[word] = Term(word=word, weight=weight, keys=keys_of(word))
    # What reads is known by the kind of the link, unless nothing else was said.
    said = [term for word, term in terms.items() if stem_of(word) not in _READING]
    return said or list(terms.values())


def _spelled(term: Term, vocabulary: Collection[str]) -> Term:
    """Return a term with the keys of the closest word of the API, if it is in none of its words itself."""
    if len(term.word) < _LEAST_LETTERS or any(key in vocabulary for key in term.keys):
        return term
    stem = stem_of(term.word)
    likely = [word for word in vocabulary if word[0] == stem[0] and abs(len(word) - len(stem)) <= _MOST_WRONG]
    close = closest_names(stem, likely, count=1, cutoff=_CLOSE)
    return Term(word=term.word, weight=term.weight, keys=dict.fromkeys(close, 1.0)) if close else term


def _weighed(words: list[str], verb: int) -> Iterator[tuple[str, float]]:
    """Yield the words with a meaning; the first nouns, of which the last is what is asked for, have more weight."""
    head = _head(words, verb)
    is_beside = False
    for place, word in enumerate(words):
        if place > head and word in BESIDE:
            is_beside = True
        if place == verb:
            yield word, verb_weight(stem_of(word))
        elif word in FIRST_NAMES:
            yield "user", _BESIDE
        elif word not in STOP_WORDS:
            yield word, _noun_weight(word, is_head=place == head, is_beside=is_beside)


def _noun_weight(word: str, *, is_head: bool, is_beside: bool) -> float:
    if word.isdigit() or stem_of(word) in _VAGUE_STEMS:
        return _VAGUE
    if is_head:
        return _HEAD
    return _USUAL if word in GENERIC else _BESIDE if is_beside else _PLAIN


def _head(words: list[str], verb: int) -> int:
    """Return the place of what is asked for: the last of the first words with a meaning that follow each other."""
    head = -1
    for place, word in enumerate(words):
        if place == verb or word in STOP_WORDS or stem_of(word) in _VAGUE_STEMS:
            if head >= 0:
                break
        elif head < 0 or word not in GENERIC:
            head = place
    return head


def _hints(words: list[str]) -> Iterator[tuple[str, float]]:
    """Yield what the first words of a question ask for."""
    for asked, meant in ASKED.items():
        after = words[len(asked) : len(asked) + 1]
        if tuple(words[: len(asked)]) == asked and (len(asked) == 1 or set(after) & STOP_WORDS):
            for word in meant:
                yield word, _BESIDE
