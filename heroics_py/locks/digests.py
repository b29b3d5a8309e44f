"""Digests of an API: of its documents, of what all calls share, and of each call with the schemas that it uses."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from typing import Any

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api, Link
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.readers.snapshot import Snapshot
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["call_digests", "document_digest", "shared_digest"]

_SHORT = 16  # characters: enough for changes that nobody makes on purpose
# Where something is in the document, which changes when something else is added before it.
_PLACES = frozenset({"pointer"})
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
# What a schema only contains for others: references lead to each part, and links are calls of their own.
_CONTAINERS = frozenset({"definitions", "$defs", "links"})


def document_digest(snapshot: Snapshot) -> str:
    """Return the digest of all documents of an API: the same however they are spelled, and in any order of keys."""
    return sha256(snapshot.as_text(sort_keys=True).encode("ascii")).hexdigest()


def shared_digest(api: Api) -> str:
    """Return the digest of what all calls of an API share: its server, and the credentials that it takes."""
    return _short([api.url, _plain(api.security, []), _plain(api.needs, [])])


def call_digests(api: Api, calls: Collection[str] | None = None) -> dict[str, str]:
    """Return the digest of each call, by its name, such as "app.create".

    Calls have equal digests if the document says the same of them, and of every schema that they use.

    Args:
        api: the API.
        calls: the calls to look at; None for all. One that the API does not have is left out.
    """
    schemas = _Schemas()
    found = {}
    for resource, own_name in resource_names(api.resources).items():
        if calls is not None and not any(name.startswith(f"{resource}.") for name in calls):
            continue
        for call, links in call_names(api.resources[own_name]).items():
            if calls is None or f"{resource}.{call}" in calls:
                found[f"{resource}.{call}"] = schemas.digest_of(links)
    return found


class _Schemas:
    """The schemas of an API, each looked at once; which others each of them uses is a set of bits."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._nodes: list[_Node] = []
        self._used: list[int] = []
        self._digests: dict[int, str] = {}

    def digest_of(self, links: tuple[Link, ...]) -> str:
        """Return the digest of the links of one call."""
        schemas: list[Schema] = []
        plain = [_plain(link, schemas) for link in links]
        targets = [target for each in schemas for target in _targets(each)]
        self._explore(targets)
        used = 0
        for each in targets:
            used |= self._used[self._numbers[each.pointer]]
        if used not in self._digests:
            self._digests[used] = _short({each.pointer: each.digest for each in self._nodes_in(used)})
        return _short([plain, self._digests[used]])

    def _nodes_in(self, used: int) -> "list[_Node]":
        bits = f"{used:b}"[::-1]
        return [node for node, bit in zip(self._nodes, bits, strict=False) if bit == "1"]

    def _explore(self, targets: Iterable[Schema]) -> None:
        """Look at schemas, and at all that they use."""
        first = len(self._nodes)
        pending = [*targets]
        while pending:
            target = pending.pop()
            if target.pointer not in self._numbers:
                node = _Node(target)
                self._used.append(1 << len(self._nodes))
                self._numbers[target.pointer] = len(self._nodes)
                self._nodes.append(node)
                pending.extend(node.targets)
        new = range(len(self._nodes) - 1, first - 1, -1)
        while self._spread(new):  # once more as long as something is new: references may go round in a circle
            pass

    def _spread(self, numbers: Iterable[int]) -> bool:
        """Let schemas use what those that they refer to use; return whether that was new to one of them."""
        is_new = False
        for number in numbers:
            used = before = self._used[number]
            for target in self._nodes[number].targets:
                used |= self._used[self._numbers[target.pointer]]
            self._used[number] = used
            is_new = is_new or used != before
        return is_new


class _Node:
    """A schema that references lead to."""

    def __init__(self, schema: Schema) -> None:
        self.pointer = schema.pointer
        self._schema = Schema(schema.documents, schema.pointer, _without_containers(schema.raw))

    @cached_property
    def digest(self) -> str:
        """The digest of what is written at its place."""
        return _short(self._schema.raw)

    @cached_property
    def targets(self) -> tuple[Schema, ...]:
        """What its references lead to."""
        return tuple(_targets(self._schema))


def _targets(schema: Schema) -> Iterator[Schema]:
    """Yield what the references within a schema lead to; broken ones lead nowhere."""
    pending: list[tuple[str, Json]] = [(schema.pointer, schema.raw)]
    while pending:
        pointer, raw = pending.pop()
        if isinstance(raw, dict):
            for reference in [raw[key] for key in _REFERENCES if isinstance(raw.get(key), str)]:
                with suppress(SchemaError):
                    yield Schema(schema.documents, pointer, raw).resolve(str(reference))
        items: Iterable[tuple[object, Json]] = ()
        items = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else items
        pending.extend((f"{pointer}/{escape_key(key)}", each) for key, each in items if isinstance(each, dict | list))


def _without_containers(raw: Json) -> Json:
    return {key: value for key, value in raw.items() if key not in _CONTAINERS} if isinstance(raw, dict) else raw


def _plain(value: Any, schemas: list[Schema]) -> Json:
    """Return a part of the model as JSON; its schemas are added to a list."""
    if isinstance(value, Schema):
        own = Schema(value.documents, value.pointer, _without_containers(value.raw))
        schemas.append(own)
        return own.raw
    if isinstance(value, Thing):
        return [value.kind, *value.fields]
    if isinstance(value, Value):
        return {name: _plain(getattr(value, name), schemas) for name in value._fields if name not in _PLACES}
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key], schemas) for key in value}
    if isinstance(value, tuple | list):
        return [_plain(each, schemas) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _short(value: Json) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()[:_SHORT]
