"""The reads that share a flight."""

import hmac
import os
from functools import lru_cache
from typing import NamedTuple

from heroics_py.cache import policy
from heroics_py.cache.keys import cache_keys, make_keys
from heroics_py.cache.session_additions import SessionAdditions
from heroics_py.http.messages import Request

__all__ = ["NAMES_IN_SHARED_KEYS", "FlightKey", "FlightKeys"]

NAMES_IN_SHARED_KEYS = frozenset({"user-agent"})
"""The harmless headers that workers must have in common to share a read, as many servers vary by them."""
_REMEMBERED = 512


class FlightKey(NamedTuple):
    """What reads have in common that share a flight.

    Attributes:
        key: the key of the cache, of the URL, the account and each header that counts.
        directives: of the request: ``Cache-Control`` and ``Pragma``.
        mode: the option ``cache_mode``.
        sending: what decides how often and when the request is sent, and over which connection.
    """

    key: str
    directives: tuple[str | None, str | None]
    mode: str
    sending: tuple[object, ...]


class FlightKeys:
    """Makes the keys of the reads of one client.

    Args:
        identity: the name of the account, for credentials that change while the account does not.
        session: the caller's session that sends the requests, if there is one.
        route: what decides over which connection requests are sent, and which responses are accepted.
    """

    __slots__ = ("_additions", "_has_session", "_identity", "_make_keys", "_route")

    def __init__(self, *, identity: str | None, session: object, route: tuple[object, ...]) -> None:
        self._identity = identity
        self._additions = SessionAdditions(session)
        self._has_session = session is not None
        # The session itself, so that no other one can have its id.
        self._route = (*route, session and _Same(session))
        self._make_keys = lru_cache(maxsize=_REMEMBERED)(make_keys)

    def key_of(self, request: Request) -> FlightKey | None:
        """Return the key of ``request``; None if it shares no flight.

        Only reads that the cache may take part in do. A condition of the caller's has an outcome of its own.
        """
        if not policy.is_cacheable(request, identity=self._identity) or policy.has_own_condition(request):
            return None
        if self._additions.hides_account(request, has_identity=self._identity is not None):
            return None
        complete, options = self._additions.add_headers(request), request.options
        return FlightKey(
            key=cache_keys(complete, _SECRET, identity=self._identity, make=self._make_keys).key,
            directives=(request.headers.get("Cache-Control"), request.headers.get("Pragma")),
            mode=options.cache_mode,
            sending=(*self._route, options.throttle, options.retries),
        )

    def shared_name_of(self, request: Request, secret: bytes) -> str | None:
        """Return the name of ``request``, one that shares flights, among workers; None if they don't share it.

        It is a MAC, as the keys of the cache are. A session is the caller's own, and another worker's may differ.

        Args:
            request: as it reaches the cache.
            secret: of the store that the workers share.
        """
        if self._has_session:
            return None
        headers = request.headers
        parts = [
            cache_keys(request, secret, identity=self._identity, make=self._make_keys).key,
            *[f"{name}={headers.get(name)}" for name in ("cache-control", "pragma", *sorted(NAMES_IN_SHARED_KEYS))],
            *map(repr, self._route),
        ]
        text = "".join([f"|{len(part)}:{part}" for part in parts])
        return hmac.digest(secret, f"flight{text}".encode("utf-8", "surrogatepass"), "sha256").hex()[:40]


class _Same:
    """An object that equals itself alone, whatever it says of its own equality."""

    __slots__ = ("_thing",)

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other._thing is self._thing

    def __hash__(self) -> int:
        return id(self._thing)


_SECRET = os.urandom(32)
"""The secret of the keys, which never leave the process."""
