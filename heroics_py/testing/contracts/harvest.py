"""The things that a response shows: the items of a list, or what a call created."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.paging.paths import value_at_path
from heroics_py.readers.path_shapes import VARIABLE
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.subject import Arguments, Subject
from heroics_py.testing.contracts.things import Thing

__all__ = ["things_in"]

_MOST_ITEMS = 50


def things_in(
    response: Response, subject: Subject, arguments: Arguments, items_path: str, *, is_new: bool
) -> list[Thing]:
    """Return the things in a successful response.

    Args:
        response: the response.
        subject: the link.
        arguments: of the call.
        items_path: where the items of a list are in its data; empty for a list without an envelope.
        is_new: whether the call created what the response shows.
    """
    collection, path = subject.path, arguments.path
    if collection[-1:] == (VARIABLE,):
        if not is_new or response.status != 201:
            return []
        collection, path = collection[:-1], path[:-1]
    items = list(islice(_items(response, subject, items_path), _MOST_ITEMS))
    name = _last_segment(response.headers) if is_new and not items else ""
    kind = subject.link.thing.kind if subject.link.thing is not None else subject.link.resource
    recipe = subject.python(arguments, {}) if is_new else ""
    return [
        Thing(collection=collection, path=path, kind=kind, data=data, recipe=recipe, name=name)
        for data in items or ([{}] if name else [])
    ]


def _items(response: Response, subject: Subject, items_path: str) -> Iterator[dict[str, Json]]:
    """Yield the objects of a response: the items of a list, or the one that was created."""
    try:
        data = response.replaced().take_json()
    except ValueError:
        return
    if items_path and isinstance(data, dict):
        data = value_at_path(data, items_path)
    elif subject.link.thing is not None and isinstance(data, dict):
        for key in subject.link.thing.place:
            data = data.get(key, data) if isinstance(data, dict) else data
    if isinstance(data, dict) and subject.link.method == "GET":
        return
    yield from (each for each in (data if isinstance(data, list) else [data]) if isinstance(each, dict))


def _last_segment(headers: Headers) -> str:
    """Return the name at the end of the address of something new (RFC 9110, 10.2.2); empty without one."""
    return unquote((headers.get("Location") or "").partition("?")[0].rstrip("/").rpartition("/")[2])
