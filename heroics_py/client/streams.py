"""Calls whose responses are streams of items."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from heroics_py.http.media_types import is_stream
from heroics_py.http.messages import Request, Response
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.call.streams.items import ItemCheck
    from heroics_py.call.streams.stream import Stream
    from heroics_py.client.core import Core
    from heroics_py.http.options import Options
    from heroics_py.model.api import Link
    from heroics_py.record import Record

__all__ = ["open_stream", "streamed"]


_MODULES = (
    "heroics_py.call.streams.stream",
    "heroics_py.call.streams.items",
    "heroics_py.call.streams.item_schemas",
)


def streamed(request: Request, link: Link) -> Request:
    """Return the request that leaves its response open if that is a stream: the document or its Accept says it may be.

    No cache takes part in it.
    """
    if request.method == "HEAD" or not (link.streams or _accepts_stream(request.headers.get("Accept") or "")):
        return request
    load_modules(*_MODULES)  # now, while nothing waits: the first item is to arrive at once
    return request.replaced(streamed=True, open_types=frozenset(link.streams), storable=False)


@lru_cache(maxsize=64)
def _accepts_stream(accept: str) -> bool:
    return any(map(is_stream, accept.split(",")))


def open_stream(  # noqa: PLR0913 - what a call consists of
    core: Core,
    request: Request,
    response: Response,
    *,
    name: str,
    link: Link,
    options: Options,
    to_record: Callable[[dict[str, Any]], Record],
) -> Stream:
    """Return the items of a response, which is open or was read whole.

    Args:
        core: of the client.
        request: as it was sent; it is sent again after a break, if it is safe.
        response: its media type is a stream.
        name: of the call.
        link: of the call.
        options: of the call.
        to_record: makes a record of an object.
    """
    load_modules(*_MODULES)
    from heroics_py.call.streams.formats import format_of
    from heroics_py.call.streams.item_schemas import item_schema_of
    from heroics_py.call.streams.items import ItemMaker, data_reading
    from heroics_py.call.streams.reading import Reading
    from heroics_py.call.streams.stream import Stream

    schemas = item_schema_of(link, response)
    check: ItemCheck | None = None
    mode, mark = options.check_answers, response.taped
    if mode is not None or mark is not None:
        checks = core.answer_checks

        def check(item: object, data: Any) -> None:
            for schema, pointer, value in schemas.pairs(item, data):
                if mode is not None:
                    checks.check_item(name, link, response, mode, schema=schema, pointer=pointer, value=value)
                if mark is not None:
                    load_modules("heroics_py.client.notices.played_answers")
                    from heroics_py.client.notices.played_answers import check_played_item

                    check_played_item(checks, name, mark, schema=schema, value=value, pointer=pointer)

    to_item = ItemMaker(response, to_record=to_record, read_data=data_reading(schemas.item), check=check)
    reading = Reading(
        request, response, format_of(request, response), send=core.steps, to_item=to_item, limit=options.limit
    )
    head = response.replaced(source=None, body=b"")
    return Stream(reading, run=core.run, name=name, response=head, is_async=core.is_async)
