"""From a schema document, whatever its dialect, to the model of an API."""

from heroics_py.errors import SchemaError
from heroics_py.model import Api
from heroics_py.readers.document import Fetch, Loaded, bundled, load
from heroics_py.readers.hyper_schema import HYPER_SCHEMA
from heroics_py.readers.openapi import OPENAPI
from heroics_py.readers.reader import Reader
from heroics_py.readers.resources_actions import RESOURCES_ACTIONS

__all__ = ["READERS", "bundled", "detect", "read_api"]

READERS: tuple[Reader, ...] = (OPENAPI, RESOURCES_ACTIONS, HYPER_SCHEMA)


def detect(loaded: Loaded) -> Reader:
    """Return the reader for the dialect of what was loaded.

    Raises:
        SchemaError: no reader knows it.
    """
    for reader in READERS:
        if any(reader.recognizes(root) for root in loaded.roots.values() if isinstance(root, dict)):
            return reader
    known = ", ".join(reader.name for reader in READERS)
    found = ", ".join(sorted(map(repr, loaded.root))[:8]) or "nothing"
    raise SchemaError(
        f"{loaded.source or 'the document'} describes no API that can be read: expected {known}, with links "
        f"in its resources; at the top stands {found}"
    )


def read_api(schema: object, fetch: Fetch | None = None) -> Api:
    """Return the API that ``schema`` describes; an `Api` is returned as it is.

    Args:
        schema: a bundled name, a path, a URL, text, a dict, or an `Api`.
        fetch: brings the bytes behind a URL.

    Raises:
        SchemaError: it can't be found or read, or describes no API.
    """
    if isinstance(schema, Api):
        return schema
    loaded = load(schema, fetch)
    return detect(loaded).read(loaded)
