"""The Python names of links.

A link is named by its words: its title, else its relation, else its method and path. Links with the same words share
one call if the arguments can safely choose between them; the others get names of their own. No link is lost.

    links with the same words    the name goes to                     and is shared by
    ---------------------------  -----------------------------------  ---------------------------------------------
    GET and HEAD alone           all of them                          one URL for each number of parameters, that of
                                                                      the resource itself before others
    POST alone                   that of the collection               POSTs of the same URL
    any other mixture            that of one thing, else that with    links of the same method and URL; GETs as in
                                 the most parameters                  the first row

A link that changes something never shares a call with one of another URL: a forgotten argument must not reach it.

    other names, the first free one counts          example
    ----------------------------------------------  -------------------------------------------------------------
    the schema's further words                      ``disown``, from an alias or an unusual relation
    "all" (not for GET)                             ``delete_all``, next to ``delete``
    the tail of the path (not for GET)              ``interrupt`` of POST /kernels/{id}/interrupt, ``delete_things``
    the owners in the path                          ``info_by_app``
    the method, if no link of the name has it       ``list_post``
    the method and path                             ``info_get_apps_formation``
    a number                                        ``info_2``
"""

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
_UPDATES = {"PUT": "replace", "PATCH": "patch"}
_READING = frozenset({"GET", "HEAD"})
# Words for any link of their kind, which distinguish none.
_USUAL_WORDS = frozenset(
    {*_NAMES_OF_RELS, *_NAMES_OF_RELS.values(), "get", "read", "retrieve", "item", "collection", "edit", "related"}
)
# What changes something never gets one of these from its path.
_NAMES_THAT_READ = frozenset({"info", "list"})
_MAX_PATH_LENGTH = 8000
_MAX_OWNERS = 8


def link_words(link: Link) -> str:
    """Return the words for the name of a link: its title, else its relation, else its method and path."""
    if identifier(link.name):
        return link.name
    if identifier(link.title):
        return link.title
    rel = link.rel.rstrip("/").rpartition("/")[2]
    return _NAMES_OF_RELS.get(rel, rel) if identifier(rel) else _method_and_path(link)


def _method_and_path(link: Link) -> str:
    return f"{link.method} {_VARIABLE.sub(' ', link.href)}"


def call_names(resource: Resource) -> dict[str, tuple[Link, ...]]:
    """Return the calls of a resource: each Python name, with the links that its arguments choose from."""
    groups: dict[str, list[Link]] = {}
    for link in resource.links:
        groups.setdefault(identifier(link_words(link)) or "call", []).append(link)
    if len(groups) == len(resource.links):
        return {name: tuple(links) for name, links in groups.items()}
    paths = _Paths(resource)
    calls: dict[str, list[Link]] = {}
    displaced: list[tuple[str, Link]] = []
    for name, links in groups.items():
        calls[name], moved = _divide(name, links, paths) if len(links) > 1 else (links, [])
        displaced += [(name, link) for link in moved]
    first = {name: links[0] for name, links in calls.items()}
    methods = {name: {link.method for link in calls[name]} for name in {name for name, _ in displaced}}
    numbers: dict[str, int] = {}
    for name, link in displaced:
        words = _other_names(name, link, first[name], methods[name], paths)
        fitting = next((word for word in words if _fits(link, calls.get(word))), "")
        calls.setdefault(fitting or numbered_name(name, calls, numbers), []).append(link)
    return {name: tuple(links) for name, links in calls.items()}


class _Paths:
    """The paths of one resource: which lead to one thing, and which to all."""

    __slots__ = ("_name", "_plurals", "_roots")

    def __init__(self, resource: Resource) -> None:
        self._name = resource.name
        self._plurals = _plurals(identifier(resource.name))
        # What a variable follows, as /things in /things/{id}, is a collection.
        paths = [_path(link) for link in resource.links]
        self._roots = {
            path[: match.start()] for path in paths for match in re.finditer(r"/\{", path[:_MAX_PATH_LENGTH])
        }

    def is_collection(self, link: Link) -> bool:
        """Return whether a link leads to all things of a kind."""
        return _path(link) in self._roots or self.is_plural(link)

    def is_plural(self, link: Link) -> bool:
        """Return whether the path ends with the plural of the resource: "things" of "thing"."""
        return identifier(_tail(link)) in self._plurals

    def is_item(self, link: Link) -> bool:
        """Return whether a link leads to one thing of the resource."""
        *_, before, last = ("", "", *_path(link).split("/"))
        return last.endswith("}") and (self.is_owned(link) or identifier(before) in self._plurals)

    def is_owned(self, link: Link) -> bool:
        """Return whether the last parameter of the href is an attribute of the resource itself."""
        parameters = link.path_parameters
        return bool(parameters) and parameters[-1].owner == self._name


def _plurals(name: str) -> frozenset[str]:
    """Return the possible plurals of an English noun; a plural is its own."""
    own = {name} if name.endswith("s") and not name.endswith("ss") else set()
    return frozenset({f"{name}s", f"{name}es", f"{name.removesuffix('y')}ies", *own})


