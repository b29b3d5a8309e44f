"""The session of aiohttp that the calls of a client share."""

import asyncio
import os
from contextlib import suppress
from typing import Any
from weakref import finalize

import aiohttp

from heroics_py.transport.engine.resolver import Resolver
from heroics_py.transport.engine.through_session import WatchedRequest

__all__ = ["AUTOMATIC", "LIMITS", "OpenedSession"]

AUTOMATIC = frozenset({"Accept", "Accept-Encoding", "Content-Type", "User-Agent"})
"""Headers that aiohttp would add."""

LIMITS: dict[str, Any] = {"auto_decompress": False, "max_line_size": 1 << 16, "max_field_size": 1 << 16}
"""What keeps the head of a response bounded; its body is bounded, and decompressed, by `received_bodies`."""


class OpenedSession:
    """An open session of aiohttp, and the calls that use it.

    It keeps no cookies, reads no netrc, and takes nothing from the environment.

    Args:
        connections: the most at once.

    Attributes:
        session: of aiohttp.
        gate: lets as many requests through at once as there may be connections.
        process: which opened it.
        users: the calls in flight.
        is_retired: whether the last user has to close it.
    """

    def __init__(self, connections: int) -> None:
        self.process = os.getpid()
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, resolver=Resolver()),
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=WatchedRequest,
        )
        self.gate = asyncio.Semaphore(connections)
        self.users = 0
        self.is_retired = False
        # The finalizer holds the session, so that the garbage collector can't take it first: aiohttp would warn of it.
        finalize(self, _close_quietly, asyncio.get_running_loop(), self.session, self.process)


def _close_quietly(loop: asyncio.AbstractEventLoop, session: aiohttp.ClientSession, process: int) -> None:
    """Close the connections of a client that was dropped without being closed, quietly as requests does."""
    with suppress(Exception):
        if session.closed or process != os.getpid():
            return
        if loop.is_running():
            # A callback: a task that begins in the last moment of a loop is cancelled before its first step.
            loop.call_soon_threadsafe(_close_connections, session)
        else:
            _close_connections(session)


def _close_connections(session: aiohttp.ClientSession) -> None:
    closing = session.close()
    with suppress(StopIteration):
        closing.send(None)  # closes the connections, and would then wait for the loop
    closing.close()
