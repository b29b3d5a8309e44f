"""The readings of a request: by its words, and by the examples that it is like."""

from collections.abc import Collection
from dataclasses import replace

from heroics_py.tools.search.actions import kinds_of_verb
from heroics_py.tools.search.clauses import wish_of
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.examples import Match, closest_examples
from heroics_py.tools.search.keys import keys_of
from heroics_py.tools.search.question import Question, Term, question_of, verb_weight, words_of_text

__all__ = ["readings_of"]

_MOST_EXAMPLES = 3
# Below the first likeness, an example says nothing; from the second on, it says more than the words.
_LEAST, _SURE = 5.0, 9.0
# Examples with less than this part of the highest likeness say nothing, either.
_SHARE = 0.6
# What a clause says that may mean what another one names.
_PRONOUNS = frozenset({"it", "them", "him", "her", "that", "this", "one", "these", "those"})
_UNNAMED = 0.5
_READING = frozenset({"list", "read"})
_OTHER_KIND = 0.6
_NOUN, _ONE_OF_VERBS = 1.3, 0.35
# What is left of the words of the request.
_USED, _OTHER = 0.4, 0.5


def readings_of(text: str, vocabulary: Collection[str]) -> list[Question]:
    """Return what a request may mean, the likeliest first; none is sure, so that each has a say in what is found.

    Args:
        text: plain words, or a name in another client.
        vocabulary: the keys that the API is searched by.
    """
    question = question_of(text, vocabulary)
    words = words_of_text(text, vocabulary)
    rated = [(_likeness(match, question), match) for match in closest_examples(words, vocabulary)]
    least = max([_LEAST, *(_SHARE * likeness for likeness, _ in rated)])
    matches = sorted((pair for pair in rated if pair[0] >= least), key=lambda pair: -pair[0])
    readings = [question, *(_as_in(match, question) for _, match in matches[:_MOST_EXAMPLES])]
    if matches and matches[0][0] >= _SURE:
        readings[:2] = reversed(readings[:2])
    return _with_wish(text, readings, question, vocabulary)


def _with_wish(text: str, readings: list[Question], question: Question, vocabulary: Collection[str]) -> list[Question]:
    """Return readings with the clause that asks for something in the place of the whole text, which comes last."""
    wish = wish_of(text)
    if not wish:
        return readings
    part = question_of(wish, vocabulary)
    if _PRONOUNS.isdisjoint(wish.lower().split()):
        return [*(part if each is question else each for each in readings), question]
    return [*readings, replace(part, weight=_UNNAMED)]


def _likeness(match: Match, question: Question) -> float:
    """Return how like a request is to an example, less if one reads and the other changes something."""
    has_verb = question.kinds.isdisjoint({"noun", "nouns"})
    is_other = _READING.isdisjoint(question.kinds) != _READING.isdisjoint(_kinds(match))
    return match.likeness * (_OTHER_KIND if has_verb and is_other else 1.0)


def _kinds(match: Match) -> frozenset[str]:
    return frozenset(kind for verb in match.verbs for kind in kinds_of_verb(stem_of(verb)))


def _as_in(match: Match, question: Question) -> Question:
    """Return a question as an example says it; the words of the request have less weight."""
    weights = {term.word: term.weight * (_USED if term.word in match.words else _OTHER) for term in question.terms}
    verbs, nouns = match.verbs, match.nouns
    for verb in verbs:
        weight = verb_weight(stem_of(verb)) if len(verbs) == 1 else _ONE_OF_VERBS
        weights[verb] = max(weight, weights.get(verb, 0.0))
    for noun in nouns:
        weights[noun] = max(_NOUN, weights.get(noun, 0.0))
    keys = {term.word: term.keys for term in question.terms}
    terms = (Term(word=word, weight=weight, keys=keys.get(word) or keys_of(word)) for word, weight in weights.items())
    return Question(terms=tuple(terms), kinds=_kinds(match) or question.kinds)
