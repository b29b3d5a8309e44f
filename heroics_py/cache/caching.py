"""The skin that answers from what is stored, and learns from what is sent."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

from heroics_py.cache import policy
from heroics_py.cache.aliases import aliases
from heroics_py.cache.byte_range import asks_for_bytes, cut
from heroics_py.cache.counters import CacheInfo, Tally
from heroics_py.cache.directives import directives_of
from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.freshness import is_fresh
from heroics_py.cache.key import Keys
from heroics_py.cache.keyring import Keyring
from heroics_py.cache.session_additions import SessionAdditions, adds_nothing, seen_with
from heroics_py.cache.stores.memory import Store
from heroics_py.cache.storing import Verdict, judge, keepable, unsealed, variants_by
from heroics_py.cache.validators import confirms
from heroics_py.errors import ConnectionFailed, RequestTimeout, TransportError, UntrustedServer
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response, Transport
from heroics_py.support.locks import ProcessLock

__all__ = ["CachingTransport"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Found(NamedTuple):
    """Where the answer to a request lies, and what lies there; the entry stays the same until the call is over.

    ``plain`` is where it lies, or what leads to it, as far as no answer has named further headers of the request.
    """

    keys: Keys
    entry: Entry | None
    plain: Keys


class CachingTransport:
    """Answers reads from a store as far as the mode of the request allows; changes drop what they touch.

    A fault of the store is counted, and is a miss: it never is an error of the call.

    Args:
        inner: sends what has to be sent.
        store: where the answers lie; it may be shared, and stays open.
        identity: names the account, where the credentials change and the account does not.
        unseen: returns whether something that counts is added to a request further down; such a request goes past the
            store. With an ``identity``, credentials don't count.
        complete: returns a request with the headers that are added to it further down, for its key.
        offline_limit: for how many seconds after its last confirmation an answer may stand in for the server.
        clock: tells the time, in seconds of the wall clock.
    """

    def __init__(  # noqa: PLR0913 - each one is a promise of its own
        self,
        inner: Transport,
        store: Store,
        *,
        identity: str | None = None,
        unseen: SessionAdditions = adds_nothing,
        complete: Callable[[Request], Request] = seen_with(None),  # noqa: B008 - it keeps nothing
        offline_limit: float = 7 * 86_400.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.inner = inner
        self.store = store
        self._identity = identity
        self._unseen = unseen
        self._complete = complete
        self._offline_limit = offline_limit
        self._clock = clock
        self._tally = Tally()
        self._lock = ProcessLock()
        self._changed: OrderedDict[str, float] = OrderedDict()
        self._keyring = Keyring(identity)

    def __repr__(self) -> str:
        return f"CachingTransport({self.store!r})"

    def send(self, request: Request) -> Response:
        """Return the answer to ``request``, from the store where its mode allows.

        Raises:
            TransportError: no answer came, and none may stand in for it.
        """
        if policy.changes_something(request.method):
            return self._change(request)
        if self._unseen(request, vouched=self._identity is not None):
            return self._past(request)
        if not policy.may_read(request, identity=self._identity):
            return self._part(request) or self._past(request)
        found = self._try(self._find, request)
        if found is None:
            self._tally.add("misses")
            return self.inner.send(request)
        if request.options.cache_mode == "rfc" and (answer := self._unasked(request, found)):
            return answer
        return self._ask(request, found)

    def close(self) -> None:
        """Close what sends; the store stays open to others."""
        self.inner.close()

    def info(self) -> CacheInfo:
        """Return what the store holds and what was counted so far; a store that fails holds nothing."""
        try:
            where, (entries, size), evictions = self.store.where, self.store.measure(), self.store.evictions
        except Exception:  # noqa: BLE001 - whatever a store raises, it is a fault of the store
            self._tally.add("store_errors")
            where, entries, size, evictions = "unavailable", 0, 0, 0
        return self._tally.info(where=where, entries=entries, size=size, evictions=evictions)

    def clear(self) -> None:
        """Remove everything from the store.

        Raises:
            OSError: or whatever else the store raises, where it can't be cleared.
        """
        self.store.clear()

    # ---- reads

    def _unasked(self, request: Request, found: _Found) -> Response | None:
        """Return an answer that needs no request (RFC 9111, 4), or None."""
        now = self._clock()
        conditional = policy.has_own_condition(request) and "If-None-Match" not in request.headers
        if found.entry is not None and not conditional and is_fresh(request, found.entry, now=now):
            self._tally.add("fresh_hits")
            self._tally.add("bytes_saved", len(found.entry.body))
            return policy.stored_answer(request, found.entry, now=now)
        if "only-if-cached" in directives_of(request.headers.get("Cache-Control")):
            return Response(status=504, url=request.url, from_cache=True)
        return None

    def _part(self, request: Request) -> Response | None:
        """Return a range of bytes out of a whole answer that is fresh, or None."""
        if request.options.cache_mode != "rfc" or not asks_for_bytes(request) or policy.has_own_condition(request):
            return None
        whole = request.replaced(headers=request.headers.replaced({"Range": None}))
        found = self._try(self._find, whole) if policy.may_read(whole, identity=self._identity) else None
        now = self._clock()
        if found is None or found.entry is None or not is_fresh(whole, found.entry, now=now):
            return None
        part = cut(request, policy.stored_answer(whole, found.entry, now=now))
        if part is not None:
            self._tally.add("fresh_hits")
            self._tally.add("bytes_saved", len(part.body))
        return part

    def _past(self, request: Request) -> Response:
        """Send a request that the cache has no part in."""
        self._tally.add("bypass")
        return self.inner.send(request)

    def _ask(self, request: Request, found: _Found) -> Response:
        entry = found.entry
        condition = policy.condition_for(entry) if entry and not policy.has_own_condition(request) else {}
        asked = request.replaced(headers=request.headers.replaced(condition)) if condition else request
        requested_at = self._clock()
        try:
            response = self.inner.send(asked)
        except (ConnectionFailed, RequestTimeout) as error:
            answer = None if isinstance(error, UntrustedServer) else self._offline(request, found)
            if answer is None:
                raise
            return answer
        if policy.says_not_modified(request, response):
            if entry is not None and condition and confirms(entry, response):
                return self._confirmed(request, response, found, requested_at)
            self._tally.add("bad_304")
            self._try(self.store.discard, found.keys)
            requested_at = self._clock()
            response = self.inner.send(request)
        self._tally.add("misses")
        self._try(self._learn, request, response, found, requested_at)
        return response

    def _offline(self, request: Request, found: _Found) -> Response | None:
        """Return the copy that stands in for the server, if it may and is still stored."""
        if request.options.cache_mode != "offline" or self._load(found.keys) is None:
            return None
        answer = policy.offline_answer(request, found.entry, now=self._clock(), limit=self._offline_limit)
        if answer is not None:
            self._tally.add("stale_served")
        return answer

    def _confirmed(self, request: Request, response: Response, found: _Found, requested_at: float) -> Response:
        entry = found.entry
        assert entry is not None  # noqa: S101 - a 304 confirms an entry that was found
        fresh = policy.confirmed(entry, response, requested_at=requested_at, received_at=self._clock())
        self._tally.add("revalidated_hits")
        self._tally.add("bytes_saved", len(entry.body))
        kept = fresh._replace(headers=keepable(request, fresh.headers))
        stored = entry._replace(headers=keepable(request, entry.headers))
        if policy.worth_rewriting(stored, kept, mode=request.options.cache_mode):
            self._try(self._rewrite, found.keys, stored, kept, fresh.headers)
        return Response(
            status=entry.status,
            headers=fresh.headers,
            body=entry.body,
            url=response.url or request.url,
            from_cache=True,
            revalidated=True,
        )

    def _rewrite(self, keys: Keys, entry: Entry, fresh: Entry, brought: Headers) -> None:
        """Store what a 304 changed, unless it may no longer be stored, or another answer came in between."""
        said = directives_of(brought.get("Cache-Control"))
        if "no-store" in said or fresh.headers.get("Vary") != entry.headers.get("Vary"):
            self.store.discard(keys)
            return
        current = self._load(keys)
        if current is not None and current.requested_at == entry.requested_at:
            self.store.put(keys, fresh)

    def _learn(self, request: Request, response: Response, found: _Found, requested_at: float) -> None:
        received_at = self._clock()
        verdict = judge(request, response, received_at=received_at, largest=self.store.largest)
        if verdict is Verdict.STORE:
            entry = Entry(
                status=response.status,
                headers=keepable(request, response.headers),
                body=response.body,
                requested_at=requested_at,
                received_at=received_at,
            )
            self._store(request, found, entry)
        elif verdict is Verdict.DISCARD and self.store.discard(found.keys) and response.status >= 400:
            self._tally.add("invalidations")

    def _store(self, request: Request, found: _Found, entry: Entry) -> None:
        names = variants_by(entry.headers)
        keys = self._keys(request, names) if names else found.plain
        if names and keys != found.keys:
            signpost = entry._replace(status=0, headers=Headers({"Vary": ", ".join(sorted(names))}), body=b"")
            self.store.put(found.plain, signpost)
        if self.store.put(keys, entry):
            self._tally.add("stores")

    # ---- changes

    def _change(self, request: Request) -> Response:
        """Send a request that changes something, and drop what it touched, also where its outcome is unknown."""
        try:
            response = self.inner.send(request)
        except TransportError as error:
            if error.sent:
                self._try(self._invalidate, request, None)
            raise
        if response.status < 400 or response.status >= 500:
            self._try(self._invalidate, request, response)
        return response

    def _invalidate(self, request: Request, response: Response | None) -> None:
        at = self._clock()
        references = _places_told(request, response) if response is not None else ()
        groups = self._keyring.touched(request.url, references, self.store.secret)
        self._note_changes(groups, at)
        dropped = [self._try(self.store.drop, group, at) or 0 for group in groups]
        self._tally.add("invalidations", sum(dropped))

    def _note_changes(self, groups: tuple[str, ...], at: float) -> None:
        """Remember a change beside the store, which may fail to drop what it touched."""
        with self._lock.here():
            for group in groups:
                self._changed[group] = at
                self._changed.move_to_end(group)
            while len(self._changed) > _REMEMBERED:
                self._changed.popitem(last=False)

    # ---- the store

    def _find(self, request: Request) -> _Found:
        """Return what is stored for ``request``, following a signpost."""
        keys = plain = self._keys(request)
        entry = self._load(keys)
        if entry is not None and entry.status == 0:
            keys = self._keys(request, variants_by(entry.headers))
            entry = self._load(keys)
        if entry is not None and (entry.status == 0 or self._outlived(entry, request)):
            entry = None
        headers = None if entry is None else unsealed(request, entry.headers)
        return _Found(keys, None if entry is None or headers is None else entry._replace(headers=headers), plain)

    def _outlived(self, entry: Entry, request: Request) -> bool:
        """Return whether an error was asked for before the last change at its origin, which may have mended it.

        What is created at a collection is not told by its own URL, so that a 404 there would outlive the creation.
        """
        if entry.status < 400:
            return False
        everything = self._keyring.everything(request.url, self.store.secret)
        return entry.requested_at <= self._changed.get(everything, float("-inf"))

    def _keys(self, request: Request, names: frozenset[str] = frozenset()) -> Keys:
        return self._keyring.keys(self._complete(request), self.store.secret, names)

    def _load(self, keys: Keys) -> Entry | None:
        try:
            entry = self.store.get(keys)
        except CorruptEntryError:
            self._tally.add("corrupt")
            self._try(self.store.discard, keys)
            return None
        except Exception:  # noqa: BLE001 - whatever a store raises, it is a fault of the store
            self._tally.add("store_errors")
            return None
        if entry is not None and entry.requested_at <= self._changed.get(keys.group, float("-inf")):
            return None
        return entry

    def _try(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        """Return what ``work`` returns; a fault of the store is counted, and gives None."""
        try:
            return work(*args, **kwargs)
        except Exception:  # noqa: BLE001 - whatever a store raises, it is a fault of the store
            self._tally.add("store_errors")
            return None


def _places_told(request: Request, response: Response) -> tuple[str | None, ...]:
    """Return the references to what a change has touched, beside its own URL (RFC 9111, 4.4)."""
    headers = response.headers
    others = aliases(request, response) if response.status < 400 else ()
    return headers.get("Location"), headers.get("Content-Location"), *others


_REMEMBERED = 10_000  # groups whose last change is remembered
