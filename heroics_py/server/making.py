"""How a thing comes to be what it is: an example, with what was sent laid over it."""

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import randbits
from uuid import NAMESPACE_URL, UUID, uuid5

from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.server.kinds import Catalogue, Kind, safely
from heroics_py.server.store import Above, Store, Thing
from heroics_py.support.json_types import Json

__all__ = ["Maker"]

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NO_ID = str(UUID(int=0))
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(slots=True)
class Maker:
    """Makes the data of things: what was sent where it fits, references filled in, identity and times fresh."""

    catalogue: Catalogue
    store: Store
    now: Callable[[], datetime]
    find: Callable[[Kind, str, str], Thing | None]
    last_id: int = 0
    examples: dict[str, Json] = field(default_factory=dict)

    def new(self, kind: Kind, body: dict[str, Json], above: Iterable[Above]) -> dict[str, Json]:
        """Return the data of a new thing."""
        data = self.laid_over(kind, kind.example(), body)
        for parent in above:
            if isinstance(parent, Thing):
                self.refer(kind, data, parent)
        self.identify(kind, data, given=body.keys())
        moment = self.now().strftime(_MOMENT)
        data.update(dict.fromkeys(kind.stamps, moment))
        return data

    def seed(self, kind: Kind, above: Iterable[Above], number: int) -> dict[str, Json]:
        """Return the data of one of the things that the sandbox begins with: the first is the example itself."""
        data = kind.example()
        for parent in above:
            if isinstance(parent, Thing):
                self.refer(kind, data, parent)
        if number:
            self.identify(kind, data, given=())
        return data

    def changed(self, thing: Thing, body: dict[str, Json]) -> dict[str, Json]:
        """Return the data of ``thing`` once ``body`` is laid over it, and its time moved on."""
        data = self.laid_over(thing.kind, deepcopy(thing.data), body)
        if "updated_at" in thing.kind.stamps:
            data["updated_at"] = self.later(data.get("updated_at"))
        return data

    def later(self, before: Json) -> str:
        """Return the time, moved on where less than a second passed."""
        moment = self.now().astimezone(UTC)
        try:
            known = datetime.fromisoformat(before) if isinstance(before, str) else moment
        except ValueError:
            known = moment - timedelta(seconds=1)
        known = known if known.tzinfo else known.replace(tzinfo=UTC)
        return max(moment, known + timedelta(seconds=1)).strftime(_MOMENT)

    def laid_over(self, kind: Kind, data: dict[str, Json], body: dict[str, Json]) -> dict[str, Json]:
        """Return ``data`` with the fields of ``body`` that its schema knows, and whose values it accepts."""
        if kind.is_map:
            merged = {**data, **body}
            return {name: value for name, value in merged.items() if value is not None}
        for name, value in body.items():
            filled = self.filled(kind, name, value)
            if kind.accepts(name, filled):
                data[name] = filled
        return data

    def filled(self, kind: Kind, name: str, value: Json) -> Json:
        """Return what stands for ``value`` in an answer: the whole reference where an identity was sent."""
        schema = kind.properties.get(name)
        schema = schema.dereference() if schema is not None else None
        if schema is None or value is None or isinstance(value, list) or not schema.children("properties"):
            return value
        given: dict[str, Json] = value if isinstance(value, dict) else {_attribute(schema, str(value)): value}
        return {**self.reference(kind, name, schema, given), **given}

    def reference(self, kind: Kind, name: str, schema: Schema, given: dict[str, Json]) -> dict[str, Json]:
        """Return a whole reference: what is known of the thing that is meant, else an example."""
        found = self.meant(kind, name, given)
        if schema.pointer not in self.examples:
            self.examples[schema.pointer] = safely(schema)
        example = self.examples[schema.pointer]
        reference = deepcopy(example) if isinstance(example, dict) else {}
        known = found.data if found is not None else {}
        if found is None and _UUID.fullmatch(str(reference.get("id"))) and given.keys() & reference.keys() - {"id"}:
            # The example's id belongs to the example's name; one name always has one id.
            reference["id"] = str(uuid5(NAMESPACE_URL, f"{kind.name}/{name}/{sorted(map(str, given.values()))}"))
        return {**reference, **{each: known[each] for each in schema.children("properties") if each in known}}

    def meant(self, kind: Kind, name: str, given: dict[str, Json]) -> Thing | None:
        """Return the thing that a reference names, or None."""
        for other in self.catalogue.referred(kind, name):
            for attribute, value in given.items():
                if attribute in other.identity and (found := self.find(other, attribute, str(value))) is not None:
                    return found
        return None

    def refer(self, kind: Kind, data: dict[str, Json], to: Thing) -> None:
        """Let ``data`` name the thing ``to``, where its schema has an attribute for that."""
        names = self.catalogue.names_of(kind, to.kind)
        for name in names if len(names) == 1 else ():
            below = kind.properties[name].dereference().children("properties")
            fields = {each: to.data[each] for each in below if each in to.data}
            now = data.get(name)
            data[name] = {**(now if isinstance(now, dict) else {}), **fields}

    def identify(self, kind: Kind, data: dict[str, Json], given: Iterable[str]) -> None:
        """Give ``data`` an identity that nothing of its kind has yet, where none was sent."""
        if kind.is_free:
            # Where the schema names no attribute, an id is the least that lets a thing be found again.
            data.setdefault("id", _NO_ID)
        own = dict.fromkeys([*kind.identity, *(name for name in ("id",) if name in kind.properties)])
        for name in own:
            if name not in given and name in data:
                data[name] = self.unused(kind, name, data[name])

    def unused(self, kind: Kind, name: str, value: Json) -> Json:
        """Return an identity like ``value`` that nothing of the kind has: a new UUID, the next number, a variant."""
        if isinstance(value, int) and not isinstance(value, bool):
            numbers = [thing.data.get(name) for thing in self.store.of(kind)]
            return 1 + max((number for number in numbers if isinstance(number, int)), default=0)
        if not isinstance(value, str):
            return value
        if _UUID.fullmatch(value):
            return self.next_id()
        likely = _variants(value, from_number=len(self.store.of(kind)) + 1)
        return next((text for text in likely if self.free(kind, name, text)), value)

    def next_id(self) -> str:
        """Return a UUID that sorts behind every earlier one (RFC 9562, 5.7): lists by id are in order of making."""
        self.last_id = max(int(self.now().timestamp() * 1000) << 12, self.last_id + 1)
        moment, number = divmod(self.last_id, 1 << 12)
        return str(UUID(int=moment << 80 | 7 << 76 | number << 64 | 2 << 62 | randbits(62)))

    def free(self, kind: Kind, name: str, text: str) -> bool:
        """Tell whether ``text`` is a valid identity that nothing of the kind has."""
        return not any(True for _ in self.store.named(kind, (name,), text)) and kind.accepts(name, text)

    def action(self, link: Link, kind: Kind, body: dict[str, Json], above: Iterable[Above]) -> Json:
        """Return an example of what a link answers, with what was sent and what stands above laid over it."""
        made = safely(link.target_schema) if link.target_schema is not None else kind.example()
        if isinstance(made, dict) and not kind.is_map:
            for parent in above:
                if isinstance(parent, Thing) and self.catalogue.kind_of(link) is kind:
                    self.refer(kind, made, parent)
            fits = {name: value for name, value in body.items() if name in made and kind.accepts(name, value)}
            made.update(fits)
        return made


def _attribute(schema: Schema, value: str) -> str:
    """Return which attribute of a reference an identity stands for."""
    names = list(schema.children("properties"))
    likely = [
        *(["id"] if _UUID.fullmatch(value) else []),
        *(["url"] if "://" in value else []),
        *(["email"] if "@" in value else []),
        "name",
    ]
    return next((name for name in likely if name in names), next((name for name in names if name != "id"), names[0]))


def _variants(text: str, from_number: int) -> Iterator[str]:
    yield text
    for number in range(max(2, from_number), from_number + 10_000):
        name, at, host = text.partition("@")
        yield f"{name}-{number}{at}{host}"
        yield f"{name}{number}{at}{host}"
        yield f"{name[: -len(str(number))]}{number}{at}{host}"
