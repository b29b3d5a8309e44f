"""The search for links by words."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from heroics_py.call.row_list import RowList
from heroics_py.call.shape import shape_of
from heroics_py.client import BoundLink, Client
from heroics_py.errors import CallError, SchemaError
from heroics_py.model.api import Link
from heroics_py.model.identifiers import identifier

__all__ = ["find"]

_LIMIT = 10
_PLURAL_BONUS = 0.1
_LITERAL_BONUS = 0.5
_SHORTEST_STEM = 3
_NAME_WEIGHT = 4.0
# Words without a meaning for the search.
_STOP_WORDS = frozenset(
    {"a", "an", "the", "for", "of", "to", "in", "on", "by", "from", "with", "and", "or", "my", "all", "is"}
)
# What people say, in the words of APIs; one word may mean several.
_SYNONYMS = {
    word: tuple(synonyms.split())
    for synonyms, words in {
        "info": "get show retrieve read fetch describe view see display",
        "create": "add new make upload install buy provision start register",
        "create invite collaborator": "invite share",
        "create command": "run",
        "create build": "deploy push",
        "create promotion": "promote",
        "delete": "destroy remove revoke drop erase cancel detach uninstall",
        "update": "change edit modify set put save unset",
        "update name": "rename",
        "update enabled": "enable disable",
        "update quantity formation": "scale",
        "update size formation": "resize",
        "update plan": "upgrade downgrade",
        "list": "index enumerate",
        "restart": "reboot bounce",
        "stop restart": "kill terminate",
        "transfer": "give hand",
        "organization": "team",
        "variable": "var",
        "config": "env environment configuration setting",
        "account info": "whoami who",
        "invoice": "billing bill",
        "payment": "card",
        "ssl": "certificate cert tls https",
        "limit": "quota remaining left",
    }.items()
    for word in words.split()
}
_METHOD_ACTIONS = {"POST": "create", "PATCH": "update", "PUT": "update", "DELETE": "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A link, the weights of its words, and the words of its name and title as they are written."""

    link: BoundLink
    weights: dict[str, float]
    literal: frozenset[str]


def find(client: Client, words: str, *, limit: int = _LIMIT) -> RowList:
    """Return the links that ``words`` may mean, the likeliest first, without sending anything.

    A notebook shows them as a table.

    Names count most, then titles and relations, then paths, parameters and fields, then descriptions. Plurals and
    synonyms match, too: "get add-ons" finds ``addon.info``, "scale dynos" ``formation.update``.

    Args:
        client: the client to search.
        words: plain words, or a name in another client: "list apps for team", "update_app".
        limit: the most links to return.

    Raises:
        CallError: an argument is not a client, a text and a whole number.
    """
    if not isinstance(client, Client):
        raise CallError(f"find() takes a client, got {type(client).__name__}")
    if not isinstance(words, str):
        raise CallError(f"find() takes words as a text, such as 'list apps'; got {type(words).__name__}")
    if not isinstance(limit, int):
        raise CallError(f"find(limit=) takes a whole number, got {type(limit).__name__}")
    entries = _entries(client)
    vocabulary = {word for entry in entries for word in entry.weights}
    query = dict.fromkeys(word for word in _query_words(list(_parts(words)), vocabulary) if word not in _STOP_WORDS)
    frequency = {word: sum(1 for entry in entries if word in entry.weights) for word in query}
    # A plural probably means the link that returns a list.
    bonus = _PLURAL_BONUS if any(_stem(word) != word for word in identifier(words).split("_")) else 0.0
    replaced = {stem for stem in map(_stem, _parts(words)) if _synonyms(stem) != (stem,)}
    scored = [
        (
            _score(entry, query, frequency, len(entries))
            * (1 + bonus * ("list" in entry.weights))
            * (1 + _LITERAL_BONUS * len(replaced & entry.literal)),
            entry,
        )
        for entry in entries
    ]
    ranked = sorted((item for item in scored if item[0] > 0), key=lambda item: -item[0])
    return RowList(entry.link for _, entry in ranked[: max(limit, 0)])


def _entries(client: Client) -> list[_Entry]:
    catalog = client._core.catalog  # noqa: SLF001 - public names of a client belong to the API
    return [
        _entry(resource, call, getattr(getattr(client, resource), call))
        for resource, own in catalog.names.items()
        for call in catalog.calls(own)
    ]


def _entry(resource: str, call: str, link: BoundLink) -> _Entry:
    """Weigh each word of a link by its place."""
    weights: dict[str, float] = {}
    for each in link._links:  # noqa: SLF001 - as above
        parameters = " ".join(parameter.name for parameter in each.parameters)
        aliases = " ".join(each.aliases)
        action = "list" if each.rel == "instances" else _METHOD_ACTIONS.get(each.method, "info")
        places = (
            (_NAME_WEIGHT, f"{call} {aliases}"),
            (_NAME_WEIGHT, resource),
            (2.0, f"{each.title} {each.rel}"),
            (1.5, f"{each.href} {parameters} {_fields(each)}"),
            (1.5, action),
            (1.0, each.description),
        )
        for weight, text in places:
            for word in _words(text):
                weights[word] = max(weight, weights.get(word, 0.0))
    titles = " ".join(each.title for each in link._links)  # noqa: SLF001 - as above
    return _Entry(link=link, weights=weights, literal=frozenset(map(_stem, _parts(f"{call} {titles}"))))


def _fields(link: Link) -> str:
    try:
        shape = shape_of(link)
    except SchemaError:
        return ""
    return " ".join(field.name for field in (*shape.fields.values(), *shape.dict_only))


def _score(entry: _Entry, query: Mapping[str, None], frequency: dict[str, int], count: int) -> float:
    """Add the weights of matching words, rare words counting more; other words in the link's name lower the score."""
    matches = sum(
        entry.weights.get(word, 0.0) * (1 + log(count / frequency[word])) for word in query if frequency[word]
    )
    others = sum(1 for word, weight in entry.weights.items() if weight >= _NAME_WEIGHT and word not in query)
    return matches / (1 + 0.15 * others)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text as stems, synonyms replaced by the words of APIs."""
    yield from map(_canonical, _parts(text))


def _parts(text: str) -> Iterator[str]:
    yield from filter(None, identifier(_split_camel_case(text)).split("_"))


def _query_words(parts: list[str], vocabulary: Container[str]) -> Iterator[str]:
    """Yield the words of a query; two words that the API writes as one, such as add-on, are joined."""
    index = 0
    while index < len(parts):
        both = _canonical("".join(parts[index : index + 2]))
        if index + 1 < len(parts) and both in vocabulary:
            yield both
            index += 2
        else:
            yield from _synonyms(parts[index])
            index += 1


def _split_camel_case(text: str) -> str:
    return "".join(
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(f" {text}", text, strict=False)
    )


@lru_cache(maxsize=10_000)
def _canonical(word: str) -> str:
    """Return the word that APIs use for ``word``; its stem if there are several or none."""
    synonyms = _synonyms(word)
    return synonyms[0] if len(synonyms) == 1 else _stem(word)


def _synonyms(word: str) -> tuple[str, ...]:
    """Return the words to search for instead of ``word``; a word with several synonyms is searched for itself, too."""
    stem = _stem(word)
    synonyms = _SYNONYMS.get(stem) or _SYNONYMS.get(word) or (stem,)
    return synonyms if len(synonyms) == 1 else (stem, *synonyms)


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST_STEM:
        return word[:-1]
    return word
