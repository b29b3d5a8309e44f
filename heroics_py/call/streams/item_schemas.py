"""The schema of the items of a response that is a stream."""

from heroics_py.errors import SchemaError
from heroics_py.http.media_types import EVENT_STREAM, essence_of
from heroics_py.http.messages import Response
from heroics_py.http.streams.events import Event
from heroics_py.model.api import Link, Reply
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["ItemSchema", "item_schema_of", "schema_of_items"]


class ItemSchema(Value):
    """The schema of the items of a stream.

    Attributes:
        item: the schema of an item; of an event as an object with data, event, id and retry (OpenAPI 3.2.0, 4.14.4).
        data: the schema of the data of an event, parsed as JSON.
    """

    item: Schema | None = None
    data: Schema | None = None

    def pairs(self, item: object, data: Json) -> list[tuple[Schema, str, object]]:
        """Return what to check: a schema, the pointer of the part, and its value.

        Args:
            item: an item of the format.
            data: of an event, the value of its data.
        """
        if not isinstance(item, Event):
            return [(self.item, "", item)] if self.item is not None else []
        is_text = self.data is not None or self.item is None or _takes_text(self.item)
        fields = dict(item.fields) if is_text else {**item.fields, "data": data}
        pairs: list[tuple[Schema, str, object]] = [(self.item, "", fields)] if self.item is not None else []
        # Data that is not JSON, such as the mark of the end, has no schema.
        if self.data is not None and not isinstance(data, str):
            pairs.append((self.data, "/data", data))
        return pairs


def item_schema_of(link: Link, response: Response) -> ItemSchema:
    """Return the schema of the items of a response, as far as the document describes it."""
    media_type = response.media_type
    reply = _reply(link, response.status)
    item = _of_type(dict(reply.items), media_type) if reply is not None else None
    whole = _of_type(dict(reply.contents), media_type) if reply is not None else link.target_schema
    try:
        if media_type != EVENT_STREAM:
            return ItemSchema(item=item or schema_of_items(whole))
        return _event_schema(item, whole)
    except SchemaError:
        return ItemSchema(item=item)


def _event_schema(item: Schema | None, whole: Schema | None) -> ItemSchema:
    """Return the schema of an event; before 3.2, documents put that of an event or of its data into ``schema``."""
    event = item or (whole if whole is not None and _data_place(whole) is not None else None)
    if event is None:
        is_data = whole is not None and types_of(whole) != ("string",)
        return ItemSchema(data=schema_of_items(whole) if is_data else None)
    data = _data_place(event)
    content = data.child("contentSchema") if data is not None and "contentSchema" in data.node else None
    return ItemSchema(item=event, data=content)


def _data_place(event: Schema) -> Schema | None:
    data = event.dereference().children("properties").get("data")
    return None if data is None else data.dereference()


def _takes_text(event: Schema) -> bool:
    try:
        data = _data_place(event)
        return data is None or not types_of(data) or "string" in types_of(data)
    except SchemaError:
        return True


def _reply(link: Link, status: int) -> Reply | None:
    names = (str(status), f"{status // 100}XX", "default")
    return next((link.replies[name] for name in names if name in link.replies), None)


def _of_type(schemas: dict[str, Schema] | dict[str, Schema | None], media_type: str) -> Schema | None:
    return next((schema for name, schema in schemas.items() if essence_of(name) == media_type), None)


def schema_of_items(whole: Schema | None) -> Schema | None:
    """Return the schema of each value of a sequence, from that of the whole.

    It is that of the items of a list (OpenAPI 3.2.0, 4.14.3); documents before 3.2 put that of a value there. Text says
    nothing.
    """
    if whole is None:
        return None
    try:
        schema = whole.dereference()
        if "array" not in types_of(schema):
            return whole if types_of(schema) != ("string",) else None
        return schema.child("items") if isinstance(schema.node.get("items"), dict) else None
    except SchemaError:
        return None