def _path(link: Link) -> str:
    """Return the path of an href, without query and trailing slash."""
    return re.sub(r"\{[?&#][^{}]*\}", "", link.href).partition("?")[0].rstrip("/")


def _tail(link: Link) -> str:
    """Return the last word of a path after its last variable: "interrupt" of ``/kernels/{id}/interrupt``."""
    return _path(link).rpartition("}")[2].rpartition("/")[2]


def _target(link: Link) -> tuple[str, str, bool]:
    """Return the method and URL of a link, by which links are the same."""
    return link.method, link.href, link.at_server


def _fits(link: Link, links: list[Link] | None) -> bool:
    """Return whether a link can have the name of ``links``: they are of its method and path, or None."""
    return links is None or _target(links[0]) == _target(link)


def _divide(name: str, links: list[Link], paths: _Paths) -> tuple[list[Link], list[Link]]:
    """Divide the links of one name into those that share its call, and those that need another name."""
    changing = [link for link in links if link.method not in _READING]
    if not changing:
        return _by_count(links, paths)
    adding = all(link.method == "POST" for link in links)
    keeper = min(links, key=lambda link: _rank_of_post(name, link, paths) if adding else _rank(link, paths))
    if keeper.method in _READING:
        sharing, moved = _by_count([link for link in links if link.method in _READING], paths)
        return sharing, [*moved, *changing]
    sharing = [link for link in links if _target(link) == _target(keeper)]
    return sharing, [link for link in links if _target(link) != _target(keeper)]


def _rank(link: Link, paths: _Paths) -> tuple[bool, bool, int]:
    """Return the rank of a link for a name: one thing first, then the most parameters."""
    return not paths.is_item(link), not _path(link).endswith("}"), -len(link.path_parameters)


def _rank_of_post(name: str, link: Link, paths: _Paths) -> tuple[bool, int]:
    """Return the rank of a POST for a name: the collection first."""
    is_collection, count = paths.is_collection(link), len(link.path_parameters)
    return not is_collection, count if is_collection or name == "create" else -count


def _by_count(links: list[Link], paths: _Paths) -> tuple[list[Link], list[Link]]:
    """Divide links that only read: for each number of href parameters, one URL keeps the name."""
    keepers: dict[int, Link] = {}
    for link in sorted(links, key=lambda link: not paths.is_owned(link)):
        keepers.setdefault(len(link.path_parameters), link)
    sharing: list[Link] = []
    moved: list[Link] = []
    for link in links:
        (sharing if _target(link) == _target(keepers[len(link.path_parameters)]) else moved).append(link)
    return sharing, moved


def _other_names(name: str, link: Link, keeper: Link, methods: Container[str], paths: _Paths) -> Iterator[str]:
    """Yield names for a link that can't have ``name``, the best first; ``methods`` are those of its owners."""
    yield from _own_words(link, keeper)
    if _path(link) == _path(keeper) and link.method != keeper.method:
        yield re.sub("^update(?![a-z])", _UPDATES.get(link.method, "update"), name)
        yield f"{name}_{identifier(link.method)}"
    if link.method not in _READING:
        yield from _words_of_path(name, link, keeper, paths)
    owners = [identifier(parameter.owner) for parameter in link.path_parameters if parameter.owner]
    for last in range(1, min(len(owners), _MAX_OWNERS) + 1):
        yield f"{name}_by_{'_'.join(owners[-last:])}"
    if link.method not in methods:
        yield f"{name}_{identifier(link.method)}"
    yield identifier(f"{name} {_method_and_path(link)}")


def _own_words(link: Link, keeper: Link) -> Iterator[str]:
    """Yield the schema's further words for a link, such as its operationId, which the other does not share."""
    shared = {keeper.name, *keeper.aliases}.intersection(link.aliases)
    # An id that only adds the path to the words of both says less than the method and the path themselves.
    added = tuple(f"{identifier(words)}_" for words in (*shared, link.name))
    suffix = f"_{link.method.lower()}"
    names = ((alias, identifier(alias)) for alias in link.aliases if alias not in shared)
    own = [alias for alias, name in names if not (name.startswith(added) and name.endswith(suffix))]
    for words in (*own, link.rel if link.method not in _READING else ""):
        separated = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", words.rstrip("/").rpartition("/")[2])
        spelled = identifier(separated)
        if spelled and spelled not in _USUAL_WORDS:
            yield spelled


def _words_of_path(name: str, link: Link, keeper: Link, paths: _Paths) -> Iterator[str]:
    """Yield names from the path: ``delete_all``, else its tail: ``interrupt``."""
    shorter = len(link.path_parameters) < len(keeper.path_parameters)
    if shorter and (_literals(link) == _literals(keeper) or (not link.path_parameters and paths.is_collection(link))):
        yield f"{name}_all"
    tail = identifier(_tail(link))
    if not tail or tail == name or paths.is_plural(link) or _path(link) == _path(keeper):
        return
    if (
        link.method == "POST"
        and link.path_parameters
        and not paths.is_collection(link)
        and tail not in _NAMES_THAT_READ
    ):
        yield tail
    yield f"{name}_{tail}"


def _literals(link: Link) -> list[str]:
    return [part for part in _path(link).split("/") if "{" not in part]
