"""A process that reads, changes and deletes through one cache in files, and checks each response."""

import random
from ctypes import c_char
from pathlib import Path

from cache_parts import get, make_response
from ruled import ruled

from heroics_py.cache import Caching
from heroics_py.cache.stores.files import FileStore

WORKERS = 4
RESOURCES = 12
COUNTS = ("operations", "mismatches", "outdated", "hits")


class Board:
    """Shared memory of the processes: how often each has changed each resource, and the counts."""

    def __init__(self, context):
        self.changes = context.RawArray("q", WORKERS * RESOURCES)
        self.dropped = context.RawArray("q", WORKERS * RESOURCES)
        self.counts = context.RawArray("q", WORKERS * len(COUNTS))
        self.errors = context.RawValue("q", 0)
        self.first_error = context.RawArray(c_char, 500)
        self.stop = context.RawValue("b", 0)  # no lock, which a killed process would never release

    def add(self, slot, name, amount=1):
        self.counts[slot * len(COUNTS) + COUNTS.index(name)] += amount

    def total(self, name):
        return sum(self.counts[slot * len(COUNTS) + COUNTS.index(name)] for slot in range(WORKERS))

    def report(self, text):
        self.errors.value += 1
        self.first_error.value = text.encode()[:499]

    def operations(self):
        return self.total("operations")

    def version(self, resource):
        """Return how often all processes together have changed a resource; it never decreases."""
        return sum(self.changes[slot * RESOURCES + resource] for slot in range(WORKERS))


def body_of(resource, version):
    return b'{"resource":%d,"version":%d,"pad":"%s"}' % (resource, version, b"x" * (50 + 997 * resource))


class Origin:
    """The server as one process sees it; the versions are shared."""

    def __init__(self, slot, board):
        self.slot, self.board = slot, board

    def send(self, request):
        resource = int(request.url.rpartition("/")[2])
        if request.method != "GET":
            self.board.changes[self.slot * RESOURCES + resource] += 1
            return make_response(200, b"{}")
        version = self.board.version(resource)
        etag = f'"{resource}-{version}"'
        if request.headers.get("If-None-Match") == etag:
            return make_response(304, etag=etag)
        return make_response(body=body_of(resource, version), etag=etag, Cache_Control="max-age=600")

    def close(self):
        pass


def work(slot, seed, folder, board):
    """Do up to 10,000 operations, until the board says stop."""
    chance = random.Random(f"{slot}-{seed}")
    store = FileStore(Path(folder), max_bytes=100_000, chance=chance.random)
    cache = ruled(Caching, Origin(slot, board), store=store)
    try:
        for _ in range(10_000):
            if board.stop.value:
                break
            _operate(cache, store, slot, board, chance)
    except Exception as error:  # noqa: BLE001 - the test reports it
        board.report(repr(error))
    if cache.info().store_errors:
        board.report(str(cache.info()))


def _operate(cache, store, slot, board, chance):
    resource = chance.randrange(RESOURCES)
    url = f"https://api.shop.example/things/{resource}"
    draw = chance.random()
    if draw < 0.06:
        cache.send(get(url, method=chance.choice(["PATCH", "DELETE"]), body=b"{}"))
        board.dropped[slot * RESOURCES + resource] = board.changes[slot * RESOURCES + resource]
    elif draw < 0.065:
        store.sweep()
    elif draw < 0.067:
        cache.clear()
    else:
        mode = chance.choice(["revalidate", "rfc"])
        dropped = sum(board.dropped[other * RESOURCES + resource] for other in range(WORKERS))
        before = board.version(resource) if mode == "revalidate" else dropped
        _judge(slot, board, resource, before, cache.send(get(url, mode=mode)))
    board.add(slot, "operations")


def _judge(slot, board, resource, before, response):
    assert response.status == 200, response
    version = int(response.etag.strip('"').partition("-")[2])
    board.add(slot, "mismatches", response.body != body_of(resource, version))
    board.add(slot, "outdated", not before <= version <= board.version(resource))
    board.add(slot, "hits", response.from_cache)
