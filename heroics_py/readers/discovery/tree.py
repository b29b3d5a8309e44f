"""The resources of a Discovery document, which are nested, and their methods."""

import re
from collections.abc import Iterator

from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_of, text_at
from heroics_py.support.values import Value

__all__ = ["Method", "methods_of", "snake_case"]

_MAX_DEPTH = 30
_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")


class Method(Value):
    """A method of a document.

    Attributes:
        resource: the names of the resources around it; empty for a method of the document itself.
        name: its name.
        at: where it is.
    """

    resource: tuple[str, ...]
    name: str
    at: Schema


def methods_of(root: Schema) -> Iterator[Method]:
    """Yield every method of a document: those of the document, then those of each resource, the outer ones first."""
    pending: list[tuple[tuple[str, ...], Schema]] = [((), root)]
    while pending:
        names, place = pending.pop(0)
        for name, at in place.children("methods").items():
            if isinstance(at.raw, dict) and text_at(object_of(at.raw), "httpMethod"):
                yield Method(resource=names, name=name, at=at)
        if len(names) < _MAX_DEPTH:
            below = [((*names, name), each) for name, each in place.children("resources").items()]
            pending = [*((path, each) for path, each in below if isinstance(each.raw, dict)), *pending]


def snake_case(name: str) -> str:
    """Return a name as Python spells it: "keyRings" is "key_rings"."""
    return "_".join(filter(None, _BORDER.split(name))).lower()
