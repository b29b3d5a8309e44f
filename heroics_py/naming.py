"""Words of a schema as names in Python, and the names that come close to a wrong one."""

import re
from collections.abc import Container, Iterable, Mapping
from keyword import iskeyword

from heroics_py.model import Link, Parameter, Resource

__all__ = [
    "RESERVED",
    "call_names",
    "closest",
    "did_you_mean",
    "identifier",
    "keeps_its_name",
    "keyword_for",
    "link_words",
    "parameter_keyword",
    "resource_names",
]

RESERVED = frozenset({"close", "with_options"})
"""The names of ours that stand on a client: a resource of such a name gets a trailing ``_``, like a keyword."""

_NAMES_OF_RELS = {
    "self": "info",
    "instances": "list",
    "create": "create",
    "update": "update",
    "destroy": "delete",
    "delete": "delete",
}
_VARIABLE = re.compile(r"\{[^{}]*+\}")


def identifier(words: str) -> str:
    """Return ``words`` as a Python name: "Batch update" is "batch_update", "config-var" is "config_var".

    Letters of any script stay, in the normal form that Python gives to names (NFKC); everything else separates words.
    A keyword gets a trailing ``_``, a leading digit an ``x`` before it. Empty where no letter or digit is left.
    """
    if words.isascii():
        # Most names by far; the tables of Unicode are loaded for the others only.
        name = words.lower() if words.isalnum() else re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    else:
        # Normalised twice: lower-casing may denormalise (the Turkish dotted I).
        letters = _normal(_normal(words).lower()).replace("_", " ")
        name = "_".join("".join(letter if f"x{letter}".isidentifier() else " " for letter in letters).split())
    if name and not name.isidentifier():
        name = _normal(f"x{name}")
    return f"{name}_" if iskeyword(name) else name


def _normal(words: str) -> str:
    if words.isascii():
        return words
    from unicodedata import normalize

    return normalize("NFKC", words)


def keyword_for(name: str) -> str | None:
    """Return how a body field is spelled as a keyword argument, or None where it can't be.

    The name itself where it is an identifier; with a trailing ``_`` where Python keeps the word for itself.
    """
    if not name.isidentifier() or _normal(name) != name:
        return None
    return f"{name}_" if iskeyword(name) else name


def parameter_keyword(parameter: Parameter) -> str:
    """Return how an href parameter is spelled in Python."""
    return keyword_for(parameter.name) or identifier(parameter.name) or "parameter"


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


def resource_names(names: Iterable[str]) -> dict[str, str]:
    """Return the Python name of each resource, by which clients offer it; no two share one.

    Where two are the same after normalising, an exact spelling goes first and later ones get a number.
    """
    listed = list(dict.fromkeys(names))
    taken = {name: name for name in listed if keeps_its_name(name)}
    numbers: dict[str, int] = {}
    for name in listed:
        if name not in taken:
            taken[_free(_unreserved(identifier(name)) or "unnamed", taken, numbers)] = name
    order = {name: index for index, name in enumerate(listed)}
    return dict(sorted(taken.items(), key=lambda item: order[item[1]]))


def keeps_its_name(name: str) -> bool:
    """Tell whether clients offer a resource by the very name that the schema gives it."""
    return name.isidentifier() and name not in RESERVED and identifier(name) == name


def _unreserved(name: str) -> str:
    return f"{name}_" if name in RESERVED else name


def _free(name: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """Return ``name``, or the first of name_2, name_3, ... that is not taken; ``numbers`` remembers how far it went."""
    number = numbers.get(name, 1)
    while (spelled := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    numbers[name] = number + 1
    return spelled


def call_names(resource: Resource) -> dict[str, tuple[Link, ...]]:
    """Return the calls of a resource: each Python name with the links that it chooses from. No link is lost.

    Links of one name that take different numbers of href parameters share a callable, and so do links of one method
    and path. Where two others take equally many, the one with the resource's own identity keeps the name and the
    other is named by what it hangs from: ``info_by_app``.
    """
    groups: dict[str, list[Link]] = {}
    for link in resource.links:
        groups.setdefault(identifier(link_words(link)) or "call", []).append(link)
    calls: dict[str, tuple[Link, ...]] = {}
    displaced: list[tuple[str, Link]] = []
    for name, links in groups.items():
        kept, moved = _sharing(links, resource)
        calls[name] = tuple(kept)
        displaced += [(name, link) for link in moved]
    numbers: dict[str, int] = {}
    for name, link in displaced:
        spelled = _distinguished(name, link, calls) or _free(name, calls, numbers)
        calls[spelled] = (*calls.get(spelled, ()), link)
    return calls


def _sharing(links: list[Link], resource: Resource) -> tuple[list[Link], list[Link]]:
    """Divide the links of one name into those that can share a callable, and those that need another name."""
    keepers: dict[int, Link] = {}
    for link in sorted(links, key=lambda link: not _owned(link, resource)):
        keepers.setdefault(len(link.path_parameters), link)
    kept: list[Link] = []
    moved: list[Link] = []
    for link in links:
        keeper = keepers[len(link.path_parameters)]
        same = (link.method, link.href) == (keeper.method, keeper.href)
        (kept if same else moved).append(link)
    return kept, moved


def _owned(link: Link, resource: Resource) -> bool:
    """Tell whether the last thing that the link's href names is the resource itself."""
    named = link.path_parameters
    return bool(named) and named[-1].owner == resource.name


def _distinguished(name: str, link: Link, calls: Mapping[str, tuple[Link, ...]]) -> str:
    """Return a name by what the link hangs from, else by its method or path; empty where all of them are taken."""
    owners = [identifier(parameter.owner) for parameter in link.path_parameters if parameter.owner]
    candidates = [f"{name}_by_{'_'.join(owners[-last:])}" for last in range(1, len(owners) + 1)]
    if all(link.method != kept.method for kept in calls[name]):
        candidates.append(f"{name}_{identifier(link.method)}")
    candidates.append(identifier(f"{name} {_method_and_path(link)}"))
    for spelled in candidates:
        known = calls.get(spelled)
        if known is None or (known[0].method, known[0].href) == (link.method, link.href):
            return spelled
    return ""


def closest(name: str, names: Iterable[str], count: int = 3) -> list[str]:
    """Return the names that ``name`` may have been meant for, the likeliest first."""
    from difflib import get_close_matches

    return get_close_matches(name, list(names), n=count, cutoff=0.6)


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return the end of an error message: the closest names, else all of them."""
    known = list(names)
    if close := closest(name, known):
        return f"did you mean {' or '.join(map(repr, close))}?"
    shown = ", ".join(known[:20]) + (f" and {len(known) - 20} more" if len(known) > 20 else "")
    return f"there is {shown}" if known else "there is none"
