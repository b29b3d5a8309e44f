"""Streams of both kinds for one test: one that is awaited is driven like one that blocks."""

from inspect import isawaitable

from exchanges import awaited

import heroics_py
from heroics_py.client.connect_async import connect_async
from heroics_py.client.links import BoundLink
from heroics_py.client.resources import BoundResource
from heroics_py.http.messages import Response

__all__ = ["DOORS"]


async def _result(awaitable):
    return await awaitable


def drive(value):
    """Return what an awaitable returns; a stream, and a part of a client, so that its calls do so, too."""
    if isawaitable(value):
        value = awaited(_result(value))
    if isinstance(value, heroics_py.Stream):
        return DrivenStream(value)
    if isinstance(value, Response) and isinstance(value.data, heroics_py.Stream):
        return value.replaced(data=DrivenStream(value.data))
    return Driven(value) if isinstance(value, heroics_py.Client | BoundResource | BoundLink) else value


class Driven:
    """An async client, or a part of one, whose calls return results."""

    def __init__(self, target):
        self.target = target

    def __call__(self, *args, **kwargs):
        return drive(self.target(*args, **kwargs))

    def __getattr__(self, name):
        value = getattr(self.target, name)
        return Driven(value) if callable(value) else drive(value)

    def __getitem__(self, key):
        return drive(self.target[key])


class DrivenStream:
    """A stream that is awaited, with the interface of one that blocks."""

    def __init__(self, stream):
        self.awaited = stream

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return awaited(_result(anext(self.awaited)))
        except StopAsyncIteration:
            raise StopIteration from None

    def to_list(self):
        return awaited(_result(self.awaited.to_list()))

    def close(self):
        awaited(_result(self.awaited.close()))

    def __enter__(self):
        awaited(self.awaited.__aenter__())
        return self

    def __exit__(self, *error):
        awaited(self.awaited.__aexit__(*error))

    def __len__(self):
        return len(self.awaited)

    def __bool__(self):
        return bool(self.awaited)

    def __getitem__(self, index):
        return self.awaited[index]

    def __getattr__(self, name):
        return getattr(self.awaited, name)

    def __repr__(self):
        return repr(self.awaited)

    def __reduce__(self):
        return self.awaited.__reduce__()


DOORS = {
    "blocking": heroics_py.connect,
    "async": lambda *args, **options: drive(connect_async(*args, **options)),
}
"""What connects, by the way to the wire."""
