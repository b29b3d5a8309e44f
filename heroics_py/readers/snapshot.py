"""All documents of an API as one text, and what a reader takes from that text."""

import base64
import json
import zlib
from collections.abc import Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api
from heroics_py.model.linked_documents import LinkedDocuments
from heroics_py.readers.document_value import check_size
from heroics_py.readers.json_text import load_json
from heroics_py.readers.reader import LoadedSchema
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Snapshot", "load_packed", "snapshot_of"]

_LINKED = ("openapi", "swagger")
_LARGEST = 128 * 1024 * 1024
_MOST_VALUES = 8_000_000
_MARKS = (b",", b"{", b"[")  # before each value of JSON


class Snapshot(Value):
    """The documents of an API, patched as they were read, with those that references lead to.

    Attributes:
        documents: each by its name; the main one is "".
        references: what references lead to, by the document that contains them and their URI.
        is_alone: whether no document refers to one of another file.
    """

    documents: Mapping[str, Json]
    references: tuple[tuple[str, str, str], ...] = ()
    is_alone: bool = False

    def as_text(self, *, sort_keys: bool = False) -> str:
        """Return it as JSON. With sorted keys, equal documents have equal texts, however they are written."""
        value = {"documents": {**self.documents}, "references": sorted(self.references)}
        return json.dumps(value, sort_keys=sort_keys, separators=(",", ":"))

    def packed(self) -> str:
        """Return it compressed, as one line of ASCII."""
        return base64.b64encode(zlib.compress(self.as_text().encode("ascii"), 9)).decode("ascii")


def snapshot_of(api: Api) -> Snapshot:
    """Return the documents of an API. Those that nobody has looked at yet are read now.

    Raises:
        SchemaError: there are too many of them, or they are too large.
    """
    roots = api.documents.roots
    if not isinstance(roots, LinkedDocuments):
        return Snapshot(documents=dict(roots), is_alone=True)
    roots.read_all()
    references = tuple((document, uri, name) for (document, uri), name in roots.names.items())
    return Snapshot(documents=dict(roots), references=references, is_alone=roots.is_alone)


def load_packed(data: str, where: str, source: str = "") -> LoadedSchema:
    """Return the documents of a packed snapshot, as a reader takes them. Nothing is fetched or looked up.

    Args:
        data: of `Snapshot.packed`.
        where: where it is, for messages.
        source: the path or URL that the documents came from, for a server that is relative to it.

    Raises:
        SchemaError: it is damaged, or too large.
    """
    text, problem = _unpacked(data)
    value, fault = load_json(text)
    documents, references = (value.get("documents"), value.get("references")) if isinstance(value, dict) else ({}, [])
    if problem or not isinstance(documents, dict) or "" not in documents:
        reason = problem or fault or "they contain no schema"
        raise SchemaError(f"the documents in {where} are damaged: {reason}; 'heroics lock SCHEMA' writes them again")
    roots: dict[str, Json] = {name: check_size(root, where, part=name != "") for name, root in documents.items()}
    loaded = LoadedSchema(roots=roots, source=source)
    is_linked = any(key in loaded.root for key in _LINKED)
    return loaded.replaced(roots=LinkedDocuments(roots, names=_names(references))) if is_linked else loaded


def _unpacked(data: str) -> tuple[str, str]:
    """Return the text of packed documents, and why there is none."""
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(base64.b64decode(data, validate=True), _LARGEST)
    except (ValueError, zlib.error):
        return "", "they can't be unpacked"
    if unpacking.unconsumed_tail:
        return "", f"they have more than {_LARGEST:,} bytes"
    if sum(map(content.count, _MARKS)) > _MOST_VALUES:  # a small file may hold values that fill the memory
        return "", f"they have more than {_MOST_VALUES:,} values"
    return content.decode("utf-8", "replace"), "" if unpacking.eof else "they are cut"


def _names(references: Json) -> dict[tuple[str, str], str]:
    entries = references if isinstance(references, list) else []
    texts = [each for each in entries if isinstance(each, list) and len(each) == 3]
    return {(str(document), str(uri)): str(name) for document, uri, name in texts}
