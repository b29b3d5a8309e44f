"""The time of a call with each store of the cache, against one without a cache."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from measured_redis import running_redis
from memory_server import running_server
from timing import Plan, Row, alternate, row

import heroics_py
from heroics_py.cache import FileStore, MemoryStore, RedisStore

__all__ = ["measure"]

_ROWS = (  # name, mode of the server, mode of the cache, app
    ("304, 0.8 KB", "etag", "revalidate", "example"),
    ("304, 67 KB", "etag", "revalidate", "large"),
    ("fresh, 0.8 KB", "aged", "rfc", "example"),
    ("fresh, 67 KB", "aged", "rfc", "large"),
)
_SCHEMA = {
    "properties": {
        "app": {"links": [{"title": "Info", "rel": "self", "href": "/apps/{name}", "method": "GET"}]},
    }
}
_SECRET = "the secret of the benchmark"  # noqa: S105 - no credential of anybody


def measure(directory: Path, *, quick: bool) -> list[Row]:
    """Return the times of a GET with each store, in alternating rounds.

    Args:
        directory: for the store in files.
        quick: whether to check only that the scripts work.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    core = cores[-1] if len(cores) > 1 else None
    plan = Plan(rounds=1 if quick else 7, quick=quick, schema=directory, large=directory, directory=directory)
    with running_server(1, 1, core) as url, running_redis() as redis:
        stores = _stores(directory, redis.url)
        return [
            row(name, "µs", alternate(plan, _calls(f"{url}/{server}", stores, mode, app)), peer="none")
            for name, server, mode, app in _ROWS
        ]


def _stores(directory: Path, redis: str) -> dict[str, object]:
    stores: dict[str, object] = {
        "none": None,
        "memory": MemoryStore(),
        "file": FileStore(directory / "cache"),
        "redis": RedisStore(redis, secret=_SECRET),
    }
    try:
        stores["redis, encrypted"] = RedisStore(redis, secret=_SECRET, prefix="encrypted:", encrypt=True)
    except ImportError as error:
        print(f"without encryption: {error}", file=sys.stderr)
    return stores


def _calls(url: str, stores: Mapping[str, object], mode: str, app: str) -> dict[str, Callable[[], object]]:
    """Return a call of a client with each store."""
    calls: dict[str, Callable[[], object]] = {}
    for name, store in stores.items():
        client = heroics_py.connect(_SCHEMA, url=url, token="fleet", cache=store, cache_mode=mode)  # noqa: S106
        calls[name] = partial(client.app.info, app)
    return calls
