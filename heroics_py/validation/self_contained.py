"""A schema with its references written out, and without what a validator can't use."""

from itertools import count

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import IN_PLACE, KEYWORDS, LISTS, MAPS, SINGLES, is_schema, is_text_list
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.model.schema_types import JSON_TYPES
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["self_contained"]

_MOST_CHECKS = 10_000
# In draft 4, true and false are no schemas: to additionalProperties and additionalItems they are flags.
_NEVER_FLAGS = frozenset({"items", "not"})


def self_contained(schema: Schema) -> dict[str, Json]:
    """Return ``schema`` as one plain object that a validator of its draft can use on its own.

    Every reference is replaced by its target; one that points back to a schema around it points to a definition inside
    the result. Keywords with an invalid value are left out, since a validator would crash on them, and so are ids,
    which would change the meaning of references.

    Raises:
        SchemaError: a reference points to nothing, the schema is nested too deeply, or checking a value would not end:
            its keywords point back to themselves, or to the same schemas in too many ways.
    """
    writer = _Writer()
    try:
        written = writer.write(schema, 0)
    except RecursionError:
        written = None
    if written is None:
        raise SchemaError("the schema is nested too deeply", pointer=schema.pointer)
    if fault := writer.fault():
        raise SchemaError(fault, pointer=schema.pointer)
    return {**written, "definitions": writer.circular} if writer.circular else written


class _Writer:
    """Writes out one schema, and each part of it once.

    Attributes:
        finished: what is written out, by pointer.
        unfinished: what is being written out, by pointer, with the number of its definition if it needs one.
        circular: the definitions, by number.
        same_value: for each schema, those that the same value has to be checked against.
        is_tree: whether no schema was met twice.
    """

    def __init__(self) -> None:
        self.finished: dict[str, dict[str, Json]] = {}
        self.unfinished: dict[str, int] = {}
        self.circular: dict[str, Json] = {}
        self.numbers = count(1)
        self.same_value: dict[str, list[str]] = {}
        self.is_tree = True

    def fault(self) -> str:
        """Return why checking a value would not end, or not this year; empty if it does."""
        if self.is_tree and sum(map(len, self.same_value.values())) < _MOST_CHECKS:
            return ""
        load_modules("graphlib")
        from graphlib import CycleError, TopologicalSorter

        checks: dict[str, int] = {}
        try:
            for pointer in TopologicalSorter(self.same_value).static_order():
                checks[pointer] = 1 + sum(checks[below] for below in self.same_value.get(pointer, ()))
        except CycleError as error:
            circle = " -> ".join(reversed(error.args[1]))
            return f"checking a value would never end: its schemas go round in a circle: {circle}"
        most = max(checks.values(), default=0)
        return f"one value would have to be checked against {most} schemas" if most > _MOST_CHECKS else ""

    def write(self, schema: Schema, depth: int) -> dict[str, Json]:
        if depth > MAX_DEPTH:
            raise SchemaError("the schema is nested too deeply", pointer=schema.pointer)
        target = schema.dereference()
        if target is not schema:
            self.same_value[schema.pointer] = [target.pointer]
            # Up to draft-07, a $ref is alone: its siblings are ignored.
            if not is_before(schema.documents.dialect, "2019-09"):
                siblings = {key: value for key, value in schema.node.items() if key != "$ref"}
                if any(key in KEYWORDS and KEYWORDS[key].asserts for key in siblings):
                    rest = Schema(schema.documents, schema.pointer, siblings)
                    return {"allOf": [self._write_once(target, depth), self._write_keywords(rest, depth)]}
        return self._write_once(target, depth)

    def _write_once(self, target: Schema, depth: int) -> dict[str, Json]:
        pointer = target.pointer
        if pointer in self.finished:
            self.is_tree = False
            return self.finished[pointer]
        if pointer in self.unfinished:
            self.is_tree = False
            number = str(self.unfinished[pointer])
            self.circular.setdefault(number, {})
            return {"$ref": f"#/definitions/{number}"}
        self.unfinished[pointer] = next(self.numbers)
        written = self._write_keywords(target, depth)
        number = str(self.unfinished.pop(pointer))
        if number in self.circular:
            self.circular[number] = written
        self.finished[pointer] = written
        return written

    def _write_keywords(self, target: Schema, depth: int) -> dict[str, Json]:
        written: dict[str, Json] = {}
        for name, value in target.node.items():
            keyword = KEYWORDS.get(name)
            if keyword is not None and keyword.asserts and keyword.is_valid(value):
                written[name] = self._write_value(target, name, value, depth)
        if isinstance(types := written.get("type"), list):
            known: list[Json] = [name for name in types if name in JSON_TYPES]
            written["type"] = known
            if len(known) < len(types):
                del written["type"]
        if target.documents.dialect == "2020-12" and isinstance(written.get("items"), list):
            # The older spelling, on which a validator of this draft would crash.
            written.setdefault("prefixItems", written.pop("items"))
            if "additionalItems" in written:
                written["items"] = written.pop("additionalItems")
        return written

    def _write_value(self, target: Schema, keyword: str, value: Json, depth: int) -> Json:
        if keyword in MAPS and isinstance(value, dict):
            below = target.children(keyword).items()
            schemas = {
                name: self._write_below(target, keyword, each, depth) for name, each in below if is_schema(each.raw)
            }
            lists = {name: item for name, item in value.items() if keyword == "dependencies" and is_text_list(item)}
            return {**lists, **schemas}
        if keyword == "dependentRequired" and isinstance(value, dict):
            return {name: item for name, item in value.items() if is_text_list(item)}
        if keyword in LISTS and isinstance(value, list):
            return [self._write_below(target, keyword, each, depth) for each in target.branches(keyword)]
        if keyword in SINGLES and (isinstance(value, dict) or keyword in _NEVER_FLAGS):
            return self._write_below(target, keyword, target.child(keyword), depth)
        return value

    def _write_below(self, target: Schema, keyword: str, child: Schema, depth: int) -> dict[str, Json]:
        if keyword in IN_PLACE:
            self.same_value.setdefault(target.pointer, []).append(child.pointer)
        return self.write(child, depth + 1)
