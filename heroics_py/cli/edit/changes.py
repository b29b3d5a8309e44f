"""What has changed in an edited thing, as the body of its update.

PATCH, application/json        the fields that changed, each as a whole: an API may merge or replace what is in it
PATCH, merge-patch, JSON:API   only what changed, at every level; null removes (RFC 7396)
PUT                            the whole thing, without what the update does not take
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from heroics_py.cli.edit.references import as_reference
from heroics_py.cli.edit.sent_fields import SentFields, item_schema, sent_fields
from heroics_py.cli.edit.values import is_same
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json

__all__ = ["FIELDS", "MERGE", "WHOLE", "Path", "Update", "changed_paths", "update_of"]

FIELDS, MERGE, WHOLE = "fields", "merge", "whole"
"""How an update is spelled."""

Path = tuple[str, ...]
"""The keys that lead to a place of a value."""

_NOTHING: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The body of an update.

    Attributes:
        body: what is sent; empty if nothing changed.
        refused: the places that were changed, and that the update does not take.
        kept: the places that were removed, and that the update can't remove.
    """

    body: dict[str, Json] = field(default_factory=dict)
    refused: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()


def update_of(
    before: Mapping[str, Json], after: Mapping[str, Json], schema: Schema | None, style: str, envelope: Path = ()
) -> Update:
    """Return the update that makes ``after`` of ``before``.

    Args:
        before: the thing as it was read.
        after: the thing as it should be.
        schema: of the body of the update; None if it takes anything.
        style: FIELDS, MERGE or WHOLE.
        envelope: the keys that lead to the thing in what was read and in the body; empty if it is the thing.
    """
    if is_same(before, after):
        return Update()
    walk = _Walk(style, envelope)
    body = walk.object_of(before, after, schema, ())
    return Update(body=body, refused=tuple(walk.refused), kept=tuple(walk.kept))


def changed_paths(before: object, after: object, path: Path = ()) -> Iterator[Path]:
    """Yield the places at which two values differ; a list differs as a whole."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            if name not in before or name not in after:
                yield (*path, name)
            else:
                yield from changed_paths(before[name], after[name], (*path, name))
    elif not is_same(before, after):
        yield path


@dataclass(slots=True)
class _Walk:
    """A walk through a thing and its schema, which notes what can't be sent."""

    style: str
    envelope: Path
    refused: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)

    def object_of(
        self, before: Mapping[str, Json], after: Mapping[str, Json], schema: Schema | None, path: Path
    ) -> dict[str, Json]:
        """Return the object at a place of the body."""
        fields, is_partial = sent_fields(schema), self._is_partial(path)
        body: dict[str, Json] = {}
        for name in dict.fromkeys((*after, *before)):
            below, place = fields.schema_of(name), (*path, name)
            is_unchanged = name in before and name in after and is_same(before[name], after[name])
            if not fields.takes(name):
                self.refused += [] if is_unchanged else _changes(before, after, name, place)
            elif name not in after:
                self._remove(body, name, below, place)
            elif is_unchanged and name not in fields.required and (is_partial or _lacks_null(after[name], below)):
                continue
            else:
                # A number has all of its digits before the editor.
                value = before[name] if is_unchanged else after[name]
                body[name] = self._value_of(before.get(name), value, below, place)
        return body

    def _is_partial(self, path: Path) -> bool:
        """Return whether the object at a place holds only what changed."""
        if self.style == FIELDS:
            return self.envelope[: len(path)] == path
        return self.style == MERGE

    def _value_of(self, before: Json, after: Json, schema: Schema | None, path: Path) -> Json:
        if isinstance(after, list):
            return _Walk(WHOLE, (), self.refused, self.kept).items_of(before, after, schema, path)
        if not isinstance(after, dict):
            return after
        if schema is not None and "object" not in (types_of(schema) or ("object",)):
            return as_reference(before, after, schema)
        return self.object_of(before if isinstance(before, dict) else _NOTHING, after, schema, path)

    def items_of(self, before: Json, after: list[Json], schema: Schema | None, path: Path) -> list[Json]:
        """Return the items of a list, which is sent as a whole."""
        items = item_schema(schema)
        old = before if isinstance(before, list) else []
        places = [(*path, str(number)) for number in range(len(after))]
        return [
            self._value_of(_counterpart(old, item, sent_fields(items)), item, items, place)
            for item, place in zip(after, places, strict=True)
        ]

    def _remove(self, body: dict[str, Json], name: str, schema: Schema | None, path: Path) -> None:
        """Note that a field was removed: null says so where it is taken; what is sent as a whole goes without it."""
        types = types_of(schema) if schema is not None else ()
        if self.style == WHOLE:
            return
        if "null" in types or (self.style == MERGE and not types):
            body[name] = None
        elif self._is_partial(path[:-1]):
            self.kept.append(path)


def _changes(before: Mapping[str, Json], after: Mapping[str, Json], name: str, place: Path) -> Iterator[Path]:
    if name in before and name in after:
        return changed_paths(before[name], after[name], place)
    return iter((place,))


def _lacks_null(value: Json, schema: Schema | None) -> bool:
    """Return whether a value is null, as APIs return what a thing does not have, and null can't be sent."""
    types = types_of(schema) if schema is not None else ()
    return value is None and types != () and "null" not in types


def _counterpart(before: list[Json], item: Json, fields: SentFields) -> Json:
    """Return the item of the list before that has the same values in what the update does not take, such as an id."""
    unsent = {name: value for name, value in item.items() if not fields.takes(name)} if isinstance(item, dict) else {}
    if not unsent:
        return None
    known = (each for each in before if isinstance(each, dict))
    same = (each for each in known if all(name in each and is_same(each[name], unsent[name]) for name in unsent))
    return next(same, None)
