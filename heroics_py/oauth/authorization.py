"""The object that ``connect(auth=...)`` takes: it keeps the tokens of one login, and renews them."""

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from threading import Thread
from typing import Any, Self, TypeVar

from heroics_py.oauth.keeper import TokenKeeper, quiet
from heroics_py.oauth.prompts import LoginPrompt, print_prompt
from heroics_py.oauth.settings import Settings, checked_secret, make_settings
from heroics_py.portable.credentials import portable_credentials
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules
from heroics_py.transport.error_frames import without_library_frames

__all__ = ["OAuth"]

_T = TypeVar("_T")


class OAuth(TokenKeeper):
    """OAuth 2.0 for a client: ``connect(schema, auth=OAuth("client_credentials", client_id=..., ...))``.

    Tokens are renewed before they expire, and once after a 401. One object serves any number of clients and threads.
    It needs the extra "oauth". For the grants "authorization_code" and "device_code", a person logs in once with
    `login`. Pickles hold no token and no secret: where one wakes up, the login is read from the store again.

    Args:
        grant: "client_credentials" (a program on its own behalf), "authorization_code" (a person, in a browser of this
            machine) or "device_code" (a person, with a code, in any browser).
        client_id: the id of your program at the authorization server.
        client_secret: its secret, if it has one; or an `Env` that names it, or a function that returns it.
        issuer: the URL of the authorization server, which describes itself (RFC 8414, OpenID Connect).
        token_url: the URL that gives tokens; with it, no ``issuer`` is needed.
        authorization_url: the page where a person logs in, for "authorization_code".
        device_url: the URL that gives device codes, for "device_code".
        origin: the origin, "https://id.example", at which the document of the API may name these URLs: without it, they
            are never taken from a document, which anyone may have written.
        scope: what to ask for: words separated by spaces, or a list of them.
        parameters: further parameters of the requests, such as ``{"audience": "..."}``.
        client_auth: how the secret is sent: "basic", "post" or "none"; by default, as the server describes it, else
            "basic".
        redirect_url: where the browser returns to, on this machine; without a port, a free one is used.
        store: where the login is kept: "file" (in the user's data directory, for this user alone), "keyring" (of the
            system; needs the extra "keyring"), the path of a directory, or None for memory. By default "file"; for
            "client_credentials" None.
        name: tells logins with the same settings apart.
        login_advice: how a person logs in again, for errors; by default, by `login`.
        timeout: seconds for each request to the authorization server.
        verify: check certificates; or the path of a file or folder of trusted certificates.
        trust_environment: take proxies and certificates from the environment.

    Raises:
        ValueError: an argument can't have its value; the message shows no secret.
        ModuleNotFoundError: the extra "oauth" is not installed.
    """

    is_portable = True

    def __init__(  # noqa: PLR0913 - each argument is a promise of its own
        self,
        grant: str,
        *,
        client_id: str,
        client_secret: str | Secret[str] | Callable[[], str] | None = None,
        issuer: str | None = None,
        token_url: str | None = None,
        authorization_url: str | None = None,
        device_url: str | None = None,
        origin: str | None = None,
        scope: str | Iterable[str] = "",
        parameters: Mapping[str, str] | None = None,
        client_auth: str | None = None,
        redirect_url: str = "http://127.0.0.1/",
        store: str | os.PathLike[str] | None = "default",
        name: str = "default",
        login_advice: str = "",
        timeout: float = 30.0,
        verify: bool | str = True,
        trust_environment: bool = True,
    ) -> None:
        _check_libraries()
        secret, client_secret = _bare(lambda: checked_secret(client_secret)), None
        settings = make_settings(
            grant=grant,
            client_id=client_id,
            issuer=issuer,
            token_url=token_url,
            authorization_url=authorization_url,
            device_url=device_url,
            origin=origin,
            scope=scope,
            parameters=parameters,
            client_auth=client_auth,
            redirect_url=redirect_url,
            name=name,
            timeout=timeout,
            verify=verify,
            trust_environment=trust_environment,
        )
        super().__init__(settings, secret, store, login_advice=login_advice)

    def __repr__(self) -> str:
        settings = self._settings
        return f"<OAuth {settings.grant}, client {settings.client_id!r} of {settings.server}>"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        secret = self._client_secret and self._client_secret.reveal()
        function = portable_credentials(secret) if callable(secret) else None
        lost = self._has_lost_secret or (secret is not None and function is None)
        return (_restore, (type(self), self._settings, function, self._store_argument, self._login_advice, lost))

    # ---- what a person calls

    def login(
        self,
        *,
        open_browser: bool = True,
        timeout: float = 300.0,
        show: Callable[[LoginPrompt], object] = print_prompt,
        keep_secret: bool = False,
    ) -> None:
        """Log in, and keep the login: a person is asked in a browser, or with a code; a program fetches a token.

        Args:
            open_browser: open the page in a browser of this machine.
            timeout: the longest wait for the person, in seconds.
            show: called with a `LoginPrompt`; by default, it is printed to standard error.
            keep_secret: keep the client's secret with the login, so that a later object needs none.

        Raises:
            OAuthError: the server or the person refuses, or nobody logs in in time (`LoginRequired`).
            TransportError: the server can't be reached.
        """
        _bare(partial(self._log_in, open_browser=open_browser, timeout=timeout, show=show, keep_secret=keep_secret))

    async def login_async(
        self,
        *,
        open_browser: bool = True,
        timeout: float = 300.0,  # noqa: ASYNC109 - as of `login`
        show: Callable[[LoginPrompt], object] = print_prompt,
        keep_secret: bool = False,
    ) -> None:
        """Log in as `login` does, without blocking the event loop.

        Raises:
            OAuthError, TransportError: as `login` does.
        """
        work = partial(self.login, open_browser=open_browser, timeout=timeout, show=show, keep_secret=keep_secret)
        await _in_own_thread(work)

    def logout(self) -> None:
        """Forget the login, here and in the store.

        Raises:
            OAuthError: the store can't be used.
        """
        _bare(self._forget)

    @property
    def is_logged_in(self) -> bool:
        """Whether a login is kept; nothing is sent.

        Raises:
            OAuthError: the store can't be used.
        """
        return self._login is not None or self._store.read() is not None

    @property
    def where(self) -> str:
        """Where the login is kept, for people."""
        return self._store.where

    def _log_in(
        self, *, open_browser: bool, timeout: float, show: Callable[[LoginPrompt], object], keep_secret: bool
    ) -> None:
        with self._store.lock():  # a store that can't be used says so before a person has logged in
            known = quiet(self._store.read)
        protocol = self._protocol(known)
        if not self._settings.needs_person:
            login = protocol.request_token("client_credentials", self._settings.digest("account"))
        elif self._settings.grant == "device_code":
            from heroics_py.oauth.device_login import log_in_by_device

            login = log_in_by_device(protocol, open_browser=open_browser, timeout=timeout, show=show)
        else:
            load_modules("heroics_py.oauth.code_login")
            from heroics_py.oauth.code_login import log_in_by_code

            login = log_in_by_code(protocol, open_browser=open_browser, timeout=timeout, show=show)
        secret = self._secret(known) if keep_secret else None
        login = replace(login, client_secret=secret) if secret is not None else login
        self._replace(login)


