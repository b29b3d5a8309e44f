"""The index of all links of a client, made once."""

from math import log
from weakref import WeakKeyDictionary

from heroics_py.linking.catalog import Catalog
from heroics_py.tools.search.actions import fit, substitutes
from heroics_py.tools.search.link_text import LinkText, link_text
from heroics_py.tools.search.question import Question, Term
from heroics_py.tools.search.responses import Responses

__all__ = ["Index", "index_of"]

_OTHER_CALL, _OTHER_NOUN = 0.12, 0.2
_DEPTH = 0.03
_OTHER_ACT = 0.75
_INSTEAD = 0.8
# What scores less than this part of the best is not shown.
_LEAST_SHARE = 0.25
_SATURATION = 0.75


class Index:
    """The words of the links of an API.

    Attributes:
        names: the resource and the name of each link in Python.
        vocabulary: what the links are found by.
    """

    def __init__(self, catalog: Catalog) -> None:
        responses = Responses()
        self.names = [(name, call) for name, own in catalog.names.items() for call in catalog.calls(own)]
        self._texts = [
            link_text(call, links, catalog.resource(own), responses)
            for own in catalog.names.values()
            for call, links in catalog.calls(own).items()
        ]
        offered: dict[str, frozenset[str]] = {}
        for (name, _), text in zip(self.names, self._texts, strict=True):
            offered[name] = offered.get(name, frozenset()) | text.kinds
        self._substitutes = [
            substitutes(text.kinds, offered[name]) for (name, _), text in zip(self.names, self._texts, strict=True)
        ]
        self._postings: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            for key in text.weights.keys() | text.outputs.keys():
                self._postings.setdefault(key, []).append(place)
        self.vocabulary = self._postings.keys()

    def ranked(self, readings: list[Question]) -> list[tuple[str, str]]:
        """Return the resource and name of each link that a request may mean, the likeliest first.

        The first two readings each have their best link in front; the rest follows by how well all readings agree.
        """
        scored = [self._scored(question) for question in readings]
        total: dict[int, float] = {}
        for scores, question in zip(scored, readings, strict=True):
            for place, score in scores.items():
                total[place] = total.get(place, 0.0) + score * question.weight
        best = [max(scores, key=lambda place: (scores[place], -place)) for scores in scored[:2] if scores]
        rest = sorted(total, key=lambda place: (-total[place], place))
        return [self.names[place] for place in dict.fromkeys([*best, *rest])]

    def _scored(self, question: Question) -> dict[int, float]:
        """Return the links that a question may mean, each with its share of the score of the best."""
        scores: dict[int, float] = {}
        for term in question.terms:
            for place, score in self._scores(term, is_reading=question.is_reading).items():
                scores[place] = scores.get(place, 0.0) + score**_SATURATION
        known = {key for term in question.terms for key in term.keys}
        final = {
            place: score * _fitness(self._texts[place], self._substitutes[place], question, known)
            for place, score in scores.items()
        }
        best = max(final.values(), default=0.0)
        return {place: score / best for place, score in final.items() if score >= _LEAST_SHARE * best}

    def _scores(self, term: Term, *, is_reading: bool) -> dict[int, float]:
        """Return what a term adds to the score of each link."""
        scores: dict[int, float] = {}
        for key, likeness in term.keys.items():
            places = self._postings.get(key, [])
            rarity = term.weight * likeness * log(1 + len(self._texts) / (len(places) or 1))
            for place in places:
                text = self._texts[place]
                output = text.outputs.get(key, 0.0) if is_reading else 0.0
                score = rarity * max(text.weights.get(key, 0.0), output)
                if score > scores.get(place, 0.0):
                    scores[place] = score
        return scores


def _fitness(text: LinkText, instead: frozenset[str], question: Question, known: set[str]) -> float:
    """Return how well a link serves a question apart from its words; words that were not asked for lower it."""
    other_call = sum(1 for keys in text.call if known.isdisjoint(keys))
    other_nouns = sum(1 for keys in text.nouns if known.isdisjoint(keys))
    kind = fit(question.kinds, text.kinds)
    if asked := question.kinds & instead:
        kind = max(kind, _INSTEAD * fit(asked, instead))
    if "act" in text.kinds and text.call and known.isdisjoint(text.call[0]):
        kind *= _OTHER_ACT
    # What is asked for most is at short paths.
    return kind / (1 + _DEPTH * text.depth) / (1 + _OTHER_CALL * other_call + _OTHER_NOUN * other_nouns)


_INDEXES: WeakKeyDictionary[Catalog, Index] = WeakKeyDictionary()


def index_of(catalog: Catalog) -> Index:
    """Return the index of an API, which is kept as long as the API is."""
    index = _INDEXES.get(catalog)
    if index is None:
        index = _INDEXES[catalog] = Index(catalog)
    return index
