"""A sequence of JSON values: JSON Lines, or JSON text sequences (RFC 7464)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from heroics_py.call.bodies.checking import Checker, check
from heroics_py.call.bodies.files import file_of, is_data
from heroics_py.call.bodies.pieces import joined, utf8
from heroics_py.call.streams.item_schemas import schema_of_items
from heroics_py.call.values.json_text import compact_json
from heroics_py.call.values.json_value import json_value
from heroics_py.errors import CallError, Problem, ValidationError
from heroics_py.http.media_types import essence_of
from heroics_py.model.bodies import Content
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

if TYPE_CHECKING:
    from heroics_py.http.body_streams import BodyStream

__all__ = ["encode_sequence"]


def encode_sequence(content: Content, value: object, checker: Checker | None) -> "bytes | BodyStream":
    """Return a sequence of values; an iterator is read while it is sent.

    Args:
        content: its media type, and the schema of each value.
        value: an iterable of values, one object, or the whole text as text, bytes or an open file.
        checker: returns the checker of a schema; None checks nothing.

    Raises:
        ValidationError: a value fails its schema; the values of an iterator are checked when their turn comes.
        CallError: the value can't be iterated.
    """
    if is_data(value):
        return joined([file_of("the body", value).data], getattr(value, "name", ""))
    if isinstance(value, str):
        return utf8(value)
    if not isinstance(value, Iterable):
        raise CallError(
            f"a body of {essence_of(content.media_type)} is a sequence: expected an iterable of values, got "
            f"{type(value).__name__}"
        )
    values = [value] if isinstance(value, Mapping) else value
    records = _records(content, values, checker)
    return joined(list(records) if isinstance(values, list | tuple) else [records])


def _records(content: Content, values: Iterable[object], checker: Checker | None) -> Iterator[bytes]:
    start = b"\x1e" if essence_of(content.media_type).endswith("json-seq") else b""
    schema = content.item_schema or schema_of_items(content.schema)
    for index, value in enumerate(values):
        made = _checked(index, value, schema, checker)
        yield b"".join((start, utf8(compact_json(made)), b"\n"))


def _checked(index: int, value: object, schema: Schema | None, checker: Checker | None) -> Json:
    problems: tuple[Problem, ...] = ()
    made: Json = None
    try:
        made = json_value(value)
    except ValidationError as error:
        problems = error.problems
    if problems:
        raise ValidationError(tuple(each.replaced(pointer=f"/{index}{each.pointer}") for each in problems))
    return check(checker, schema, made, place=f"/{index}")