def _restore(kind: type[OAuth], settings: Settings, function: Any, store: Any, advice: str, lost: bool) -> OAuth:  # noqa: FBT001, PLR0913, PLR0917 - the parts of a pickle
    oauth = kind.__new__(kind)
    TokenKeeper.__init__(oauth, settings, checked_secret(function), store, login_advice=advice, has_lost_secret=lost)
    return oauth


def _check_libraries() -> None:
    for library in ("authlib", "filelock"):
        if find_spec(library) is None:
            raise ModuleNotFoundError(f"OAuth needs {library}: pip install 'heroics-py[oauth]'")


async def _in_own_thread(work: Callable[[], None]) -> None:
    """Do work in a thread that no event loop waits for at its end; a cancellation leaves it to its time limit."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[None] = loop.create_future()

    def finish(failure: BaseException | None) -> None:
        if not outcome.done():
            outcome.set_result(None) if failure is None else outcome.set_exception(failure)

    def run() -> None:
        failure = None
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised in the event loop
            failure = error
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(finish, failure)

    Thread(target=run, name="heroics-py login", daemon=True).start()
    await outcome


def _bare(function: Callable[[], _T]) -> _T:
    """Return what ``function`` returns; what it raises loses the frames that hold secrets."""
    try:
        return function()
    except BaseException as error:  # noqa: BLE001 - raised below
        failure = without_library_frames(error)
    try:
        raise failure from None
    finally:
        del failure
