"""The names of resources and links, from tags, operationIds, methods and paths."""

import re

from heroics_py.model.identifiers import identifier
from heroics_py.readers.english_words import singular, slug, words_of
from heroics_py.readers.fields import list_at, text_at
from heroics_py.support.json_types import Json

__all__ = ["link_name", "resource_name"]

_NAMES_BY_METHOD = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}


def resource_name(path: str, operation: dict[str, Json]) -> str:
    """Return the first tag, else the first literal segment of the path."""
    tag = next((tag for tag in list_at(operation, "tags") if isinstance(tag, str) and slug(tag)), "")
    literal = next((part for part in path.split("/") if part and "{" not in part), "")
    return slug(tag) or slug(literal) or tag or literal or "root"


def link_name(resource: str, path: str, method: str, operation: dict[str, Json]) -> str:
    """Return the operationId without the tag, else what the method does."""
    operation_id = text_at(operation, "operationId")
    if words := words_of(operation_id):
        return identifier(" ".join(_without_tag(words, resource.split("-")))) or identifier(operation_id)
    if action := re.search(r"/actions/([^/{}]+)$", path):
        return identifier(action[1])
    if method in {"GET", "HEAD"}:
        name = "info" if path.rstrip("/").endswith("}") else "list"
        return name if method == "GET" else f"{name}_head"
    return _NAMES_BY_METHOD.get(method) or identifier(text_at(operation, "summary")) or method.lower()


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
