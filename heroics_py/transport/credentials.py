"""Where credentials come from: what was given, then the environment, then netrc."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit
from warnings import warn

from heroics_py.model import Security
from heroics_py.transport.known import known_api
from heroics_py.transport.masking import Secret

__all__ = ["Auth", "Credentials", "Token", "credentials_for", "place_of_tokens"]

Token: TypeAlias = "str | Secret[str] | Callable[[], str] | None"  # noqa: S105 - the type of one
Auth: TypeAlias = "tuple[str, str] | str | Callable[..., object] | None"


class Credentials:
    """Credentials, and where they were found.

    Attributes:
        source: "token=", "auth=", "session=", the name of an environment variable, "netrc"; None for none.
        header: gives the value of the Authorization header, for each request anew; None where there is none.
        key: gives the token as it stands, without a scheme; None where no token was given.
        auth: an authorization object of requests, which has to see the final request.
        place: where the token goes instead, where the API asks for a key in a field of its own.
    """

    __slots__ = ("auth", "header", "key", "place", "source")

    def __init__(
        self,
        source: str | None = None,
        *,
        header: Callable[[], str] | None = None,
        key: Callable[[], str] | None = None,
        auth: object = None,
        place: Security | None = None,
    ) -> None:
        self.source = source
        self.header = header
        self.key = key
        self.auth = auth
        self.place = place

    def __repr__(self) -> str:
        return f"<Credentials from {self.source or 'nowhere'}>"


def credentials_for(  # noqa: PLR0913 - each one is a place where credentials may be
    base_url: str,
    *,
    token: Token = None,
    auth: Auth = None,
    session: object = None,
    environment: Mapping[str, str] | None = None,
    security: tuple[Security, ...] = (),
) -> Credentials:
    """Find the credentials for the API at ``base_url``: explicit, then the environment, then netrc.

    Args:
        base_url: where the API lives; what is found is for its origin alone.
        token: sent as ``Bearer``; a function is called for each request and returns a fresh one.
        auth: ``(user, password)`` for Basic; a text such as ``"Token token=..."``, sent as it stands; a function
            without arguments that returns a token or such a text; any authorization object of requests.
        session: a session of requests, whose own ``auth`` or Authorization header counts as explicit.
        environment: the environment variables; None where the environment is not to be trusted.
        security: the ways to say who asks that the API names; a token goes where the first for tokens says.

    Raises:
        ValueError: for credentials that can't be used; they are not in the text.
    """
    if token is not None and auth is not None:
        raise ValueError("token= and auth= were both given: expected one of them")
    found = _explicit(token, auth, place_of_tokens(security)) or _of_session(session)
    if found is None and environment is not None:
        found = _of_environment(base_url, environment) or _of_netrc(base_url, environment)
    return found or Credentials()


def place_of_tokens(security: tuple[Security, ...]) -> Security | None:
    """Return the key that a token stands for; None where a token is a bearer's."""
    first = next((each for each in security if each.kind != "basic"), None)
    return first if first is not None and first.kind == "key" else None


def _key(token: Token) -> Callable[[], str]:
    """Return what gives a token as it stands, without a scheme."""
    if isinstance(token, str):
        return Secret(_checked(token, "token=")).reveal
    header = _token_header(token)  # type: ignore[arg-type] # None was left out before
    return lambda: header().removeprefix("Bearer ")


def _explicit(token: Token, auth: Auth, key: Security | None) -> Credentials | None:
    if token is not None:
        return Credentials("token=", header=_token_header(token), key=_key(token), place=key)
    if auth is None:
        return None
    if isinstance(auth, str):
        return Credentials("auth=", header=_verbatim(auth))
    if isinstance(auth, tuple):
        return Credentials("auth=", header=_basic(auth))
    if not callable(auth):
        raise ValueError(f"auth={type(auth).__name__}: expected (user, password), a text, or an object of requests")
    if _takes_nothing(auth):
        return Credentials("auth=", header=_token_header(auth))
    return Credentials("auth=", auth=auth)


def _token_header(token: "str | Secret[str] | Callable[..., object]") -> Callable[[], str]:
    if isinstance(token, Secret):
        return lambda: _bearer(token.reveal())
    if isinstance(token, str):
        _checked(token, "token=")
        kept = Secret(_bearer(token))
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
    return _bearer(_checked(value, "what the function given as token= returned"))


def _bearer(token: str) -> str:
    """Return the header for a token; a text that names its scheme already is left as it stands."""
    return token if " " in token else f"Bearer {token}"


def _verbatim(text: str) -> Callable[[], str]:
    if " " not in _checked(text, "auth="):
        raise ValueError('auth= holds one word: expected "Scheme credentials"; a token alone goes to token=')
    return Secret(text).reveal


def _basic(pair: tuple[str, ...]) -> Callable[[], str]:
    """Return the header of RFC 7617 for a user and a password."""
    if len(pair) != 2 or not all(isinstance(part, str) for part in pair):
        raise ValueError("auth= holds a tuple that is no (user, password) of two texts")
    if ":" in pair[0]:
        raise ValueError("the user in auth= holds a colon, which Basic authorization can't carry")
    return Secret(f"Basic {b64encode(':'.join(pair).encode()).decode()}").reveal


def _checked(value: str, where: str) -> str:
    if not value or value != value.strip():
        raise ValueError(f"{where} is empty or has white space around it: strip it first")
    return value


def _takes_nothing(function: Callable[..., object]) -> bool:
    from inspect import Parameter, signature

    try:
        parameters = signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return not any(parameter.kind is not Parameter.VAR_KEYWORD for parameter in parameters)


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
    return Credentials(known.variable, header=Secret(_bearer(value)).reveal)


def _of_netrc(base_url: str, environment: Mapping[str, str]) -> Credentials | None:
    """Look for the exact host in netrc; its ``default`` entry is for nobody in particular, so it is not used."""
    host = urlsplit(base_url).hostname
    path = _netrc_path(environment)
    if not host or path is None:
        return None
    from netrc import NetrcParseError, netrc

    try:
        entry = netrc(str(path)).hosts.get(host)
        problem = ""
    except (NetrcParseError, OSError, UnicodeError) as error:
        entry, problem = None, type(error).__name__
    if problem:
        warn(f"{path} can't be read as netrc ({problem}); credentials there are not used", stacklevel=2)
    if host == "default" or not entry or not entry[2]:
        return None
    return Credentials("netrc", header=_basic((entry[0] or "", entry[2])))


def _netrc_path(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("NETRC")
    try:
        homes = [] if named else [Path.home()]
    except RuntimeError:  # a user without a home
        homes = []
    paths = [Path(named)] if named else [home / name for home in homes for name in (".netrc", "_netrc")]
    return next((path for path in paths if path.is_file()), None)
