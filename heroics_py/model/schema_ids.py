"""What a reference means by the ids and anchors of JSON Schema 2019-09 and 2020-12.

    keyword            what it does                                                    section of core 2020-12
    -----------------  --------------------------------------------------------------  -----------------------
    $id                begins a resource of its own, with a URI of its own             8.2.1
    $anchor            names a schema within its resource                              8.2.2
    $dynamicAnchor     names it too, and $dynamicRef may mean it from elsewhere        8.2.2, 8.2.3.2
    $schema            the draft of the schemas from here on down                      8.1.1

References are resolved against the URI of the resource that they are in; nothing is fetched.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import cast
from urllib.parse import urldefrag, urljoin

from heroics_py.model.drafts import DRAFTS, draft_of
from heroics_py.model.linked_documents import LinkedDocuments
from heroics_py.model.pointers import decode_percent, escape_key, parse_pointer, value_at
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Resource", "anchors_in", "draft_at", "resource_of", "target_by_id"]

# A base for documents without a URI of their own, so that relative ids have something to be relative to.
_HOST = "https://document.invalid/"
_DATA = frozenset({"const", "default", "enum", "example", "examples"})
# Their values are not schemas, but map names to schemas, or to what contains some.
_MAPS = frozenset(
    [
        "properties",
        "patternProperties",
        "dependentSchemas",
        "dependencies",
        "definitions",
        "$defs",
        "schemas",
        "responses",
        "parameters",
        "requestBodies",
        "headers",
        "callbacks",
        "pathItems",
        "paths",
    ]
)


class Resource(Value):
    """A schema with an id, or a document.

    Attributes:
        document: the path of its document.
        keys: where it is in the document.
        base: its URI, against which the references inside are resolved.
    """

    document: str
    keys: tuple[str, ...]
    base: str

    @property
    def pointer(self) -> str:
        """Where it is."""
        return _pointer(self.document, self.keys)


class _Index:
    """The ids and anchors of one document.

    Attributes:
        resources: by URI.
        anchors: by the pointer of a resource, its anchors: where each is, and whether it is dynamic.
    """

    def __init__(self, document: str, root: Json) -> None:
        self.resources: dict[str, Resource] = {}
        self.anchors: dict[str, dict[str, tuple[tuple[str, ...], bool]]] = {}
        pending: list[tuple[Json, tuple[str, ...], Resource, bool]] = [(root, (), _whole(document), False)]
        while pending:
            value, keys, resource, is_map = pending.pop()
            if isinstance(value, list):
                pending += [(child, (*keys, str(index)), resource, False) for index, child in enumerate(value)]
            elif isinstance(value, dict):
                inner = resource if is_map else self._entered(value, keys, resource)
                below = value if is_map else {key: child for key, child in value.items() if key not in _DATA}
                pending += [
                    (child, (*keys, key), inner, not is_map and key in _MAPS)
                    for key, child in below.items()
                    if isinstance(child, dict | list)
                ]

    def _entered(self, node: dict[str, Json], keys: tuple[str, ...], resource: Resource) -> Resource:
        """Note the ids and anchors of a node, and return the resource that its parts are in."""
        own = node.get("$id")
        if isinstance(own, str) and (base := _base_of(node, resource.base)):
            resource = Resource(resource.document, keys, base)
        self.resources.setdefault(resource.base, resource)
        anchors = self.anchors.setdefault(resource.pointer, {})
        if isinstance(own, str) and own.startswith("#") and len(own) > 1:
            anchors.setdefault(own[1:], (keys, False))  # an anchor up to draft-07
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(name := node.get(keyword), str):
                anchors.setdefault(name, (keys, keyword == "$dynamicAnchor"))
        return resource


class _Same:
    """A value that equals itself alone, as the key of a cache."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


@lru_cache(maxsize=64)
def _index_of(roots: _Same, document: str) -> _Index:
    values = cast("Mapping[str, Json]", roots.value)
    return _Index(document, values.get(document))


