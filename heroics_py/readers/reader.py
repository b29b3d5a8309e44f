"""What a reader is, and what it reads."""

from collections.abc import Callable, Mapping

from heroics_py.model.api import Api
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["LoadedSchema", "Reader"]


class LoadedSchema(Value):
    """A schema document, or a folder of them, as plain data.

    Attributes:
        roots: each document by its path; the main one is "".
        source: the path or URL of the schema; empty for text and dicts.
        left_out: the files of a folder that were not read, each with the reason.
        repairs: the mistakes in the text that were corrected.
        day: the day that a bundled schema is of; empty for any other.
        unpatched: what patches did not find in the document.
        folder: the folder that the files of its references may be in; empty for text, dicts and URLs.
        text_digest: the SHA-256 of the text of its only document, if the caller asks for it.
    """

    roots: Mapping[str, Json]
    source: str = ""
    left_out: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    folder: str = ""
    day: str = ""
    unpatched: tuple[str, ...] = ()
    text_digest: str = ""

    @property
    def root(self) -> dict[str, Json]:
        """The main document."""
        root = self.roots[""]
        return root if isinstance(root, dict) else {}


class Reader(Value):
    """One dialect of API descriptions.

    Attributes:
        name: the name of the dialect, as messages show it.
        recognizes: returns whether a document is written in the dialect, from its root.
        read: returns the API of a loaded schema. It reads names only; a resource's links are read when it is used.
    """

    name: str
    recognizes: Callable[[dict[str, Json]], bool]
    read: Callable[[LoadedSchema], Api]
