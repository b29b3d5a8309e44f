"""Stores of every kind."""

import pytest

from heroics_py.cache import BaseCacheStore, FileStore, MemoryStore


@pytest.fixture(params=["memory", "file", "cachecontrol"])
def store(request, tmp_path):
    if request.param == "memory":
        return MemoryStore()
    if request.param == "file":
        return FileStore(tmp_path / "cache")
    from cachecontrol.cache import DictCache

    return BaseCacheStore(DictCache())
