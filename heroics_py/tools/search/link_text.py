"""The words of a link, weighed by their place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from heroics_py.call.schema_fields import properties_of
from heroics_py.call.shape import shape_of
from heroics_py.errors import SchemaError
from heroics_py.model.api import Link, Resource
from heroics_py.model.schema import Schema
from heroics_py.readers.english_words import words_of
from heroics_py.tools.search.actions import kinds_of_link
from heroics_py.tools.search.question import keys_of
from heroics_py.tools.search.request_words import STOP_WORDS

__all__ = ["LinkText", "ResultWords", "link_text"]

_NAME, _QUALIFIER, _TITLE, _LAST_NOUN = 4.0, 3.3, 2.5, 2.5
_NOUN, _INPUT, _OUTPUT, _DESCRIPTION, _REST = 1.5, 1.5, 1.2, 1.2, 0.7
_MOST_FIELDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkText:
    """What a link is found by.

    Attributes:
        weights: of its names, path, arguments and descriptions, by stem, root and concept.
        outputs: the same of the fields of its response.
        call: the keys of each word of its name.
        nouns: the keys of each word of its resource.
        kinds: what it does.
    """

    weights: dict[str, float]
    outputs: dict[str, float]
    call: tuple[dict[str, float], ...]
    nouns: tuple[dict[str, float], ...]
    kinds: frozenset[str]


class ResultWords:
    """The names of the fields of responses, by their schemas; of many links that return the same, read once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, float]] = {}

    def of(self, schema: Schema | None) -> dict[str, float]:
        """Return the weighed keys of the fields of a response, or of the items of one that is a list."""
        if schema is None:
            return {}
        try:
            schema = schema.dereference()
            if schema.node.get("type") == "array":
                schema = schema.child("items").dereference()
            known = self._known.get(schema.pointer)
            if known is None:
                known = self._known[schema.pointer] = _field_weights(schema)
        except SchemaError:
            return {}
        return known


def _field_weights(schema: Schema) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, child in list(properties_of(schema).items())[:_MOST_FIELDS]:
        _weigh(weights, words_of(name), _OUTPUT)
        for value in _values(child):
            _weigh(weights, words_of(value), _OUTPUT / 2)
    return weights


def _values(schema: Schema) -> Iterator[str]:
    """Yield the texts that a field may be."""
    try:
        values = schema.dereference().node.get("enum")
    except SchemaError:
        return
    if isinstance(values, list):
        yield from (value for value in values[:20] if isinstance(value, str))


def link_text(call: str, links: tuple[Link, ...], resource: Resource, results: ResultWords) -> LinkText:
    """Return what the links of one call are found by.

    Args:
        call: its name in Python.
        links: of the schema.
        resource: of the links.
        results: the words of their responses.
    """
    weights: dict[str, float] = {}
    outputs: dict[str, float] = {}
    call_words, nouns = words_of(call), words_of(resource.name)
    _weigh(weights, call_words, _NAME)
    _weigh(weights, nouns[:-1], _QUALIFIER)
    _weigh(weights, nouns[-1:], _NAME)
    kinds: set[str] = set()
    for link in links:
        for text, weight in _texts(link):
            _weigh(weights, words_of(text), weight)
        for key, weight in results.of(link.target_schema).items():
            outputs[key] = max(weight, outputs.get(key, 0.0))
        kinds |= kinds_of_link(link, call_words)
    _weigh(weights, words_of(resource.description), _REST)
    return LinkText(
        weights=weights,
        outputs=outputs,
        call=tuple(keys_of(word) for word in dict.fromkeys(call_words) if word not in STOP_WORDS),
        nouns=tuple(keys_of(word) for word in dict.fromkeys(nouns)),
        kinds=frozenset(kinds),
    )


def _texts(link: Link) -> Iterator[tuple[str, float]]:
    for alias in link.aliases:
        yield alias, _TITLE
    yield f"{link.title} {link.rel}", _TITLE
    nouns = [part for part in link.href.partition("{?")[0].split("/") if part and "{" not in part]
    yield " ".join(nouns[:-1]), _NOUN
    yield " ".join(nouns[-1:]), _LAST_NOUN
    for parameter in link.parameters:
        yield f"{parameter.name} {parameter.owner}", _INPUT
    for name, schema in _inputs(link):
        yield name, _INPUT
        if schema is not None:
            for value in _values(schema):
                yield value, _INPUT / 2
    first, _, rest = link.description.partition(". ")
    yield first, _DESCRIPTION
    yield rest, _REST


def _inputs(link: Link) -> Iterable[tuple[str, Schema | None]]:
    try:
        shape = shape_of(link)
    except SchemaError:
        return ()
    return [(each.name, each.schema) for each in (*shape.fields.values(), *shape.dict_only)]


def _weigh(weights: dict[str, float], words: Iterable[str], weight: float) -> None:
    for word in words:
        for key, strength in keys_of(word).items():
            # What a word is found by has its whole weight; a concept has as much of it as the word has.
            value = weight * (strength / 0.6 if key.startswith("#") else 1.0)
            if value > weights.get(key, 0.0):
                weights[key] = value
