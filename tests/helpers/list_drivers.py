"""Lists and clients of both kinds for one test: what is awaited is driven like what blocks."""

import asyncio
import threading
from contextlib import nullcontext

from canned import CannedTransport, connected
from driven_clients import drive
from driven_lists import DrivenList
from event_loop import settle

import heroics_py
from heroics_py.call.lists.async_collection import AsyncCollection
from heroics_py.call.lists.collection import Collection

__all__ = ["AWAITING", "BLOCKING", "DRIVERS"]


class Blocking:
    """Makes lists whose pages are fetched by threads.

    Attributes:
        clock: where the clock of these lists is, to be replaced.
    """

    clock = "heroics_py.call.lists.items.monotonic"
    collection_type = Collection
    connect = staticmethod(heroics_py.connect)
    links = staticmethod(heroics_py.links)
    refresh = staticmethod(heroics_py.refresh)
    connected = staticmethod(connected)

    def __repr__(self):
        return "blocking"

    def collection(self, first, fetch, **options):
        return Collection(first, fetch, **options)

    def client(self, sandbox, **_):
        """Return a client of the server of a sandbox."""
        return nullcontext(sandbox)

    def settle(self):
        """Wait until every page that was begun ahead is there."""
        for thread in threading.enumerate():
            if thread.name == "heroics-py next page":
                thread.join(5)

    def is_ahead(self):
        """Return whether the caller is fetching a page ahead."""
        return threading.current_thread().name == "heroics-py next page"


class Awaiting:
    """Makes lists whose pages are awaited."""

    clock = "heroics_py.call.lists.async_items.monotonic"
    collection_type = DrivenList
    settle = staticmethod(settle)

    def __repr__(self):
        return "awaiting"

    def collection(self, first, fetch, **options):
        async def awaited(next_range):
            await asyncio.sleep(0)
            return fetch(next_range)

        return DrivenList(AsyncCollection(first, awaited, **options))

    def connect(self, *arguments, **options):
        return drive(heroics_py.connect_async(*arguments, **options))

    def connected(self, respond=lambda request: {}, schema="heroku", **settings):
        transport = CannedTransport(respond)
        return self.connect(schema, transport=transport, **settings), transport

    def client(self, sandbox, **options):
        core = sandbox._core
        return self.connect(core.api, url=core.base_url, token="any", trust_environment=False, **options)

    def links(self, record):
        return drive(heroics_py.links(record))

    def refresh(self, record):
        return drive(heroics_py.refresh_async(record))

    def is_ahead(self):
        return asyncio.current_task().get_coro().__qualname__ == "_outcome"


BLOCKING, AWAITING = Blocking(), Awaiting()
DRIVERS = [BLOCKING, AWAITING]
