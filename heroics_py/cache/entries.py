"""The entries of one client in a store: what is found, stored, discarded and invalidated, as steps."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, TypeVar

from heroics_py.cache.counters import Counters
from heroics_py.cache.directives import directives_of
from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.invalidations import Invalidations
from heroics_py.cache.keys import Keys, cache_keys, changed_groups, make_group, make_keys, origin_group
from heroics_py.cache.session_additions import SessionAdditions
from heroics_py.cache.stored_headers import RequestSecrets, has_labels, secrets_in, vary_names
from heroics_py.cache.stores.base import Store
from heroics_py.cache.stores.memory import MemoryStore
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.steps import Clock, Steps, StoreAccess
from heroics_py.http.wiretaps import own
from heroics_py.support.locks import ProcessLock

__all__ = ["Entries", "Match"]

_T = TypeVar("_T")
_REMEMBERED = 512  # keys, and groups
_REMEMBERED_SECRETS = 16  # of requests with other credentials


class Match(NamedTuple):
    """What a store holds for a request. The call uses it even if the store changes during the call.

    Attributes:
        keys: the place of the response.
        first_keys: the place where the search began: that of the response, or of a pointer to its variants.
        entry: the response, if it is stored completely.
        incomplete: the response, if a part of it is stored.
    """

    keys: Keys
    first_keys: Keys
    entry: Entry | None = None
    incomplete: Entry | None = None


class Entries:
    """The entries of one client in a store, which others may share. Every access to the store is a step.

    It remembers the last keys and secrets that it made: making them took 8 and 12 of 60 microseconds of a call.

    Args:
        store: holds the entries.
        identity: the name of the account, for credentials that change while the account does not.
        additions: what the caller's session adds to requests.
        clock: the time.
        counters: count the faults of the store.
    """

    def __init__(
        self, store: Store, *, identity: str | None, additions: SessionAdditions, clock: Clock, counters: Counters
    ) -> None:
        self._store: Store = store
        self._identity = identity
        self._additions = additions
        self._clock = clock
        self._counters = counters
        self._lock = ProcessLock()  # of what is written to the invalidations
        self._invalidations = Invalidations()
        self._make_keys = lru_cache(maxsize=_REMEMBERED)(make_keys)
        self._make_group = lru_cache(maxsize=_REMEMBERED)(make_group)
        self._make_secrets = lru_cache(maxsize=_REMEMBERED_SECRETS)(RequestSecrets)

    @property
    def store(self) -> Store:
        """The store; while a tape is active, one of its own, so that nothing of either gets into the other."""
        return own(self._store, MemoryStore)

    def attempt(self, steps: Steps[_T]) -> Steps[_T | None]:
        """Return the result of ``steps``, or None for a fault of the store, which is counted."""
        try:
            return (yield from steps)
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self._counters.add(store_errors=1)
            return None

    def find(self, request: Request) -> Steps[Match | None]:
        """Return what is stored for ``request``, or None for a fault of the store, which is counted."""
        try:
            secret = yield from self._secret()
            keys, first_keys, entry = yield from self._look_up(request, secret)
            usable = None if entry is None else self._usable(entry, request, secret)
            if usable is None:
                usable = yield from self._move(request, Match(keys, first_keys))
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self._counters.add(store_errors=1)
            return None
        if usable is None or usable.is_complete:
            return Match(keys, first_keys, usable)
        return Match(keys, first_keys, incomplete=usable)

    def _look_up(self, request: Request, secret: bytes) -> Steps[tuple[Keys, Keys, Entry | None]]:
        """Return the keys of the response, those where the search began, and what is stored."""
        keys = first_keys = self._keys(request, secret)
        entry = yield from self.load(keys)
        if entry is not None and entry.is_pointer:
            keys = self._keys(request, secret, vary_names(entry.headers))
            entry = yield from self.load(keys)
        return keys, first_keys, entry

    def _move(self, request: Request, match: Match) -> Steps[Entry | None]:
        """Return what is stored under an older secret of the store, and store it under the newest."""
        for secret in self._older_secrets():
            *_, entry = yield from self._look_up(request, secret)
            usable = None if entry is None else self._usable(entry, request, secret)
            if entry is not None and usable is not None:
                is_stored = yield from self.attempt(self.put(request, match, entry))
                return usable if is_stored else None  # those with the newest secret alone may have dropped it
        return None

    def _older_secrets(self) -> tuple[bytes, ...]:
        return getattr(self.store, "older_secrets", ())

    def _usable(self, entry: Entry, request: Request, secret: bytes) -> Entry | None:
        """Return an entry with the secrets of ``request``; None for a pointer, and for what can't be its response."""
        if entry.is_pointer or self._is_outdated_error(entry, request, secret):
            return None
        if not has_labels(entry.headers):
            return entry
        headers = self.secrets_in(request).restored(entry.headers)
        return None if headers is None else replace(entry, headers=headers)

    def secrets_in(self, request: Request) -> RequestSecrets:
        """Return the secrets of ``request``."""
        return secrets_in(request, self._make_secrets)

    def load(self, keys: Keys) -> Steps[Entry | None]:
        """Return the entry under ``keys``, unless it is damaged or outdated."""
        try:
            entry: Entry | None = yield StoreAccess(store=self.store, method="get", arguments=(keys,))
        except CorruptEntryError:
            self._counters.add(corrupt=1)
            yield from self.attempt(self.discard(keys))
            return None
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self._counters.add(store_errors=1)
            return None
        return None if entry is not None and self._invalidations.outdate(entry, keys.group) else entry

    def put(self, request: Request, match: Match, entry: Entry) -> Steps[bool]:
        """Store ``entry``, and a pointer to it where ``Vary`` adds to its key; return whether it is stored."""
        names = vary_names(entry.headers)
        keys = match.first_keys
        if names:
            secret = yield from self._secret()
            keys = self._keys(request, secret, names)
        if names and keys != match.keys:
            pointer = replace(
                entry, status=0, headers=Headers({"Vary": ", ".join(sorted(names))}), body=b"", is_complete=True
            )
            yield StoreAccess(store=self.store, method="put", arguments=(match.first_keys, pointer))
        is_stored: bool = yield StoreAccess(store=self.store, method="put", arguments=(keys, entry))
        return is_stored

    def rewrite(self, keys: Keys, before: Entry, after: Entry, headers: Headers) -> Steps[None]:
        """Replace ``before`` by ``after``, unless it may no longer be stored or another response has replaced it."""
        is_forbidden = "no-store" in directives_of(headers.get("Cache-Control"))
        if is_forbidden or after.headers.get("Vary") != before.headers.get("Vary"):
            yield from self.discard(keys)
            return
        current = yield from self.load(keys)
        if current is not None and current.requested_at == before.requested_at:
            yield StoreAccess(store=self.store, method="put", arguments=(keys, after))

    def discard(self, keys: Keys) -> Steps[bool]:
        """Remove one entry; return whether there was one."""
        is_removed: bool = yield StoreAccess(store=self.store, method="discard", arguments=(keys,))
        return is_removed

    def invalidate(self, url: str, references: Iterable[str | None], paths: Iterable[str]) -> Steps[None]:
        """Invalidate what a change at ``url`` may have changed, besides what references and decoded paths name."""
        at = self._clock.wall()
        secret = yield from self._secret()
        references, paths = tuple(references), tuple(paths)
        groups = tuple(
            [
                group
                for each in (secret, *self._older_secrets())
                for group in changed_groups(url, references, each, paths=paths, make=self._make_group)
            ]
        )
        with self._lock.here():
            self._invalidations.add(groups, at)  # first: the store may fail to drop one
        dropped, faults = yield StoreAccess(store=self.store, method="drop_all", arguments=(groups, at))
        self._counters.add(invalidations=dropped, store_errors=faults)

    def _is_outdated_error(self, entry: Entry, request: Request, secret: bytes) -> bool:
        """Return whether an error was requested before the last change at its origin, which may have ended it.

        The URL of a change need not be above what it creates, so that a 404 there would outlive its creation.
        """
        return entry.status >= 400 and self._invalidations.outdate(entry, origin_group(request.url, secret))

    def _keys(self, request: Request, secret: bytes, vary: frozenset[str] = frozenset()) -> Keys:
        complete = self._additions.add_headers(request)
        return cache_keys(complete, secret, identity=self._identity, vary=vary, make=self._make_keys)

    def _secret(self) -> Steps[bytes]:
        """Return the secret of the store, which one in files reads first."""
        store = self.store
        if getattr(store, "is_instant", False):
            return store.secret
        secret: bytes = yield StoreAccess(store=store, method="secret")
        return secret
