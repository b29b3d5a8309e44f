"""Documents that are read when a reference first leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from heroics_py.errors import SchemaError
from heroics_py.support.json_types import Json

__all__ = ["DocumentSource", "LinkedDocuments"]


class DocumentSource(Protocol):
    """Finds and reads the documents that references lead to. Both methods raise SchemaError with the reason."""

    def locate(self, document: str, uri: str) -> str:
        """Return the name of the document that ``uri`` means in ``document``; "" for the main one."""

    def read(self, name: str) -> Json:
        """Return the content of a document."""


class LinkedDocuments(Mapping[str, Json]):
    """A main document, under "", and those that its references lead to, by path or URL.

    As a mapping it contains those that were read so far; `find` reads a further one. A pickle contains all of them.

    Args:
        documents: the documents that are known from the start.
        source: where the others are; None if there are no others.
        names: what references lead to, by the document that contains them and their URI.
        problems: why others lead nowhere.

    Attributes:
        sound: pointers below which every reference is known to lead somewhere.
    """

    __slots__ = ("_documents", "_names", "_problems", "_source", "sound")

    def __init__(
        self,
        documents: Mapping[str, Json],
        source: DocumentSource | None = None,
        names: Mapping[tuple[str, str], str] | None = None,
        problems: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self._documents = dict(documents)
        self._source = source
        self._names = dict(names or {})
        self._problems = dict(problems or {})
        self.sound: set[str] = set()

    def __getitem__(self, name: str) -> Json:
        return self._documents[name]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._documents))

    def __len__(self) -> int:
        return len(self._documents)

    def __eq__(self, other: object) -> bool:
        # What the others contain follows from the main one and from where it is.
        return isinstance(other, Mapping) and self[""] == other.get("")

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"LinkedDocuments({list(self._documents)})"

    def __deepcopy__(self, _: object) -> LinkedDocuments:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        self.read_all()
        return (LinkedDocuments, (self._documents, None, self._names, self._problems))

    @property
    def names(self) -> Mapping[tuple[str, str], str]:
        """What references lead to that were followed so far, by the document that contains them and their URI."""
        return self._names

    @property
    def is_alone(self) -> bool:
        """Whether no reference that was followed so far leads out of the main document, or tries to."""
        return not self._names and not self._problems

    def find(self, document: str, uri: str) -> str | None:
        """Return the name of the document that ``uri`` means in ``document``, once it is read; None if it can't be."""
        key = (document, uri)
        if key in self._names:
            return self._names[key]
        if key in self._problems:
            return None
        try:
            name = self._located(document, uri)
        except SchemaError as error:
            self._problems[key] = str(error)
            return None
        self._names[key] = name
        return name

    def problem(self, document: str, uri: str) -> str:
        """Return why `find` returns None, and the likely fix; empty if it finds the document."""
        return "" if self.find(document, uri) is not None else self._problems.get((document, uri), "")

    def _located(self, document: str, uri: str) -> str:
        if self._source is None:
            raise SchemaError("it is a document of its own, which was not read")
        name = self._source.locate(document, uri)
        if name not in self._documents:
            self._documents.setdefault(name, self._source.read(name))
        return name

    def read_all(self) -> None:
        """Read every document that a reference leads to."""
        pending: list[tuple[str, Json]] = list(self._documents.items())
        seen = set(self._documents)
        while pending:
            document, node = pending.pop()
            reference = node.get("$ref") if isinstance(node, dict) else None
            uri = reference.partition("#")[0] if isinstance(reference, str) else ""
            name = self.find(document, uri) if uri else None
            if name is not None and name not in seen:
                seen.add(name)
                pending.append((name, self._documents[name]))
            below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            pending.extend((document, each) for each in below if isinstance(each, dict | list))
