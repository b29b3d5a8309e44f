"""The rule that serves responses from a store."""

from dataclasses import replace

from heroics_py.cache import policy, revalidation
from heroics_py.cache.byte_ranges import cut_range, requests_bytes
from heroics_py.cache.counters import CacheInfo, Counters
from heroics_py.cache.directives import directives_of
from heroics_py.cache.entries import Entries, Match
from heroics_py.cache.entry import Entry
from heroics_py.cache.freshness import is_fresh
from heroics_py.cache.incomplete import combined_entry, is_worth_storing, range_for, total_length
from heroics_py.cache.interruptions import finish, perform_all
from heroics_py.cache.refreshes import Refreshes
from heroics_py.cache.related_urls import changed_references
from heroics_py.cache.responses import stale_response, stored_response
from heroics_py.cache.session_additions import SessionAdditions
from heroics_py.cache.stale import FAILURES, may_replace, may_serve_while_refreshing, staleness, window
from heroics_py.cache.stored_headers import storable_headers
from heroics_py.cache.stores.base import Store
from heroics_py.cache.validators import confirms
from heroics_py.cache.verdict import Verdict, judge
from heroics_py.errors import TransportError
from heroics_py.http.messages import Request, Response, Waits
from heroics_py.http.steps import SYSTEM_CLOCK, Background, Clock, Rule, Steps

__all__ = ["Caching"]

_MAX_PARTS = 16  # in which a server may send the rest of one response
_ABOUT_THE_RANGE = frozenset({206, 304, 416})


