"""The names that links are called by."""

import re
from collections.abc import Container, Iterator

from heroics_py.model.api import Link, Resource
from heroics_py.model.identifiers import identifier, numbered_name

__all__ = ["call_names", "link_words"]

_NAMES_OF_RELS = {
    "self": "info",
    "instances": "list",
    "create": "create",
    "update": "update",
    "destroy": "delete",
    "delete": "delete",
}
_VARIABLE = re.compile(r"\{[^{}]*+\}")
_READING = frozenset({"GET", "HEAD"})
# Words that say what any link of such a kind does, and tell it from no other.
_USUAL = frozenset({*_NAMES_OF_RELS, *_NAMES_OF_RELS.values(), "get", "item", "collection", "edit", "related"})
_LONGEST = 8000
_MOST_OWNERS = 8


def link_words(link: Link) -> str:
    """Return the words that a link is called by: its title, else its rel, else its method and path."""
    if identifier(link.name):
        return link.name
    if identifier(link.title):
        return link.title
    rel = link.rel.rstrip("/").rpartition("/")[2]
    return _NAMES_OF_RELS.get(rel, rel) if identifier(rel) else _method_and_path(link)


def _method_and_path(link: Link) -> str:
    return f"{link.method} {_VARIABLE.sub(' ', link.href)}"


def call_names(resource: Resource) -> dict[str, tuple[Link, ...]]:
    """Return the calls of a resource: each Python name with the links that it chooses from. No link is lost.

    Links that only read (GET and HEAD) share a callable where they take different numbers of href parameters. A link
    with another method shares its callable with links of the same method and path, and with no other: a forgotten
    argument must not reach another URL. The name goes to the link of one thing; among POSTs to that of the collection.
    Of equals the first in the schema has it. The others are named by their own words, by the tail of their path, or by
    what they hang from: ``delete_things`` or ``delete_all``, ``interrupt``, ``info_by_app``.
    """
    groups: dict[str, list[Link]] = {}
    for link in resource.links:
        groups.setdefault(identifier(link_words(link)) or "call", []).append(link)
    if len(groups) == len(resource.links):
        return {name: tuple(links) for name, links in groups.items()}
    paths = _Paths(resource)
    calls: dict[str, list[Link]] = {}
    displaced: list[tuple[str, Link]] = []
    for name, links in groups.items():
        calls[name], moved = _sharing(name, links, paths) if len(links) > 1 else (links, [])
        displaced += [(name, link) for link in moved]
    first = {name: links[0] for name, links in calls.items()}
    methods = {name: {link.method for link in calls[name]} for name in {name for name, _ in displaced}}
    numbers: dict[str, int] = {}
    for name, link in displaced:
        words = _distinguished(name, link, first[name], methods[name], paths)
        spelled = next((word for word in words if _fits(link, calls.get(word))), "") or numbered_name(
            name, calls, numbers
        )
        calls.setdefault(spelled, []).append(link)
    return {name: tuple(links) for name, links in calls.items()}


class _Paths:
    """The paths of one resource, and which of them lead to one thing, and which to all of them."""

    __slots__ = ("_name", "_plurals", "_roots")

    def __init__(self, resource: Resource) -> None:
        self._name = resource.name
        self._plurals = _plurals(identifier(resource.name))
        # What goes on with a variable, as /things does in /things/{id}, holds things.
        paths = [_path(link) for link in resource.links]
        self._roots = {path[: found.start()] for path in paths for found in re.finditer(r"/\{", path[:_LONGEST])}

    def is_collection(self, link: Link) -> bool:
        """Tell whether a link leads to all things of a kind."""
        return _path(link) in self._roots or self.is_plural(link)

    def is_plural(self, link: Link) -> bool:
        """Tell whether the last word of a path is the plural of the resource: "things" of "thing"."""
        return identifier(_tail(link)) in self._plurals

    def is_item(self, link: Link) -> bool:
        """Tell whether a link leads to one thing of the resource: what its path names last is one."""
        *_, before, last = ("", "", *_path(link).split("/"))
        return last.endswith("}") and (self.is_owned(link) or identifier(before) in self._plurals)

    def is_owned(self, link: Link) -> bool:
        """Tell whether the last thing that the link's href names is the resource itself."""
        named = link.path_parameters
        return bool(named) and named[-1].owner == self._name


def _plurals(name: str) -> frozenset[str]:
    """Return how the plural of an English noun may be spelled; one that is a plural is its own."""
    own = {name} if name.endswith("s") and not name.endswith("ss") else set()
    return frozenset({f"{name}s", f"{name}es", f"{name.removesuffix('y')}ies", *own})


