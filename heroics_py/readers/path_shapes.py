"""The shape of a path: its literal segments, and ``{}`` for each variable."""

import re

__all__ = ["VARIABLE", "Shape", "last_literal", "literal_text", "shape_of_path"]

Shape = tuple[str, ...]
"""The segments of a path."""

VARIABLE = "{}"
"""The segment that a variable fills as a whole."""

_MAX_LENGTH = 8000
_QUERY = re.compile(r"\{[?&#][^{}]*\}|[?#].*", re.DOTALL)
_EXPRESSION = re.compile(r"\{[^{}]*\}")
_FORMAT = re.compile(r"\.(?:json|xml)$")


def shape_of_path(path: str) -> Shape:
    """Return the shape of a path or href: ``/items/{item_id}/`` has that of ``/items/{id}.json``.

    A custom verb, as in ``/items/{id}:cancel``, is a segment of its own. A segment that is more than a variable, such
    as ``{from}..{to}``, is literal.
    """
    if len(path) > _MAX_LENGTH:
        return ()
    plain = _EXPRESSION.sub(VARIABLE, _QUERY.sub("", path))
    segments: list[str] = []
    for segment in plain.strip("/").split("/"):
        name, colon, verb = segment.partition(":")
        segments.append(_FORMAT.sub("", name))
        if colon:
            segments.append(f":{verb}")
    return tuple(segments)


def last_literal(shape: Shape) -> str:
    """Return the collection of a shape that ends with a variable: ``items`` of ``/users/{}/items/{}``."""
    literal = shape[-2] if len(shape) > 1 and shape[-1] == VARIABLE else ""
    return "" if VARIABLE in literal or literal.startswith(":") else literal


def literal_text(path: str) -> str:
    """Return what a path says apart from its variables: ``items/{}.json?a=1`` of ``/items/{id}.json?a=1{&page}``."""
    plain = _EXPRESSION.sub(lambda found: "" if found[0][1:2] in {"?", "&", "#"} else VARIABLE, path[:_MAX_LENGTH])
    path, _, query = plain.partition("#")[0].lstrip("/").partition("?")
    return "?".join(filter(None, (path, "&".join(each for each in query.split("&") if VARIABLE not in each))))
