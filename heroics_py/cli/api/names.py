"""The names of resources and links as a shell spells them."""

from collections.abc import Iterable, Mapping

from heroics_py.client import BoundLink, BoundResource, Client
from heroics_py.client.advice.names import singulars_of
from heroics_py.client.advice.verbs import kind_of, meant_calls
from heroics_py.display.terminal import escaped
from heroics_py.support.suggestions import did_you_mean, joined_names, same_letters

__all__ = [
    "find_link",
    "find_resource",
    "links_of",
    "missing_link",
    "missing_resource",
    "resource_words",
    "shell_names",
    "typed_name",
    "typed_names",
]


_MOST_MEANT = 3


def shell_names(names: Iterable[str]) -> dict[str, str]:
    """Return names in Python by the names to type: "config-var" for ``config_var``, "import" for ``import_``."""
    typed: dict[str, str] = {}
    known = list(names)
    for name in known:
        word = name.strip("_").replace("_", "-")
        typed.setdefault(word if word and word not in typed else name, name)
    return typed


def resource_words(client: Client) -> dict[str, str]:
    """Return the resources of a client by the names to type."""
    return shell_names(client)


def links_of(client: Client, resource: str) -> dict[str, BoundLink]:
    """Return the links of a resource by the names to type.

    Args:
        client: the client.
        resource: the name of the resource in Python.
    """
    bound = getattr(client, resource)
    return {word: getattr(bound, name) for word, name in shell_names(dir(bound)).items()}


def find_resource(client: Client, word: str) -> str | None:
    """Return the name in Python of the resource that a word names, as typed, in Python or in the schema, if any."""
    words = resource_words(client)
    if word in words:
        return words[word]
    return client._python_name(word) if word in client else _python_name(word, words.values())  # noqa: SLF001 - a client's public names belong to the API


def find_link(client: Client, resource: str, word: str) -> BoundLink | None:
    """Return the link of a resource that a word names, as typed, in Python or in the schema, if any."""
    bound: BoundResource = getattr(client, resource)
    names = shell_names(dir(bound))
    name = names.get(word) or _python_name(word, names.values())
    if name is None and (link := bound._named(word)) is not None:  # noqa: SLF001 - as above
        name = link.__name__
    return None if name is None else getattr(bound, name)


def typed_name(name: str, names: Iterable[str]) -> str:
    """Return the name to type for a name in Python, which is one of ``names``."""
    return typed_names(names)[name]


def typed_names(names: Iterable[str]) -> dict[str, str]:
    """Return the names to type by the names in Python."""
    return {name: word for word, name in shell_names(names).items()}


def _python_name(word: str, names: Iterable[str]) -> str | None:
    name = word.replace("-", "_")
    return name if name in set(names) else None


def missing_resource(client: Client, word: str) -> str:
    """Return the end of a message for a resource that does not exist: what may be meant."""
    words = resource_words(client)
    if close := same_letters(word, words) or _same_nouns(word, words) or _links_called(client, word):
        return f"did you mean {joined_names(map(escaped, close))}?"
    return did_you_mean(word, map(escaped, words))


def _links_called(client: Client, word: str) -> list[str]:
    """Return the resource and the link that have a word for a name in the schema, such as an ``operationId``."""
    found: list[str] = []
    for typed, name in resource_words(client).items():
        if (link := find_link(client, name, word)) is not None:
            found.append(f"{typed} {typed_name(link.__name__, dir(getattr(client, name)))}")
    return found if len(found) <= _MOST_MEANT else []


def missing_link(client: Client, resource: str, word: str) -> str:
    """Return the end of a message for a link that does not exist: what may be meant."""
    calls = client._core.catalog.calls(client._core.catalog.names[resource])  # noqa: SLF001 - as above
    words = {name: typed for typed, name in shell_names(calls).items()}
    if close := same_letters(word, words.values()) or [words[each] for each in _same_action(word, resource, calls)]:
        return f"did you mean {joined_names(map(escaped, close))}?"
    return did_you_mean(word, map(escaped, words.values()))


def _same_nouns(word: str, names: Iterable[str]) -> list[str]:
    """Return the names that differ from a word as singular and plural do."""
    nouns = singulars_of(word)
    return [each for each in names if nouns and singulars_of(each) == nouns][:3]


def _same_action(word: str, resource: str, calls: Mapping[str, tuple[object, ...]]) -> list[str]:
    """Return the calls that do what a verb of another client means, such as "get" and "ls"."""
    kind = kind_of(word, singulars_of(resource))
    return [] if kind is None else meant_calls(kind, calls)  # type: ignore[arg-type]  # the catalog's links
