"""Workers in processes of their own that read and change apps all the time, and an API that knows what they should get.

Each worker has one client that shares cache, throttle and flights with the others through Redis.
"""

import json
import random
import time
from ctypes import c_char
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from threading import Lock, Thread

import heroics_py
from heroics_py.cache import RedisStore

APPS = 8
THREADS = 3
PACE = 0.01  # seconds, so that the load leaves processors to the rest of the tests
PATIENCE = 60.0
SCHEMA = {
    "properties": {
        "app": {
            "links": [
                {"title": "Info", "rel": "self", "href": "/apps/{number}", "method": "GET"},
                {"title": "Update", "rel": "update", "href": "/apps/{number}", "method": "PATCH"},
            ]
        }
    }
}


class Board:
    """Shared memory of the workers: what they did, and what failed."""

    def __init__(self, workers):
        context = get_context("spawn")
        self.workers = workers
        self.calls = context.RawArray("q", workers)
        self.failures = context.RawArray("q", workers)
        self.reason = context.RawArray(c_char, 500)
        self.stop = context.RawValue("b", 0)  # no lock, which a killed process would never release

    def report(self, slot, text):
        self.failures[slot] += 1
        if not self.reason.value:
            self.reason.value = text.encode()[:499]

    def problem(self):
        """Return the first failure, or an empty text."""
        return self.reason.value.decode(errors="replace")

    def wait_for(self, calls):
        """Wait until each worker has made so many more calls; return whether all of them did, without a failure."""
        targets = [each + calls for each in self.calls]
        return until(lambda: self.problem() or all(map(int.__ge__, self.calls, targets))) and not self.problem()


def until(condition):
    """Wait until ``condition`` returns something true; return whether it did in time."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Api(ThreadingHTTPServer):
    """The API: each change gives an app a new version."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lock = Lock()
        self.versions = [0] * APPS
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Print nothing: a worker that ends closes its connections."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self._respond(0)

    def do_PATCH(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._respond(1)

    def _respond(self, change):
        number = int(self.path.rpartition("/")[2])
        with self.server.lock:
            self.server.versions[number] += change
            version = self.server.versions[number]
        etag = f'"{number}-{version}"'
        status = 304 if self.headers["If-None-Match"] == etag else 200
        body = b"" if status == 304 else json.dumps({"number": number, "version": version}).encode()
        lines = [f"HTTP/1.1 {status} -", "Content-Type: application/json", f"ETag: {etag}", "RateLimit-Remaining: 500"]
        lines += [] if status == 304 else [f"Content-Length: {len(body)}"]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)

    def log_message(self, *_):
        """Print nothing."""


def start(url, redis, workers):
    """Return a board, and the processes that write to it."""
    board = Board(workers)
    processes = [
        get_context("spawn").Process(target=work, args=(slot, url, redis, board), daemon=True)
        for slot in range(workers)
    ]
    for process in processes:
        process.start()
    return board, processes


def work(slot, url, redis, board):
    """Make calls from several threads until the board says stop."""
    try:
        client = connect(url, redis)
        threads = [Thread(target=_Caller(slot, client, board).call_on, args=(seed,)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()
    except BaseException as error:
        board.report(slot, repr(error))
        raise


def connect(url, redis):
    """Return a client that shares all it can through Redis."""
    cache = RedisStore(redis, secret="the secret of the fleet", ttl=60)
    return heroics_py.connect(SCHEMA, url=url, token="fleet", cache=cache, throttle=redis, single_flight=True)


class _Caller:
    """The calls of one worker, each of which is judged."""

    def __init__(self, slot, client, board):
        self.slot, self.client, self.board = slot, client, board
        self.lock = Lock()
        self.changed = [0] * APPS  # the version after the last change of this worker

    def call_on(self, seed):
        chance = random.Random(self.slot * 100 + seed)
        while not self.board.stop.value:
            number = chance.randrange(APPS)
            try:
                self._change(number) if chance.random() < 0.1 else self._read(number)
            except Exception as error:  # noqa: BLE001 - the test reports it
                self.board.report(self.slot, f"{type(error).__name__}: {error}")
            with self.lock:
                self.board.calls[self.slot] += 1
            time.sleep(PACE)

    def _change(self, number):
        version = self.client.app.update(number, {}).version
        with self.lock:
            self.changed[number] = max(version, self.changed[number])

    def _read(self, number):
        at_least = self.changed[number]
        app = self.client.app.info(number)
        if app.number != number or app.version < at_least:
            raise AssertionError(f"app {number} after its version {at_least}: {dict(app)}")