class Caching:
    """Serves reads from a store as far as the mode of each request allows, and invalidates what changes touch.

    A fault of the store counts as a miss, and never fails a call.

    Args:
        inner: sends what has to be sent.
        store: holds the entries. Other clients may share it.
        identity: the name of the account, for credentials that change while the account does not.
        session: the caller's session that sends the requests, if there is one. A request to which it adds something
            that counts and that no key can include bypasses the cache; with an ``identity``, credentials don't count.
        offline_limit: how many seconds after its last confirmation an entry may replace the server.
        clock: the time.
    """

    def __init__(  # noqa: PLR0913 - independent settings
        self,
        inner: Rule,
        store: Store,
        *,
        identity: str | None = None,
        session: object = None,
        offline_limit: float = 7 * 86_400.0,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.store = store
        self._inner = inner
        self._identity = identity
        self._additions = SessionAdditions(session)
        self._offline_limit = offline_limit
        self._clock = clock
        self._counters = Counters()
        self._refreshes = Refreshes()
        self._entries = Entries(
            store, identity=identity, additions=self._additions, clock=clock, counters=self._counters
        )

    def __repr__(self) -> str:
        return f"Caching({self.store!r})"

    def send(self, request: Request) -> Steps[Response]:
        """Return the response to ``request``, from the store if its mode allows.

        Raises:
            TransportError: the server did not respond, and no entry may replace it.
        """
        if policy.is_unsafe(request.method):
            return (yield from self._change(request))
        if self._additions.hides_account(request, has_identity=self._identity is not None):
            return (yield from self._bypass(request))
        if not policy.is_cacheable(request, identity=self._identity):
            return (yield from self._byte_range(request)) or (yield from self._bypass(request))
        if request.watch is not None:
            request.watch.cache = "miss"  # unless the response says more
        match = yield from self._entries.attempt(self._entries.find(request))
        if match is None:
            self._counters.add("misses")
            return (yield from self._inner.send(request))
        if request.options.cache_mode == "rfc" and (response := (yield from self._unasked(request, match))):
            return response
        return (yield from self._asked(request, match))

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

    def _bypass(self, request: Request) -> Steps[Response]:
        self._counters.add("bypass")
        return (yield from self._inner.send(request))

    def _unasked(self, request: Request, match: Match) -> Steps[Response | None]:
        """Return a response that needs not wait for the server, if there is one (RFC 9111, 4; RFC 5861, 3)."""
        now, entry = self._clock.wall(), match.entry
        is_forbidden = "only-if-cached" in directives_of(request.headers.get("Cache-Control"))
        if entry is not None and not policy.has_other_condition(request):
            if is_fresh(request, entry, now=now):
                if staleness(entry, now=now) >= 0:
                    return self._stale(request, entry)
                self._count_hit("fresh_hits", entry.body)
                return stored_response(request, entry, now=now)
            if may_serve_while_refreshing(request, entry, now=now):
                if not is_forbidden:
                    yield from self._begin_refresh(request, match)
                return self._stale(request, entry)
        return Response(status=504, url=request.url, from_cache=True) if is_forbidden else None

    def _stale(self, request: Request, entry: Entry) -> Response:
        self._counters.add("stale_served")
        return stale_response(request, entry, now=self._clock.wall())

    def _begin_refresh(self, request: Request, match: Match) -> Steps[None]:
        """Ask the server in the background, unless that is in progress."""
        if not self._refreshes.begin(match.keys, self._clock.wall()):
            return
        try:
            yield Background(self._refresh(request, match))
        except BaseException as error:
            self._refreshes.end(match.keys)
            if not isinstance(error, Exception):  # another call refreshes it
                raise

    def _refresh(self, request: Request, match: Match) -> Steps[None]:
        """Ask the server for what the caller has got already, so that the caller's condition is not sent."""
        try:
            headers = request.headers.replaced({"If-None-Match": None})
            yield from self._ask(request.replaced(headers=headers, waits=Waits()), match)
        finally:
            self._refreshes.end(match.keys)

    def _byte_range(self, request: Request) -> Steps[Response | None]:
        """Return a range of bytes of a fresh response to the same request without the range, if it is stored."""
        if request.options.cache_mode != "rfc" or not requests_bytes(request) or policy.has_own_condition(request):
            return None
        whole = request.replaced(headers=request.headers.replaced({"Range": None}))
        if not policy.is_cacheable(whole, identity=self._identity):
            return None
        match = yield from self._entries.attempt(self._entries.find(whole))
        now = self._clock.wall()
        entry = None if match is None else match.entry or match.incomplete
        if entry is None or not is_fresh(whole, entry, now=now):
            return None
        size = len(entry.body) if entry.is_complete else total_length(entry.headers)
        part = None if size is None else cut_range(request, stored_response(whole, entry, now=now), size=size)
        if part is not None:
            self._count_hit("fresh_hits", part.body)
        return part

    def _asked(self, request: Request, match: Match) -> Steps[Response]:
        """Return the server's response, or the entry in its place, and count it."""
        try:
            response = yield from self._ask(request, match)
        except FAILURES as error:
            last_copy = yield from self._last_copy(request, match, error)
            if last_copy is None:
                raise
            return last_copy
        if response.status >= 500 and (last_copy := (yield from self._last_copy(request, match, response))):
            return last_copy
        if response.revalidated:
            self._count_hit("revalidated_hits", response.body)
        else:
            self._counters.add("misses")
        return response

    def _last_copy(self, request: Request, match: Match, failure: Response | TransportError) -> Steps[Response | None]:
        """Return the entry in place of a failure, if that is allowed and it is still stored."""
        now, entry = self._clock.wall(), match.entry
        if entry is None or policy.has_other_condition(request):
            return None
        if not may_replace(request, entry, failure, now=now, offline_limit=self._offline_limit):
            return None
        stored = yield from self._entries.load(match.keys)
        return self._stale(request, entry) if stored is not None and stored.is_complete else None

    def _ask(self, request: Request, match: Match) -> Steps[Response]:
        """Ask the server, on condition that the entry has changed, and learn from the response."""
        if match.incomplete is not None and not policy.has_own_condition(request):
            response = yield from self._complete(request, match, match.incomplete)
            if response is not None:
                return response
        entry = match.entry
        condition = revalidation.condition_for(entry) if entry and not policy.has_own_condition(request) else {}
        conditional = request.replaced(headers=request.headers.replaced(condition)) if condition else request
        requested_at = self._clock.wall()
        response = yield from self._send(conditional, request, match, requested_at)
        if revalidation.is_not_modified(request, response):
            if entry is not None and condition and confirms(entry, response):
                return (yield from self._confirm(request, response, match, entry, requested_at))
            self._counters.add("bad_304")
            yield from self._entries.attempt(self._entries.discard(match.keys))
            requested_at = self._clock.wall()
            response = yield from self._send(request, request, match, requested_at)
        yield from self._entries.attempt(self._learn(request, response, match, requested_at))
        return response

    def _complete(self, request: Request, match: Match, entry: Entry) -> Steps[Response | None]:
        """Request the rest of an incomplete entry, and return the whole response, or what the server sends instead.

        Returns None if the parts don't fit: the entry is discarded, and the response has to be requested whole.
        """
        for _ in range(_MAX_PARTS):
            requested_at = self._clock.wall()
            ranged = request.replaced(headers=request.headers.replaced(range_for(entry)))
            part = yield from self._send(ranged, request, match, requested_at, beginning=entry)
            if part.status not in _ABOUT_THE_RANGE:
                yield from self._entries.attempt(self._learn(request, part, match, requested_at))
                return part
            longer = combined_entry(entry, part, requested_at=requested_at, received_at=self._clock.wall())
            if longer is None or len(longer.body) <= len(entry.body):
                break
            if longer.is_complete:
                whole = Response(status=200, headers=longer.headers, body=longer.body, url=part.url or request.url)
                self._counters.add("bytes_saved", len(entry.body))
                yield from self._entries.attempt(self._learn(request, whole, match, requested_at))
                return whole
            entry = longer
        yield from self._entries.attempt(self._entries.discard(match.keys))
        return None

    def _send(
        self, sent: Request, request: Request, match: Match, requested_at: float, beginning: Entry | None = None
    ) -> Steps[Response]:
        """Send a request, and store the response as far as it arrived if it is cut short.

        Args:
            sent: the request with what the cache adds.
            request: the request of the caller.
            match: what is stored for it.
            requested_at: the time, in seconds since the epoch.
            beginning: what the response to a range continues.
        """
        try:
            return (yield from self._inner.send(sent))
        except TransportError as error:
            if (partial := error.take_partial()) is not None:
                yield from self._entries.attempt(self._keep(request, partial, match, requested_at, beginning))
            raise

    def _keep(
        self, request: Request, partial: Response, match: Match, requested_at: float, beginning: Entry | None
    ) -> Steps[None]:
        """Store a response as far as it arrived, unless what is stored may still be served stale."""
        received_at = self._clock.wall()
        if beginning is not None and partial.status == 206:
            longer = combined_entry(beginning, partial, requested_at=requested_at, received_at=received_at)
            if longer is None:
                return
            partial = Response(status=200, headers=longer.headers, body=longer.body, url=partial.url)
        largest = self.store.largest
        if is_worth_storing(request, partial, received_at=received_at, max_body=largest) and not self._is_useful(
            request, match.entry
        ):
            entry = self._new_entry(request, partial, requested_at, received_at)
            yield from self._entries.put(request, match, replace(entry, is_complete=False))

    def _is_useful(self, request: Request, entry: Entry | None) -> bool:
        """Return whether ``entry`` may replace a failing server, as a part of a newer response can't."""
        return entry is not None and (request.options.cache_mode == "offline" or window(entry.headers) > 0)

    def _confirm(
        self, request: Request, response: Response, match: Match, entry: Entry, requested_at: float
    ) -> Steps[Response]:
        """Return the entry that a 304 has confirmed, and store what the 304 changed."""
        received_at = self._clock.wall()
        confirmed = revalidation.confirmed_entry(entry, response, requested_at=requested_at, received_at=received_at)
        before = replace(entry, headers=storable_headers(request, entry.headers))
        after = replace(confirmed, headers=storable_headers(request, confirmed.headers))
        if revalidation.needs_rewriting(before, after, mode=request.options.cache_mode):
            yield from self._entries.attempt(self._entries.rewrite(match.keys, before, after, confirmed.headers))
        return Response(
            status=entry.status,
            headers=confirmed.headers,
            body=entry.body,
            url=response.url or request.url,
            from_cache=True,
            revalidated=True,
        )

    def _learn(self, request: Request, response: Response, match: Match, requested_at: float) -> Steps[None]:
        """Store ``response``, or discard the entry that it contradicts."""
        received_at = self._clock.wall()
        verdict = judge(request, response, received_at=received_at, max_body=self.store.largest)
        if verdict is Verdict.STORE:
            entry = self._new_entry(request, response, requested_at, received_at)
            if (yield from self._entries.put(request, match, entry)):
                self._counters.add("stores")
        elif verdict is Verdict.DISCARD:
            is_removed = yield from self._entries.discard(match.keys)
            if is_removed and response.status >= 400:
                self._counters.add("invalidations")

    def _new_entry(self, request: Request, response: Response, requested_at: float, received_at: float) -> Entry:
        return Entry(
            status=response.status,
            headers=storable_headers(request, response.headers),
            body=response.body,
            requested_at=requested_at,
            received_at=received_at,
        )

    def _count_hit(self, name: str, body: bytes) -> None:
        self._counters.add(name)
        self._counters.add("bytes_saved", len(body))

    # ---- changes

    def _change(self, request: Request) -> Steps[Response]:
        """Send a change, and invalidate what it may have touched, also if its outcome is unknown."""
        try:
            response = yield from self._inner.send(request)
        except GeneratorExit:  # nobody carries out further steps
            perform_all(self._invalidate(request, None))
            raise
        except BaseException as error:
            if getattr(error, "sent", True):  # an interrupted change may have reached the server
                yield from finish(self._invalidate(request, None))
            raise
        if response.status < 400 or response.status >= 500:
            yield from finish(self._invalidate(request, response))
        return response

    def _invalidate(self, request: Request, response: Response | None) -> Steps[None]:
        references = changed_references(request, response) if response is not None else ()
        yield from self._entries.attempt(self._entries.invalidate(request.url, references))
