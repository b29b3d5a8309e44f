"""The types of what calls return."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from heroics_py.call.schema_fields import properties_of
from heroics_py.errors import SchemaError
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.paging.recognition import paging_of, returns_list
from heroics_py.stubs.records import Records
from heroics_py.stubs.source_text import union
from heroics_py.support.values import Value

__all__ = ["Result", "result_of"]


class Result(Value):
    """What a call returns.

    Attributes:
        kind: "value"; "list" or "stream", of which ``type`` is the items'.
        type: its type, with references to classes.
    """

    kind: str
    type: str

    @property
    def blocking(self) -> str:
        """The type of what a call returns at once."""
        return {"list": f"Collection[{self.type}]", "stream": f"Stream[{self.type}]"}.get(self.kind, self.type)

    @property
    def awaited(self) -> str:
        """The type of what a call returns to be awaited."""
        names = {"list": "_PendingList", "stream": "_PendingStream"}
        return f"{names.get(self.kind, '_Deferred')}[{self.type}]"


def result_of(link: Link, records: Records, words: str) -> Result:
    """Return what a call of a link returns, as its docstring says it in words.

    Args:
        link: the link.
        records: the classes of records.
        words: what to name a class after, if the document has no name for it.
    """
    if link.rel == "empty" or link.method == "HEAD" or link.scheme:
        return Result("value", "None")
    if link.is_file:
        return Result("value", "_b.bytes")
    if link.streams:
        return _stream(link, records, words)
    paging = paging_of(link) if link.method == "GET" else Paging.none()
    if paging.items:
        return Result("list", records.type_of(_items_at(link.target_schema, paging.items), f"{words} item"))
    target = link.target_schema
    if target is None:
        return Result("list", "_t.Any") if link.rel == "instances" else Result("value", "_t.Any")
    if types_of(target) == ("array",):
        return Result("list", records.type_of(_items_of(target), f"{words} item"))
    if returns_list(link):
        return Result("list", records.type_of(target, words))
    return Result("value", records.type_of(target, words).replace("_b.list[", "Collection["))


def _stream(link: Link, records: Records, words: str) -> Result:
    if not is_json(link.media_type):
        return Result("stream", "_t.Any")
    other = result_of(link.replaced(streams=()), records, words).blocking
    return Result("value", union(["Stream[_t.Any]", other]))


def _items_of(schema: Schema) -> Schema | None:
    try:
        target = schema.dereference()
        return target.child("items") if isinstance(target.node.get("items"), dict) else None
    except SchemaError:
        return None


def _items_at(schema: Schema | None, path: str) -> Schema | None:
    """Return the schema of the items of a list within a response, if the document has it."""
    return None if schema is None else _below(schema, [path], path.split("."))


def _below(schema: Schema, *paths: Sequence[str]) -> Schema | None:
    try:
        fields = properties_of(schema)
    except SchemaError:
        return None
    for first, *others in paths:
        for name in (each for each in fields if each == first or (first == "*" and fnmatchcase(each, "*"))):
            found = _below(fields[name], others) if others else _items_of(fields[name])
            if found is not None:
                return found
    return None
