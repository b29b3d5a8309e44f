"""The connection to one API: the skins assembled, and the frames below them kept out of every error."""

import os
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn
from weakref import WeakSet

from heroics_py.errors import TransportError, warn
from heroics_py.http.messages import Request, Response, Transport, Waits
from heroics_py.http.options import Timeout
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Security
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock
from heroics_py.transport.authorizing import Authorizing
from heroics_py.transport.credentials.explanation import explained
from heroics_py.transport.credentials.placement import Alternatives
from heroics_py.transport.credentials.sources import Auth, Credentials, Token, credentials_for
from heroics_py.transport.overriding import Overriding
from heroics_py.transport.redirecting import Redirecting
from heroics_py.transport.retrying import Retrying
from heroics_py.transport.throttling import RateLimit, Throttling

if TYPE_CHECKING:
    from heroics_py.transport.session import Session

__all__ = ["Connection", "open_transport"]

_LIBRARIES = frozenset({"heroics_py", "requests", "urllib3", "http", "socket", "ssl", "threading"})


class Connection:
    """The way to one API, for any number of threads.

    What it raises bears no frame of what lies below, where requests stand with their credentials.
    """

    __slots__ = ("_credentials", "_lowest", "_origin", "_outer", "_throttling")

    def __init__(
        self, outer: Transport, throttling: Throttling, credentials: Credentials, lowest: "_Late", *, base_url: str
    ) -> None:
        self._origin = origin_of(base_url) or ""
        self._outer = outer
        self._lowest = lowest
        self._throttling = throttling
        self._credentials = credentials

    def __repr__(self) -> str:
        return f"<Connection, credentials from {self.credential_source or 'nowhere'}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a connection holds sockets and credentials and can't be pickled; open it anew")

    @property
    def credential_source(self) -> str | None:
        """Where the credentials were found ("token=", "HEROKU_API_KEY", "netrc", ...), or None."""
        return self._credentials.source

    @property
    def rate_limit(self) -> RateLimit:
        """What is known of the rate limit, without a request."""
        return self._throttling.rate_limit

    def explain(self, request: Request, response: Response) -> str:
        """Return what may help somebody whose credentials were refused: where they went, and what else there is."""
        return explained(self._credentials, request, response, self._origin)

    def send(self, request: Request) -> Response:
        """Send ``request`` and return the answer, whatever its status.

        Raises:
            TransportError: no usable answer came.
        """
        outcome = self._outcome(request)
        if isinstance(outcome, Response):
            return outcome
        del request  # the frame of this function is the one that stays on the error
        try:
            raise outcome from None
        finally:
            del outcome

    def widen(self, pool_size: int) -> None:
        """Keep ``pool_size`` connections open, as many as there are threads at work; never fewer than before.

        A session of the caller keeps the size that they gave it.
        """
        self._lowest.widen(pool_size)

    def close(self) -> None:
        """Give back the connections as soon as no call uses them; a later request opens new ones."""
        self._outer.close()

    def _outcome(self, request: Request) -> Response | BaseException:
        try:
            return self._outer.send(_with_bounds(request))
        except BaseException as error:  # noqa: BLE001 - raised again by `send`, after its frames have been cleared
            return _cleared(error)


class _User:
    """A call that uses a session; its place is free as soon as the call is over, wherever it was interrupted."""

    __slots__ = ("__weakref__",)


class _Opened:
    """A session, the process that opened it, and the calls that use it now."""

    __slots__ = ("process", "retired", "session", "users")

    def __init__(self, session: "Session") -> None:
        self.process = os.getpid()
        self.session = session
        self.users: WeakSet[_User] = WeakSet()
        self.retired = False


class _Late:
    """The lowest skin, opened when the first request is sent: a client that sends nothing loads no requests.

    Calls that are under way when it is closed finish on the session that they began with; later ones open another. A
    fork opens one of its own: it would read the answers of its parent, and another thread of the parent may have held
    a lock of the old one. That is kept, and neither used nor closed.
    """

    __slots__ = ("_inherited", "_inner", "_lock", "_opening", "_pool_size")

    def __init__(self, opening: Callable[[int], "Session"], pool_size: int) -> None:
        self._opening = opening
        self._pool_size = pool_size
        self._lock = ProcessLock()
        self._inner: _Opened | None = None
        self._inherited: list[_Opened] = []

    def send(self, request: Request) -> Response:
        user = _User()
        opened = self._used_by(user)
        try:
            return opened.session.send(request)
        finally:
            self._leave(opened, user)

    def close(self) -> None:
        with self._lock.here():
            opened, self._inner = self._own(), None
            is_used = opened is not None and len(opened.users) > 0
            if opened is not None:
                opened.retired = True
        if opened is not None and not is_used:
            opened.session.close()

    def widen(self, pool_size: int) -> None:
        with self._lock.here():
            self._pool_size = max(self._pool_size, pool_size)
            if (opened := self._own()) is not None:
                opened.session.widen(self._pool_size)

    def _used_by(self, user: _User) -> _Opened:
        with self._lock.here():
            opened = self._inner = self._own() or _Opened(self._opening(self._pool_size))
            opened.users.add(user)
            return opened

    def _own(self) -> _Opened | None:
        """Return what is open, unless the parent of this process opened it."""
        if self._inner is not None and self._inner.process != os.getpid():
            self._inherited.append(self._inner)
            self._inner = None
        return self._inner

    def _leave(self, opened: _Opened, user: _User) -> None:
        """End the use of a session; who leaves a closed one as the last closes its connections."""
        with self._lock.here():
            opened.users.discard(user)
            is_last = opened.retired and not opened.users
        if is_last:
            opened.session.close()


