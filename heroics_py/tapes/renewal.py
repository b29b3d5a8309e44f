"""A tape that is recorded again, so that it differs from the old one only in what the server has changed."""

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from heroics_py.http.messages import Request
from heroics_py.http.origins import is_loopback, origin_of
from heroics_py.tapes.changed_texts import change_exchange
from heroics_py.tapes.exchange import TapedExchange, TapedRequest
from heroics_py.tapes.matching import moved
from heroics_py.tapes.played import Played
from heroics_py.tapes.recorded import Recording

__all__ = ["in_old_order", "with_old_counts", "with_old_port"]

# What a rate limit has left, and how long a response was on its way: another number each time.
_COUNTS = re.compile(r"^(age|ratelimit)$|(^|-)(remaining|reset|used|usage)(-|$)")


def in_old_order(
    recordings: Iterable[Recording], old: tuple[TapedExchange, ...], taped: Callable[[Request], TapedRequest]
) -> list[Recording]:
    """Return recordings in the order that their requests have on an old tape: threads send them in any order.

    One that is not on the old tape stays behind the one that was sent before it.

    Args:
        recordings: in the order in which they were sent.
        old: the exchanges of the old tape.
        taped: returns a request without its secrets.
    """
    if not old:
        return [*recordings]
    known = Played(old, headers=(), repeat=False)
    places: list[tuple[int, Recording, TapedRequest]] = []
    for recording in recordings:
        request = taped(recording.request)
        place = known.take(request)
        if place is None:
            same = [place for place, _, other in places if other == request]
            place = max((*same, *(place for place, *_ in places[-1:])), default=-1)
        places.append((place, recording, request))
    return [recording for _, recording, _ in sorted(places, key=lambda each: each[0])]


def with_old_port(exchanges: Sequence[TapedExchange], old: Iterable[TapedExchange]) -> tuple[TapedExchange, ...]:
    """Return exchanges with the port that a server of this machine had on an old tape, if there is only one."""
    new_urls, old_urls = _local_origins(exchanges), _local_origins(old)
    if len(new_urls) != 1 or len(old_urls) != 1 or new_urls == old_urls:
        return tuple(exchanges)
    (new,), (before,) = new_urls, old_urls
    return tuple(change_exchange(each, lambda text: moved(text, new, before), lambda data: data) for each in exchanges)


def with_old_counts(exchanges: Sequence[TapedExchange], old: tuple[TapedExchange, ...]) -> tuple[TapedExchange, ...]:
    """Return exchanges whose rate limits have the counts that they have on an old tape."""
    if not old:
        return tuple(exchanges)
    known = Played(old, headers=(), repeat=False)
    places = [known.take(each.request) for each in exchanges]
    return tuple(
        [
            each if place is None else _with_counts_of(old[place], each)
            for place, each in zip(places, exchanges, strict=True)
        ]
    )


def _with_counts_of(old: TapedExchange, exchange: TapedExchange) -> TapedExchange:
    response = exchange.response
    known = old.response.headers
    counts = {name: known[name] for name in response.headers if _COUNTS.search(name.lower()) and name in known}
    return exchange.replaced(response=response.replaced(headers=response.headers.replaced(counts)))


def _local_origins(exchanges: Iterable[TapedExchange]) -> set[str]:
    urls = [each.request.url for each in exchanges]
    origins = {origin_of(url) for url in urls if is_loopback(urlsplit(url).hostname or "")}
    return {origin for origin in origins if origin is not None}
