"""What the caller gets of an item of a stream."""

from collections.abc import Callable
from typing import Any, TypeAlias

from heroics_py.errors import DecodeError, SchemaError
from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Response
from heroics_py.http.streams.events import Event
from heroics_py.http.streams.json_values import Malformed
from heroics_py.http.strict_json import parse_json
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.record import Record
from heroics_py.support.json_types import Json

__all__ = ["DataReading", "ItemCheck", "ItemMaker", "data_reading"]

DataReading: TypeAlias = Callable[[str], Json]
ItemCheck: TypeAlias = Callable[[object, object], None]
"""Checks an item of the format; of an event, the second argument is the value of its data."""

_TEXT = frozenset({"string"})


class ItemMaker:
    """Makes what the caller gets: a record of an object or an event, and any other JSON value as it is.

    Args:
        response: the response, for errors.
        to_record: makes a record of an object.
        read_data: returns the value of the data of an event.
        check: checks an item against its schema.
    """

    __slots__ = ("_check", "_count", "_read_data", "_response", "_to_record")

    def __init__(
        self,
        response: Response,
        *,
        to_record: Callable[[dict[str, Any]], Record],
        read_data: DataReading,
        check: ItemCheck | None = None,
    ) -> None:
        self._response = response
        self._to_record = to_record
        self._read_data = read_data
        self._check = check
        self._count = 0

    def __call__(self, item: object) -> object:
        """Return what the caller gets of an item of the format.

        Raises:
            DecodeError: it is not JSON.
            AnswerError: it does not follow its schema, and the caller asks for an error.
        """
        if isinstance(item, Malformed):
            raise DecodeError(
                f"item {self._count + 1} of the stream is not valid JSON: {item.reason}",
                response=self._response.replaced(body=item.text, source=None),
            )
        if isinstance(item, Event):
            data = self._read_data(item.data)
            if self._check is not None:
                self._check(item, data)
            self._count += 1
            return self._to_record({"event": item.event, "data": data, "id": item.id})
        if self._check is not None:
            self._check(item, None)
        self._count += 1
        return self._to_record(item) if isinstance(item, dict) else item


def data_reading(schema: Schema | None) -> DataReading:
    """Return how the data of events is read, as their schema says.

    It is JSON, and text where that fails, if ``contentMediaType`` says so, or the data is described as anything but
    text (OpenAPI 3.2.0, 4.14.4). It is text if ``contentMediaType`` is another one. Otherwise, an object or a list is
    JSON, and the rest is text.

    Args:
        schema: of an event; None if it is unknown.
    """
    try:
        data = schema.dereference().child("properties", "data").dereference() if schema is not None else None
        node = data.node if data is not None else {}
        types = frozenset(types_of(data)) if data is not None else frozenset()
    except SchemaError:
        return _if_json
    media_type = node.get("contentMediaType")
    if isinstance(media_type, str):
        return _json_or_text if is_json(media_type) else str
    return _json_or_text if types and not types & _TEXT else _if_json


def _if_json(text: str) -> Json:
    """Return the value of a text that is an object or a list in JSON; or the text."""
    return _json_or_text(text) if text.lstrip()[:1] in {"{", "["} else text


def _json_or_text(text: str) -> Json:
    try:
        return parse_json(text.encode())
    except ValueError:
        return text
