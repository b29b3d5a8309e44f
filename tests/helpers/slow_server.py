"""A server that holds its responses back, so that many calls ask for the same while one is on its way."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from cache_parts import serving

from heroics_py.cache.flights.flight import Flight

__all__ = ["SlowServer", "slow_server"]


class SlowServer:
    """Responds to reads as soon as its gate is open, to all else at once.

    Attributes:
        statuses: of the next responses to reads; 200 after these.
        headers: of each response.
        waiting: counts the calls that wait for a flight of their process.
        looking: counts those that wait for another worker, if the test does.
        held: counts the reads that the gate holds back.
    """

    def __init__(self):
        self.gate = threading.Event()
        self.waiting = threading.Semaphore(0)
        self.looking = threading.Semaphore(0)
        self.held = threading.Semaphore(0)
        self.statuses, self.headers = [], [("ETag", '"1"')]
        self.version = 0

    def reply(self, method, path, headers):
        if method != "GET":
            self.version += 1
            return 200, self.headers, b"{}"
        version, status = self.version, self.statuses.pop(0) if self.statuses else 200
        self.held.release()
        assert self.gate.wait(60)
        body = {"id": path, "version": version, "tags": []} if status < 400 else {"id": "odd", "message": "odd"}
        value = [body] if path.endswith("s") else body
        return status, [("Content-Type", "application/json"), *self.headers], json.dumps(value).encode()

    def wait_for(self, waiting=0, held=0, looking=0):
        """Wait until so many calls wait for a flight, and so many reads have reached the server."""
        for semaphore, count in ((self.waiting, waiting), (self.held, held), (self.looking, looking)):
            for _ in range(count):
                assert semaphore.acquire(timeout=20)

    @property
    def methods(self):
        return [method for method, _, _ in self.served.seen]


@contextmanager
def slow_server(monkeypatch):
    """Run a server, and count the calls that wait for a flight."""
    slow, ticket = SlowServer(), Flight.ticket

    def counted(flight):
        result = ticket(flight)
        slow.waiting.release()
        return result

    monkeypatch.setattr(Flight, "ticket", counted)
    with serving(slow.reply) as slow.served, ThreadPoolExecutor(200) as slow.pool:
        slow.url = slow.served.base
        slow.served.server.handle_error = lambda *_: None  # a client is gone, as some tests need it
        try:
            yield slow
        finally:
            slow.gate.set()
