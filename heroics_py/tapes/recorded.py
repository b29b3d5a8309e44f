"""The exchanges that a tape records, in the order in which their requests were sent."""

from urllib.parse import parse_qsl, urlsplit

from heroics_py.http.messages import Request, Response
from heroics_py.support.locks import ProcessLock
from heroics_py.tapes.open_bodies import RecordedBody

__all__ = ["Recorded", "Recording"]


class Recording:
    """One exchange. It holds the secrets of the request, until the tape is written.

    Attributes:
        request: as it was sent, with its body as bytes.
    """

    __slots__ = ("_open", "_response", "request")

    def __init__(self, request: Request) -> None:
        self.request = request
        self._response: Response | None = None
        self._open: RecordedBody | None = None

    @property
    def has_arrived(self) -> bool:
        """Whether the whole response has arrived."""
        return self._response is not None

    @property
    def response(self) -> Response:
        """The whole response.

        Raises:
            LookupError: it has not arrived, or it broke.
        """
        if self._response is None:
            raise LookupError(f"the response to {self.request!r} has not arrived")
        return self._response

    def take(self, response: Response) -> Response:
        """Record a response, and return it as the client gets it."""
        if response.sent is not None:
            self.request = _with_secrets(self.request, response.sent)
        if response.source is None:
            self._response = response
            return response
        self._open = RecordedBody(response.source, lambda body: self._keep(response, body))
        return response.replaced(source=self._open)

    def finish(self) -> None:
        """Keep what has arrived of a body that is still open."""
        if self._open is not None:
            self._open.end()

    def _keep(self, response: Response, body: bytes | None) -> None:
        self._response = None if body is None else response.replaced(source=None, body=body)


def _with_secrets(request: Request, sent: Request) -> Request:
    """Return a request with the header fields that a session added to it, and the fields that it added to its query.

    They become header fields: so they may be secrets, and the URL stays the one that is compared.
    """
    known = {name for name, _ in _query(request.url)}
    added = {name: text for name, text in _query(sent.url) if name not in known}
    return request.replaced(headers=sent.headers.replaced({**added, **dict(request.headers.items())}))


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


class Recorded:
    """The recordings of a tape, for any number of threads."""

    def __init__(self) -> None:
        self._recordings: list[Recording] = []
        self._lock = ProcessLock()

    def begin(self, request: Request) -> Recording:
        """Return the place of an exchange, whose request is about to be sent."""
        with self._lock.here():
            recording = Recording(request)
            self._recordings.append(recording)
            return recording

    def arrived(self) -> list[Recording]:
        """Return the recordings whose responses have arrived so far."""
        with self._lock.here():
            return [each for each in self._recordings if each.has_arrived]

    def take_finished(self) -> list[Recording]:
        """Return the recordings whose responses have arrived, and forget all of them."""
        with self._lock.here():
            recordings, self._recordings = self._recordings, []
        for recording in recordings:
            recording.finish()
        return [each for each in recordings if each.has_arrived]
