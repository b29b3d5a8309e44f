"""The words of a link, weighed by their place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from heroics_py.call.shape import shape_of
from heroics_py.errors import SchemaError
from heroics_py.model.api import Link, Resource
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import values_of
from heroics_py.readers.english_words import words_of
from heroics_py.tools.search.actions import kinds_of_link
from heroics_py.tools.search.keys import keys_of, weigh
from heroics_py.tools.search.request_words import STOP_WORDS
from heroics_py.tools.search.responses import Responses

__all__ = ["LinkText", "link_text"]

_NAME, _QUALIFIER, _TITLE, _LAST_NOUN = 3.5, 3.0, 2.5, 2.5
_NOUN, _INPUT, _DESCRIPTION, _VALUE, _REST = 1.5, 2.0, 1.2, 0.75, 0.7
_RESOURCE = 0.4
_MOST_FIELDS, _MOST_VALUES, _LONGEST = 200, 20, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkText:
    """What a link is found by.

    Attributes:
        weights: of its names, path, arguments and descriptions, by their keys.
        outputs: of the fields of its response.
        call: the keys of each word of its name.
        nouns: the keys of each word of its resource.
        kinds: what it does.
        depth: how many parts its path has.
    """

    weights: dict[str, float]
    outputs: dict[str, float]
    call: tuple[dict[str, float], ...]
    nouns: tuple[dict[str, float], ...]
    kinds: frozenset[str]
    depth: int


def link_text(call: str, links: tuple[Link, ...], resource: Resource, responses: Responses) -> LinkText:
    """Return what the links of one call are found by.

    Args:
        call: its name in Python.
        links: of the schema.
        resource: of the links.
        responses: of the links.
    """
    call_words, nouns = words_of(call), words_of(resource.name)
    weights: dict[str, float] = {}
    outputs: dict[str, float] = {}
    for words, weight in ((call_words, _NAME), (nouns[:-1], _QUALIFIER), (nouns[-1:], _NAME)):
        weigh(weights, words, weight)
    kinds: set[str] = set()
    for link in links:
        for text, weight in _texts(link):
            weigh(weights, words_of(text[:_LONGEST]), weight)
        returned = responses.of(link)
        outputs.update({key: max(weight, outputs.get(key, 0.0)) for key, weight in returned.weights.items()})
        kinds |= kinds_of_link(link, call_words, returns_list=returned.is_list)
    weigh(weights, words_of(resource.description[:_LONGEST]), _RESOURCE)
    return LinkText(
        weights=weights,
        outputs=outputs,
        call=tuple(keys_of(word) for word in dict.fromkeys(call_words) if word not in STOP_WORDS),
        nouns=tuple(keys_of(word) for word in dict.fromkeys(nouns)),
        kinds=frozenset(kinds),
        depth=min(link.href.partition("{?")[0].count("/") for link in links),
    )


def _texts(link: Link) -> Iterator[tuple[str, float]]:
    """Yield the texts of a link with their weights."""
    yield f"{link.title} {link.rel} {' '.join(link.aliases)}", _TITLE
    nouns = [part for part in link.href.partition("{?")[0].split("/") if part and "{" not in part]
    yield " ".join(nouns[-1:]), _LAST_NOUN
    yield " ".join(nouns[:-1]), _NOUN
    for parameter in link.parameters:
        yield f"{parameter.name} {parameter.owner}", _INPUT
    for name, schema in _inputs(link):
        yield name, _INPUT
        values = values_of(schema)[:_MOST_VALUES] if schema is not None else ()
        yield " ".join(value for value in values if isinstance(value, str)), _VALUE
    first, _, rest = link.description.partition(". ")
    yield first, _DESCRIPTION
    yield rest, _REST


def _inputs(link: Link) -> Iterable[tuple[str, Schema | None]]:
    """Return the fields that a link takes."""
    try:
        shape = shape_of(link)
    except SchemaError:
        return ()
    return [(each.name, each.schema) for each in (*shape.fields.values(), *shape.dict_only)][:_MOST_FIELDS]
