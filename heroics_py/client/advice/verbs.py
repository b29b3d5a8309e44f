"""The links that the verbs of other clients mean.

    client.app.get            info     a link that reads one thing
    client.app.get_all        list     a link that reads several
    client.app.removeApp      delete   a link of the same method

A verb that reads never means a link that changes something.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from heroics_py.model.api import Link
from heroics_py.readers.english_words import singular, words_of

__all__ = ["kind_of", "meant_calls"]

Calls = Mapping[str, Sequence[Link]]

_MOST_CALLS = 3
_READING = frozenset({"GET", "HEAD"})
_QUERY = re.compile(r"\{[?&#][^{}]*\}")

_KINDS = {
    verb: kind
    for kind, verbs in {
        "info": "info get retrieve show fetch read find describe view load lookup detail see display inspect head one",
        "list": "list all index query search ls filter where each iterate enumerate browse items instances many every",
        "create": "create new add post insert make register",
        "update": "update edit patch modify set change save alter write upsert rename",
        "replace": "put replace overwrite",
        "delete": "delete remove destroy del drop rm erase",
    }.items()
    for verb in verbs.split()
}
_FILLERS = frozenset(
    {"by", "id", "name", "the", "a", "an", "of", "for", "item", "record", "object", "resource", "link"}
)


def kind_of(name: str, nouns: Iterable[str] = ()) -> str | None:
    """Return what a verb of another client does: "info", "list", "create", "update", "replace" or "delete".

    Args:
        name: the verb, alone or with other words: "get", "getAll", "remove_app", "find_by_id".
        nouns: the words of the resource, in the singular.
    """
    words = words_of(name)
    known = {*nouns, *_FILLERS}
    kinds = [_KINDS[word] for word in words if word in _KINDS and word not in nouns]
    if not kinds or any(word not in _KINDS and singular(word) not in known for word in words):
        return None
    several = "list" in kinds or any(word not in _KINDS and singular(word) != word for word in words)
    return "list" if kinds[0] == "info" and several else kinds[0]


def meant_calls(kind: str, calls: Calls) -> list[str]:
    """Return the calls that do what ``kind`` says, the usual one alone if there is one.

    Args:
        kind: a result of `kind_of`.
        calls: the links by the names of their calls.
    """
    for fits in _TIERS[kind]:
        names = [name for name, links in calls.items() if any(fits(link) and not link.fault for link in links)]
        if names:
            return [kind] if kind in names else names[:_MOST_CALLS]
    return []


def _reads(link: Link) -> bool:
    return link.method in _READING


def _is_item(link: Link) -> bool:
    """Return whether the path ends with a variable, as that of one thing does."""
    return _QUERY.sub("", link.href).partition("?")[0].rstrip("/").endswith("}")


def _sends(*methods: str, rels: tuple[str, ...] = ()) -> Callable[[Link], bool]:
    return lambda link: link.method in methods and (not rels or link.rel in rels)


_CHANGES = (_sends("PATCH", "PUT", "POST", rels=("update",)), _sends("PATCH"), _sends("PUT"))
# The links of each kind: those that say so by their relation, then by their method and path.
_TIERS: dict[str, tuple[Callable[[Link], bool], ...]] = {
    "info": (
        lambda link: _reads(link) and link.rel == "self",
        lambda link: _reads(link) and _is_item(link),
        lambda link: _reads(link) and link.rel != "instances",
        _reads,
    ),
    "list": (
        lambda link: _reads(link) and link.rel == "instances",
        lambda link: _reads(link) and not _is_item(link),
        _reads,
    ),
    "create": (
        _sends("POST", "PUT", rels=("create",)),
        lambda link: link.method == "POST" and not _is_item(link),
        _sends("POST"),
    ),
    "update": _CHANGES,
    "replace": (_sends("PUT"), *_CHANGES),
    "delete": (_sends("DELETE", rels=("destroy", "delete")), _sends("DELETE")),
}
