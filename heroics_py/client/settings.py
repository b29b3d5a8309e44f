"""What `connect` was told about the way to the server, and what of it travels in a pickle."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from heroics_py.http.options import REMOVED, picklable_headers
from heroics_py.secrecy.secret import Secret

if TYPE_CHECKING:
    from heroics_py.http.messages import Request
    from heroics_py.transport.credentials.sources import Auth, Token

__all__ = ["Settings", "missing"]

_NO_HEADERS: Mapping[str, str | None] = {}
# What a header of the caller can take the place of.
_CREDENTIALS = frozenset({"token=", "auth=", "session= with credentials"})
_USUAL_HEADERS = frozenset({"user-agent", "accept-encoding", "accept", "connection", "authorization"})


class Settings(NamedTuple):
    """What `connect` was told about the way to the server; secrets among it are in no repr and no pickle."""

    headers: Secret[Mapping[str, str | None]] = Secret(_NO_HEADERS)
    schema_headers: Secret[Mapping[str, str | None]] = Secret(_NO_HEADERS)
    token: Secret[Token] = Secret(None)
    auth: Secret[Auth] = Secret(None)
    session: object = None
    cache: object = "memory"
    cache_identity: str | None = None
    method_override: bool = False
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
        travelling = self.travelling()
        kept = {name: getattr(travelling, name) for name in self._fields if name not in _SECRET_SETTINGS}
        return (_settings, ({**kept, "headers": travelling.headers.reveal()},))

    @property
    def is_woken(self) -> bool:
        """Whether these came out of a pickle that left something behind."""
        return bool(self.left_behind) or any(text is _LEFT for text in self.headers.reveal().values())

    def travelling(self, keys: Collection[str] = (), *, transport: object = None) -> Settings:
        """Return these settings as a pickle keeps them, with the names of what it leaves behind.

        Args:
            keys: names of headers that carry a key of the API, in lower case.
            transport: what sends in the place of a connection; it does not travel.
        """
        given = {"token=": self.token.reveal(), "auth=": self.auth.reveal(), "transport=": transport}
        left = {name for name, value in given.items() if value is not None}
        return self._replace(
            headers=Secret(picklable_headers(self.headers.reveal(), keys)),
            schema_headers=Secret(_NO_HEADERS),
            token=Secret(None),
            auth=Secret(None),
            session=None,
            cache=self.cache if isinstance(self.cache, str | os.PathLike | None) else "memory",
            left_behind=self.left_behind | left | _left_of_session(self.session),
        )


_SECRET_SETTINGS = frozenset({"headers", "schema_headers", "token", "auth", "session"})
_LEFT: Any = REMOVED


def missing(settings: Settings, request: Request, keys: Collection[str]) -> str:
    """Return what a pickle left behind and ``request`` can't go without, and how to give it; empty where it may go.

    Args:
        settings: of the client.
        request: as it was built.
        keys: names of headers that carry a key of the API, in lower case.
    """
    asked = {name.lower(): text for name, text in request.options.headers.items()}
    names = [name for name, text in settings.headers.reveal().items() if text is _LEFT and name.lower() not in asked]
    names += [name for name, text in request.options.headers.items() if text is _LEFT]
    if names:
        return (
            f"the value of the header {names[0]} did not come along in the pickle; give it, "
            f"with_options(headers={{{names[0]!r}: ...}}), or None to send none"
        )
    has_some = request.anonymous or "Authorization" in request.headers or any(key in request.headers for key in keys)
    left = settings.left_behind - _CREDENTIALS if has_some else settings.left_behind
    if not left:
        return ""
    told = f"this client was pickled, and its {' and '.join(sorted(left))} did not come along; "
    if left <= _CREDENTIALS:
        return (
            f"{told}connect anew, heroics_py.connect(schema, {min(left).partition(' ')[0]}...), or give the header, "
            "client.with_options(headers={'Authorization': ...}), where None sends none"
        )
    return f"{told}connect anew, heroics_py.connect(schema, {min(left - _CREDENTIALS)}...)"


def _settings(kept: dict[str, Any]) -> Settings:
    return Settings(**{**kept, "headers": Secret(kept["headers"])})


def _left_of_session(session: Any) -> frozenset[str]:
    """Return what is missed of a session of the caller's: nothing of a plain one, that adds nothing to requests."""
    if session is None:
        return frozenset()
    own = {name.lower() for name in session.headers}
    if _is_special(session) or own - _USUAL_HEADERS:
        return frozenset({"session="})
    return frozenset({"session= with credentials"} if session.auth or "authorization" in own else ())


def _is_special(session: Any) -> bool:
    """Return whether a session sends otherwise than a new one would, whatever its credentials."""
    plain = type(session).__module__.partition(".")[0] == "requests"
    adapters = {f"{type(each).__module__}.{type(each).__name__}" for each in session.adapters.values()}
    added = any(getattr(session, name) for name in ("cookies", "cert", "params", "proxies")) or any(
        session.hooks.values()
    )
    usual = session.verify is True and session.trust_env and adapters == {"requests.adapters.HTTPAdapter"}
    return not plain or added or not usual
