"""From a schema document, whatever its dialect, to the model of an API."""

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api
from heroics_py.readers.document import Fetch, Loaded, bundled, load
from heroics_py.readers.reader import Reader
from heroics_py.support.loading import load_modules

__all__ = ["bundled", "detect", "read_api", "readers"]

# What has to stand at the top of a document before a dialect's room is entered: what is not needed is not loaded.
_OPENAPI, _ACTIONS = "openapi", "resources"
_FOLDERS_OF = "JSON Hyper-Schema"


def readers(roots: list[dict[str, object]] | None = None) -> tuple[Reader, ...]:
    """Return the readers, each for one dialect; of those that can be meant by documents with these ``roots``."""
    load_modules("heroics_py.readers.hyper_schema")
    from heroics_py.readers.hyper_schema import HYPER_SCHEMA

    found: list[Reader] = []
    if roots is None or any(_OPENAPI in root for root in roots):
        load_modules("heroics_py.readers.openapi")
        from heroics_py.readers.openapi import OPENAPI

        found.append(OPENAPI)
    if roots is None or any(_ACTIONS in root for root in roots):
        load_modules("heroics_py.readers.resources_actions")
        from heroics_py.readers.resources_actions import RESOURCES_ACTIONS

        found.append(RESOURCES_ACTIONS)
    return (*found, HYPER_SCHEMA)


def detect(loaded: Loaded) -> Reader:
    """Return the reader for the dialect of what was loaded.

    Raises:
        SchemaError: no reader knows it.
    """
    roots = [root for root in loaded.roots.values() if isinstance(root, dict)]
    for reader in readers(roots):  # type: ignore[arg-type] # only the keys are looked at
        told = [uri for uri, root in loaded.roots.items() if isinstance(root, dict) and reader.recognizes(root)]
        if told and loaded.root == {} and reader.name != _FOLDERS_OF:
            raise SchemaError(
                f"{loaded.source} is a folder, and {told[0]} in it is {reader.name}: a folder holds the split schemata "
                f"of one JSON Hyper-Schema; name the file, '{loaded.source}/{told[0]}'"
            )
        if told:
            return reader
    known = ", ".join(reader.name for reader in readers())
    found = ", ".join(sorted(map(repr, loaded.root))[:8]) or "nothing"
    hint = "; Swagger 2.0 has to be converted to OpenAPI 3 first" if "swagger" in loaded.root else ""
    raise SchemaError(
        f"{loaded.source or 'the document'} describes no API that can be read: expected {known}, with links "
        f"in its resources; at the top stands {found}{hint}"
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
