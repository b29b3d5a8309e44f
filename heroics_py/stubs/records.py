"""The classes of records: what a response holds, each field an attribute and an item."""

from collections import deque
from collections.abc import Iterator

from heroics_py.call.schema_fields import properties_of, schema_fields
from heroics_py.errors import SchemaError
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.model.wording import description_of
from heroics_py.record import Record
from heroics_py.stubs.inputs import listed_values
from heroics_py.stubs.names import ClassNames, Reference
from heroics_py.stubs.source_text import docstring, is_attribute, literal_type, union

__all__ = ["Records"]

_RECORD = "_h.Record"
_TYPES = {
    "string": "_b.str",
    "integer": "_b.int",
    "number": "_b.float",
    "boolean": "_b.bool",
    "null": "None",
}
_METHODS = frozenset(dir(Record))
_ALIASES = frozenset({"_b", "_t", "_x", "_h", "_os", "_uuid", "_decimal", "_datetime", "_d"})
_HOLDERS = frozenset({"definitions", "$defs", "schemas", "schemata"})
_MOST_LEVELS = 20
_LONGEST_NOTE = 300


class Records:
    """The classes of the records of one API, made as types need them.

    Args:
        names: of all classes.
        things: the names of resources, by the pointers of their schemas.
    """

    def __init__(self, names: ClassNames, things: dict[str, str]) -> None:
        self._names = names
        self._things = things
        self._known: dict[str, Reference | None] = {}
        self._fields_at: dict[str, dict[str, list[Schema]]] = {}
        self._waiting: deque[tuple[Reference, Schema, str]] = deque()
        self.attributes: set[str] = set()
        """The attributes of all classes so far."""

    def type_of(self, schema: Schema | None, words: str, level: int = 0) -> str:
        """Return the type of a value in a response.

        Args:
            schema: of the value; None if it may be anything.
            words: what to name its class after, if the document has no name for it.
            level: how deep in lists and choices it is.
        """
        if schema is None or level > _MOST_LEVELS:
            return "_t.Any"
        if listed := listed_values(schema):
            return listed
        try:
            target = schema.dereference()
            choices = target.branches("anyOf", "oneOf")
        except SchemaError:
            return "_t.Any"
        names = types_of(target)
        if "type" not in target.node and choices and not self._fields(target):
            return union([self.type_of(each, words, level + 1) for each in choices])
        if not names and self._fields(target):
            names = ("object",)
        return union([self._of_type(name, target, words, level) for name in names])

    def _of_type(self, name: str, target: Schema, words: str, level: int) -> str:
        if name == "array":
            items = target.child("items") if isinstance(target.node.get("items"), dict) else None
            return f"_b.list[{self.type_of(items, f'{words} item', level + 1)}]"
        if name == "object":
            return self._record(target, words) or _RECORD
        return _TYPES[name]

    def _record(self, target: Schema, words: str) -> Reference | None:
        """Return the class of the records of a schema; None if it names no fields."""
        pointer = target.pointer
        if pointer not in self._known:
            self._known[pointer] = None
            if self._fields(target):
                name = self._things.get(pointer) or _own_words(pointer) or words
                self._known[pointer] = reference = self._names.new(name)
                self._waiting.append((reference, target, name))
        return self._known[pointer]

    def _fields(self, target: Schema) -> dict[str, list[Schema]]:
        """Return the schemas of each field: those of all alternatives."""
        known = self._fields_at.get(target.pointer)
        return self._fields_at.setdefault(target.pointer, _fields_of(target)) if known is None else known

    def texts(self) -> Iterator[str]:
        """Yield the classes that types need so far, and those that these need."""
        while self._waiting:
            reference, target, words = self._waiting.popleft()
            yield self._text(reference, target, words)

    def _text(self, reference: Reference, target: Schema, words: str) -> str:
        fields = self._fields(target)
        types = {
            name: union([self.type_of(each, f"{words} {name}") for each in each_of]) for name, each_of in fields.items()
        }
        lines = [f"class {reference}(_Record):\n", docstring(description_of(target) or words, "    ")]
        for name, kind in types.items():
            if _has_attribute(name):
                self.attributes.add(name)
                lines.append(f"    {name}: {kind}\n")
                if note := " ".join(description_of(fields[name][0]).split())[:_LONGEST_NOTE]:
                    lines.append(docstring(note, "    "))
        return "".join([*lines, *_items(types, is_open=_is_open(target))])


def _fields_of(target: Schema) -> dict[str, list[Schema]]:
    """Return the schemas of each field of an object, from all of its alternatives."""
    try:
        fields = {name: [each] for name, each in properties_of(target).items()}
        for branch in target.branches("anyOf", "oneOf"):
            for name, each in properties_of(branch).items():
                if each not in fields.setdefault(name, []):
                    fields[name].append(each)
    except SchemaError:
        return {}
    return fields


def _is_open(target: Schema) -> bool:
    try:
        return schema_fields(target).is_open
    except SchemaError:
        return True


def _items(types: dict[str, str], *, is_open: bool) -> Iterator[str]:
    """Yield the ways to read fields as items; of an open record, any others as well."""
    groups: dict[str, list[str]] = {}
    for name, kind in types.items():
        groups.setdefault(kind, []).append(name)
    keys = [(literal_type(names), kind) for kind, names in groups.items()]
    if is_open:
        keys.append(("_b.str", "_t.Any"))
        yield "    def __getattr__(self, name: _b.str) -> _t.Any: ...\n"
    for key, kind in keys:
        if len(keys) > 1:
            yield "    @_t.overload\n"
        yield f"    def __getitem__(self, key: {key}) -> {kind}: ...\n"


def _has_attribute(name: str) -> bool:
    return is_attribute(name) and name not in _METHODS and name not in _ALIASES


def _own_words(pointer: str) -> str:
    """Return the name that a document gives a schema; empty if it is written in place."""
    keys = parse_pointer(pointer.partition("#")[2])
    return keys[-1] if len(keys) > 1 and keys[-2] in _HOLDERS else ""
