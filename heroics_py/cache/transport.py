"""The transport that serves responses from a store."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

from heroics_py.cache import policy, revalidation
from heroics_py.cache.byte_ranges import cut_range, requests_bytes
from heroics_py.cache.counters import CacheInfo, Counters
from heroics_py.cache.directives import directives_of
from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.freshness import is_fresh
from heroics_py.cache.invalidations import Invalidations
from heroics_py.cache.keys import Keys, cache_keys, changed_groups, origin_group
from heroics_py.cache.related_urls import changed_references
from heroics_py.cache.responses import offline_response, stored_response
from heroics_py.cache.session_additions import SessionAdditions
from heroics_py.cache.stored_headers import restored_headers, storable_headers, vary_names
from heroics_py.cache.stores.base import Store
from heroics_py.cache.validators import confirms
from heroics_py.cache.verdict import Verdict, judge
from heroics_py.errors import ConnectionFailed, RequestTimeout, TransportError, UntrustedServer
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response, Transport

__all__ = ["CachingTransport"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """What a store holds for a request. The call uses it even if the store changes during the call.

    Attributes:
        keys: the place of the response.
        entry: the response, if it is stored.
        first_keys: the place where the search began: that of the response, or of a pointer to its variants.
    """

    keys: Keys
    entry: Entry | None
    first_keys: Keys


class CachingTransport:
    """Serves reads from a store as far as the mode of each request allows, and invalidates what changes touch.

    A fault of the store counts as a miss, and never fails a call.

    Args:
        inner: sends what has to be sent.
        store: holds the entries. Other transports may share it; `close` leaves it open.
        identity: the name of the account, for credentials that change while the account does not.
        session: the caller's session that sends the requests, if there is one. A request to which it adds something
            that counts and that no key can include bypasses the cache; with an ``identity``, credentials don't count.
        offline_limit: how many seconds after its last confirmation an entry may replace the server.
        clock: returns the time in seconds since the epoch.
    """

    def __init__(  # noqa: PLR0913 - independent settings
        self,
        inner: Transport,
        store: Store,
        *,
        identity: str | None = None,
        session: object = None,
        offline_limit: float = 7 * 86_400.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.inner = inner
        self.store = store
        self._identity = identity
        self._additions = SessionAdditions(session)
        self._offline_limit = offline_limit
        self._clock = clock
        self._counters = Counters()
        self._invalidations = Invalidations()

    def __repr__(self) -> str:
        return f"CachingTransport({self.store!r})"

    def send(self, request: Request) -> Response:
        """Return the response to ``request``, from the store if its mode allows.

        Raises:
            TransportError: the server did not respond, and no entry may replace it.
        """
        if policy.is_unsafe(request.method):
            return self._change(request)
        if self._additions.hides_account(request, has_identity=self._identity is not None):
            return self._bypass(request)
        if not policy.is_cacheable(request, identity=self._identity):
            return self._byte_range(request) or self._bypass(request)
        if request.watch is not None:
            request.watch.cache = "miss"  # unless the response says more
        match = self._attempt(self._find, request)
        if match is None:
            self._counters.add("misses")
            return self.inner.send(request)
        if request.options.cache_mode == "rfc" and (response := self._fresh(request, match)):
            return response
        return self._revalidate(request, match)

    def close(self) -> None:
        """Close the inner transport. The store stays open."""
        self.inner.close()

    def info(self) -> CacheInfo:
        """Return what the store holds and the counts so far; a store that fails holds nothing."""
        try:
            where, (entries, size), evictions = self.store.where, self.store.measure(), self.store.evictions
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self._counters.add("store_errors")
            where, entries, size, evictions = "unavailable", 0, 0, 0
        return self._counters.info(where=where, entries=entries, size=size, evictions=evictions)

    def clear(self) -> None:
        """Remove everything from the store.

        Raises:
            OSError: or any other exception of the store, if it can't be cleared.
        """
        self.store.clear()

    # ---- reads

    def _bypass(self, request: Request) -> Response:
        self._counters.add("bypass")
        return self.inner.send(request)

    def _fresh(self, request: Request, match: _Match) -> Response | None:
        """Return a fresh response, or the 504 of a request that forbids to ask the server (RFC 9111, 4)."""
        now = self._clock()
        is_conditional = policy.has_own_condition(request) and "If-None-Match" not in request.headers
        if match.entry is not None and not is_conditional and is_fresh(request, match.entry, now=now):
            self._count_hit("fresh_hits", match.entry.body)
            return stored_response(request, match.entry, now=now)
        if "only-if-cached" in directives_of(request.headers.get("Cache-Control")):
            return Response(status=504, url=request.url, from_cache=True)
        return None

    def _byte_range(self, request: Request) -> Response | None:
        """Return a range of bytes of a fresh response to the same request without the range, if it is stored."""
        if request.options.cache_mode != "rfc" or not requests_bytes(request) or policy.has_own_condition(request):
            return None
        whole = request.replaced(headers=request.headers.replaced({"Range": None}))
        match = self._attempt(self._find, whole) if policy.is_cacheable(whole, identity=self._identity) else None
        now = self._clock()
        if match is None or match.entry is None or not is_fresh(whole, match.entry, now=now):
            return None
        part = cut_range(request, stored_response(whole, match.entry, now=now))
        if part is not None:
            self._count_hit("fresh_hits", part.body)
        return part

    def _revalidate(self, request: Request, match: _Match) -> Response:
        """Ask the server, on condition that the entry has changed, and learn from the response."""
        entry = match.entry
        condition = revalidation.condition_for(entry) if entry and not policy.has_own_condition(request) else {}
        conditional = request.replaced(headers=request.headers.replaced(condition)) if condition else request
        requested_at = self._clock()
        try:
            response = self.inner.send(conditional)
        except (ConnectionFailed, RequestTimeout) as error:
            last_copy = None if isinstance(error, UntrustedServer) else self._offline(request, match)
            if last_copy is None:
                raise
            return last_copy
        if revalidation.is_not_modified(request, response):
            if entry is not None and condition and confirms(entry, response):
                return self._confirm(request, response, match.keys, entry, requested_at)
            self._counters.add("bad_304")
            self._attempt(self.store.discard, match.keys)
            requested_at = self._clock()
            response = self.inner.send(request)
        self._counters.add("misses")
        self._attempt(self._learn, request, response, match, requested_at)
        return response

    def _offline(self, request: Request, match: _Match) -> Response | None:
        """Return the entry as a stale response, if the mode allows and it is still stored."""
        if request.options.cache_mode != "offline" or match.entry is None or self._load(match.keys) is None:
            return None
        response = offline_response(request, match.entry, now=self._clock(), limit=self._offline_limit)
        if response is not None:
            self._counters.add("stale_served")
        return response

    def _confirm(self, request: Request, response: Response, keys: Keys, entry: Entry, requested_at: float) -> Response:
        """Return the entry that a 304 has confirmed, and store what the 304 changed."""
        confirmed = revalidation.confirmed_entry(entry, response, requested_at=requested_at, received_at=self._clock())
        self._count_hit("revalidated_hits", entry.body)
        before = replace(entry, headers=storable_headers(request, entry.headers))
        after = replace(confirmed, headers=storable_headers(request, confirmed.headers))
        if revalidation.needs_rewriting(before, after, mode=request.options.cache_mode):
            self._attempt(self._rewrite, keys, before, after, confirmed.headers)
        return Response(
            status=entry.status,
            headers=confirmed.headers,
            body=entry.body,
            url=response.url or request.url,
            from_cache=True,
            revalidated=True,
        )

    def _rewrite(self, keys: Keys, before: Entry, after: Entry, headers: Headers) -> None:
        """Replace ``before`` by ``after``, unless it may no longer be stored or another response has replaced it."""
        is_forbidden = "no-store" in directives_of(headers.get("Cache-Control"))
        if is_forbidden or after.headers.get("Vary") != before.headers.get("Vary"):
            self.store.discard(keys)
            return
        current = self._load(keys)
        if current is not None and current.requested_at == before.requested_at:
            self.store.put(keys, after)

    def _learn(self, request: Request, response: Response, match: _Match, requested_at: float) -> None:
        """Store ``response``, or discard the entry that it contradicts."""
        received_at = self._clock()
        verdict = judge(request, response, received_at=received_at, max_body=self.store.largest)
        if verdict is Verdict.STORE:
            entry = Entry(
                status=response.status,
                headers=storable_headers(request, response.headers),
                body=response.body,
                requested_at=requested_at,
                received_at=received_at,
            )
            self._store(request, match, entry)
        elif verdict is Verdict.DISCARD and self.store.discard(match.keys) and response.status >= 400:
            self._counters.add("invalidations")

    def _store(self, request: Request, match: _Match, entry: Entry) -> None:
        """Store ``entry``, and a pointer to it where ``Vary`` adds to its key."""
        names = vary_names(entry.headers)
        keys = self._keys(request, names) if names else match.first_keys
        if names and keys != match.keys:
            pointer = replace(entry, status=0, headers=Headers({"Vary": ", ".join(sorted(names))}), body=b"")
            self.store.put(match.first_keys, pointer)
        if self.store.put(keys, entry):
            self._counters.add("stores")

    # ---- changes

    def _change(self, request: Request) -> Response:
        """Send a change, and invalidate what it may have touched, also if its outcome is unknown."""
        try:
            response = self.inner.send(request)
        except TransportError as error:
            if error.sent:
                self._attempt(self._invalidate, request, None)
            raise
        if response.status < 400 or response.status >= 500:
            self._attempt(self._invalidate, request, response)
        return response

    def _invalidate(self, request: Request, response: Response | None) -> None:
        at = self._clock()
        references = changed_references(request, response) if response is not None else ()
        groups = changed_groups(request.url, references, self.store.secret)
        for group in groups:  # first all of them: the store may fail to drop one
            self._invalidations.add(group, at)
        dropped = [self._attempt(self.store.drop, group, at) or 0 for group in groups]
        self._counters.add("invalidations", sum(dropped))

    # ---- the store

    def _find(self, request: Request) -> _Match:
        """Return what is stored for ``request``."""
        keys = first_keys = self._keys(request)
        entry = self._load(keys)
        if entry is not None and entry.is_pointer:
            keys = self._keys(request, vary_names(entry.headers))
            entry = self._load(keys)
        if entry is not None and not entry.is_pointer and not self._is_outdated_error(entry, request):
            headers = restored_headers(request, entry.headers)
            if headers is not None:
                restored = entry if headers is entry.headers else replace(entry, headers=headers)
                return _Match(keys=keys, entry=restored, first_keys=first_keys)
        return _Match(keys=keys, entry=None, first_keys=first_keys)

    def _is_outdated_error(self, entry: Entry, request: Request) -> bool:
        """Return whether an error was requested before the last change at its origin, which may have ended it.

        The URL of a change need not be above what it creates, so that a 404 there would outlive its creation.
        """
        if entry.status < 400:
            return False
        return self._invalidations.outdate(entry, origin_group(request.url, self.store.secret))

    def _keys(self, request: Request, vary: frozenset[str] = frozenset()) -> Keys:
        complete = self._additions.add_headers(request)
        return cache_keys(complete, self.store.secret, identity=self._identity, vary=vary)

    def _load(self, keys: Keys) -> Entry | None:
        """Return the entry under ``keys``, unless it is damaged or outdated."""
        try:
            entry = self.store.get(keys)
        except CorruptEntryError:
            self._counters.add("corrupt")
            self._attempt(self.store.discard, keys)
            return None
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self._counters.add("store_errors")
            return None
        return None if entry is not None and self._invalidations.outdate(entry, keys.group) else entry

    def _attempt(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        """Return the result of ``work``, or None for a fault of the store, which is counted."""
        try:
            return work(*args, **kwargs)
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self._counters.add("store_errors")
            return None

    def _count_hit(self, name: str, body: bytes) -> None:
        self._counters.add(name)
        self._counters.add("bytes_saved", len(body))
