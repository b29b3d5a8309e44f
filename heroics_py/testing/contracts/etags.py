"""The ETags of what was read, compared from one response to the next (RFC 9110, 8.8.3)."""

from dataclasses import dataclass, field
from hashlib import blake2b

from heroics_py.http.messages import Response
from heroics_py.testing.contracts.answers import Finding
from heroics_py.testing.contracts.performed import Sent

__all__ = ["ETags"]

_MOST_REMEMBERED = 2_000


@dataclass(slots=True)
class ETags:
    """Remembers the ETag and the body of the last response to each read."""

    _last: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def findings(self, sent: Sent, response: Response) -> list[Finding]:
        """Return what a response breaks together with those before it: a strong ETag that another body had.

        That is so whatever came between them. The other way round, a server may give the same body a new ETag.
        """
        etag = response.etag
        if sent.subject.link.method != "GET" or response.status != 200 or not etag or etag.startswith("W/"):
            return []
        key = f"{sent.subject.name} {sent.arguments}"
        body = blake2b(response.body).digest()
        last = self._last.get(key)
        if last is not None or len(self._last) < _MOST_REMEMBERED:
            self._last[key] = (etag, body)
        if last is None or last[0] != etag or last[1] == body:
            return []
        message = f"two responses with different bodies have the same strong ETag {etag}"
        return [Finding(kind="stale ETag", message=message)]
