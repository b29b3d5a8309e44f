"""The things that the response to a call shows: the items of a list, or the one that the call created."""

from collections.abc import Iterator
from urllib.parse import unquote

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.paging.paths import value_at_path
from heroics_py.readers.path_shapes import VARIABLE
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.subject import Arguments, Subject
from heroics_py.testing.contracts.things import Thing

__all__ = ["CREATING", "things_in"]

CREATING = frozenset({"POST", "PUT"})
"""The methods of calls that may create something."""


def things_in(subject: Subject, arguments: Arguments, response: Response, items: str | None) -> list[Thing]:
    """Return the things in a response; none of one that is about a single thing which is known already.

    Args:
        subject: the link.
        arguments: of the call.
        response: a success.
        items: where a page of a list has its items, if not at its top.
    """
    is_new = subject.link.method in CREATING
    if not is_new and (subject.link.method != "GET" or subject.path[-1:] == (VARIABLE,)):
        return []
    collection, path = subject.path, arguments.path
    if collection[-1:] == (VARIABLE,):
        if response.status != 201:
            return []
        collection, path = collection[:-1], path[:-1]
    objects = list(_objects(subject, response, items))
    name = _last_segment(response.headers) if is_new and not objects else ""
    kind = subject.link.thing.kind if subject.link.thing is not None else subject.link.resource
    recipe = subject.python(arguments, {}) if is_new else ""
    return [
        Thing(collection=collection, path=path, kind=kind, data=data, recipe=recipe, name=name)
        for data in objects or ([{}] if name else [])
    ]


def _objects(subject: Subject, response: Response, items: str | None) -> Iterator[dict[str, Json]]:
    """Yield the objects of a response."""
    try:
        data = response.replaced().take_json()
    except ValueError:
        return
    if items and isinstance(data, dict):
        data = value_at_path(data, items)
    elif subject.link.thing is not None and isinstance(data, dict):
        for key in subject.link.thing.place:
            data = data.get(key, data) if isinstance(data, dict) else data
    if isinstance(data, dict) and subject.link.method == "GET":
        return
    yield from (each for each in (data if isinstance(data, list) else [data]) if isinstance(each, dict))


def _last_segment(headers: Headers) -> str:
    """Return the name at the end of the address of something new (RFC 9110, 10.2.2); empty without one."""
    return unquote((headers.get("Location") or "").partition("?")[0].rstrip("/").rpartition("/")[2])
