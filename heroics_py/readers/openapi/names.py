"""The names of resources and links, from tags, operationIds, methods and paths."""

import re
from collections.abc import Callable, Iterable

from heroics_py.model.identifiers import identifier
from heroics_py.readers.english_words import singular, slug, words_of
from heroics_py.support.values import Value

__all__ = ["LinkName", "link_name", "resource_name"]

_NAMES_BY_METHOD = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_SYNONYMS = {"get": "info", "info": "get"}
_RELS = {
    "list": "instances",
    "get": "self",
    "info": "self",
    "create": "create",
    "update": "update",
    "replace": "update",
    "delete": "destroy",
    "remove": "destroy",
}


class LinkName(Value):
    """The name of a link, with what follows from it.

    Attributes:
        name: its name in Python.
        aliases: further names that find it.
        rel: the relation that the name means; empty if it means none.
    """

    name: str
    aliases: tuple[str, ...] = ()
    rel: str = ""


def resource_name(path: str, tags: Iterable[object], operation_id: str = "") -> str:  # noqa: ARG001 - for documents without tags
    """Return the name of the resource of an operation.

    Args:
        path: the path of the operation.
        tags: its tags; whatever is no text is ignored.
        operation_id: its id; empty without one.
    """
    tag = next((tag for tag in tags if isinstance(tag, str) and slug(tag)), "")
    literal = next((part for part in path.split("/") if part and "{" not in part), "")
    return slug(tag) or slug(literal) or tag or literal or "root"


def link_name(  # noqa: PLR0913 - what a document says of an operation
    resource: str,
    method: str,
    path: str,
    operation_id: str = "",
    summary: str = "",
    *,
    is_one: Callable[[], bool] = bool,  # noqa: ARG001 - for ids without better words
) -> LinkName:
    """Return the name of an operation in its resource.

    Args:
        resource: the name of the resource, as `resource_name` returns it.
        method: the method of the operation.
        path: its path.
        operation_id: its id; empty without one.
        summary: what the document says in a few words; a name for unusual methods.
        is_one: returns whether the response is known to be one thing and no list; called when words leave it open.
    """
    name = _name(resource, method.upper(), path, operation_id, summary)
    aliases = tuple(dict.fromkeys(filter(None, (operation_id, _SYNONYMS.get(name, "")))))
    return LinkName(name=name, aliases=aliases, rel=_RELS.get(name, ""))


def _name(resource: str, method: str, path: str, operation_id: str, summary: str) -> str:
    if words := words_of(operation_id):
        return identifier(" ".join(_without_tag(words, resource.split("-")))) or identifier(operation_id)
    if action := re.search(r"/actions/([^/{}]+)$", path):
        return identifier(action[1])
    if method in {"GET", "HEAD"}:
        name = "info" if path.rstrip("/").endswith("}") else "list"
        return name if method == "GET" else f"{name}_head"
    return _NAMES_BY_METHOD.get(method) or identifier(summary) or method.lower()


def _without_tag(words: list[str], tag: list[str]) -> list[str]:
    """Remove the words of the tag, or the word that joins them.

    "addon" is such a word for "Add-ons".
    """
    singulars = [singular(word) for word in words]
    joined = "".join(tag)
    for size in (len(tag), 1):
        for start in range(len(words) - size + 1):
            if "".join(singulars[start : start + size]) == joined:
                return words[:start] + words[start + size :]
    return words
