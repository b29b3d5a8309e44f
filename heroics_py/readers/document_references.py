"""The documents that references lead to: files of a folder, documents that the caller passes, and permitted URLs."""

import os
import re
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from heroics_py.errors import SchemaError
from heroics_py.http.origins import origin_of
from heroics_py.readers.document_text import decode, parse
from heroics_py.readers.document_value import check_size, copy_json
from heroics_py.readers.files import LARGEST, is_within, read_file, shown_path
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import closest_names, joined_names

__all__ = ["ReferencedDocuments"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MOST_DOCUMENTS = 10_000
_MOST_FETCHED = 100
_LARGEST_FETCHED = 16 * 1024 * 1024


class ReferencedDocuments:
    """Finds and reads the documents that the references of a main document lead to.

    A document is named by its path relative to the main one, or by its URL.

    Args:
        main: the path or URL of the main document; empty for text and dicts.
        folder: the folder that files may be in; empty for none.
        refs: documents by URL, or by path relative to the main document: each a dict, text or path. A URL that ends
            in a slash covers all URLs below it, and its value is a folder.
        allow_refs: the origins that documents may be fetched from.
        fetch: returns the bytes at a URL.
        own_url: the URL that the main document gives itself, if any: that of references to it, and the base of
            relative ones for which there is no file.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each is a place where documents are
        self,
        main: str,
        folder: str,
        refs: Mapping[str, object],
        allow_refs: frozenset[str],
        fetch: Callable[[str], bytes] | None,
        own_url: str = "",
    ) -> None:
        own_url = urljoin(main, own_url) if _is_url(main) else own_url
        self._own_url = urldefrag(own_url).url if _is_url(own_url) else ""
        self._url = main if _is_url(main) else ""
        self._main = os.path.realpath(main) if main and not self._url else ""
        self._folder = os.path.realpath(folder) if folder else ""
        self._refs = {_normal_name(name): value for name, value in refs.items()}
        self._allow_refs = allow_refs
        self._fetch = fetch
        self._paths: dict[str, str] = {}
        self._bytes = self._read = self._fetched = 0

    def locate(self, document: str, uri: str) -> str:
        """Return the name of the document that ``uri`` means in ``document``; "" for the main one.

        Raises:
            SchemaError: it may not be read, or there is no such file.
        """
        base = document if _is_url(document) else self._url
        if base or _is_url(uri):
            return self._locate_url(base, uri)
        if _SCHEME.match(uri) or uri.startswith("//"):
            raise SchemaError("only relative references and URLs of http(s) are followed")
        problem = ""
        for path in dict.fromkeys((unquote(uri), uri)):
            name = normpath(join(dirname(document), path.replace("#", "%23")))
            if name in self._refs:
                return name
            reason = self._file_problem(name, path)
            if not reason:
                return self._file_name(name)
            problem = problem or reason
        if self._own_url and not _is_url(document):
            try:
                return self._locate_url(self._own_url, uri)
            except SchemaError:
                pass
        raise SchemaError(problem)

    def read(self, name: str) -> Json:
        """Return the content of the document called ``name``.

        Raises:
            SchemaError: it can't be read, or is not JSON or YAML, or there are too many documents.
        """
        self._read += 1
        if self._read > _MOST_DOCUMENTS:
            raise SchemaError(f"references lead to more than {_MOST_DOCUMENTS:,} documents")
        if name in self._refs:
            return _document_of(self._refs[name], name)
        if name in self._paths:
            path = self._paths[name]
            return self._parse(read_file(path, path, LARGEST - self._bytes), name)
        return self._parse(self._fetch_bytes(name), name)

    def _parse(self, data: bytes, name: str) -> Json:
        self._bytes += len(data)
        if self._bytes > LARGEST:
            raise SchemaError(f"references lead to more than {LARGEST:,} bytes")
        return parse(decode(data, name), name, part=True).root

    # Files

    def _file_problem(self, name: str, path: str) -> str:
        if not self._folder:
            return f"the folder of the document is unknown: pass its path, or this document as refs={{{name!r}: ...}}"
        if path.startswith("/"):
            return "it is an absolute path: expected a path relative to the document"
        try:
            real = os.path.realpath(self._full_path(name))
            exists = os.path.isfile(real)
        except (OSError, ValueError):
            return "its path is invalid"
        if not is_within(real, self._folder):
            return (
                f"it is outside of the folder {shown_path(self._folder)!r}: pass a folder that contains both, "
                f"or refs={{{name!r}: ...}}"
            )
        if exists:
            return ""
        if os.path.exists(real):
            return "expected a file, but it is not a regular one"
        return f"there is no file {shown_path(name)!r}{_similar_file(real)}"

    def _file_name(self, name: str) -> str:
        full = self._full_path(name)
        real = os.path.realpath(full)
        if real == self._main:
            return ""
        own = os.path.relpath(full, os.path.dirname(self._main)).replace(os.sep, "/").replace("#", "%23")
        self._paths[own] = real
        return own

    def _full_path(self, name: str) -> str:
        return os.path.join(os.path.dirname(self._main), *name.replace("%23", "#").split("/"))

    # URLs

    def _locate_url(self, base: str, uri: str) -> str:
        try:
            url = urldefrag(urljoin(base, uri)).url
            origin = origin_of(url)
        except ValueError:
            url, origin = "", None
        if origin is None or "@" in urlsplit(url).netloc:
            raise SchemaError("it is not a valid URL of http(s)")
        if url in {self._url, self._own_url}:
            return ""
        if url in self._refs or self._is_below_refs(url):
            return url
        if base.startswith("https:") and origin.startswith("http:"):
            raise SchemaError(f"{url} is never fetched: a document of https refers to http, where anyone can change it")
        if origin not in self._allow_refs or self._fetch is None:
            raise SchemaError(
                f"{url} is not fetched unless you allow it: pass allow_refs=[{origin!r}], or the document as "
                f"refs={{{url!r}: ...}}"
            )
        return url

    def _is_below_refs(self, url: str) -> bool:
        prefixes = [name for name in self._refs if name.endswith("/") and url.startswith(name)]
        for prefix in sorted(prefixes, key=len, reverse=True):
            folder = os.path.realpath(os.path.expanduser(os.fspath(self._refs[prefix])))  # type: ignore[call-overload]
            real = os.path.realpath(os.path.join(folder, unquote(urlsplit(url[len(prefix) :]).path)))
            if is_within(real, folder) and os.path.isfile(real):
                self._paths[url] = real
                return True
        return False

    def _fetch_bytes(self, url: str) -> bytes:
        self._fetched += 1
        if self._fetched > _MOST_FETCHED:
            raise SchemaError(f"references lead to more than {_MOST_FETCHED} documents over the network")
        data = self._fetch(url) if self._fetch is not None else b""
        if len(data) > _LARGEST_FETCHED:
            raise SchemaError(f"{url} contains more than {_LARGEST_FETCHED:,} bytes")
        return data


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _normal_name(name: str) -> str:
    return name.partition("#")[0] if _is_url(name) else normpath(name).replace("#", "%23")


def _similar_file(real: str) -> str:
    """Return a suggestion for a file that does not exist."""
    try:
        names = os.listdir(os.path.dirname(real))
    except OSError:
        return ""
    own = os.path.basename(real)
    close = [name for name in names if name.lower() == own.lower()] or closest_names(own, names[:1000], 1)
    return f"; did you mean {joined_names(close)}?" if close else ""


def _document_of(value: object, name: str) -> Json:
    """Return the document that the caller passes for ``name``: a dict, text or path."""
    where = f"refs[{name!r}]"
    if isinstance(value, Mapping | list):
        return check_size(copy_json(value, where), where, part=True)
    if isinstance(value, bytes | bytearray):
        return parse(decode(bytes(value), where), where, part=True).root
    if isinstance(value, os.PathLike):
        value = os.fsdecode(value)
    elif isinstance(value, str) and ("\n" in value or value.lstrip().startswith(("{", "["))):
        return parse(value, where, part=True).root
    if not isinstance(value, str):
        raise SchemaError(f"{where} is {type(value).__name__}: expected a dict, the text of a document, or its path")
    path = os.path.expanduser(value)
    return parse(decode(read_file(path), path), path, part=True).root
