"""Reads that reach the server: on condition, or for the rest of a response; and what is learned from the response."""

from dataclasses import replace

from heroics_py.cache import policy, revalidation
from heroics_py.cache.counters import Counters
from heroics_py.cache.entries import Entries, Match
from heroics_py.cache.entry import Entry
from heroics_py.cache.incomplete import combined_entry, is_worth_storing, range_for
from heroics_py.cache.stale import window
from heroics_py.cache.stored_headers import RequestSecrets
from heroics_py.cache.validators import confirms
from heroics_py.cache.verdict import Verdict, judge
from heroics_py.errors import TransportError
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Clock, Rule, Steps

__all__ = ["ServerReads"]

_MAX_PARTS = 16  # in which a server may send the rest of one response
_ABOUT_THE_RANGE = frozenset({206, 304, 416})


class ServerReads:
    """Sends reads to the server, and keeps the entries up to date with its responses.

    Args:
        inner: sends a request.
        entries: what is stored.
        clock: the time.
        counters: count what is stored and saved.
    """

    def __init__(self, inner: Rule, entries: Entries, *, clock: Clock, counters: Counters) -> None:
        self._inner = inner
        self._entries = entries
        self._clock = clock
        self._counters = counters

    def read(self, request: Request, match: Match) -> Steps[Response]:
        """Return the response of the server, or the entry that it confirms.

        It is asked on condition that the entry has changed, or for what an incomplete one lacks.

        Raises:
            TransportError: the response did not arrive, or not completely.
        """
        is_free = not policy.has_own_condition(request)  # if not, a 304 is for the caller
        if match.incomplete is not None and is_free:
            response = yield from self._complete(request, match, match.incomplete)
            if response is not None:
                return response
        entry = match.entry
        condition = revalidation.condition_for(entry) if entry and is_free else {}
        conditional = request.replaced(headers=request.headers.replaced(condition)) if condition else request
        requested_at = self._clock.wall()
        response = yield from self._send(conditional, request, match, requested_at)
        if response.status == 304 and is_free:
            if entry is not None and condition and confirms(entry, response):
                return (yield from self._confirm(request, response, match, entry, requested_at))
            self._counters.add(bad_304=1)
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
                self._counters.add(bytes_saved=len(entry.body))
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
        largest = self._entries.store.largest
        secrets = self._entries.secrets_in(request)
        is_worth_it = is_worth_storing(request, partial, secrets, received_at=received_at, max_body=largest)
        if is_worth_it and not _is_useful(request, match.entry):
            entry = _new_entry(partial, secrets, requested_at, received_at)
            yield from self._entries.put(request, match, replace(entry, is_complete=False))

    def _confirm(
        self, request: Request, response: Response, match: Match, entry: Entry, requested_at: float
    ) -> Steps[Response]:
        """Return the entry that a 304 has confirmed, and store what the 304 changed."""
        received_at = self._clock.wall()
        headers = revalidation.confirmed_headers(entry, response)
        mode = request.options.cache_mode
        if revalidation.needs_rewriting(entry, headers, received_at=received_at, mode=mode):
            confirmed = replace(entry, headers=headers, requested_at=requested_at, received_at=received_at)
            yield from self._entries.attempt(self._rewrite(request, match, entry, confirmed))
        return Response(
            status=entry.status,
            headers=headers,
            body=entry.body,
            url=response.url or request.url,
            from_cache=True,
            revalidated=True,
        )

    def _rewrite(self, request: Request, match: Match, entry: Entry, confirmed: Entry) -> Steps[None]:
        """Store an entry that a 304 has changed, if what is stored of it has changed."""
        secrets = self._entries.secrets_in(request)
        before, after = [replace(each, headers=secrets.storable(each.headers)) for each in (entry, confirmed)]
        mode = request.options.cache_mode
        if revalidation.needs_rewriting(before, after.headers, received_at=after.received_at, mode=mode):
            yield from self._entries.rewrite(match.keys, before, after, confirmed.headers)

    def _learn(self, request: Request, response: Response, match: Match, requested_at: float) -> Steps[None]:
        """Store ``response``, or discard the entry that it contradicts."""
        received_at = self._clock.wall()
        secrets = self._entries.secrets_in(request)
        verdict = judge(request, response, secrets, received_at=received_at, max_body=self._entries.store.largest)
        if verdict is Verdict.STORE:
            entry = _new_entry(response, secrets, requested_at, received_at)
            if (yield from self._entries.put(request, match, entry)):
                self._counters.add(stores=1)
        elif verdict is Verdict.DISCARD:
            is_removed = yield from self._entries.discard(match.keys)
            if is_removed and response.status >= 400:
                self._counters.add(invalidations=1)


def _new_entry(response: Response, secrets: RequestSecrets, requested_at: float, received_at: float) -> Entry:
    return Entry(
        status=response.status,
        headers=secrets.storable(response.headers),
        body=response.body,
        requested_at=requested_at,
        received_at=received_at,
    )


def _is_useful(request: Request, entry: Entry | None) -> bool:
    """Return whether ``entry`` may replace a failing server, as a part of a newer response can't."""
    return entry is not None and (request.options.cache_mode == "offline" or window(entry.headers) > 0)
