"""The session that the threads of one process share, opened by the first request."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakSet

from heroics_py.http.messages import Request, Response
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from heroics_py.transport.exchange.session import Session

__all__ = ["SharedSession"]


class _User:
    """A call that uses a session; held weakly, so that Ctrl-C at any point ends the use."""

    __slots__ = ("__weakref__",)


class _OpenSession:
    """A session, the process that opened it, and the calls that use it."""

    __slots__ = ("process", "retired", "session", "users")

    def __init__(self, session: "Session") -> None:
        self.process = os.getpid()
        self.session = session
        self.users: WeakSet[_User] = WeakSet()
        self.retired = False


class SharedSession:
    """Sends over one session, opened by the first request: a client that sends nothing never imports requests.

    Calls in flight when it is closed finish on the session that they started with; later calls open another one. A fork
    opens its own: over its parent's it could read the parent's responses, and wait for a lock that a thread of the
    parent held. The parent's session is kept, but neither used nor closed.

    Args:
        open_session: opens a session that keeps so many connections.
        pool_size: the number of connections to keep open.
    """

    __slots__ = ("_current", "_inherited", "_lock", "_open_session", "_pool_size")

    def __init__(self, open_session: Callable[[int], "Session"], pool_size: int) -> None:
        self._open_session = open_session
        self._pool_size = pool_size
        self._lock = ProcessLock()
        self._current: _OpenSession | None = None
        self._inherited: list[_OpenSession] = []

    def send(self, request: Request) -> Response:
        """Send ``request`` over the open session."""
        user = _User()
        used = self._acquire(user)
        try:
            return used.session.send(request)
        finally:
            self._release(used, user)

    def close(self) -> None:
        """Close the session as soon as no call uses it."""
        with self._lock.here():
            current, self._current = self._own(), None
            is_used = current is not None and len(current.users) > 0
            if current is not None:
                current.retired = True
        if current is not None and not is_used:
            current.session.close()

    def widen(self, pool_size: int) -> None:
        """Keep at least ``pool_size`` connections open."""
        with self._lock.here():
            self._pool_size = max(self._pool_size, pool_size)
            if (current := self._own()) is not None:
                current.session.widen(self._pool_size)

    def _acquire(self, user: _User) -> _OpenSession:
        with self._lock.here():
            current = self._current = self._own() or _OpenSession(self._open_session(self._pool_size))
            current.users.add(user)
            return current

    def _own(self) -> _OpenSession | None:
        """Return the open session, unless a parent process opened it."""
        if self._current is not None and self._current.process != os.getpid():
            self._inherited.append(self._current)
            self._current = None
        return self._current

    def _release(self, used: _OpenSession, user: _User) -> None:
        """End the use of a session; the last user of a retired one closes it."""
        with self._lock.here():
            used.users.discard(user)
            is_last = used.retired and not used.users
        if is_last:
            used.session.close()
