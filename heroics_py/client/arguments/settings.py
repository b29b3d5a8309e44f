"""The settings of a connection, from the arguments of `connect`."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.http.option_headers import REMOVED, HeaderValue, picklable_headers
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.transport.credentials.sources import Auth, Token

__all__ = ["Settings"]

_NO_HEADERS: Mapping[str, HeaderValue] = {}
_PORTABLE_SECRETS = ("headers", "token", "auth")
_SECRET_SETTINGS = frozenset({*_PORTABLE_SECRETS, "schema_headers", "session"})
# Headers that `requests.Session` has from the start, and the one that carries credentials.
_COMMON_SESSION_HEADERS = frozenset({"user-agent", "accept-encoding", "accept", "connection", "authorization"})
_GAP: Any = REMOVED


class Settings(Value, kw_only=True):
    """The arguments of `connect` that concern the connection; its repr and its pickle leave secrets out.

    Attributes:
        throttle: the throttle that the client shares with other workers, or None.
        left_behind: the names of the arguments that pickling left out, such as "token=".
        source: where the pickled client found its credentials, if nobody passed some: "HEROKU_API_KEY" or "netrc".
    """

    headers: Secret[Mapping[str, HeaderValue]] = Secret(_NO_HEADERS)
    schema_headers: Secret[Mapping[str, str | Reference]] = Secret({})
    token: Secret[Token] = Secret(None)
    auth: Secret[Auth] = Secret(None)
    session: object = None
    cache: object = "memory"
    cache_identity: str | None = None
    method_override: bool = False
    single_flight: bool = False
    throttle: Any = None
    read_only: bool = False
    allowed_origins: frozenset[str] = frozenset()
    secret_resources: frozenset[str] = frozenset()
    trust_environment: bool = True
    verify: bool | str = True
    max_bytes: int = 64 * 1024 * 1024
    pool_size: int = 10
    left_behind: frozenset[str] = frozenset()
    source: str = ""

    def __repr__(self) -> str:
        return f"<Settings of a connection, cache {self.cache!r}>"

    def __reduce__(self) -> tuple[object, ...]:
        portable = self.portable()
        public = {name: getattr(portable, name) for name in self._fields if name not in _SECRET_SETTINGS}
        secrets = {name: getattr(portable, name).reveal() for name in _PORTABLE_SECRETS}
        return (_restore, ({**public, **secrets},))

    @property
    def has_gaps(self) -> bool:
        """Whether pickling left something out."""
        return bool(self.left_behind) or any(text is _GAP for text in self.headers.reveal().values())

    def portable(self, key_headers: Collection[str] = (), *, transport: object = None) -> Settings:
        """Return these settings for a pickle, with the names of what it leaves out.

        Args:
            key_headers: the names of headers that carry a key of the API, in lower case.
            transport: the client's replacement for a connection, which a pickle leaves out.
        """
        credentials = {name: getattr(self, name) for name in ("token", "auth")}
        kept = {name: Secret(_portable(value.reveal())) for name, value in credentials.items()}
        gaps = {f"{name}=" for name, value in credentials.items() if _is_lost(value, kept[name])}
        return self.replaced(
            headers=Secret(picklable_headers(self.headers.reveal(), key_headers)),
            schema_headers=Secret({}),
            **kept,
            session=None,
            cache=self.cache if _is_kept(self.cache) else "memory",
            throttle=self.throttle if _is_kept(self.throttle) else None,
            left_behind=self.left_behind
            | gaps
            | _throttle_gap(self.throttle)
            | _session_gaps(self.session)
            | _transport_gap(transport),
        )


def _restore(settings: dict[str, Any]) -> Settings:
    return Settings(**{**settings, **{name: Secret(settings[name]) for name in _PORTABLE_SECRETS}})


def _portable(value: object) -> Any:
    if value is None:
        return None
    load_modules("heroics_py.portable.credentials")
    from heroics_py.portable.credentials import portable_credentials

    return portable_credentials(value)


def _is_lost(value: Secret[Any], kept: Secret[Any]) -> bool:
    return value.reveal() is not None and kept.reveal() is None


def _is_kept(value: object) -> bool:
    """Return whether the pickle of a cache or throttle holds no secret: a path, or an object that says so itself."""
    return isinstance(value, str | os.PathLike | None) or getattr(value, "is_portable", False) is True


def _throttle_gap(throttle: object) -> frozenset[str]:
    return frozenset() if _is_kept(throttle) else frozenset({"throttle="})


def _transport_gap(transport: object) -> frozenset[str]:
    return frozenset() if transport is None else frozenset({"transport="})


def _session_gaps(session: Any) -> frozenset[str]:
    """Return what pickling loses of the caller's session; a session with the defaults of requests loses nothing."""
    if session is None:
        return frozenset()
    headers = {name.lower() for name in session.headers}
    if _is_customized(session) or headers - _COMMON_SESSION_HEADERS:
        return frozenset({"session="})
    return frozenset({"session= with credentials"} if session.auth or "authorization" in headers else ())


def _is_customized(session: Any) -> bool:
    """Return whether a session differs from a new one in more than its credentials."""
    is_subclass = type(session).__module__.partition(".")[0] != "requests"
    adapters = {f"{type(each).__module__}.{type(each).__name__}" for each in session.adapters.values()}
    has_additions = any(getattr(session, name) for name in ("cookies", "cert", "params", "proxies"))
    has_hooks = any(session.hooks.values())
    has_defaults = session.verify is True and session.trust_env and adapters == {"requests.adapters.HTTPAdapter"}
    return is_subclass or has_additions or has_hooks or not has_defaults