def open_transport(  # noqa: PLR0913 - each one is a promise of its own
    *,
    base_url: str,
    token: Token = None,
    auth: Auth = None,
    session: object = None,
    caching: Callable[[Transport], Transport] | None = None,
    method_override: bool = False,
    allowed_origins: frozenset[str] = frozenset(),
    trust_environment: bool = True,
    verify: bool | str = True,
    max_bytes: int = 64 * 1024 * 1024,
    pool_size: int = 10,
    security: tuple[Security, ...] = (),
    needs: Alternatives = (),
    find_credentials: bool = True,
) -> Connection:
    """Open the way to the API at ``base_url``; nothing is sent, and requests is not loaded before something is.

    Args:
        base_url: where the API lives. Credentials go to its origin alone.
        token: sent as ``Authorization: Bearer``; or a function that returns a fresh one for each request.
        auth: ``(user, password)``, ``"Token token=..."`` or another text for the header, or an object of requests.
        session: a `requests.Session` to send over; it stays the caller's to close.
        caching: puts a cache around what sends; None for no cache.
        method_override: send PUT, PATCH and DELETE as POST with ``X-Http-Method-Override``.
        allowed_origins: further origins that redirects may lead to, without credentials.
        trust_environment: take credentials, proxies and certificates from the environment and netrc, where nothing
            else is given.
        verify: check certificates; or a file or folder of trusted ones.
        max_bytes: the largest answer, on the wire and decompressed.
        pool_size: connections that are kept open; as many as there are threads at work.
        security: the ways to say who asks that the API names: where a token goes.
        needs: the alternatives that the API asks for, each the ways that are needed at once.
        find_credentials: look for credentials in the environment and netrc, where none are given.

    Raises:
        ValueError: for credentials or a URL that can't be used.
    """
    if origin_of(base_url) is None:
        raise ValueError("base_url= is no http or https URL: expected something like https://api.example.com")
    if verify is False:
        warn("verify=False: certificates are not checked, anyone on the way can read the credentials")
    credentials = credentials_for(
        base_url,
        token=token,
        auth=auth,
        session=session,
        environment=os.environ if trust_environment and find_credentials else None,
        security=security,
        needs=needs,
    )

    def opening(pool_size: int) -> "Session":
        load_modules("logging", "heroics_py.transport.session")
        from heroics_py.transport.session import Session

        return Session(
            base_url=base_url,
            session=session,
            trust_environment=trust_environment,
            verify=verify,
            max_bytes=max_bytes,
            pool_size=pool_size,
        )

    lowest = _Late(opening, pool_size)
    throttling = Throttling(Overriding(lowest) if method_override else lowest)
    inner: Transport = Retrying(throttling)
    if caching is not None:
        inner = caching(inner)
    authorizing = Authorizing(inner, base_url=base_url, credentials=credentials)
    outer = Redirecting(authorizing, allowed_origins=allowed_origins)
    return Connection(outer, throttling, credentials, lowest, base_url=base_url)


def _with_bounds(request: Request) -> Request:
    """Begin to count the waits of a call, and set its deadline where its options give it a total time."""
    timeout = request.options.timeout
    total = timeout.total if isinstance(timeout, Timeout) else timeout
    deadline = request.deadline
    if deadline is None and total is not None:
        deadline = time.monotonic() + total
    return request.replaced(deadline=deadline, waits=Waits())


def _cleared(error: BaseException) -> BaseException:
    """Take the frames away in which requests stand with their credentials; those of the caller's own code stay."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        pending += [each.__cause__, each.__context__]
        each.__traceback__ = None if isinstance(each, TransportError) else _outside(each.__traceback__)
    if isinstance(error, TransportError):
        error.__cause__ = error.__context__ = None
    return error


def _outside(traceback: TracebackType | None) -> TracebackType | None:
    """Return ``traceback`` without the frames of this library and of those below it."""
    frames = []
    while traceback is not None:
        if str(traceback.tb_frame.f_globals.get("__name__", "")).partition(".")[0] not in _LIBRARIES:
            frames.append(traceback)
        traceback = traceback.tb_next
    kept = None
    for frame in reversed(frames):
        kept = TracebackType(kept, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    return kept
