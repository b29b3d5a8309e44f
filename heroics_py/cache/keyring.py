"""The keys of one client's requests: what is the same from call to call is made once."""

from collections.abc import Iterable
from functools import lru_cache

from heroics_py.cache.key import Keys, asker_of, cache_keys, group_at, groups_above, groups_touched
from heroics_py.http.messages import Request

__all__ = ["Keyring"]


class Keyring:
    """Makes keys, and remembers their parts for as long as it lives: those of one client, for its own requests.

    Args:
        identity: names the account, where the credentials change and the account does not.
    """

    def __init__(self, identity: str | None = None) -> None:
        self._identity = identity
        self._asker = lru_cache(maxsize=64)(asker_of)
        self._group = lru_cache(maxsize=1024)(group_at)
        self._above = lru_cache(maxsize=256)(groups_above)

    def keys(self, request: Request, secret: bytes, vary: frozenset[str] = frozenset()) -> Keys:
        """Return the keys for the answer to ``request``, as `cache_keys` makes them."""
        return cache_keys(request, secret, identity=self._identity, vary=vary, asker=self._asker, group=self._group)

    def touched(self, url: str, references: Iterable[str | None], secret: bytes) -> tuple[str, ...]:
        """Return the groups that a change at ``url`` may have changed, as `groups_touched` tells them."""
        return groups_touched(url, references, secret, above=self._above, group=self._group)

    def everything(self, url: str, secret: bytes) -> str:
        """Return the group of the root of the origin of ``url``, which every change there touches."""
        return self._above(url, secret)[-1]
