"""A worker process that asks for one thing with single flight among workers, for a test that kills it."""

import sys

from thing_schema import INFO, schema

import heroics_py
from heroics_py.cache import RedisStore
from heroics_py.cache.flights import among_workers
from heroics_py.cache.stores import redis_flights

if __name__ == "__main__":
    url, server, secret, hold = sys.argv[1:]
    redis_flights.HOLD, among_workers._RENEWAL = float(hold), float(hold) / 3
    store = RedisStore(server, secret=secret, timeout=2)
    with heroics_py.connect(schema(INFO), url=url, cache=store, single_flight=True, trust_environment=False) as client:
        client.thing.info("a")
