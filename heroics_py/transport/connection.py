"""The connection to one API: all rules in their order, and the driver that carries them out."""

import os
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from heroics_py.errors import warn
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.http.steps import SYSTEM_CLOCK, Rule, Steps
from heroics_py.model.security import Security
from heroics_py.support.loading import load_modules
from heroics_py.transport.credentials.credentials import Credentials
from heroics_py.transport.credentials.explanation import explain_refusal
from heroics_py.transport.credentials.placement import Alternatives
from heroics_py.transport.credentials.sources import Auth, Token, credentials_for
from heroics_py.transport.drivers.blocking import BlockingDriver
from heroics_py.transport.error_frames import without_frames_below
from heroics_py.transport.exchange.shared_session import SharedSession
from heroics_py.transport.observing.rules import observed, observed_wire
from heroics_py.transport.rules.authorizing import Authorizing
from heroics_py.transport.rules.deadlines import Deadlines
from heroics_py.transport.rules.method_override import Overriding
from heroics_py.transport.rules.rate_state import RateLimit
from heroics_py.transport.rules.redirecting import Redirecting
from heroics_py.transport.rules.retrying import Retrying
from heroics_py.transport.rules.throttling import Throttling

if TYPE_CHECKING:
    from asyncio import Task

    from heroics_py.transport.exchange.session import Session
    from heroics_py.transport.rules.shared_throttling import SharedThrottling
    from heroics_py.transport.throttles.base import SharedThrottle

__all__ = ["Connection", "open_transport"]


_T = TypeVar("_T")


class Connection:
    """The connection to one API, for any number of threads.

    The errors that it raises carry no frames of the rules, which hold requests with their credentials.

    Args:
        outermost: the first rule.
        driver: carries the steps of the rules out, by blocking or by awaiting.
        base_url: of the API.
        authorizing: the rule that adds credentials.
        throttling: the rule that knows the rate limit.
        throttle: its state, if workers share it.
        credentials: of the API.
        widen: keeps more connections open.
    """

    __slots__ = (
        "_authorizing", "_credentials", "_driver", "_origin", "_outermost", "_throttle", "_throttling", "_widen",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - the parts of a connection
        self,
        outermost: Rule,
        *,
        driver: Any,
        base_url: str,
        authorizing: Authorizing,
        throttling: "Throttling | SharedThrottling",
        throttle: "SharedThrottle | None",
        credentials: Credentials,
        widen: Callable[[int], None],
    ) -> None:
        self._origin = origin_of(base_url) or ""
        self._outermost = outermost
        self._authorizing = authorizing
        self._driver = driver
        self._throttling = throttling
        self._throttle = throttle
        self._credentials = credentials
        self._widen = widen

    def __repr__(self) -> str:
        return f"<Connection, credentials from {self.credential_source or 'nowhere'}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a connection holds sockets and credentials and can't be pickled; open another one instead")

    @property
    def credential_source(self) -> str | None:
        """Where the credentials come from ("token=", "token=Env('KEY')", "HEROKU_API_KEY", "netrc", ...), or None."""
        return self._credentials.source

    @property
    def rate_limit(self) -> RateLimit:
        """The rate limit as the last responses reported it."""
        return self._throttling.rate_limit

    def explain(self, request: Request, response: Response) -> str:
        """Return where the rejected credentials of ``request`` went, and what else the API accepts."""
        return explain_refusal(self._credentials, request, response, self._origin)

    def steps(self, request: Request) -> Steps[Response]:
        """Return the steps that send ``request`` and lead to its response, of any status.

        Raises:
            TransportError: while they are carried out: no usable response came.
        """
        return without_frames_below(self._outermost.send, request)

    def account_of(self, request: Request) -> str | None:
        """Return a text that is the same for the same request of the same account; None if nobody can know that.

        It holds the credentials.
        """
        return self._authorizing.account_of(request)

    def run(self, steps: Generator[Any, Any, _T]) -> _T:
        """Carry out steps and return their result; in an event loop, an awaitable of it."""
        return self._driver.run(steps)  # type: ignore[no-any-return]

    def send(self, request: Request) -> Response:
        """Send ``request`` and return the response, of any status.

        Raises:
            TransportError: no usable response came.
        """
        steps = self.steps(request)
        del request  # a traceback keeps this frame
        return self._driver.run(steps)  # type: ignore[no-any-return]

    def start(self, coroutine: Coroutine[Any, Any, _T]) -> "Task[_T]":
        """Start a task that ends when the connection is closed at the latest; in an event loop only."""
        return self._driver.start(coroutine)  # type: ignore[no-any-return]

    def widen(self, pool_size: int) -> None:
        """Keep at least ``pool_size`` connections open, such as one for each thread.

        A session of the caller keeps its own size.
        """
        self._widen(pool_size)

    def close(self) -> Any:
        """Close the connections as soon as no call uses them; a later request opens new ones.

        In an event loop, await it.
        """
        if self._throttle is not None:
            with suppress(Exception):  # any exception is a fault of the shared throttle
                self._throttle.close()
        return self._driver.close()


