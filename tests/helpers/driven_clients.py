"""Async clients for tests that are written for a client that blocks."""

from inspect import isawaitable

from driven_lists import DrivenList
from event_loop import run

from heroics_py.call.lists.async_collection import AsyncCollection
from heroics_py.client import Client
from heroics_py.client.links import BoundLink
from heroics_py.client.records.followed_links import LinkList
from heroics_py.client.records.scope import RecordScope
from heroics_py.client.resources import BoundResource
from heroics_py.client.scopes import Scope

__all__ = ["Driven", "drive"]

_PARTS = (Client, BoundResource, BoundLink, LinkList, RecordScope, Scope)


def drive(value):
    """Return what an awaitable returns; a list, and a part of a client, so that its calls do so, too."""
    if isawaitable(value):
        value = run(value)
    if isinstance(value, AsyncCollection):
        return DrivenList(value)
    return Driven(value) if isinstance(value, _PARTS) else value


class Driven:
    """An async client, or a part of one, whose calls return results.

    Args:
        target: the client, or the part.
    """

    def __init__(self, target):
        self.target = target

    def __call__(self, *args, **kwargs):
        return drive(self.target(*args, **kwargs))

    def __getattr__(self, name):
        value = getattr(self.target, name)
        return Driven(value) if callable(value) else drive(value)

    def __getitem__(self, key):
        return drive(self.target[key])

    def __contains__(self, key):
        return (key.target if isinstance(key, Driven) else key) in self.target

    def __len__(self):
        return len(self.target)

    def __iter__(self):
        return (drive(each) for each in self.target)

    def __dir__(self):
        return type(self.target).__dir__(self.target)

    @property
    def __doc__(self):
        return self.target.__doc__

    def __eq__(self, other):
        return self.target == (other.target if isinstance(other, Driven) else other)

    __hash__ = None

    def __reduce__(self):
        return (Driven, (self.target,))

    def __repr__(self):
        return repr(self.target)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        run(self.target.__aexit__(*error))
