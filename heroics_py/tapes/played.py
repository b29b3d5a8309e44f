"""The recorded exchanges of a tape, and which of them were played."""

from collections.abc import Collection
from urllib.parse import urlsplit

from heroics_py.support.locks import ProcessLock
from heroics_py.tapes.exchange import TapedExchange, TapedRequest
from heroics_py.tapes.matching import answers, asks_the_same, confirmed_etag, escaped, likeness
from heroics_py.tapes.placeholders import ANY_SECRET

__all__ = ["Played"]

_ANY_PATH = ""
_SECRET = ANY_SECRET.rstrip("~")  # as each placeholder begins


class Played:
    """The exchanges of a tape, for any number of threads.

    Args:
        exchanges: in the order in which they were recorded.
        headers: names of further headers that count, in lower case.
        repeat: whether the last response to a request answers it again and again.
    """

    def __init__(self, exchanges: tuple[TapedExchange, ...], *, headers: Collection[str], repeat: bool) -> None:
        self.exchanges = exchanges
        self.headers = headers
        self._repeat = repeat
        self._used: dict[int, None] = {}  # in the order of their first use
        self._by_path: dict[str, list[int]] = {}
        for index, each in enumerate(exchanges):
            path = urlsplit(each.request.url).path
            key = _ANY_PATH if _SECRET in path else escaped(path or "/")
            self._by_path.setdefault(key, []).append(index)
        self._lock = ProcessLock()

    @property
    def taken(self) -> tuple[TapedExchange, ...]:
        """The exchanges that were played, in that order."""
        with self._lock.here():
            return tuple(self.exchanges[index] for index in self._used)

    def take(self, request: TapedRequest) -> int | None:
        """Return the index of the exchange that answers ``request``, and play it; None if none is left.

        The same request gets its responses in the order in which they were recorded. Of several, one to the same
        condition (``If-None-Match``) comes first.
        """
        with self._lock.here():
            rest = [index for index in self._near(request) if index not in self._used and self._answers(index, request)]
            if not rest and self._repeat:
                rest = self.answering(request)[-1:]
            if not rest:
                return self._take_confirmed(request)
            index = max(rest, key=lambda index: likeness(self.exchanges[index], request))  # the first of the best
            self._used.setdefault(index)
            return index

    def _take_confirmed(self, request: TapedRequest) -> int | None:
        """Play a 304 for a request without its condition: return the index of the response that it has confirmed.

        So it does not matter which of two threads fills a cache.
        """
        same = [index for index in self._near(request) if asks_the_same(self.exchanges[index], request, self.headers)]
        for index in same:
            etag = confirmed_etag(self.exchanges[index])
            if index in self._used or etag is None:
                continue
            for whole in same:
                if self.exchanges[whole].response.headers.get("ETag") == etag and self.exchanges[whole].response.body:
                    self._used.setdefault(index)
                    return whole
        return None

    def answering(self, request: TapedRequest) -> list[int]:
        """Return the indexes of the exchanges that answer ``request``, played or not."""
        return [index for index in self._near(request) if self._answers(index, request)]

    def _answers(self, index: int, request: TapedRequest) -> bool:
        return answers(self.exchanges[index], request, self.headers)

    def _near(self, request: TapedRequest) -> list[int]:
        """Return the indexes of the exchanges whose path may be that of ``request``."""
        path = escaped(urlsplit(request.url).path or "/")
        return sorted((*self._by_path.get(path, ()), *self._by_path.get(_ANY_PATH, ())))
