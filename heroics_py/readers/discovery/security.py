"""The credentials that a Discovery document names, and the scopes of which its methods require one."""

from collections.abc import Iterator

from heroics_py.model.security import Security
from heroics_py.readers.fields import object_at, texts_at
from heroics_py.support.json_types import Json

__all__ = ["alternatives_of", "schemes_of"]


def schemes_of(root: dict[str, Json]) -> Iterator[Security]:
    """Yield the credentials that a document names: a token, and a key in the query."""
    if "oauth2" in object_at(root, "auth"):
        yield Security(name="oauth2", kind="bearer")
    if "key" in object_at(root, "parameters"):
        yield Security(name="key", kind="key", location="query", field="key")


def alternatives_of(method: dict[str, Json], root: dict[str, Json]) -> tuple[tuple[Security, ...], ...]:
    """Return what a method requires: a token with one of its scopes, or a key; empty if it names no scope."""
    scopes, found = texts_at(method, "scopes"), []
    for each in schemes_of(root) if scopes else ():
        needed = [each.replaced(scopes=(scope,)) for scope in scopes] if each.kind == "bearer" else [each]
        found += [(each,) for each in needed]
    return tuple(found)
