"""A link found by the words that somebody has for it."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from heroics_py.call.shape import shape_of
from heroics_py.client import BoundLink, Client
from heroics_py.errors import CallError, SchemaError
from heroics_py.model.api import Link
from heroics_py.model.identifiers import identifier

__all__ = ["find"]

_MOST = 10
_OF_SEVERAL = 0.1
_SHORTEST_STEM = 3
# Words that say nothing of what is wanted.
_SILENT = frozenset(
    {"a", "an", "the", "for", "of", "to", "in", "on", "by", "from", "with", "and", "or", "my", "all", "is"}
)
# What people say, in the words that APIs have for it; one word may stand for several.
_MEANINGS = {
    word: tuple(meant.split())
    for meant, words in {
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
_OF_METHODS = {"POST": "create", "PATCH": "update", "PUT": "update", "DELETE": "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    link: BoundLink
    weights: dict[str, float]


def find(client: Client, words: str, *, limit: int = _MOST) -> list[BoundLink]:
    """Return the links that ``words`` may mean, the likeliest first; nothing is sent.

    Names count most, then titles and relations, then paths, parameters and fields, then descriptions. Endings and other
    words for the same thing are seen through: "get add-ons" finds ``addon.info``, "scale dynos" ``formation.update``.

    Args:
        client: whose links are searched.
        words: what is wanted, in plain words or as another client calls it: "list apps for team", "update_app".
        limit: how many are returned at the most.

    Raises:
        CallError: for anything but a client, a text and a whole number.
    """
    if not isinstance(client, Client):
        raise CallError(f"find() takes a client, got {type(client).__name__}")
    if not isinstance(words, str):
        raise CallError(f"find() takes words as a text, such as 'list apps'; got {type(words).__name__}")
    if not isinstance(limit, int):
        raise CallError(f"find(limit=) takes a whole number, got {type(limit).__name__}")
    entries = _entries(client)
    known = {word for entry in entries for word in entry.weights}
    wanted = dict.fromkeys(word for word in _joined(list(_parts(words)), known) if word not in _SILENT)
    spread = {word: sum(1 for entry in entries if word in entry.weights) for word in wanted}
    # Who speaks of several things is likely to want the list of them.
    bonus = _OF_SEVERAL if any(_stem(word) != word for word in identifier(words).split("_")) else 0.0
    scored = [
        (_score(entry, wanted, spread, len(entries)) * (1 + bonus * ("list" in entry.weights)), entry)
        for entry in entries
    ]
    ranked = sorted((item for item in scored if item[0] > 0), key=lambda item: -item[0])
    return [entry.link for _, entry in ranked[: max(limit, 0)]]


def _entries(client: Client) -> list[_Entry]:
    catalog = client._core.catalog  # noqa: SLF001 - behind the dot stand the names of the API, so ours are private among friends
    return [
        _entry(resource, call, getattr(getattr(client, resource), call))
        for resource, own in catalog.names.items()
        for call in catalog.calls(own)
    ]


def _entry(resource: str, call: str, link: BoundLink) -> _Entry:
    """Weigh each word of a link by where it stands."""
    weights: dict[str, float] = {}
    for each in link._links:  # noqa: SLF001 - the same
        parameters = " ".join(parameter.name for parameter in each.parameters)
        aliases = " ".join(each.aliases)
        action = "list" if each.rel == "instances" else _OF_METHODS.get(each.method, "info")
        places = (
            (4.0, f"{call} {aliases}"),
            (4.0, resource),
            (2.0, f"{each.title} {each.rel}"),
            (1.5, f"{each.href} {parameters} {_fields(each)}"),
            (1.5, action),
            (1.0, each.description),
        )
        for weight, text in places:
            for word in _words(text):
                weights[word] = max(weight, weights.get(word, 0.0))
    return _Entry(link=link, weights=weights)


def _fields(link: Link) -> str:
    try:
        shape = shape_of(link)
    except SchemaError:
        return ""
    return " ".join(field.name for field in (*shape.fields.values(), *shape.dict_only))


def _score(entry: _Entry, wanted: Mapping[str, None], spread: dict[str, int], count: int) -> float:
    """Add up the words that are there, rare ones more than common ones, and divide by what is there unasked."""
    found = sum(entry.weights.get(word, 0.0) * (1 + log(count / spread[word])) for word in wanted if spread[word])
    unasked = sum(1 for word, weight in entry.weights.items() if weight >= _NAMING and word not in wanted)
    return found / (1 + 0.15 * unasked)


_NAMING = 4.0


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text, each by its stem and in the words that APIs use."""
    yield from map(_meant, _parts(text))


def _parts(text: str) -> Iterator[str]:
    yield from filter(None, identifier(_parted(text)).split("_"))


def _joined(parts: list[str], known: Container[str]) -> Iterator[str]:
    """Yield the words of a question; two that the API writes as one, such as add-on, are one."""
    index = 0
    while index < len(parts):
        both = _meant("".join(parts[index : index + 2]))
        if index + 1 < len(parts) and both in known:
            yield both
            index += 2
        else:
            yield from _meanings(parts[index])
            index += 1


def _parted(text: str) -> str:
    return "".join(
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(f" {text}", text, strict=False)
    )


@lru_cache(maxsize=10_000)
def _meant(word: str) -> str:
    """Return the one word that APIs have for ``word``; its stem where they have several or none."""
    found = _meanings(word)
    return found[0] if len(found) == 1 else _stem(word)


def _meanings(word: str) -> tuple[str, ...]:
    """Return what a word of a question is looked for as; what stands for several words is looked for itself, too."""
    stem = _stem(word)
    found = _MEANINGS.get(stem) or _MEANINGS.get(word) or (stem,)
    return found if len(found) == 1 else (stem, *found)


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST_STEM:
        return word[:-1]
    return word
