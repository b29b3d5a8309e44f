"""The conditions of schemas that are compared as text, and whole schemas as text."""

from collections.abc import Iterable

from heroics_py.changes.schemas.applied import Applied
from heroics_py.changes.schemas.canonical import CanonicalTexts
from heroics_py.model.schema import Schema

__all__ = ["CONDITIONS", "conditions_of", "text_of_all"]

CONDITIONS = frozenset(
    {
        "not",
        "if",
        "then",
        "else",
        "contains",
        "propertyNames",
        "dependentSchemas",
        "dependencies",
        "dependentRequired",
        "contentEncoding",
        "contentMediaType",
    }
)
"""The keywords that are compared as text."""

_COMBINING = frozenset({"allOf", "anyOf", "oneOf", "$ref"})


def conditions_of(nodes: Iterable[Applied], texts: CanonicalTexts) -> dict[str, str]:
    """Return a text for each keyword of `CONDITIONS` that schemas have."""
    found: dict[str, str] = {}
    for each in nodes:
        for keyword in each.node.keys() & CONDITIONS:
            found[keyword] = found.get(keyword, "") + texts.of(_part(each, {keyword}))
    return found


def text_of_all(nodes: Iterable[Applied], texts: CanonicalTexts) -> str:
    """Return a text that is equal for schemas which allow the same together."""
    return " ".join(sorted({texts.of(_part(each, each.node.keys() - _COMBINING)) for each in nodes} - {"{}"}))


def _part(applied: Applied, keywords: Iterable[str]) -> Schema:
    """Return some keywords of a schema."""
    node = {key: applied.node[key] for key in keywords}
    return Schema(applied.schema.documents, applied.schema.pointer, node)
