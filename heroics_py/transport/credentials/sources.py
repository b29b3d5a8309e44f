"""Where credentials come from: what was given, then the environment, then netrc."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from heroics_py.errors import warn
from heroics_py.model.api import Security
from heroics_py.secrecy.names import is_secret_name
from heroics_py.secrecy.secret import Secret
from heroics_py.transport.credentials.known_apis import known_api
from heroics_py.transport.credentials.netrc_file import Lookup, look_up
from heroics_py.transport.credentials.placement import Alternatives, alternatives, place_of_named, place_of_token
from heroics_py.transport.credentials.schemes import (
    Named,
    basic_text,
    bearer_text,
    check_shape,
    checked_text,
    known_schemes,
    takes_nothing,
)

__all__ = ["Auth", "Credentials", "Token", "check_credentials", "credentials_for"]

Token: TypeAlias = "str | Secret[str] | Callable[[], str] | None"  # noqa: S105 - the type of one
Auth: TypeAlias = "tuple[str, str] | str | Callable[..., object] | Mapping[str, object] | None"

_BEARER = Security(kind="bearer")
# A header that names its own scheme, such as a user and a password.
_WHOLE = Security(kind="header")


class Credentials:
    """Credentials, and where they were found.

    Attributes:
        source: "token=", "auth=", "session=", the name of an environment variable, "netrc"; None for none.
        header: gives the value of the Authorization header, for each request anew; None where there is none.
        key: gives the token as it stands, without a scheme; None where no token was given.
        auth: an authorization object of requests, which has to see the final request.
        named: what was given for schemes that the document names.
        offered: the schemes that the document describes.
        needs: the alternatives that the document asks for.
        lookup: what netrc was asked for; None where it was not looked into.
        beside: whether the session of the caller holds something else that may say who asks.
    """

    __slots__ = ("_places", "auth", "beside", "header", "key", "lookup", "named", "needs", "offered", "source")

    def __init__(
        self,
        source: str | None = None,
        *,
        header: Callable[[], str] | None = None,
        key: Callable[[], str] | None = None,
        auth: object = None,
        named: Mapping[str, Named] | None = None,
    ) -> None:
        self.source = source
        self.header = header
        self.key = key
        self.auth = auth
        self.named = named or {}
        self.offered: tuple[Security, ...] = ()
        self.needs: Alternatives = ()
        self.lookup: Lookup | None = None
        self.beside = False
        self._places: dict[object, tuple[Security, ...]] = {}

    def __repr__(self) -> str:
        return f"<Credentials from {self.source or 'nowhere'}>"

    @property
    def explicit(self) -> bool:
        """Whether the caller gave them, and they were not just found."""
        return self.source in _GIVEN

    def alternatives(self, own: tuple[tuple[tuple[str, str, str, str], ...], ...] = ()) -> Alternatives:
        """Return the alternatives of a request whose own are ``own``."""
        return alternatives(_schemes(own), self.needs, self.offered)

    def places(self, own: tuple[tuple[tuple[str, str, str, str], ...], ...] = ()) -> tuple[Security, ...]:
        """Return where the credentials of a request go, whose own alternatives are ``own``; kept."""
        known = self._places.get(own)
        return self._places.setdefault(own, self._places_for(own)) if known is None else known

    def text_for(self, place: Security) -> str:
        """Return what goes into ``place``, one of `places`."""
        if self.named:
            return self.named[place.name].text()
        gives = self.key if place.kind == "key" and self.key is not None else self.header
        return "" if gives is None else gives()

    def _places_for(self, own: tuple[tuple[tuple[str, str, str, str], ...], ...]) -> tuple[Security, ...]:
        if self.named:
            asked = alternatives(_schemes(own), self.needs)
            return place_of_named(asked, [each.scheme for each in self.named.values()])
        if self.key is not None:
            return (place_of_token(self.alternatives(own)) or _BEARER,)
        return () if self.header is None else (_WHOLE,)


def _schemes(own: tuple[tuple[tuple[str, str, str, str], ...], ...]) -> Alternatives:
    return tuple(tuple(Security(*each) for each in one) for one in own)


_GIVEN = frozenset({"token=", "auth=", "session="})


def credentials_for(  # noqa: PLR0913 - each one is a place where credentials may be
    base_url: str,
    *,
    token: Token = None,
    auth: Auth = None,
    session: object = None,
    environment: Mapping[str, str] | None = None,
    security: tuple[Security, ...] = (),
    needs: Alternatives = (),
) -> Credentials:
    """Find the credentials for the API at ``base_url``: explicit, then the environment, then netrc.

    Args:
        base_url: where the API lives; what is found is for its origin alone.
        token: sent as ``Bearer``, or as the key that the API asks for; a function is called for each request and
            returns a fresh one.
        auth: ``(user, password)`` for Basic; a text such as ``"Token token=..."``, sent as it stands; a function
            without arguments that returns a token or such a text; any authorization object of requests; or a mapping
            of the names of schemes to what goes there.
        session: a session of requests, whose own ``auth`` or Authorization header counts as explicit.
        environment: the environment variables; None where the environment is not to be trusted.
        security: the ways to say who asks that the API names.
        needs: the alternatives that the API asks for; a token goes to a bearer, else a header, a query field, a cookie.

    Raises:
        ValueError: for credentials that can't be used; they are not in the text.
    """
    check_credentials(token, auth)
    found = _explicit(token, auth, security) or _of_session(session)
    lookup = None
    if found is None and environment is not None:
        found = _of_environment(base_url, environment)
        lookup = look_up(base_url, environment) if found is None else None
        found = found or (_of_netrc(lookup) if lookup else None)
    found = found or Credentials()
    found.offered, found.needs, found.lookup = security, needs, lookup
    found.beside = any(getattr(session, name, None) for name in ("cookies", "cert", "params")) or any(
        map(is_secret_name, getattr(session, "headers", ()))
    )
    return found


def check_credentials(token: Token, auth: Auth) -> None:
    """Check what can be checked without a document.

    Raises:
        ValueError: for credentials that can't be used; they are not in the text.
    """
    if token is not None and auth is not None:
        raise ValueError("token= and auth= were both given: expected one of them")
    if isinstance(auth, Mapping):
        check_shape(auth)
    else:
        _explicit(token, auth, ())


def _key(token: Token) -> Callable[[], str]:
    """Return what gives a token as it stands, without a scheme."""
    if isinstance(token, str):
        return Secret(checked_text(token, "token=")).reveal
    header = _token_header(token)  # type: ignore[arg-type] # None was left out before
    return lambda: header().removeprefix("Bearer ")


def _explicit(token: Token, auth: Auth, security: tuple[Security, ...]) -> Credentials | None:
    if token is not None:
        return Credentials("token=", header=_token_header(token), key=_key(token))
    if auth is None:
        return None
    if isinstance(auth, Mapping):
        return Credentials("auth=", named=known_schemes(auth, security))
    if isinstance(auth, str):
        return Credentials("auth=", header=_verbatim(auth))
    if isinstance(auth, tuple):
        return Credentials("auth=", header=_basic(auth))
    if not callable(auth):
        raise ValueError(f"auth={type(auth).__name__}: expected (user, password), a text, or an object of requests")
    if takes_nothing(auth):
        return Credentials("auth=", header=_token_header(auth))
    return Credentials("auth=", auth=auth)


def _token_header(token: "str | Secret[str] | Callable[..., object]") -> Callable[[], str]:
    if isinstance(token, Secret):
        return lambda: bearer_text(token.reveal())
    if isinstance(token, str):
        checked_text(token, "token=")
        kept = Secret(bearer_text(token))
        return kept.reveal
    if not callable(token):
        raise ValueError(f"token={type(token).__name__}: expected a text, or a function that returns one")
    return lambda: _fresh(token)


def _fresh(token: Callable[..., object]) -> str:
    value = token()
    if isinstance(value, Secret):
        value = value.reveal()
    if not isinstance(value, str):
        raise ValueError(f"the function given as token= returned {type(value).__name__}: expected a text")
    return bearer_text(checked_text(value, "what the function given as token= returned"))


def _verbatim(text: str) -> Callable[[], str]:
    if " " not in checked_text(text, "auth="):
        raise ValueError('auth= holds one word: expected "Scheme credentials"; a token alone goes to token=')
    return Secret(text).reveal


def _basic(pair: tuple[str, ...]) -> Callable[[], str]:
    return Secret(basic_text(pair, "auth=")).reveal


def _of_session(session: object) -> Credentials | None:
    if session is None:
        return None
    if (auth := getattr(session, "auth", None)) is not None:
        if isinstance(auth, tuple):
            return Credentials("session=", header=_basic(auth))
        return Credentials("session=", auth=auth)
    header = (getattr(session, "headers", None) or {}).get("Authorization")
    if isinstance(header, str):
        return Credentials("session=", header=Secret(header).reveal)
    return None


def _of_environment(base_url: str, environment: Mapping[str, str]) -> Credentials | None:
    known = known_api(base_url)
    value = environment.get(known.variable, "").strip() if known else ""
    if not known or not value:
        return None
    return Credentials(known.variable, header=Secret(bearer_text(value)).reveal)


def _of_netrc(lookup: Lookup) -> Credentials | None:
    """Return the credentials that netrc holds, and tell what of the file could not be read."""
    found = None
    if lookup.login is not None and lookup.password is not None:
        found = Credentials("netrc", header=_basic((lookup.login, lookup.password.reveal())))
    if lookup.problems:
        outcome = "credentials were found in the rest" if found else "no credentials were found in the rest"
        warn(f"{'; '.join(lookup.problems)}: what can't be read as netrc is left out, and {outcome}")
    return found
