"""Files of a folder that say nothing about the API, or the same as another."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api
from heroics_py.model.schema import Schema
from heroics_py.readers.hyper_schema.documents import describes_links
from heroics_py.support.json_types import Json

__all__ = ["folder_findings"]


def folder_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for the files of a folder with hyper-schemas."""
    roots = {uri: root for uri, root in api.documents.roots.items() if uri and isinstance(root, dict)}
    if not roots:
        return
    silent = [uri for uri, root in roots.items() if not describes_links(root)]
    used = _used_documents(api) if silent else set()
    for uri in silent:
        if uri not in used:
            message = f"{uri} describes no links, and no reference leads to it"
            yield _note(uri, "unused-file", message, "nothing of it is used")
    first: dict[str, str] = {}
    for uri, root in roots.items():
        own = root.get("id", root.get("$id"))
        if isinstance(own, str) and first.setdefault(own, uri) != uri:
            message = f"{uri} has the id {own[:80]!r} of {first[own]}"
            yield _note(uri, "duplicate-id", message, f"references by this id are looked up in {first[own]} first")


def _used_documents(api: Api) -> set[str]:
    """Return the documents that references and hrefs lead to from others."""
    used: set[str] = set()
    for uri, root in api.documents.roots.items():
        start = Schema(api.documents, f"{uri}#", root)
        for reference in _outer_references(root):
            try:
                used.add(start.resolve(reference).pointer.partition("#")[0])
            except SchemaError:
                continue
    schemas = (parameter.schema for link in api.links for parameter in link.parameters)
    return used | {schema.pointer.partition("#")[0] for schema in schemas if schema is not None}


def _outer_references(root: Json) -> set[str]:
    """Return the references of a document that may lead to another."""
    found: set[str] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        pending += [each for each in below if isinstance(each, dict | list)]
        reference = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(reference, str) and not reference.startswith("#"):
            found.add(reference)
    return found


def _note(uri: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=f"{uri}#", severity="note", kind=kind, message=message, effect=effect)
