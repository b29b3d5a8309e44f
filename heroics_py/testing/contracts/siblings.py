"""Which links of an API create, read and delete the same things."""

from collections.abc import Sequence

from heroics_py.readers.path_shapes import VARIABLE
from heroics_py.testing.contracts.subject import Subject
from heroics_py.testing.contracts.things import Thing

__all__ = ["creates", "item_link", "reader_of"]


def creates(subject: Subject, subjects: Sequence[Subject]) -> bool:
    """Return whether a link may create what another of the links has in its path."""
    if subject.link.method == "PUT":
        return bool(subject.path) and subject.path[-1] == VARIABLE
    item = (*subject.path, VARIABLE)
    return subject.link.method == "POST" and any(each.path[: len(item)] == item for each in subjects)


def item_link(method: str, thing: Thing, subjects: Sequence[Subject]) -> Subject | None:
    """Return the link of a method whose path leads to a thing."""
    links = [each for each in subjects if each.link.method == method and each.path[-1:] == (VARIABLE,)]
    exact = next((each for each in links if each.path == (*thing.collection, VARIABLE)), None)
    by_kind = (each for each in links if len(each.variables) == 1 and each.link.resource == thing.kind)
    return exact or next(by_kind, None)


def reader_of(subject: Subject, subjects: Sequence[Subject]) -> Subject | None:
    """Return the link that reads what another changes: the one with the same path."""
    return next((each for each in subjects if each.link.method == "GET" and each.path == subject.path), None)
