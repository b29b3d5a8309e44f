"""The module that a framework puts in front of ids: "shop_api_" of Django Ninja, "shop.api." of connexion."""

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile

from heroics_py.readers.english_words import singular, words_of
from heroics_py.readers.openapi.verbs import CRUD_VERBS, READING_VERBS, synonyms_of

__all__ = ["modules_of", "without_module"]

_PARTS = re.compile(r"[^._]+(?:[._]+|$)")
_METHODS = ("GET", "POST", "PUT", "DELETE")


def modules_of(ids: Mapping[str, Iterable[tuple[str, str]]]) -> tuple[str, ...]:
    """Return the modules in front of the ids of a document, the longest first.

    A module is in front of every id of a resource, most of which go on with a verb, and isn't part of their paths.

    Args:
        ids: the paths and ids of each resource, by its name.
    """
    modules = {_module_of(resource, dict(each)) for resource, each in ids.items()}
    return tuple(sorted(modules - {""}, key=lambda module: (-len(module), module)))


def without_module(operation_id: str, modules: Iterable[str]) -> str:
    """Return an id without the module in front of it."""
    module = next((each for each in modules if operation_id.startswith(each)), "")
    return operation_id.removeprefix(module) or operation_id


def _module_of(resource: str, ids: Mapping[str, str]) -> str:
    """Return the module in front of the ids of one resource, with its separator; empty if there is none.

    Args:
        resource: the name of the resource.
        ids: the path of each id.
    """
    parts = zip(*map(_PARTS.findall, ids), strict=False) if len(ids) > 1 else ()
    shared = [part[0] for part in takewhile(lambda part: len(set(part)) == 1, parts)]
    words = shared[: next((index for index, word in enumerate(shared) if _is_verb(word)), len(shared))]
    known = {singular(word) for text in (resource, *ids.values()) for word in words_of(text)}
    if all(singular(each) in known for word in words for each in words_of(word)):
        return ""
    module = "".join(words)
    verbs = [each for each in ids if any(map(_is_verb, _PARTS.findall(each.removeprefix(module))[:1]))]
    return module if 2 * len(verbs) >= len(ids) else ""


def _is_verb(part: str) -> bool:
    word = part.rstrip("._")
    return word in READING_VERBS | CRUD_VERBS or any(synonyms_of(word, method) for method in _METHODS)
