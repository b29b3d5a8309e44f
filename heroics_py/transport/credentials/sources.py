"""Where credentials come from: the caller, else the environment, else netrc."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from heroics_py.errors import warn
from heroics_py.http.origins import origin_of
from heroics_py.model.security import Security
from heroics_py.portable.functions import takes_no_arguments
from heroics_py.secrecy.names import is_secret_name
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.transport.credentials.by_origin import split_by_origin
from heroics_py.transport.credentials.credentials import Credentials
from heroics_py.transport.credentials.netrc import NetrcLookup, look_up
from heroics_py.transport.credentials.placement import Alternatives
from heroics_py.transport.credentials.schemes import (
    basic_text,
    bearer_text,
    check_by_scheme,
    checked_text,
    credentials_by_scheme,
    has_references,
)
from heroics_py.transport.credentials.token_source import TokenSource
from heroics_py.transport.known_apis import api_defaults

__all__ = ["Auth", "Token", "check_credentials", "credentials_for", "found_source"]

Token: TypeAlias = "str | Reference | Secret[str] | Callable[[], str] | None"  # noqa: S105 - the type of one
Auth: TypeAlias = (
    "tuple[str | Reference, str | Reference] | str | Reference | TokenSource | Callable[..., object] | "
    "Mapping[str, object] | None"
)


def credentials_for(  # noqa: PLR0913 - each one is a source of credentials
    base_url: str,
    *,
    token: Token = None,
    auth: Auth = None,
    session: object = None,
    environment: Mapping[str, str] | None = None,
    security: tuple[Security, ...] = (),
    needs: Alternatives = (),
) -> Credentials:
    """Return the credentials for the API at ``base_url``: the caller's, else the environment's, else netrc's.

    Args:
        base_url: the URL of the API; credentials are for its origin alone.
        token: sent as ``Bearer``, or as the key that the API accepts; a function is called for each request.
        auth: ``(user, password)`` for Basic; a text such as ``"Token token=..."``, sent unchanged; a function without
            arguments that returns a token or such a text; a `TokenSource`, which renews its token; any authorization
            object of requests; or a mapping from the names of schemes to credentials. Keys that are origins have the
            credentials for those: a token, or what ``auth`` itself takes.
        session: a session of requests, whose own ``auth`` or Authorization header counts as the caller's.
        environment: the environment variables; None to ignore the environment.
        security: the security schemes of the API.
        needs: the alternatives that the API requires; a token goes to a bearer, else a header, a query field, a cookie.

    Raises:
        ValueError: for invalid credentials; they are not in the message.
    """
    check_credentials(token, auth)
    own, others = _own_and_others(auth)
    if (home := origin_of(base_url)) in others and (token is not None or own is not None):
        raise ValueError(f"auth= has credentials for {home}, the API's own origin, and others: expected one of them")
    here = _for_origin(others.pop(home), security, needs) if home in others else None
    credentials = here or _passed(token, own, security) or _from_session(session)
    lookup = None
    if credentials is None and environment is not None:
        credentials = _from_environment(base_url, environment)
        lookup = look_up(base_url, environment) if credentials is None else None
        credentials = credentials or (_from_netrc(lookup) if lookup else None)
    credentials = credentials or Credentials()
    credentials.offered, credentials.needs, credentials.netrc = security, needs, lookup
    credentials.by_origin = {origin: _for_origin(value, security, needs) for origin, value in others.items()}
    credentials.session_identifies = any(getattr(session, name, None) for name in ("cookies", "cert", "params")) or any(
        map(is_secret_name, getattr(session, "headers", ()))
    )
    return credentials


def found_source(base_url: str, environment: Mapping[str, str]) -> str:
    """Return where this process finds credentials that nobody passed: a variable, "netrc", or "" for nowhere."""
    credentials = _from_environment(base_url, environment)
    if credentials is not None:
        return credentials.source or ""
    lookup = look_up(base_url, environment)
    return "netrc" if lookup is not None and lookup.password is not None else ""


def check_credentials(token: Token, auth: Auth) -> None:
    """Check credentials, as far as that is possible without a document.

    Raises:
        ValueError: for invalid credentials; they are not in the message.
    """
    own, others = _own_and_others(auth)
    if token is not None and own is not None:
        raise ValueError("both token= and auth= were passed: expected one of them")
    for value in others.values():
        if isinstance(value, Mapping):
            check_by_scheme(value)
        else:
            _for_origin(value, (), ())
    if isinstance(own, Mapping):
        check_by_scheme(own)
    else:
        _passed(token, own, ())


def _own_and_others(auth: object) -> "tuple[Any, dict[str, object]]":
    """Return the credentials for the API, and those for other origins."""
    return split_by_origin(auth)


def _for_origin(value: object, security: tuple[Security, ...], needs: Alternatives) -> Credentials:
    """Return the credentials for another origin: a token, or what ``auth`` takes."""
    is_token = isinstance(value, Secret) or (isinstance(value, str) and " " not in value)
    credentials = _passed(value, None, security) if is_token else _passed(None, value, security)  # type: ignore[arg-type]
    if credentials is None:
        raise ValueError("auth= has None for an origin: expected a token, or credentials as auth= takes them")
    credentials.source, credentials.offered, credentials.needs = _source("auth=", value), security, needs
    return credentials


def _passed(token: Token, auth: Auth, security: tuple[Security, ...]) -> Credentials | None:
    if token is not None:
        return Credentials(_source("token=", token), header=_token_header(token), key=_token_key(token))
    if auth is None:
        return None
    if isinstance(auth, Mapping):
        return Credentials(_source("auth=", auth), by_scheme=credentials_by_scheme(auth, security))
    if isinstance(auth, TokenSource):
        return Credentials("auth=", tokens=auth)
    if isinstance(auth, str):
        return Credentials("auth=", header=_header(auth))
    if isinstance(auth, tuple):
        return Credentials(_source("auth=", auth), header=_basic_header(auth))
    if not callable(auth):
        raise ValueError(
            f"auth={type(auth).__name__}: expected (user, password), text, a mapping, or an object of requests"
        )
    if takes_no_arguments(auth):
        return Credentials(_source("auth=", auth), header=_token_header(auth))
    return Credentials("auth=", auth=auth)


def _source(argument: str, value: object) -> str:
    """Return the name of an argument, with the references in it, for people."""
    if isinstance(value, Reference):
        return f"{argument}{value!r}"
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    names = [repr(each) for part in parts for each in (part if isinstance(part, tuple) else (part,)) if _is_name(each)]
    return f"{argument} with {' and '.join(names)}" if names else argument


def _is_name(value: object) -> bool:
    return isinstance(value, Reference)


def _token_key(token: Token) -> Callable[[], str]:
    """Return a function that returns the token without a scheme."""
    if isinstance(token, str):
        return Secret(checked_text(token, "token=")).reveal
    header = _token_header(token)  # type: ignore[arg-type] # the caller excludes None
    return lambda: header().removeprefix("Bearer ")


def _token_header(token: "str | Secret[str] | Callable[..., object]") -> Callable[[], str]:
    if isinstance(token, Secret):
        return lambda: bearer_text(token.reveal())
    if isinstance(token, str):
        return Secret(bearer_text(checked_text(token, "token="))).reveal
    if not callable(token):
        if isinstance(token, TokenSource):
            raise ValueError("token= is an object of OAuth: pass it as auth=")
        raise ValueError(f"token={type(token).__name__}: expected text, or a function that returns text")
    return lambda: _call(token)


def _call(function: Callable[..., object]) -> str:
    value = function()
    if isinstance(value, Secret):
        value = value.reveal()
    name = repr(function) if isinstance(function, Reference) else "the function in token="
    if not isinstance(value, str):
        raise ValueError(f"{name} returned {type(value).__name__}: expected text")
    return bearer_text(checked_text(value, f"the return value of {name}"))


def _header(text: str) -> Callable[[], str]:
    if " " not in checked_text(text, "auth="):
        raise ValueError('auth= is one word: expected "Scheme credentials"; pass a token as token=')
    return Secret(text).reveal


def _basic_header(pair: tuple[object, ...]) -> Callable[[], str]:
    if not has_references(pair):
        return Secret(basic_text(pair, "auth=")).reveal
    if len(pair) != 2 or not all(isinstance(each, str | Reference) for each in pair):
        raise ValueError("auth= is not a pair of texts: expected (user, password)")
    secret = Secret(pair)
    return lambda: basic_text(secret.reveal(), "auth=")


def _from_session(session: object) -> Credentials | None:
    if session is None:
        return None
    if (auth := getattr(session, "auth", None)) is not None:
        if isinstance(auth, tuple):
            return Credentials("session=", header=_basic_header(auth[:2]))  # one of aiohttp has an encoding, too
        return Credentials("session=", auth=auth)
    header = (getattr(session, "headers", None) or {}).get("Authorization")
    if isinstance(header, str):
        return Credentials("session=", header=Secret(header).reveal)
    return None


def _from_environment(base_url: str, environment: Mapping[str, str]) -> Credentials | None:
    defaults = api_defaults(base_url)
    value = environment.get(defaults.variable, "").strip() if defaults else ""
    if not defaults or not value:
        return None
    return Credentials(defaults.variable, header=Secret(bearer_text(value)).reveal)


def _from_netrc(lookup: NetrcLookup) -> Credentials | None:
    """Return the credentials in netrc, and warn about what could not be read."""
    credentials = None
    if lookup.login is not None and lookup.password is not None:
        credentials = Credentials("netrc", header=_basic_header((lookup.login, lookup.password.reveal())))
    if lookup.problems:
        outcome = "credentials were found" if credentials else "no credentials were found"
        warn(f"{'; '.join(lookup.problems)}: this part of the netrc file is ignored, and {outcome} in the rest")
    return credentials
