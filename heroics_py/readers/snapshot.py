"""All documents of an API as one text, and the API that it describes again."""

import json
from collections.abc import Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api
from heroics_py.model.linked_documents import LinkedDocuments
from heroics_py.readers import detect_reader
from heroics_py.readers.document_value import check_size
from heroics_py.readers.json_text import load_json
from heroics_py.readers.reader import LoadedSchema
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Snapshot", "read_snapshot", "snapshot_of"]

_LINKED = ("openapi", "swagger")


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


def read_snapshot(text: str, where: str, source: str = "") -> Api:
    """Return the API that the documents describe. Nothing is fetched or looked up.

    Args:
        text: of `Snapshot.as_text`.
        where: where the text is, for messages.
        source: the path or URL that the documents came from, for a server that is relative to it.

    Raises:
        SchemaError: the text is not that of a snapshot.
    """
    value, problem = load_json(text)
    documents = value.get("documents") if isinstance(value, dict) else None
    references = value.get("references") if isinstance(value, dict) else None
    if problem or not isinstance(documents, dict) or "" not in documents:
        raise SchemaError(f"{where} contains no schema: {problem or 'its documents are missing'}")
    roots = {name: check_size(root, where, part=name != "") for name, root in documents.items()}
    loaded = LoadedSchema(roots=roots, source=source)
    if any(key in loaded.root for key in _LINKED):
        loaded = loaded.replaced(roots=LinkedDocuments(roots, names=_names(references)))
    return detect_reader(loaded).read(loaded)


def _names(references: Json) -> dict[tuple[str, str], str]:
    entries = references if isinstance(references, list) else []
    texts = [each for each in entries if isinstance(each, list) and len(each) == 3]
    return {(str(document), str(uri)): str(name) for document, uri, name in texts}
