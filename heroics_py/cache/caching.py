"""The rule that serves responses from a store."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from heroics_py.cache import policy
from heroics_py.cache.byte_ranges import cut_range, requests_bytes
from heroics_py.cache.counters import CacheInfo, Counters
from heroics_py.cache.directives import directives_of
from heroics_py.cache.entries import Entries, Match
from heroics_py.cache.entry import Entry
from heroics_py.cache.freshness import is_fresh
from heroics_py.cache.incomplete import total_length
from heroics_py.cache.interruptions import finish, perform_all
from heroics_py.cache.refreshes import Refreshes
from heroics_py.cache.related_urls import named_paths, references_in
from heroics_py.cache.responses import stale_response, stored_response
from heroics_py.cache.server_reads import ServerReads
from heroics_py.cache.session_additions import SessionAdditions
from heroics_py.cache.stale import FAILURES, may_replace, may_serve_while_refreshing, staleness
from heroics_py.cache.stores.base import Store
from heroics_py.errors import TransportError
from heroics_py.http.messages import Request, Response, Waits
from heroics_py.http.steps import SYSTEM_CLOCK, Background, Clock, Rule, Steps

if TYPE_CHECKING:
    from heroics_py.cache.flights.among_workers import SharedReads

__all__ = ["Caching"]


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

    Attributes:
        store: as passed.
        entries: what this client reads and writes in it.
        counters: count what it does.
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
        self.counters = Counters()
        self._refreshes = Refreshes()
        self.entries = Entries(store, identity=identity, additions=self._additions, clock=clock, counters=self.counters)
        self._shared_reads: SharedReads | None = None
        self._server = ServerReads(inner, self.entries, clock=clock, counters=self.counters)

    def __repr__(self) -> str:
        return f"Caching({self.store!r})"

    def send(self, request: Request) -> Steps[Response]:
        """Return the response to ``request``, from the store if its mode allows.

        Raises:
            TransportError: the server did not respond, and no entry may replace it.
        """
        if policy.is_unsafe(request.method):
            return self._change(request)
        if self._additions.hides_account(request, has_identity=self._identity is not None):
            return self._bypass(request)
        if policy.is_cacheable(request, identity=self._identity):
            return self._read(request)
        return self._read_range(request) if self._may_cut_range(request) else self._bypass(request)

    def share_reads(self, shared_reads: "SharedReads") -> None:
        """Let workers with the same store share the reads that reach the server."""
        self._shared_reads = shared_reads

    def info(self) -> CacheInfo:
        """Return what the store holds and the counts so far; a store that fails holds nothing."""
        where, entries, size, evictions, fault = "unavailable", 0, 0, 0, getattr(self.store, "fault", "")
        try:
            store = self.entries.store
            evictions = store.evictions
            entries, size = store.measure()
            where = store.where
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self.counters.add(store_errors=1)
        if fault := fault or getattr(self.store, "fault", ""):  # it says why it can't be measured
            where = self.store.where
        return self.counters.info(where=where, entries=entries, size=size, evictions=evictions, fault=fault)

    def clear(self) -> None:
        """Remove everything from the store.

        Raises:
            OSError: or any other exception of the store, if it can't be cleared.
        """
        self.entries.store.clear()

    # ---- reads

    def _bypass(self, request: Request) -> Steps[Response]:
        self.counters.add(bypass=1)
        return self._inner.send(request)

    def _read(self, request: Request) -> Steps[Response]:
        if request.watch is not None:
            request.watch.cache = "miss"  # unless the response says more
        match = yield from self.entries.find(request)
        if match is None:
            self.counters.add(misses=1)
            return (yield from self._inner.send(request))
        if request.options.cache_mode == "rfc" and (response := (yield from self._unasked(request, match))):
            return response
        return (yield from self._share(request, lambda: self._asked(request, match)))

    def _share(self, request: Request, ask: Callable[[], Steps[Response]]) -> Steps[Response]:
        """Return the response of the server, which another worker may ask for the same at this moment."""
        if self._shared_reads is None or self.entries.store is not self.store:
            return ask()
        return self._shared_reads.read(request, ask)

    def _unasked(self, request: Request, match: Match) -> Steps[Response | None]:
        """Return a response that needs not wait for the server, if there is one (RFC 9111, 4; RFC 5861, 3)."""
        now, entry = self._clock.wall(), match.entry
        is_forbidden = "only-if-cached" in directives_of(request.headers.get("Cache-Control"))
        if entry is not None and not policy.has_other_condition(request):
            if is_fresh(request, entry, now=now):
                if staleness(entry, now=now) >= 0:
                    return self._stale(request, entry)
                self.counters.add(fresh_hits=1, bytes_saved=len(entry.body))
                return stored_response(request, entry, now=now)
            if may_serve_while_refreshing(request, entry, now=now):
                if not is_forbidden:
                    yield from self._begin_refresh(request, match)
                return self._stale(request, entry)
        return Response(status=504, url=request.url, from_cache=True) if is_forbidden else None

    def _stale(self, request: Request, entry: Entry) -> Response:
        self.counters.add(stale_served=1)
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
            watch = request.watch and request.watch.for_refresh()
            refreshing = request.replaced(headers=headers, waits=Waits(), watch=watch)
            yield from self._share(refreshing, lambda: self._server.read(refreshing, match))
        finally:
            self._refreshes.end(match.keys)

    def _may_cut_range(self, request: Request) -> bool:
        """Return whether a range of bytes may be cut out of a stored response to the request without the range."""
        return request.options.cache_mode == "rfc" and requests_bytes(request) and not policy.has_own_condition(request)

    def _read_range(self, request: Request) -> Steps[Response]:
        """Return a range of bytes of a fresh response to the same request without the range, if it is stored."""
        whole = request.replaced(headers=request.headers.replaced({"Range": None}))
        if policy.is_cacheable(whole, identity=self._identity):
            match = yield from self.entries.find(whole)
            part = match and self._part(request, whole, match)
            if part:
                return part
        return (yield from self._bypass(request))

    def _part(self, request: Request, whole: Request, match: Match) -> Response | None:
        now, entry = self._clock.wall(), match.entry or match.incomplete
        if entry is None or not is_fresh(whole, entry, now=now):
            return None
        size = len(entry.body) if entry.is_complete else total_length(entry.headers)
        part = None if size is None else cut_range(request, stored_response(whole, entry, now=now), size=size)
        if part is not None:
            self.counters.add(fresh_hits=1, bytes_saved=len(part.body))
        return part

    def _asked(self, request: Request, match: Match) -> Steps[Response]:
        """Return the server's response, or the entry in its place, and count it."""
        try:
            response = yield from self._server.read(request, match)
        except FAILURES as error:
            last_copy = yield from self._last_copy(request, match, error)
            if last_copy is None:
                raise
            return last_copy
        if response.status >= 500 and (last_copy := (yield from self._last_copy(request, match, response))):
            return last_copy
        if response.revalidated:
            self.counters.add(revalidated_hits=1, bytes_saved=len(response.body))
        else:
            self.counters.add(misses=1)
        return response

    def _last_copy(self, request: Request, match: Match, failure: Response | TransportError) -> Steps[Response | None]:
        """Return the entry in place of a failure, if that is allowed and it is still stored."""
        now, entry = self._clock.wall(), match.entry
        if entry is None or policy.has_other_condition(request):
            return None
        if not may_replace(request, entry, failure, now=now, offline_limit=self._offline_limit):
            return None
        stored = yield from self.entries.load(match.keys)
        return self._stale(request, entry) if stored is not None and stored.is_complete else None

    # ---- changes

    def _change(self, request: Request) -> Steps[Response]:
        """Send a change, and invalidate what it may have touched, also if its outcome is unknown."""
        try:
            response = yield from self._inner.send(request)
            references, paths = self._related_to(request, response)
        except GeneratorExit:  # nobody carries out further steps
            perform_all(self._invalidate(request))
            raise
        except BaseException as error:
            if getattr(error, "sent", True):  # an interrupted change may have reached the server
                yield from finish(self._invalidate(request))
            raise
        if response.status < 400 or response.status >= 500:
            yield from finish(self._invalidate(request, references, paths))
        return response

    def _related_to(self, request: Request, response: Response) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
        """Return the references and the paths of what else was changed; an odd response names nothing."""
        try:
            return references_in(response), named_paths(request, response)
        except Exception:  # noqa: BLE001 - a fault of the cache fails no call
            self.counters.add(store_errors=1)
            return (), ()

    def _invalidate(
        self, request: Request, references: tuple[str | None, ...] = (), paths: tuple[str, ...] = ()
    ) -> Steps[None]:
        yield from self.entries.attempt(self.entries.invalidate(request.url, references, paths))