def _path(link: Link) -> str:
    """Return the path of an href, without query and trailing slash."""
    return re.sub(r"\{[?&#][^{}]*\}", "", link.href).partition("?")[0].rstrip("/")


def _tail(link: Link) -> str:
    """Return the last word of a path that no variable follows: "interrupt" of ``/kernels/{id}/interrupt``."""
    return _path(link).rpartition("}")[2].rpartition("/")[2]


def _target(link: Link) -> tuple[str, str, bool]:
    """Return what makes two links one: the method and the path."""
    return link.method, link.href, link.at_server


def _fits(link: Link, links: list[Link] | None) -> bool:
    """Tell whether a link can go by a name that ``links`` have: nobody has it, or links of its own method and path."""
    return links is None or _target(links[0]) == _target(link)


def _sharing(name: str, links: list[Link], paths: _Paths) -> tuple[list[Link], list[Link]]:
    """Divide the links of one name into those that can share a callable, and those that need another name."""
    changing = [link for link in links if link.method not in _READING]
    if not changing:
        return _by_count(links, paths)
    adding = all(link.method == "POST" for link in links)
    keeper = min(links, key=lambda link: _rank_of_post(name, link, paths) if adding else _rank(link, paths))
    if keeper.method in _READING:
        kept, moved = _by_count([link for link in links if link.method in _READING], paths)
        return kept, [*moved, *changing]
    kept = [link for link in links if _target(link) == _target(keeper)]
    return kept, [link for link in links if _target(link) != _target(keeper)]


def _rank(link: Link, paths: _Paths) -> tuple[bool, bool, int]:
    """Return what gives a link the first right to a name: the link of one thing, and the one that takes the most."""
    return not paths.is_item(link), not _path(link).endswith("}"), -len(link.path_parameters)


def _rank_of_post(name: str, link: Link, paths: _Paths) -> tuple[bool, int]:
    """Return the same for a POST: the link of the collection goes first."""
    is_collection, count = paths.is_collection(link), len(link.path_parameters)
    return not is_collection, count if is_collection or name == "create" else -count


def _by_count(links: list[Link], paths: _Paths) -> tuple[list[Link], list[Link]]:
    """Divide links that only read: of each number of href parameters one keeps the name, with its likes."""
    keepers: dict[int, Link] = {}
    for link in sorted(links, key=lambda link: not paths.is_owned(link)):
        keepers.setdefault(len(link.path_parameters), link)
    kept: list[Link] = []
    moved: list[Link] = []
    for link in links:
        (kept if _target(link) == _target(keepers[len(link.path_parameters)]) else moved).append(link)
    return kept, moved


def _distinguished(name: str, link: Link, keeper: Link, methods: Container[str], paths: _Paths) -> Iterator[str]:
    """Yield names for a link that can't have ``name``, the best first; ``methods`` are those of who has it."""
    if link.method not in _READING:
        yield from _own_words(link)
        yield from _words_of_path(name, link, keeper, paths)
    owners = [identifier(parameter.owner) for parameter in link.path_parameters if parameter.owner]
    for last in range(1, min(len(owners), _MOST_OWNERS) + 1):
        yield f"{name}_by_{'_'.join(owners[-last:])}"
    if link.method not in methods:
        yield f"{name}_{identifier(link.method)}"
    yield identifier(f"{name} {_method_and_path(link)}")


def _own_words(link: Link) -> Iterator[str]:
    """Yield the further words that the schema has for a link, such as those of its operationId."""
    for words in (*link.aliases, link.rel):
        parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", words.rstrip("/").rpartition("/")[2])
        spelled = identifier(parted)
        if spelled and spelled not in _USUAL:
            yield spelled


def _words_of_path(name: str, link: Link, keeper: Link, paths: _Paths) -> Iterator[str]:
    """Yield names by what a path says: ``delete_all`` beside ``delete``, else by its tail: ``interrupt``."""
    shorter = len(link.path_parameters) < len(keeper.path_parameters)
    if shorter and (_literals(link) == _literals(keeper) or (not link.path_parameters and paths.is_collection(link))):
        yield f"{name}_all"
    tail = identifier(_tail(link))
    if not tail or tail == name or paths.is_plural(link) or _path(link) == _path(keeper):
        return
    if link.method == "POST" and link.path_parameters and not paths.is_collection(link):
        yield tail
    yield f"{name}_{tail}"


def _literals(link: Link) -> list[str]:
    return [part for part in _path(link).split("/") if "{" not in part]
