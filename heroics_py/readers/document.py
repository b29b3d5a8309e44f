"""A schema document from a bundled name, a path, a folder, text, a dict or a URL."""

import os
import re
from collections.abc import Callable, Mapping

from heroics_py.errors import SchemaError
from heroics_py.readers.bundled_schemas import bundled, bundled_schema
from heroics_py.readers.document_text import decode, parse
from heroics_py.readers.document_value import check_size, copy_json
from heroics_py.readers.files import read_file, shown_path
from heroics_py.readers.reader import LoadedSchema
from heroics_py.support.loading import load_modules

__all__ = ["Fetch", "bundled", "load", "without_secrets"]

Fetch = Callable[[str], bytes]
"""Returns the bytes at a URL."""

_SUFFIXES = (".json", ".yaml", ".yml", ".schema", ".jsonschema")


def load(
    schema: object, fetch: Fetch | None = None, root_keys: tuple[str, ...] = (), *, with_digest: bool = False
) -> LoadedSchema:
    """Load ``schema``.

    Args:
        schema: a bundled name (a bare word); a path (anything with a separator or a suffix, or a Path) of a JSON or
            YAML file, of a folder of them, or of a JavaScript file that exports one value; an http(s) URL; the text
            of a document; a dict.
        fetch: returns the bytes at a URL.
        root_keys: keys at the top of a document, with a version as text, that make it the main one of a folder. The
            other files of the folder are then read when a reference leads to them.
        with_digest: whether to compute the digest of the text; a dict and a folder have none.

    Raises:
        SchemaError: it can't be found, or is not a JSON or YAML object.
    """
    if isinstance(schema, Mapping):
        return LoadedSchema(roots={"": check_size(copy_json(schema, "the dict"), "the dict")})
    if isinstance(schema, os.PathLike):
        return _load_path(os.fsdecode(schema), root_keys, with_digest=with_digest)
    if isinstance(schema, bytes | bytearray):
        return _loaded(bytes(schema), "the text", with_digest=with_digest)
    if not isinstance(schema, str):
        hint = "; pass the schema that it was connected with" if type(schema).__name__ == "Client" else ""
        raise SchemaError(
            f"can't read a schema from {type(schema).__name__}: expected a bundled name, a path, a URL, text or a dict"
            f"{hint}"
        )
    if schema.lower().startswith(("http://", "https://")):
        return _load_url(schema, fetch, with_digest=with_digest)
    if schema.lstrip("\ufeff \t\r\n").startswith(("{", "module.exports")) or "\n" in schema:
        return _loaded(schema, "the text", with_digest=with_digest)
    if schema in bundled():
        return _load_bundled(schema, with_digest=with_digest)
    if os.path.dirname(schema) or schema.lower().endswith(_SUFFIXES) or "." in schema or schema.startswith("~"):
        return _load_path(os.path.expanduser(schema), root_keys, with_digest=with_digest)
    return _load_bundled(schema, with_digest=with_digest)


def _loaded(content: str | bytes, where: str, source: str = "", folder: str = "", *, with_digest: bool) -> LoadedSchema:
    text = content if isinstance(content, str) else decode(content, where)
    document = parse(text, where)
    repairs = (document.repair,) if document.repair else ()
    digest = _digest(content) if with_digest else ""
    return LoadedSchema(roots={"": document.root}, source=source, repairs=repairs, folder=folder, text_digest=digest)


def _digest(content: str | bytes) -> str:
    from hashlib import sha256

    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return sha256(data).hexdigest()


def _load_bundled(name: str, *, with_digest: bool) -> LoadedSchema:
    schema = bundled_schema(name)
    path = schema.location
    if not path:
        shown = shown_path(name)
        raise SchemaError(
            f"no bundled schema {shown!r}: expected one of {', '.join(bundled())}; for a file or folder write "
            f"'./{shown}'"
        )
    return _load_path(path, with_digest=with_digest).replaced(day=schema.day)


def _load_url(url: str, fetch: Fetch | None, *, with_digest: bool) -> LoadedSchema:
    shown = without_secrets(url)
    if fetch is None:
        raise SchemaError(f"{shown} can't be fetched here: fetch it first and pass its text")
    return _loaded(fetch(url), shown, source=shown, with_digest=with_digest)


def without_secrets(url: str) -> str:
    """Return a URL without its user, password, query and fragment."""
    from heroics_py.secrecy.names import MASK
    from heroics_py.secrecy.urls import is_plain_url, mask_url

    scheme, _, rest = url.partition("://")
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    shown = f"{scheme.lower()}://{host.rpartition('@')[2]}{slash}{path}"
    return shown if is_plain_url(shown) or mask_url(url) != MASK else f"{scheme.lower()}://{MASK}"


def _load_path(path: str, root_keys: tuple[str, ...] = (), *, with_digest: bool) -> LoadedSchema:
    if os.path.isdir(path):
        load_modules("heroics_py.readers.folder", "heroics_py.readers.hyper_schema.documents")
        from heroics_py.readers.folder import load_folder
        from heroics_py.readers.hyper_schema.documents import describes_links

        return load_folder(path, _SUFFIXES, root_keys, describes_links)
    folder = os.path.dirname(path) or os.curdir
    return _loaded(read_file(path), path, source=path, folder=folder, with_digest=with_digest)