@lru_cache(maxsize=4)
def _resources_of(roots: _Same, _: int) -> dict[str, Resource]:
    """Return the resources of all documents by their URIs; more documents may have been read since."""
    values = cast("Mapping[str, Json]", roots.value)
    found: dict[str, Resource] = {}
    for document, root in values.items():
        for uri, resource in _Index(document, root).resources.items():
            found.setdefault(uri, resource)
    return found


def _resource_at(roots: Mapping[str, Json], here: Resource, uri: str) -> Resource | None:
    """Return the resource of a URI. A document at that path is one; the others are only looked at for an id."""
    absolute = urljoin(here.base, uri)
    if not absolute.startswith(_HOST):
        return _resources_of(_Same(roots), len(roots)).get(absolute)
    linked = roots.find(here.document, uri) if isinstance(roots, LinkedDocuments) else None
    path = absolute.removeprefix(_HOST) if linked is None else linked
    return resource_of(roots, f"{path}#") if path in roots else _resources_of(_Same(roots), len(roots)).get(absolute)


def _anchors_of(roots: Mapping[str, Json], resource: Resource) -> dict[str, tuple[tuple[str, ...], bool]]:
    return _index_of(_Same(roots), resource.document).anchors.get(resource.pointer, {})


def resource_of(roots: Mapping[str, Json], pointer: str) -> Resource:
    """Return the resource that ``pointer`` is in: that of the nearest id above or at it, else its document."""
    resource = _whole(pointer.partition("#")[0])
    for keys, node in _ancestors(roots, pointer):
        if base := _base_of(node, resource.base):
            resource = Resource(resource.document, keys, base)
    return resource


def draft_at(roots: Mapping[str, Json], pointer: str, default: str) -> str:
    """Return the draft that the nearest ``$schema`` above or at ``pointer`` names; 2020-12 if it is an unknown one."""
    draft = default
    for _, node in _ancestors(roots, pointer):
        if isinstance(uri := node.get("$schema"), str):
            draft = draft_of(uri) or DRAFTS[-1]
    return draft


def anchors_in(roots: Mapping[str, Json], resource: Resource) -> dict[str, str]:
    """Return the dynamic anchors of a resource: each name, and the pointer of its schema."""
    anchors = _anchors_of(roots, resource)
    return {name: _pointer(resource.document, keys) for name, (keys, is_dynamic) in anchors.items() if is_dynamic}


def target_by_id(roots: Mapping[str, Json], pointer: str, reference: str) -> tuple[str, list[str]] | None:
    """Return the document and keys that ``reference`` means at ``pointer``, or None if no id or anchor is meant."""
    here = resource_of(roots, pointer)
    uri, fragment = urldefrag(reference)
    resource: Resource | None = here
    if uri:
        try:
            resource = _resource_at(roots, here, uri)
        except ValueError:  # not a URI
            return None
    if resource is None:
        return None
    text = decode_percent(fragment)
    if text == "" or text.startswith("/"):
        return resource.document, [*resource.keys, *parse_pointer(fragment)]
    anchor = _anchors_of(roots, resource).get(text)
    return (resource.document, list(anchor[0])) if anchor is not None else None


def _ancestors(roots: Mapping[str, Json], pointer: str) -> Iterator[tuple[tuple[str, ...], dict[str, Json]]]:
    """Yield each object from the document down to ``pointer``, with its keys."""
    document, _, fragment = pointer.partition("#")
    keys = parse_pointer(fragment)
    value = roots.get(document)
    for count in range(len(keys) + 1):
        if isinstance(value, dict):
            yield tuple(keys[:count]), value
        if count < len(keys):
            try:
                value = value_at(value, keys[count : count + 1])
            except LookupError:
                return


def _base_of(node: Mapping[str, Json], base: str) -> str:
    """Return the URI of a schema with an id of its own; empty without one."""
    own = node.get("$id")
    bare = own.partition("#")[0] if isinstance(own, str) else ""
    if not bare:
        return ""
    try:
        return urljoin(base, bare)
    except ValueError:
        return ""


def _whole(document: str) -> Resource:
    return Resource(document, (), f"{_HOST}{document}")


def _pointer(document: str, keys: tuple[str, ...]) -> str:
    return f"{document}#{''.join(f'/{escape_key(key)}' for key in keys)}"
