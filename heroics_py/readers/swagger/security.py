"""The security definitions of Swagger, and the alternatives that are required."""

import re
from collections.abc import Iterable, Iterator, Mapping

from heroics_py.model.schema import Documents
from heroics_py.model.security import Security
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.support.json_types import Json

__all__ = ["is_anonymous", "key_places", "security_requirements", "security_schemes"]

# Swagger 2.0 has no scheme for bearer tokens, so documents call them a key in the header Authorization.
_BEARER = re.compile(r"bearer|jwt", re.IGNORECASE)


def security_schemes(documents: Documents) -> tuple[Security, ...]:
    """Return the security schemes, the required ones first."""
    required = [name for each in list_at(object_of(documents.roots[""]), "security") for name in object_of(each)]
    return tuple(_schemes(documents, [*required, *_definitions(documents)]))


def security_requirements(documents: Documents, node: Mapping[str, Json]) -> tuple[tuple[Security, ...], ...]:
    """Return the alternatives that a document or an operation requires.

    Alternatives with no known scheme are left out.
    """
    alternatives = (tuple(_required(documents, object_of(each))) for each in list_at(node, "security"))
    return tuple(filter(None, alternatives))


def is_anonymous(root: dict[str, Json], operation: dict[str, Json]) -> bool:
    """Return whether an operation can be used without credentials: it requires none, or one choice is empty."""
    required = list_at(operation if "security" in operation else root, "security")
    return not required or {} in required


def key_places(documents: Documents) -> frozenset[tuple[str, str]]:
    """Return the locations and names of all keys, in lower case: some documents list them as parameters, too."""
    schemes = _schemes(documents, _definitions(documents))
    return frozenset((each.location, each.field.lower()) for each in schemes)


def _definitions(documents: Documents) -> dict[str, Json]:
    return object_at(documents.roots[""], "securityDefinitions")


def _required(documents: Documents, requirement: Mapping[str, Json]) -> Iterator[Security]:
    for name in requirement:
        scopes = tuple(each for each in list_at(requirement, name) if isinstance(each, str))
        yield from (each.replaced(scopes=scopes) if scopes else each for each in _schemes(documents, [name]))


def _schemes(documents: Documents, names: Iterable[str]) -> Iterator[Security]:
    described = _definitions(documents)
    for name in dict.fromkeys(names):
        if name in described:
            node = object_of(target_of(documents.schema_at("#/securityDefinitions").child(name)).raw)
            yield from _scheme(name, node)


def _scheme(name: str, node: Mapping[str, Json]) -> Iterator[Security]:
    kind, location, field = text_at(node, "type"), text_at(node, "in"), text_at(node, "name")
    if kind == "basic":
        yield Security(name=name, kind="basic")
    elif kind == "oauth2":
        yield Security(name=name, kind="bearer")
    elif kind == "apiKey" and location == "header" and field.lower() == "authorization":
        is_bearer = _BEARER.search(f"{name} {text_at(node, 'description')}") is not None
        yield Security(name=name, kind="bearer" if is_bearer else "key")
    elif kind == "apiKey" and field and location in {"header", "query"}:
        yield Security(name=name, kind="key", location=location, field=field)
