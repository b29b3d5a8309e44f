"""The names of an API that an unknown name may mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heroics_py.client.advice.verbs import kind_of, meant_calls
from heroics_py.display.terminal import escaped
from heroics_py.readers.english_words import singular, words_of
from heroics_py.support.suggestions import did_you_mean, joined_names, same_letters

if TYPE_CHECKING:
    from heroics_py.client.advice.subjects import ClientLike, ResourceLike

__all__ = [
    "any_call",
    "listed_names",
    "meant_names",
    "missing_key",
    "missing_link",
    "missing_resource",
    "noun_of",
    "singulars_of",
]

_MOST_LISTED = 20
_LONGEST = 200  # of a name whose words are compared with those of every resource
_MOST_CANDIDATES = 3
# What other names mean.
_HABITS = {
    **dict.fromkeys(("keys", "values", "items", "resources"), "list(client) has the names of the resources"),
    "with_arguments": "it is a function: heroics_py.with_arguments(client, ...)",
}
_HTTP = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})


def missing_resource(client: ClientLike, name: str, spellings: Iterable[str] = ()) -> str:
    """Return the names of resources or links that ``name`` may mean.

    Args:
        client: the client.
        name: an unknown name.
        spellings: the names to choose from at last; those in Python by default.
    """
    names = client._core.catalog.names
    if same := same_letters(name, names):
        return f"did you mean {joined_names(same)}?"
    if len(name) > _LONGEST:
        return did_you_mean(name, spellings or names)
    words = singulars_of(name)
    if plural := [each for each in names if singulars_of(each) == words]:
        return f"did you mean {joined_names(plural[:_MOST_CANDIDATES])}?"
    if calls := _links_of_resources(client, name):
        return f"did you mean {' or '.join(calls)}?"
    if name == "aclose":
        return "await client.close() closes it" if client._core.is_async else "client.close() closes it"
    if name in _HABITS:
        return _HABITS[name]
    if (kind := kind_of(name)) is not None or name in _HTTP:
        first = f"a resource comes first, such as {any_call(client, kind)}; heroics_py.find(client, ...) finds links"
        return f"{first}; {_own_request(client, name)}" if name in _HTTP else first
    return did_you_mean(name, spellings or names)


def missing_link(resource: ResourceLike, name: str) -> str:
    """Return the links of a resource that ``name`` may mean."""
    if name == "with_options":
        first = next(iter(resource._calls), "info")
        return f"call it on a link, such as {resource._label}.{first}.with_options(...)"
    if name == "with_arguments":
        return f"it is a function: heroics_py.with_arguments(client.{resource._label}, ...)"
    return meant_names(name, resource, resource._calls)


def missing_key(client: ClientLike, key: str) -> str:
    """Return what an index may mean: a link, as in "app.info", "/apps" and "GET /apps", or another resource."""
    names = client._core.catalog.names
    own = missing_resource(client, key, dict.fromkeys([*names.values(), *names]))
    return _link_of_key(client, key) or own


def _own_request(client: ClientLike, name: str) -> str:
    """Return how to send a request that no link describes."""
    method = "GET" if name in {"options", "request"} else name.upper()
    function = "await heroics_py.request_async" if client._core.is_async else "heroics_py.request"
    return f"{function}(client, {method!r}, '/...') sends a request of your own"


def _link_of_key(client: ClientLike, key: str) -> str:
    catalog = client._core.catalog
    method, _, path = key.rpartition(" ")
    if path.startswith("/"):
        return _by_path(client, method.upper(), path)
    for separator in "./: ":
        own, _, words = key.rpartition(separator)
        name = catalog.python_names.get(own, own)
        if own and words and name in catalog.names:
            resource = getattr(client, name)
            calls = [words] if words in resource._calls else same_letters(words, resource._calls)
            calls = calls or _by_verb(words, resource, resource._calls)
            if calls:
                return f"the link is client.{name}.{calls[0]}"
    return ""


def meant_names(name: str, resource: ResourceLike, calls: Mapping[str, Any], others: Iterable[str] = ()) -> str:
    """Return the end of a message: the calls, or other names, that ``name`` may mean."""
    names = [*calls, *others]
    if same := same_letters(name, names):
        return f"did you mean {joined_names(same)}?"
    kind = kind_of(name, singulars_of(resource._resource.name))
    if kind is None:
        return did_you_mean(name, names)
    # A verb that reads is never close to a link that changes something, as "get" is to "set".
    found = meant_calls(kind, calls)
    return f"did you mean {joined_names(found)}?" if found else f"expected one of {listed_names(names)}"


def any_call(client: ClientLike, kind: str | None = None) -> str:
    """Return a call that does what ``kind`` says, of the first resource that has one."""
    catalog = client._core.catalog
    for wanted in dict.fromkeys([kind or "list", "list", "info"]):
        for name, resource in catalog.names.items():
            if calls := meant_calls(wanted, catalog.calls(resource)):
                return f"client.{name}.{calls[0]}(...)"
    return f"client.{next(iter(catalog.names), 'resource')}.info(...)"


def listed_names(names: Iterable[str]) -> str:
    """Return the first of ``names``, and how many more there are."""
    known = list(names)
    more = f" and {len(known) - _MOST_LISTED} more" if len(known) > _MOST_LISTED else ""
    return f"{', '.join(known[:_MOST_LISTED])}{more}"


def noun_of(resource: ResourceLike) -> str:
    """Return what a resource is about, in words: "config var"."""
    thing = resource._resource.thing
    return escaped((thing.noun if thing is not None else "") or resource._resource.name.replace("-", " "))


def singulars_of(name: str) -> list[str]:
    """Return the words of a name, each in the singular."""
    return [singular(word) for word in words_of(name)]


def _by_path(client: ClientLike, method: str, path: str) -> str:
    catalog = client._core.catalog
    found = [
        f"client.{name}.{call}"
        for name, resource in catalog.names.items()
        for call, links in catalog.calls(resource).items()
        if any(link.href == path and method in {"", link.method} for link in links)
    ]
    return f"the links with this path: {listed_names(found)}" if found else ""


def _links_of_resources(client: ClientLike, name: str) -> list[str]:
    """Return the calls that a name of resource and verb means: ``client.app.list`` for list_apps."""
    catalog = client._core.catalog
    typed = singulars_of(name)
    for resource, own in sorted(catalog.names.items(), key=lambda item: -len(item[0])):
        nouns = singulars_of(resource)
        if nouns and _contains(typed, nouns) and len(nouns) < len(typed):
            kind = kind_of(name, nouns)
            return [f"client.{resource}.{call}" for call in meant_calls(kind, catalog.calls(own))] if kind else []
    return []


def _contains(words: Sequence[str], part: Sequence[str]) -> bool:
    return any(words[start : start + len(part)] == part for start in range(len(words) - len(part) + 1))


def _by_verb(name: str, resource: ResourceLike, calls: Mapping[str, Any]) -> list[str]:
    kind = kind_of(name, singulars_of(resource._resource.name))
    return meant_calls(kind, calls) if kind else []
