"""The keeper of one login: it hands out the token, and renews it for all who need it."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from threading import RLock
from typing import Any

from heroics_py.errors import HeroicsError, LoginRequired, OAuthError, warn
from heroics_py.http.wiretaps import is_played, own
from heroics_py.model.oauth_flows import OAuthFlow
from heroics_py.oauth.documented import with_flows
from heroics_py.oauth.endpoints import Endpoints, find_endpoints
from heroics_py.oauth.flights import Flights
from heroics_py.oauth.login import Login
from heroics_py.oauth.played import PlayedTokens
from heroics_py.oauth.protocol import Protocol
from heroics_py.oauth.server import Server
from heroics_py.oauth.settings import Settings, checked_secret
from heroics_py.oauth.stores import Store, open_store
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock
from heroics_py.transport.credentials.token_source import HeldToken, Renewal, TokenSource

__all__ = ["TokenKeeper", "quiet"]

_FRUITLESS = 60.0  # seconds in which a 401 to a renewed token renews nothing


class TokenKeeper(TokenSource):
    """Keeps the tokens of one login, and renews them.

    Args:
        settings: how tokens are asked for.
        secret: of the client; may be a function.
        store: where the login is kept.
        login_advice: how a person logs in again.
        has_lost_secret: whether a pickle left out the secret.
    """

    def __init__(
        self, settings: Settings, secret: Any, store: object, *, login_advice: str, has_lost_secret: bool = False
    ) -> None:
        self._settings = settings
        self._client_secret = secret
        self._login_advice = login_advice
        self._has_lost_secret = has_lost_secret
        self._store_argument = store
        self._store = self._open_store()
        self._server = Server(settings)
        self._endpoints: Endpoints | None = None
        self._flights = Flights()
        self._lock = ProcessLock(RLock)  # held while a login changes
        self._login: Login | None = None
        self._held: HeldToken | None = None
        self._is_kept = True  # whether the store has the login that is in memory
        self._ended = ""  # the digest of a refresh token that the server refused
        self._fruitless = ("", 0.0)  # a renewed token that a server refused, and when
        self._problem = ""

    def _open_store(self) -> Store:
        """Return the store of these settings; nothing is read."""
        settings = self._settings
        key = f"{_file_name(settings.name)}-{settings.digest()}"
        return open_store(self._store_argument, key, default="file" if settings.needs_person else None)

    def load(self) -> None:
        """Load the modules that a renewal needs."""
        load_modules("authlib.oauth2", "filelock", "heroics_py.transport.exchange.session")

    def use_flows(self, flows: tuple[OAuthFlow, ...], base_url: str) -> None:
        """Take the endpoints from the document of an API, if the caller named their origin.

        Raises:
            ValueError: the document has none there, or others than that of another API.
        """
        settings = with_flows(self._settings, flows, base_url)
        if settings == self._settings:
            return
        with self._lock.here():
            if self._settings.token_url or self._settings.issuer:
                raise ValueError(f"this OAuth is in use with another document of {settings.origin}: make one for each")
            self._settings = settings
            self._store = self._open_store()

    def here(self) -> TokenSource:
        """Return what keeps the tokens now.

        While a tape is active, nobody uses the tokens from before it, or its own after it. A tape that is played needs
        no person who logs in.
        """
        keeper: TokenSource = self
        return own(keeper, self._apart)

    def _apart(self) -> TokenSource:
        if self._settings.needs_person:
            return PlayedTokens(self._settings.digest("account")) if is_played() else self
        apart = TokenKeeper(self._settings, self._client_secret, None, login_advice=self._login_advice)
        apart._has_lost_secret = self._has_lost_secret
        return apart

    def held(self) -> HeldToken | None:
        """Return a token that is still valid; None if it has to be renewed first."""
        login, held = self._login, self._held
        return held if login is not None and login.is_usable(time.time()) else None

    def last(self) -> HeldToken | None:
        """Return the last token, which may have expired."""
        return self._held

    def account(self) -> str | None:
        """Return the account of the next token; None if a keyring has to say."""
        if self._login is not None:
            return self._login.account
        if not self._settings.needs_person:
            return self._settings.digest("account")
        login = quiet(self._store.read) if self._store.is_instant else None
        return None if login is None else login.account

    def renew(self, rejected: HeldToken | None = None) -> Renewal:
        """Begin to renew the token, or join the renewal in progress."""
        key = "" if rejected is None else _digest(rejected.text.reveal())
        return self._flights.join(key, partial(self._renewed, rejected))

    def may_help(self, rejected: HeldToken) -> bool:
        """Return whether another token may be accepted after a 401."""
        text, moment = self._fruitless
        return text != _digest(rejected.text.reveal()) or time.monotonic() - moment > _FRUITLESS

    def mark_fruitless(self, token: HeldToken) -> None:
        """Note that a server refused a token that was renewed because of a 401."""
        self._fruitless = (_digest(token.text.reveal()), time.monotonic())
        self._problem = "a renewed token was refused too"

    @property
    def advice(self) -> str:
        """What to say about a token that a server refused."""
        how = self._how_to_log_in if self._settings.needs_person and self._how_to_log_in not in self._problem else ""
        return "; ".join(filter(None, (self._problem, how)))

    @property
    def _how_to_log_in(self) -> str:
        return self._login_advice or "call login() of the OAuth object, or await its login_async()"

    # ---- the work, in a thread that may wait

    def _renewed(self, rejected: HeldToken | None) -> HeldToken:
        """Return a valid token other than ``rejected``, from the store if another process has renewed it."""
        with self._lock.here(), self._store.lock():
            login = self._store.read() if self._is_kept else self._login
            held = None if login is None else self._adopt(login)
            if held is not None and self.held() is not None and not _is_same(held, rejected):
                self._problem = ""
                return held.replaced(is_new=False)
            try:
                login = self._next_login(login)
            except HeroicsError as error:
                self._problem = str(error)
                raise
            fault = self._keep(login)
            held = self._adopt(login).replaced(is_new=True)
            self._problem = ""
        self._log()
        if fault:
            warn(f"{fault}. The renewed token is in memory alone, and the kept one may be worthless by now")
        return held

    def _log(self) -> None:
        load_modules("logging")
        from logging import getLogger

        getLogger("heroics_py").info("a token of %s arrived (%s)", self._settings.server, self._settings.grant)

    def _next_login(self, login: Login | None) -> Login:
        """Return a login with another token."""
        if not self._settings.needs_person:
            protocol = self._protocol(login)
            new = protocol.request_token("client_credentials", self._settings.digest("account"))
            return new if login is None else replace(new, client_secret=login.client_secret)
        if login is None:
            raise LoginRequired(f"nobody is logged in to {self._settings.server}: {self._how_to_log_in}")
        if login.refresh_token is None:
            raise LoginRequired(
                f"the token of {self._settings.server} has ended, and it came without a refresh token: "
                f"{self._how_to_log_in}"
            )
        if self._ended == _digest(login.refresh_token.reveal()):
            raise self._end_of("invalid_grant", "")
        try:
            return self._protocol(login).refresh(login)
        except OAuthError as error:
            refusal = error.with_traceback(None)
        if refusal.error != "invalid_grant":
            raise refusal
        self._ended = _digest(login.refresh_token.reveal())
        raise self._end_of(refusal.error, refusal.description)

    def _end_of(self, error: str, description: str) -> LoginRequired:
        reason = f"{error}: {description}" if description else error
        message = f"the login at {self._settings.server} has ended ({reason}): {self._how_to_log_in}"
        return LoginRequired(message, error=error, description=description)

    def _keep(self, login: Login) -> str:
        """Store a renewed login before it is used; if that fails, memory keeps it. Return the fault, if any."""
        try:
            self._store.write(login)
        except OAuthError as error:
            self._is_kept = False
            return str(error)
        self._is_kept = True
        return ""

    def _adopt(self, login: Login) -> HeldToken:
        if login is not self._login or self._held is None:
            self._login, self._held = login, HeldToken(login.access_token, login.account)
        return self._held

    def _replace(self, login: Login) -> None:
        """Keep the login of a person who has just logged in.

        Raises:
            OAuthError: the store can't be used.
        """
        with self._lock.here(), self._store.lock():
            self._store.write(login)
            self._is_kept = True
            self._adopt(login)
            self._ended = self._problem = ""

    def _forget(self) -> None:
        """Forget the login.

        Raises:
            OAuthError: the store can't be used.
        """
        with self._lock.here(), self._store.lock():
            self._store.remove()
            self._login = self._held = None
            self._is_kept = True

    def _protocol(self, login: Login | None) -> Protocol:
        if self._endpoints is None:
            self._endpoints = find_endpoints(self._settings, self._server.get)
        return Protocol(self._settings, self._endpoints, self._server, self._secret(login))

    def _secret(self, login: Login | None) -> Secret[str] | None:
        """Return the client's secret: the caller's, else the one that is kept with the login."""
        try:
            given = self._client_secret and self._client_secret.reveal()
            given = _secret_from(given) if callable(given) else given
        except HeroicsError:
            if not is_played():
                raise
            given = "played"
        if isinstance(given, str):
            return Secret(given)
        if login is not None and login.client_secret is not None:
            return login.client_secret
        if self._has_lost_secret:
            raise OAuthError(
                "a pickle left out the client_secret= of OAuth: pass what travels by its name, heroics_py.Env('NAME') "
                "or a function of a module"
            )
        return None


def _secret_from(function: Callable[[], object]) -> object:
    """Return the secret that a function of the caller returns.

    Raises:
        OAuthError: it fails, or returns something else.
    """
    try:
        secret = checked_secret(function())
        return None if secret is None else secret.reveal()
    except HeroicsError:
        raise
    except Exception as error:  # noqa: BLE001 - the caller's function may raise anything
        fault = str(error) if isinstance(error, ValueError) else type(error).__name__
    raise OAuthError(f"the function in client_secret= failed: {fault}")


def _is_same(token: HeldToken, other: HeldToken | None) -> bool:
    return other is not None and token.text.reveal() == other.text.reveal()


def quiet(read: Callable[[], Login | None]) -> Login | None:
    """Return what ``read`` returns; None if the store can't be used."""
    try:
        return read()
    except OAuthError:
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _file_name(name: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "_" for each in name)[:40]
