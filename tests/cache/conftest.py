"""Stores of every kind."""

import cache_parts
import pytest
import redis_server as servers
from exchanges import EXCHANGES
from ruled import DRIVERS

from heroics_py.cache import BaseCacheStore, FileStore, MemoryStore

redis_server = pytest.fixture(scope="module")(servers.shared)


@pytest.fixture(params=["memory", "file", "cachecontrol"])
def store(request, tmp_path):
    if request.param == "memory":
        return MemoryStore()
    if request.param == "file":
        return FileStore(tmp_path / "cache")
    from cachecontrol.cache import DictCache

    return BaseCacheStore(DictCache())


@pytest.fixture(params=DRIVERS)
def each_driver(request, monkeypatch):
    """Carry out the steps of the cache by each of the drivers."""
    monkeypatch.setattr(cache_parts, "driver", request.param)


@pytest.fixture(params=list(EXCHANGES))
def each_exchange(request, monkeypatch):
    """Open the connections of a test over each exchange in turn; the name of the exchange."""
    monkeypatch.setattr(request.module, "open_transport", EXCHANGES[request.param])
    return request.param
