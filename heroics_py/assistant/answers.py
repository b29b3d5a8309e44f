"""What a call returned, as JSON without secrets, in parts, or as the pieces of a file."""

from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from itertools import count
from mimetypes import guess_extension
from threading import Timer

from heroics_py.assistant.fields import select
from heroics_py.assistant.pages import Arriving, ItemPages, Pages, TextPages, Together
from heroics_py.assistant.shortening import compact
from heroics_py.call.lists.lazy_list import LazyList
from heroics_py.call.streams.stream import Stream
from heroics_py.http.messages import Response
from heroics_py.record import shown_of
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.json_types import Json

__all__ = ["Clean", "file_name", "pages_of", "pieces_of"]

Clean = Callable[[Json], Json]
"""Removes credentials and invisible characters, before anything is cut."""


def pages_of(value: object, fields: Sequence[str], clean: Clean, seconds: float) -> Pages:
    """Return the parts of what a call returned.

    Args:
        value: a record, a list, a stream, text or another JSON value.
        fields: the paths of the fields to keep; empty for all.
        clean: applied to all of it.
        seconds: how long a stream may take.
    """
    if isinstance(value, str):
        return TextPages(str(clean(mask_text(value))))
    if isinstance(value, LazyList | list | Stream):
        return ItemPages(_items_of(value, fields, clean, seconds))
    selected = select(_as_json(value, clean), fields)
    only = next(iter(selected.values())) if isinstance(selected, dict) and len(selected) == len(fields) == 1 else None
    if isinstance(only, list):
        return ItemPages(only.__getitem__)
    return TextPages(only) if isinstance(only, str) else Together(selected)


def pieces_of(value: object, fields: Sequence[str], clean: Clean, seconds: float) -> Iterator[bytes]:
    """Yield all of what a call returned as the content of a file: JSON, text, or the bytes that came."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, str):
        yield str(clean(mask_text(value))).encode("utf-8", "replace")
    elif isinstance(value, LazyList | list | Stream):
        yield from _list_pieces(_items_of(value, fields, clean, seconds))
    else:
        yield _line(select(_as_json(value, clean), fields))


def file_name(response: Response | None, link: str) -> str:
    """Return a name for the file of a response: the server's own, else that of the link with a fitting ending.

    The name is not safe yet.
    """
    if response is None:
        return f"{link}.bin"
    message = EmailMessage()
    message["Content-Disposition"] = (response.headers.get("Content-Disposition") or "").replace("\n", " ")
    return message.get_filename() or f"{link}{guess_extension(response.media_type) or '.bin'}"


def _items_of(
    value: LazyList | list[object] | Stream, fields: Sequence[str], clean: Clean, seconds: float
) -> Callable[[int], Json]:
    """Return a function that returns the item at an index; a stream is closed after some seconds."""

    def to_json(item: object) -> Json:
        return select(_as_json(item, clean), fields)

    if not isinstance(value, Stream):
        return lambda index: to_json(value[index])
    timer = Timer(seconds, value.close)
    timer.daemon = True
    timer.start()
    return Arriving(value, to_json)


def _list_pieces(item: Callable[[int], Json]) -> Iterator[bytes]:
    for index in count():
        try:
            line = _line(item(index))
        except IndexError:
            break
        yield b"," + line if index else b"[" + line
    yield b"]\n" if index else b"[]\n"


def _line(value: Json) -> bytes:
    return f"{compact(value)}\n".encode("utf-8", "replace")


def _as_json(value: object, clean: Clean) -> Json:
    shown = shown_of(value)
    return clean(shown if isinstance(shown, dict | list | str | int | float | bool | None) else str(shown))
