"""The API that the schema of a command describes."""

from heroics_py.model.api import Api

__all__ = ["read_source"]


def read_source(schema: str, *, patches: tuple[str, ...], allow_refs: tuple[str, ...]) -> Api:
    """Return the API that ``schema`` describes.

    Args:
        schema: a bundled name, a path or a URL.
        patches: the paths of what mends the schema before it is read.
        allow_refs: origins that documents may be fetched from, to which the schema refers.

    Raises:
        HeroicsError: the schema can't be read.
    """
    from heroics_py.client.connect import read

    return read(schema, patch=list(patches) or None, allow_refs=allow_refs)
