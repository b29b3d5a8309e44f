"""The wiretap of a tape: it plays what is recorded, and records what is not, as its mode allows."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.http.steps import Rule, Steps
from heroics_py.http.tape_marks import TapeMark
from heroics_py.http.wiretaps import Wiretap
from heroics_py.support.locks import ProcessLock
from heroics_py.tapes.changed_texts import change_exchange
from heroics_py.tapes.exchange import TapedExchange
from heroics_py.tapes.matching import moved
from heroics_py.tapes.modes import Mode
from heroics_py.tapes.open_bodies import PlayedBody
from heroics_py.tapes.placeholders import is_placeholder
from heroics_py.tapes.played import Played
from heroics_py.tapes.recorded import Recorded
from heroics_py.tapes.refusal import refusal
from heroics_py.tapes.scrubbing import Scrubber
from heroics_py.tapes.whole_requests import read_body

__all__ = ["Recorder"]

_T = TypeVar("_T")

_played_last: ContextVar[object] = ContextVar("played_last", default=None)
"""The sign of the tape that has played the last response in this thread or task; None if a server was asked."""


class Recorder(Wiretap):
    """Answers requests from a tape, or records their responses.

    Args:
        name: of the tape, for errors.
        mode: what it does.
        played: what is on the tape.
        scrubber: replaces secrets.
        is_checked: whether what is played has to follow its schema.
    """

    def __init__(self, name: str, mode: Mode, *, played: Played, scrubber: Scrubber, is_checked: bool) -> None:
        self._name = name
        self._mode = mode
        self._scrubber = scrubber
        self._is_checked = is_checked
        self.played = played
        self.recorded = Recorded()
        self.is_playing = not mode.records
        self.is_recording = mode.records
        self._sign = object()
        self._apart: dict[int, tuple[object, object]] = {}
        self._lock = ProcessLock()

    @property
    def skips_waits(self) -> bool:
        """Whether the tape has played the last response of this thread or task: it waits for no server."""
        return self.is_playing or _played_last.get() is self._sign

    def own(self, original: _T, make: Callable[[], _T]) -> _T:
        """Return what replaces ``original`` as long as the tape is active; created once."""
        with self._lock.here():
            known = self._apart.get(id(original))
        if known is not None:
            return known[1]  # type: ignore[return-value]  # as it was made for this object
        made = make()
        with self._lock.here():
            return self._apart.setdefault(id(original), (original, made))[1]  # type: ignore[return-value]  # as above

    def forget(self) -> None:
        """Forget what was used in place of caches and logins, at the end of the tape."""
        with self._lock.here():
            self._apart.clear()

    def send(self, request: Request, inner: Rule) -> Steps[Response]:
        """Return the steps that lead to the recorded response, or to that of the server.

        Raises:
            TapeError: the request is not on the tape, and the mode does not record.
        """
        known, sent = yield from read_body(request)
        if self._mode.plays:
            taped = self._scrubber.request(known)
            index = self.played.take(taped)
            if index is not None:
                _played_last.set(self._sign)
                return self._response(known, index)
            if not self._mode.records:
                raise refusal(self._name, self._mode.name, known.call, taped, self.played)
        _played_last.set(None)
        recording = self.recorded.begin(known)
        return recording.take((yield from inner.send(sent)))

    def _response(self, request: Request, index: int) -> Response:
        exchange = self.played.exchanges[index]
        mark = TapeMark(tape=self._name, number=index + 1, is_checked=self._is_checked, is_placeholder=is_placeholder)
        return played_response(exchange, request, mark)


def played_response(exchange: TapedExchange, request: Request, mark: TapeMark) -> Response:
    """Return the response of a recorded exchange; open if the request asks for that."""
    taped = _moved(exchange, request.url).response
    body = b"" if request.method == "HEAD" else taped.body_bytes()
    is_open = request.keeps_open(taped.status, taped.headers.get("Content-Type") or "")
    return Response(
        status=taped.status,
        headers=taped.headers,
        body=b"" if is_open else body,
        url=request.url,
        method=request.method,
        source=PlayedBody(body) if is_open else None,
        taped=mark,
    )


def _moved(exchange: TapedExchange, url: str) -> TapedExchange:
    """Return an exchange with a server of this machine as if it had had the port that it has now."""
    taped = exchange.request.url
    if origin_of(taped) == origin_of(url):
        return exchange
    return change_exchange(exchange, lambda text: moved(text, taped, url), lambda data: data)