def open_transport(  # noqa: PLR0913 - each one is an option of `connect`
    *,
    base_url: str,
    token: Token = None,
    auth: Auth = None,
    session: object = None,
    caching: Callable[[Rule], Rule] | None = None,
    method_override: bool = False,
    allowed_origins: frozenset[str] = frozenset(),
    trust_environment: bool = True,
    verify: bool | str = True,
    max_bytes: int = 64 * 1024 * 1024,
    pool_size: int = 10,
    security: tuple[Security, ...] = (),
    needs: Alternatives = (),
    find_credentials: bool = True,
    throttle: "SharedThrottle | None" = None,
    account: str | None = None,
    is_async: bool = False,
) -> Connection:
    """Open a connection to the API at ``base_url``; nothing is sent, and requests is not imported yet.

    Args:
        base_url: the URL of the API. Credentials go to its origin alone.
        token: sent as ``Authorization: Bearer``; or a function that returns one for each request.
        auth: ``(user, password)``, ``"Token token=..."`` or another text for the header, or an object of requests.
        session: a `requests.Session` to send over; closing it is up to the caller.
        caching: puts a cache around a rule; None for no cache.
        method_override: send PUT, PATCH and DELETE as POST with ``X-Http-Method-Override``.
        allowed_origins: further origins to follow redirects to, without credentials.
        trust_environment: take credentials, proxies and certificates from the environment and netrc, unless they are
            passed.
        verify: check certificates; or a file or folder of trusted ones.
        max_bytes: the largest response, on the wire and decompressed.
        pool_size: connections to keep open, such as one for each thread.
        security: the security schemes of the API, which decide where a token goes.
        needs: the alternatives that the API accepts, each the schemes that it needs at once.
        find_credentials: look for credentials in the environment and netrc if none are passed.
        throttle: the state of the rate limit, if workers share it.
        account: the name of the account that they work for; None to go by the credentials.
        is_async: carry out the rules in an event loop; ``session`` is one of aiohttp then.

    Raises:
        ValueError: for invalid credentials or an invalid URL.
    """
    if origin_of(base_url) is None:
        raise ValueError("base_url= is not an http or https URL: expected something like https://api.example.com")
    if verify is False:
        warn("verify=False: certificates are not checked, so anyone on the network can read the credentials")
    credentials = credentials_for(
        base_url,
        token=token,
        auth=auth,
        session=session,
        environment=os.environ if trust_environment and find_credentials else None,
        security=security,
        needs=needs,
    )

    driver, widen = _driver_of(
        is_async=is_async,
        base_url=base_url,
        session=session,
        trust_environment=trust_environment,
        verify=verify,
        max_bytes=max_bytes,
        pool_size=pool_size,
    )
    wire = observed_wire()
    wire = Overriding(wire) if method_override else wire
    throttling: Throttling | SharedThrottling = Throttling(wire, clock=SYSTEM_CLOCK)
    if throttle is not None:
        is_known = not credentials.session_identifies and not (is_async and session is not None)
        throttling = _share(throttle, wire, account, is_known=is_known, is_async=is_async)
    inner: Rule = Retrying(throttling, clock=SYSTEM_CLOCK)
    if caching is not None:
        inner = caching(inner)
    authorizing = Authorizing(inner, base_url=base_url, credentials=credentials)
    redirecting = Redirecting(authorizing, allowed_origins=allowed_origins)
    return Connection(
        observed(Deadlines(redirecting, clock=SYSTEM_CLOCK), clock=SYSTEM_CLOCK, awaits=is_async),
        driver=driver,
        base_url=base_url,
        authorizing=authorizing,
        throttling=throttling,
        throttle=throttle,
        credentials=credentials,
        widen=widen,
    )


def _share(
    throttle: "SharedThrottle", inner: Rule, account: str | None, *, is_known: bool, is_async: bool
) -> "SharedThrottling":
    """Return the rule that shares a rate limit with other workers."""
    load_modules("heroics_py.transport.rules.shared_throttling")
    from heroics_py.transport.rules.shared_throttling import SharedThrottling
    from heroics_py.transport.throttles.accounts import Accounts

    accounts = Accounts(account, is_known=is_known)
    return SharedThrottling(inner, clock=SYSTEM_CLOCK, shared=throttle, accounts=accounts, reads_directly=not is_async)


def _driver_of(*, is_async: bool, pool_size: int, **settings: Any) -> tuple[Any, Callable[[int], None]]:
    """Return what carries out steps, and what widens its pool of connections."""
    if is_async:
        load_modules("heroics_py.transport.drivers.awaiting", "heroics_py.transport.engine.session")
        from heroics_py.transport.drivers.awaiting import AsyncDriver
        from heroics_py.transport.engine.session import AsyncSession

        return AsyncDriver(AsyncSession(pool_size=pool_size, **settings)), lambda _: None

    def open_session(pool_size: int) -> "Session":
        load_modules("logging", "heroics_py.transport.exchange.session")
        from heroics_py.transport.exchange.session import Session

        return Session(pool_size=pool_size, **settings)

    shared_session = SharedSession(open_session, pool_size)
    return BlockingDriver(shared_session), shared_session.widen
