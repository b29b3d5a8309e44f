"""The ids and anchors of one document, in JSON Schema from draft-03 to 2020-12.

    keyword            what it does                                              core 2020-12
    -----------------  --------------------------------------------------------  ---------------
    $id                begins a resource of its own, with a URI of its own       8.2.1
    $anchor            names a schema within its resource                        8.2.2
    $dynamicAnchor     names it too, and $dynamicRef may mean it from elsewhere  8.2.2, 8.2.3.2

Up to draft-07, an id "#name" names a schema (draft-07, 8.2.3), and an id next to a ``$ref`` does not count. Up to
draft-04, the keyword is ``id`` (draft-04, 7.2).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, cast
from urllib.parse import urljoin

from heroics_py.model.drafts import draft_named, is_before
from heroics_py.model.keywords import LISTS, MAPS, SINGLES
from heroics_py.model.pointers import decode_percent, escape_key, parse_pointer, value_at
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["HOST", "IdIndex", "Keys", "Resource", "Same", "index_of", "joined", "pointer_of"]

Keys = tuple[str, ...]

# A base for documents without a URI of their own, so that relative ids have something to be relative to.
HOST = "https://document.invalid/"
_DATA = frozenset({"const", "default", "enum", "example", "examples"})
_ONE = frozenset({*SINGLES, "items", "extends"})
_SEVERAL = frozenset({*LISTS, "extends", "disallow", "type"})
_OF_LINKS = frozenset({"schema", "targetSchema", "hrefSchema", "submissionSchema", "headerSchema"})
# The maps of OpenAPI, whose names may be any word, too.
_LOOSE_MAPS = frozenset(
    ["schemas", "responses", "parameters", "requestBodies", "headers", "callbacks", "pathItems", "paths", *MAPS],
)
# A reference in the href of a link.
_REFERENCE = r"\{\(?((?:#|%23)[^(){}]*)\)?\}"
_ID_OF_NEWER, _ID_OF_OLDER = "$id", "id"
# What the value at a key is: a schema, a map of names to schemas, a link, or something that JSON Schema does not know.
_SCHEMA, _MAP, _LINK, _LOOSE, _LOOSE_MAP = range(5)


class Resource(Value):
    """A schema with an id, or a document.

    Attributes:
        document: the path of its document.
        keys: where it is in the document.
        base: its URI, against which the references inside are resolved.
        is_combined: whether it is a part of a document whose references inside are relative to the document.
    """

    document: str
    keys: Keys
    base: str
    is_combined: bool = False

    @property
    def pointer(self) -> str:
        """Where it is."""
        return pointer_of(self.document, self.keys)


class _Place(NamedTuple):
    value: Json
    keys: Keys
    resource: Resource
    draft: str
    kind: int


class IdIndex:
    """The ids and anchors of one document.

    Attributes:
        resources: by their keys.
        uris: the keys of resources by URI.
        anchors: by the keys of a resource, its anchors: where each is, and whether it is dynamic.
        loose_uris, loose_anchors: those that no draft, or another than the document's, would count.
    """

    def __init__(self, document: str, root: Json, draft: str) -> None:
        whole = Resource(document, (), f"{HOST}{document}")
        self.resources: dict[Keys, Resource] = {(): whole}
        self.uris: dict[str, Keys] = {}
        self.anchors: dict[Keys, dict[str, tuple[Keys, bool]]] = {}
        self.loose_uris: dict[str, Keys] = {}
        self.loose_anchors: dict[str, Keys] = {}
        self._references: dict[Keys, list[str]] = {}
        pending = [_Place(root, (), whole, draft, _SCHEMA)]
        later: list[_Place] = []
        while pending or later:
            place = pending.pop() if pending else later.pop()
            for below in self._entered(place):
                (later if below.kind >= _LOOSE else pending).append(below)
        self._find_combined(root)

    def _entered(self, place: _Place) -> list[_Place]:
        """Note the id and anchors at a place, and return the places below."""
        value, keys, resource, draft, kind = place
        if isinstance(value, list):
            return [_Place(each, (*keys, str(index)), resource, draft, kind) for index, each in enumerate(value)]
        if not isinstance(value, dict):
            return []
        if kind in {_SCHEMA, _LOOSE}:
            if isinstance(uri := value.get("$schema"), str):
                draft = draft_named(uri, draft)
            resource = self._noted(value, keys, resource, draft, is_loose=kind == _LOOSE)
        elif kind == _LINK and is_before(draft, "draft-06"):
            for expression in re.findall(_REFERENCE, _text(value, "href")):
                self._note_reference(resource, decode_percent(expression))
        return [
            _Place(child, (*keys, key), resource, draft, below)
            for key, child in value.items()
            if isinstance(child, dict | list) and (below := _kind_below(kind, key, child)) is not None
        ]

    def _noted(self, node: dict[str, Json], keys: Keys, resource: Resource, draft: str, *, is_loose: bool) -> Resource:
        """Note the id and anchors of a node, and return the resource that its parts are in."""
        is_old, is_older = is_before(draft, "2019-09"), is_before(draft, "draft-06")
        keyword = _ID_OF_OLDER if is_older else _ID_OF_NEWER
        own = "" if is_old and isinstance(node.get("$ref"), str) else _text(node, keyword)
        if base := "" if is_loose and is_older else joined(resource.base, own):
            resource = Resource(resource.document, keys, base)
            self.resources[keys] = resource
        self.uris.setdefault(resource.base, resource.keys)
        anchors = self.anchors.setdefault(resource.keys, {})
        if is_old and own.startswith("#") and len(own) > 1 and not is_loose:
            anchors[own[1:]] = (keys, False)
        # Files of older drafts use the newer keywords, too.
        for word in ("$anchor", "$dynamicAnchor"):
            if name := _text(node, word):
                anchors.setdefault(name, (keys, word == "$dynamicAnchor"))
        self._note_loose(node, keys, resource)
        if is_older:
            self._note_reference(resource, _text(node, "$ref"))
        return resource

    def _note_reference(self, resource: Resource, reference: str) -> None:
        if reference.startswith("#/") and resource.keys and resource.base.startswith(HOST):
            self._references.setdefault(resource.keys, []).append(reference)

    def _note_loose(self, node: dict[str, Json], keys: Keys, resource: Resource) -> None:
        """Note what any draft would count."""
        for word in (_ID_OF_OLDER, _ID_OF_NEWER):
            own = _text(node, word)
            if own.startswith("#") and len(own) > 1:
                self.loose_anchors.setdefault(own[1:], keys)
            elif uri := joined(resource.base, own) if word == _ID_OF_NEWER else "":
                self.loose_uris.setdefault(uri, keys)

    def _find_combined(self, root: Json) -> None:
        """Find out what the references below relative ids are relative to."""
        score = 0
        for keys, references in self._references.items():
            for reference in references:
                pointer = parse_pointer(reference[1:])
                score += _exists(root, pointer) - _exists(root, [*keys, *pointer])
        if score > 0:
            for keys in self._references:
                self.resources[keys] = self.resources[keys].replaced(is_combined=True)

    def resource_of(self, keys: list[str]) -> Resource:
        """Return the resource that ``keys`` are in: that of the nearest id above or at them, else the document."""
        return next(self.around(keys))

    def around(self, keys: list[str]) -> Iterator[Resource]:
        """Yield the resources that ``keys`` are in, the nearest first."""
        path = tuple(keys)
        yield from (self.resources[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.resources)


def _kind_below(kind: int, key: str, child: Json) -> int | None:
    """Return what the value at a key is; None for data, which contains no schema."""
    if kind == _MAP:
        return _SCHEMA
    if kind == _LINK:
        return _SCHEMA if key in _OF_LINKS else _MAP if key == "properties" else None
    if kind == _SCHEMA:
        if key in MAPS and isinstance(child, dict):
            return _MAP
        if key in (_ONE if isinstance(child, dict) else _SEVERAL):
            return _SCHEMA
        if key == "links" and isinstance(child, list):
            return _LINK
    if kind != _LOOSE_MAP:
        if key in _DATA:
            return None
        if key in _LOOSE_MAPS:
            return _LOOSE_MAP
    return _LOOSE


def _text(node: Mapping[str, Json], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def joined(base: str, uri: str) -> str:
    """Return the absolute URI of an id, without its fragment; empty if there is none."""
    bare = uri.partition("#")[0].strip()
    if not bare:
        return ""
    try:
        return urljoin(base, bare)
    except ValueError:
        return ""


def _exists(root: Json, keys: list[str]) -> bool:
    try:
        value_at(root, keys)
    except LookupError:
        return False
    return True


class Same:
    """A value that equals itself alone, as the key of a cache."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value


@lru_cache(maxsize=128)
def _cached_index(root: Same, document: str, draft: str) -> IdIndex:
    return IdIndex(document, cast("Json", root.value), draft)


def index_of(roots: Mapping[str, Json], document: str, draft: str) -> IdIndex:
    """Return the index of a document; ``draft`` is that of documents that don't name one."""
    return _cached_index(Same(roots.get(document)), document, draft)


def pointer_of(document: str, keys: Keys) -> str:
    """Return the pointer of a place in a document."""
    return f"{document}#{''.join(f'/{escape_key(key)}' for key in keys)}"
