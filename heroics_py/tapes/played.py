"""The recorded exchanges of a tape, and which of them were played."""

from collections.abc import Collection

from heroics_py.support.locks import ProcessLock
from heroics_py.tapes.exchange import TapedExchange, TapedRequest
from heroics_py.tapes.matching import answers, likeness

__all__ = ["Played"]


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
            known = self.answering(request)
            rest = [index for index in known if index not in self._used] or (known[-1:] if self._repeat else [])
            if not rest:
                return None
            index = max(rest, key=lambda index: likeness(self.exchanges[index], request))  # the first of the best
            self._used.setdefault(index)
            return index

    def answering(self, request: TapedRequest) -> list[int]:
        """Return the indexes of the exchanges that answer ``request``, played or not."""
        return [index for index, each in enumerate(self.exchanges) if answers(each, request, self.headers)]
