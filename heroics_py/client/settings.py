"""The settings of a connection, from the arguments of `connect`."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.http.option_headers import REMOVED, picklable_headers
from heroics_py.secrecy.secret import Secret
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.transport.credentials.sources import Auth, Token

__all__ = ["Settings"]

_NO_HEADERS: Mapping[str, str | None] = {}
_SECRET_SETTINGS = frozenset({"headers", "schema_headers", "token", "auth", "session"})
# Headers that `requests.Session` has from the start, and the one that carries credentials.
_COMMON_SESSION_HEADERS = frozenset({"user-agent", "accept-encoding", "accept", "connection", "authorization"})
_GAP: Any = REMOVED


class Settings(Value, kw_only=True):
    """The arguments of `connect` that concern the connection; its repr and its pickle leave secrets out.

    Attributes:
        left_behind: the names of the arguments that pickling left out, such as "token=".
    """

    headers: Secret[Mapping[str, str | None]] = Secret(_NO_HEADERS)
    schema_headers: Secret[Mapping[str, str | None]] = Secret(_NO_HEADERS)
    token: Secret[Token] = Secret(None)
    auth: Secret[Auth] = Secret(None)
    session: object = None
    cache: object = "memory"
    cache_identity: str | None = None
    method_override: bool = False
    single_flight: bool = False
    read_only: bool = False
    allowed_origins: frozenset[str] = frozenset()
    secret_resources: frozenset[str] = frozenset()
    trust_environment: bool = True
    verify: bool | str = True
    max_bytes: int = 64 * 1024 * 1024
    pool_size: int = 10
    left_behind: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<Settings of a connection, cache {self.cache!r}>"

    def __reduce__(self) -> tuple[object, ...]:
        portable = self.portable()
        public = {name: getattr(portable, name) for name in self._fields if name not in _SECRET_SETTINGS}
        auth = portable.auth.reveal()
        return (_restore, ({**public, "headers": portable.headers.reveal(), "auth": auth},))

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
        auth = self.auth if is_portable(self.auth.reveal()) else Secret(None)
        arguments = {"token=": self.token.reveal(), "auth=": self.auth.reveal(), "transport=": transport}
        if auth is self.auth:
            del arguments["auth="]
        gaps = {name for name, value in arguments.items() if value is not None}
        return self.replaced(
            headers=Secret(picklable_headers(self.headers.reveal(), key_headers)),
            schema_headers=Secret(_NO_HEADERS),
            token=Secret(None),
            auth=auth,
            session=None,
            cache=self.cache if isinstance(self.cache, str | os.PathLike | None) else "memory",
            left_behind=self.left_behind | gaps | _session_gaps(self.session),
        )


def _restore(settings: dict[str, Any]) -> Settings:
    return Settings(**{**settings, "headers": Secret(settings["headers"]), "auth": Secret(settings["auth"])})


def is_portable(auth: object) -> bool:
    """Return whether ``auth`` is an object of OAuth, whose own pickle holds no secret."""
    return getattr(type(auth), "is_portable", False) is True


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
