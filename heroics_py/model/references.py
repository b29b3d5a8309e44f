"""What a reference may point to, in a folder of documents.

A reference is a URI and a fragment: ``app.json#/definitions/id``. Nothing is fetched; its target is looked up in the
documents that were read, and the first candidate that exists counts.

    reference        candidates, in this order
    ---------------  -----------------------------------------------------------------------------------
    #/a/b            the pointer in this document; the pointer below each id that encloses the reference,
                     the nearest first
    #name            the definition whose id is "#name"; the key "name" of this document
    file.json#/a/b   the pointer in the document of that path, next to this one; in those of that file name;
                     in those of that id; in the main document; below the main document's definition of that
                     name or id (where files were combined into one)
    /a/b, a          as above, but before the main document comes this pointer in this document
    http://...       the documents of that id or file name alone

In `LinkedDocuments` a reference means the one document of that path or URL, else one of exactly that id. A pointer that
a part does not contain means the main document, as tools that combine files take it.

Every pointer is tried as it is written, then without a slash at its end.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from heroics_py.model.linked_documents import LinkedDocuments
from heroics_py.model.pointers import decode_percent, parse_pointer, value_at
from heroics_py.support.json_types import Json

__all__ = ["candidates", "is_absolute", "missing_reason", "named_documents"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_SUFFIXES = (".json", ".yaml", ".yml")
# The host of the meta-schemas, which a file called schema.json is not.
_JSON_SCHEMA = "json-schema.org/"


def is_absolute(reference: str) -> bool:
    """Return whether a reference names a scheme or a host."""
    return _SCHEME.match(reference) is not None


def candidates(roots: Mapping[str, Json], pointer: str, reference: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what ``reference`` may point to, as a document and keys in it, the likeliest first.

    Args:
        roots: each document by its path; the main one under "".
        pointer: where the reference is.
        reference: its text.
    """
    document, _, fragment = pointer.partition("#")
    uri, sharp, target = reference.partition("#")
    if uri == "":
        yield from _in_this_document(roots.get(document), document, parse_pointer(fragment), target)
        if document and isinstance(roots, LinkedDocuments):
            yield from (("", keys) for keys in _keys(roots.get(""), target) if keys)
        return
    if isinstance(roots, LinkedDocuments):
        linked = roots.find(document, uri)
        names = [linked] if linked is not None else [name for name, root in roots.items() if _id_of(root) == uri]
        yield from ((name, keys) for name in names for keys in _keys(roots[name], target))
        # Tools that split documents write file names with a "#" as they are.
        if sharp and not target.startswith("/") and (whole := roots.find(document, f"{uri}%23{target}")) is not None:
            yield whole, []
        return
    for name in named_documents(roots, document, uri):
        yield from ((name, keys) for keys in _keys(roots[name], target))
    if is_absolute(uri):
        return
    if not sharp:
        yield document, parse_pointer(uri if uri.startswith("/") else f"/{uri}")
    yield from _in_main_document(roots.get(""), uri, target)


def missing_reason(roots: Mapping[str, Json], pointer: str, reference: str) -> str:
    """Return why ``reference`` points to nothing, and the likely fix; empty if the reference says it all."""
    uri, _, target = reference.partition("#")
    if isinstance(roots, LinkedDocuments) and uri:
        problem = roots.problem(pointer.partition("#")[0], uri)
        return problem or f"that document contains no {decode_percent(target)!r}"
    return "references to other hosts are never fetched" if is_absolute(reference) else ""


def _in_this_document(root: Json, document: str, above: list[str], target: str) -> Iterator[tuple[str, list[str]]]:
    for keys in _keys(root, target):
        yield document, keys
        yield from ((document, [*base, *keys]) for base in _enclosing_ids(root, above))


def _in_main_document(root: Json, uri: str, target: str) -> Iterator[tuple[str, list[str]]]:
    for keys in _keys(root, target):
        if keys:
            yield "", keys
        yield from (("", ["definitions", name, *keys]) for name in _definition_names(root, uri))


def named_documents(roots: Mapping[str, Json], document: str, uri: str) -> Iterator[str]:
    """Yield the documents that ``uri`` names in ``document``: by path, then by file name, then by id.

    A file of a folder may be published at a URL that ends in its path.
    """
    neighbour = normpath(join(dirname(document), uri))
    if neighbour in roots:
        yield neighbour
    others = {name: root for name, root in roots.items() if name}
    yield from (name for name in others if _is_same(name, uri))
    yield from (name for name, root in others.items() if (own := _id_of(root)) and _is_same(own, uri))
    if _id_of(roots.get("")) == uri:
        yield ""
    if is_absolute(uri) and _JSON_SCHEMA not in uri:
        yield from (name for name in others if _is_same(uri, name))


def _definition_names(root: Json, uri: str) -> Iterator[str]:
    """Yield the names of the definitions that ``uri`` may mean: its last part, then those of its id."""
    yield uri.rstrip("/").rpartition("/")[2].partition(".")[0]
    definitions = root.get("definitions") if isinstance(root, dict) else None
    if isinstance(definitions, dict):
        yield from (name for name, node in definitions.items() if (own := _id_of(node)) and _is_same(own, uri))


def _keys(root: Json, fragment: str) -> Iterator[list[str]]:
    """Yield the keys that a fragment may mean: a pointer, also without the slash at its end, or an anchor."""
    if fragment == "" or decode_percent(fragment).startswith("/"):
        yield parse_pointer(fragment)
        if decode_percent(fragment).endswith("/"):
            yield parse_pointer(decode_percent(fragment).rstrip("/"))
        return
    definitions = root.get("definitions") if isinstance(root, dict) else None
    if isinstance(definitions, dict):
        for name, node in definitions.items():
            if isinstance(node, dict) and node.get("id") == f"#{fragment}":
                yield ["definitions", name]
    yield parse_pointer(f"/{fragment}")


def _enclosing_ids(root: Json, keys: list[str]) -> list[list[str]]:
    """Return the keys of the schemas above ``keys`` whose id opens a document of its own, the nearest first."""
    value = root
    enclosing: list[list[str]] = []
    for count, key in enumerate(keys, 1):
        try:
            value = value_at(value, [key])
        except LookupError:
            break
        if _id_of(value):
            enclosing.append(keys[:count])
    return enclosing[::-1]


def _id_of(node: Json) -> str:
    own = node.get("id", node.get("$id")) if isinstance(node, dict) else None
    return own.partition("#")[0] if isinstance(own, str) else ""


def _is_same(uri: str, other: str) -> bool:
    return _bare(uri) == _bare(other) or _bare(uri).endswith("/" + _bare(other).lstrip("./"))


def _bare(uri: str) -> str:
    path = uri.strip("/").removeprefix("./")
    for suffix in _SUFFIXES:
        path = path.removesuffix(suffix)
    return path
