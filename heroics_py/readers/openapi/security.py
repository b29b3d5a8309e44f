"""The security schemes of OpenAPI, and the alternatives that are required."""

import re
from collections.abc import Iterable, Iterator, Mapping

from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Documents
from heroics_py.model.security import Security
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.readers.sound_references import reference_fault
from heroics_py.support.json_types import Json

__all__ = ["key_places", "security_fault", "security_requirements", "security_schemes"]

# How drf-spectacular describes the tokens of Django REST framework; OpenAPI has no word for the prefix of a key.
_PREFIX = re.compile(r'required prefix "([^"\s]+)"')


def security_schemes(documents: Documents) -> tuple[Security, ...]:
    """Return the security schemes, the required ones first."""
    root = object_of(documents.roots[""])
    required = [name for requirement in list_at(root, "security") for name in object_of(requirement)]
    return tuple(_schemes(documents, [*required, *_described(documents)]))


def security_requirements(documents: Documents, node: Mapping[str, Json]) -> tuple[tuple[Security, ...], ...]:
    """Return the alternatives that a document or an operation requires.

    Alternatives with no known scheme are left out.
    """
    alternatives = (tuple(_required(documents, object_of(each))) for each in list_at(node, "security"))
    return tuple(filter(None, alternatives))


def security_fault(documents: Documents, operation: Mapping[str, Json]) -> str:
    """Return why none of the alternatives that an operation requires is known; empty if one is.

    A scheme is unknown if its reference can't be followed.
    """
    node = operation if "security" in operation else object_of(documents.roots[""])
    faults = [_requirement_fault(documents, object_of(each)) for each in list_at(node, "security")]
    return faults[0] if faults and all(faults) else ""


def _requirement_fault(documents: Documents, names: Iterable[str]) -> str:
    described = _described(documents)
    schemes = documents.schema_at("#/components/securitySchemes") if described else None
    components = [_component(name, described) for name in names]
    places = (schemes.child(name) for name in components if name in described) if schemes else ()
    return next((fault for place in places if (fault := reference_fault(place))), "")


def key_places(documents: Documents) -> frozenset[tuple[str, str]]:
    """Return the locations and names of all keys: some documents list them as parameters, too."""
    schemes = _schemes(documents, _described(documents))
    return frozenset((each.location, each.field) for each in schemes if each.kind == "key")


def _component(name: str, described: Mapping[str, Json]) -> str:
    """Return the name of a scheme that a requirement names, which may be a URI in this document (3.2.0, 4.31)."""
    prefix, _, last = name.rpartition("/")
    return name if name in described or prefix != "#/components/securitySchemes" else parse_pointer(f"/{last}")[-1]


def _described(documents: Documents) -> dict[str, Json]:
    return object_at(object_at(documents.roots[""], "components"), "securitySchemes")


def _required(documents: Documents, requirement: Mapping[str, Json]) -> Iterator[Security]:
    for name in requirement:
        scopes = tuple(each for each in list_at(requirement, name) if isinstance(each, str))
        yield from (each.replaced(scopes=scopes) if scopes else each for each in _schemes(documents, [name]))


def _schemes(documents: Documents, names: Iterable[str]) -> Iterator[Security]:
    described = _described(documents)
    for name in dict.fromkeys(_component(name, described) for name in names):
        if name in described:
            node = object_of(target_of(documents.schema_at("#/components/securitySchemes").child(name)).raw)
            yield from _scheme(name, node)


def _scheme(name: str, node: Mapping[str, Json]) -> Iterator[Security]:
    kind, location, field = text_at(node, "type"), text_at(node, "in"), text_at(node, "name")
    if kind == "apiKey" and field and location in {"header", "query", "cookie"}:
        prefix = _PREFIX.search(text_at(node, "description")) if location == "header" else None
        yield Security(
            name=name, kind="key", location=location, field=field, prefix=prefix[1] if prefix is not None else ""
        )
    elif kind == "http" and (scheme := text_at(node, "scheme").lower()):
        yield Security(name=name, kind=scheme if scheme in {"basic", "bearer"} else "http")
    elif kind in {"oauth2", "openIdConnect"}:
        yield Security(name=name, kind="bearer")
