"""A server with a rate limit for each account, which counts what it gets.

| request          | response                                                                        |
| ---------------- | ------------------------------------------------------------------------------- |
| GET /apps/NAME   | an app with an ETag; 304; 429 if its account has used up its limit              |
| PATCH /apps/NAME | the app, which has another ETag from then on                                    |
| PUT /settings    | an empty object; it begins again, with the `Settings` in the body               |
| GET /report      | the `Report` since then                                                         |
"""

import json
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from account_limit import DIALECTS, Limit, Settings
from plain_server import HEAD_END, running, serve
from plain_server import field as field_of

__all__ = ["LimitedServer", "Report", "running_limited_server"]

_STATUS = {200: b"200 OK", 304: b"304 Not Modified", 404: b"404 Not Found", 429: b"429 Too Many Requests"}
_PADDING = "x" * 700  # an app of the Heroku Platform API has 0.8 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an account did since the settings were changed.

    Attributes:
        accepted: requests within the limit, those with a 304 among them.
        not_modified: requests with a 304.
        refused: requests with a 429.
        bytes_sent: of all responses.
        seconds: since the first request.
        available: the requests that the limit allowed in this time.
    """

    accepted: int
    not_modified: int
    refused: int
    bytes_sent: int
    seconds: float
    available: float

    @property
    def share_used(self) -> float:
        """How much of the limit was used, from 0 to 1."""
        return self.accepted / self.available if self.available else 0.0


@dataclass(slots=True)
class _Account:
    settings: Settings
    limit: Limit | None = None
    counts: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)


class _Server:
    """The accounts and their apps."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fleet = _Account(Settings())

    def respond(self, head: bytes, body: bytes) -> bytes:
        """Return the response to a request."""
        method, path, _ = head.decode().split(" ", 2)
        if path == "/settings":
            self._fleet = _Account(Settings(**json.loads(body)))
            return _message(200, b"{}")
        if path == "/report":
            return _message(200, json.dumps(asdict(self._report())).encode())
        if not path.startswith("/apps/"):
            return _message(404, b"{}")
        account = self._fleet
        time.sleep(account.settings.latency)
        message = self._respond_to(account, method, path, head)
        with self._lock:
            account.counts["bytes"] += len(message)
        return message

    def _respond_to(self, account: _Account, method: str, path: str, head: bytes) -> bytes:
        now = time.monotonic()
        with self._lock:
            fields: list[str] = []
            if field_of(head, b"authorization").decode() == account.settings.account:
                account.limit = account.limit or Limit(account.settings, now)
                remaining = account.limit.remaining(now)
                account.counts["refused" if remaining < 1 else "accepted"] += 1
                account.limit.spent += remaining >= 1
                left = max(0, remaining - 1)
                fields = DIALECTS[account.settings.dialect](account.settings, left, account.limit.wait(now))
                if remaining < 1:
                    return _message(429, b'{"id": "rate_limit", "message": "The limit is used up."}', *fields)
            account.versions[path] += method == "PATCH"
            version = account.versions[path]
            if field_of(head, b"if-none-match").decode() == f'"{version}"':
                account.counts["not_modified"] += bool(fields)
                return _message(304, b"", f'ETag: "{version}"', *_lifetime(account.settings), *fields)
        name = path.rpartition("/")[2]
        app = json.dumps({"id": name, "name": name, "version": version, "padding": _PADDING}).encode()
        return _message(200, app, f'ETag: "{version}"', *_lifetime(account.settings), *fields)

    def _report(self) -> Report:
        account, now = self._fleet, time.monotonic()
        with self._lock:
            limit, counts = account.limit, account.counts
            return Report(
                accepted=counts["accepted"],
                not_modified=counts["not_modified"],
                refused=counts["refused"],
                bytes_sent=counts["bytes"],
                seconds=now - limit.began if limit else 0.0,
                available=limit.available(now) if limit else 0.0,
            )


def _lifetime(settings: Settings) -> list[str]:
    return [f"Cache-Control: max-age={settings.lifetime}"]


def _message(status: int, body: bytes, *fields: str) -> bytes:
    lines = [b"HTTP/1.1 " + _STATUS[status], b"Content-Type: application/json", *(each.encode() for each in fields)]
    if status != 304:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + HEAD_END + body


@dataclass(frozen=True, slots=True)
class LimitedServer:
    """The server, as its parent sees it.

    Attributes:
        url: its base URL.
    """

    url: str

    def begin(self, settings: Settings) -> None:
        """Forget everything, and go on with these settings."""
        body = json.dumps(asdict(settings)).encode()
        self._fetch(urllib.request.Request(f"{self.url}/settings", data=body, method="PUT"))  # noqa: S310

    def report(self) -> Report:
        """Return what happened since `begin`."""
        return Report(**self._fetch(urllib.request.Request(f"{self.url}/report")))  # noqa: S310

    def _fetch(self, request: urllib.request.Request) -> dict[str, float]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as response:
            return dict(json.load(response))


@contextmanager
def running_limited_server(core: int | None = None) -> Iterator[LimitedServer]:
    """Run the server in a process of its own.

    Args:
        core: the processor that it runs on; None for any.
    """
    with running(__file__, "" if core is None else str(core)) as url:
        yield LimitedServer(url)


if __name__ == "__main__":
    serve(_Server().respond, sys.argv[1])
