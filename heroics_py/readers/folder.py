"""A folder of schema files, as the documents of one API. Files that can't be used are left out, with the reason."""

import os
import re
from collections.abc import Callable, Iterable, Mapping

from heroics_py.errors import SchemaError, warn
from heroics_py.readers.document_text import ParsedDocument, decode, parse
from heroics_py.readers.files import LARGEST, list_folder, read_file, shown_path
from heroics_py.readers.json_text import COMMENT
from heroics_py.readers.reader import LoadedSchema
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Recognizes", "load_folder"]

Recognizes = Callable[[Mapping[str, Json]], bool]
"""Returns whether a document describes an API, from its root."""

_MOST_SHOWN = 5
_AROUND_NAMES = rb"[\s\"'/\\#{}\[\],]"
# Every hyper-schema that describes an API contains them.
_WORDS_OF_LINKS = (b"links", b"href")
_WORDS_OF_SCHEMAS = frozenset({"links", "definitions", "$defs", "properties"})


class _Files(Value):
    """The files of a folder that can be read.

    Attributes:
        folder: the path of the folder, as the caller wrote it.
        contents: the bytes of each file, by its path in the folder.
        left_out: the files that are not read, each with the reason.
    """

    folder: str
    contents: dict[str, bytes]
    left_out: tuple[str, ...]


def load_folder(
    folder: str, suffixes: tuple[str, ...], root_keys: tuple[str, ...], describes_links: Recognizes
) -> LoadedSchema:
    """Load the documents of a folder.

    Args:
        folder: its path.
        suffixes: the ends of the names of schema files.
        root_keys: keys at the top of a document, with a version as text, that make it the main one of the folder: the
            others are then read when a reference leads to them. It is left out if the folder describes another API by
            files that it does not refer to.
        describes_links: returns whether a document is a hyper-schema that describes links.

    Raises:
        SchemaError: no file can be used, or there are several main documents.
    """
    files = _read_files(folder, suffixes)
    mains = _main_documents(files, root_keys)
    if mains and not _has_other_links(files, mains, describes_links):
        return _main_of(files, mains)
    documents, faults = _parse_all(files, [name for name in files.contents if name not in mains])
    kinds = [f"{name} describes an API of its own: pass its path for a client of it" for name in mains]
    left_out = (*files.left_out, *faults, *kinds)
    if not documents:
        reasons = "".join(f"{reason}; " for reason in left_out[:_MOST_SHOWN])
        raise SchemaError(
            f"the folder {folder!r} contains no schema: {reasons}expected files that end in {', '.join(suffixes)}"
        )
    _warn_of_missing_library(faults)
    if len(documents) == 1 and not left_out:
        name, document = next(iter(documents.items()))
        return _loaded({"": document}, os.path.join(folder, name.replace("%23", "#")), left_out)
    return _loaded({"": ParsedDocument(root={}), **documents}, folder, left_out)


def _warn_of_missing_library(faults: list[str]) -> None:
    """Warn of files that are not faulty, but need a library that is not installed."""
    unread = [fault for fault in faults if "pip install" in fault]
    if unread:
        more = f" (and {len(unread) - 1} more files)" if len(unread) > 1 else ""
        warn(f"{unread[0]}{more}")


def _loaded(
    documents: Mapping[str, ParsedDocument], source: str, left_out: tuple[str, ...], folder: str = ""
) -> LoadedSchema:
    repairs = [f"{uri}{uri and ': '}{each.repair}" for uri, each in documents.items() if each.repair]
    roots = {uri: each.root for uri, each in documents.items()}
    return LoadedSchema(roots=roots, source=source, left_out=left_out, repairs=tuple(repairs), folder=folder)


def _read_files(folder: str, suffixes: tuple[str, ...]) -> _Files:
    listing = list_folder(folder, suffixes)
    contents: dict[str, bytes] = {}
    left_out = list(listing.left_out)
    remaining = LARGEST
    # The smallest first, so that one large file does not leave out the others.
    for name, real in sorted(listing.files.items(), key=lambda item: _size(item[1])):
        shown = name.replace(os.sep, "/")
        try:
            contents[shown] = read_file(shown, real, remaining)
            remaining -= len(contents[shown])
        except SchemaError as error:
            left_out.append(str(error))
    return _Files(folder, dict(sorted(contents.items())), tuple(left_out))


def _size(real: str) -> int:
    try:
        return os.stat(real).st_size
    except OSError:
        return 0


def _parse_all(files: _Files, names: Iterable[str]) -> tuple[dict[str, ParsedDocument], list[str]]:
    """Return the documents of files, and why there is none in the others."""
    documents: dict[str, ParsedDocument] = {}
    faults: list[str] = []
    for name in names:
        try:
            # A pointer begins at the first "#" of a reference, so the name of a document contains none.
            documents[name.replace("#", "%23")] = _parse(files, name)
        except SchemaError as error:
            faults.append(str(error))
    return documents, faults


def _parse(files: _Files, name: str) -> ParsedDocument:
    data = files.contents[name]
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SchemaError(f"{name} is empty")
    document = parse(decode(data, name), name)
    if document.repair.startswith(COMMENT) and document.root.keys().isdisjoint(_WORDS_OF_SCHEMAS):
        # Editors and compilers have settings of this kind.
        raise SchemaError(f"{name} is not valid JSON: it has comments, and no schema")
    return document


# A folder with a main document


def _main_documents(files: _Files, keys: tuple[str, ...]) -> dict[str, ParsedDocument]:
    """Return the documents of a folder that have one of ``keys`` at the top, by path."""
    # Most files contain parts alone: a search in their bytes takes a fraction of the time of parsing them.
    words = [key.encode() for key in keys]
    candidates = [name for name, data in files.contents.items() if any(word in data for word in words)]
    documents = _parse_all(files, candidates)[0]
    return {
        name: documents[uri]
        for name in candidates
        if (uri := name.replace("#", "%23")) in documents
        and any(isinstance(documents[uri].root.get(each), str | int | float) for each in keys)
    }


def _main_of(files: _Files, mains: dict[str, ParsedDocument]) -> LoadedSchema:
    if len(mains) > 1:
        shown = ", ".join(list(mains)[:_MOST_SHOWN]) + (" and more" if len(mains) > _MOST_SHOWN else "")
        path = os.path.join(files.folder, next(iter(mains)))
        raise SchemaError(
            f"the folder {shown_path(files.folder)!r} contains {len(mains)} main documents: {shown}; pass the path of "
            f"one, such as {shown_path(path)!r}"
        )
    name, document = next(iter(mains.items()))
    return _loaded({"": document}, os.path.join(files.folder, name), files.left_out, files.folder)


def _has_other_links(files: _Files, mains: Iterable[str], describes_links: Recognizes) -> bool:
    """Return whether there are links in files that are not parts of the main documents."""
    parts = _mentioned(files, mains)
    others = [
        name
        for name, data in files.contents.items()
        if name not in parts and all(word in data for word in _WORDS_OF_LINKS)
    ]
    return any(describes_links(document.root) for document in _parse_all(files, others)[0].values())


def _mentioned(files: _Files, names: Iterable[str]) -> set[str]:
    """Return files, those that they mention, and so on."""
    by_base: dict[bytes, list[str]] = {}
    for name in files.contents:
        by_base.setdefault(os.path.basename(name).encode("utf-8", "surrogateescape"), []).append(name)
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            for base in by_base.keys() & re.split(_AROUND_NAMES, files.contents[name]):
                pending += by_base[base]
    return found
