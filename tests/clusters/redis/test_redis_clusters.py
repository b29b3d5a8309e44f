"""A cache in a Redis cluster, behind sentinels, and through clients of Valkey."""

import os
import time

import pytest
from cache_parts import BODY, OTHER, get, make_response
from ruled import ruled

from heroics_py.cache import Caching, RedisStore

if os.environ.get("REDIS_CLUSTERS") == "required":
    from redis.cluster import RedisCluster
    from redis.sentinel import Sentinel
    from valkey import Valkey
    from valkey.cluster import ValkeyCluster

SECRET = "a secret of the caller's own"
PATHS = [f"https://api.shop.example/things/{number}" for number in range(30)]


class Origin:
    """A server whose things have one version, which a PATCH changes, and which the cache may serve unasked."""

    def __init__(self):
        self.version = 1
        self.reads = 0

    def send(self, request):
        if request.method == "PATCH":
            self.version += 1
            return make_response(200, b"{}")
        self.reads += 1
        body = BODY if self.version == 1 else OTHER
        return make_response(200, body, etag=f'"{self.version}"', Cache_Control="max-age=600")


def worker(server, origin, **settings):
    store = RedisStore(server, SECRET, **{"timeout": 2, "encrypt": True, **settings})
    return ruled(Caching, origin, store=store)


def read_all(cache):
    return {cache.send(get(url, mode="rfc")).body for url in PATHS}


def change_all(cache):
    for url in PATHS:
        cache.send(get(url, method="PATCH", body=b"{}"))


def check_sharing(one, two, origin):
    """Check that two workers share what they read, and what they change."""
    assert (read_all(one), read_all(two), origin.reads) == ({BODY}, {BODY}, len(PATHS))
    change_all(one)
    assert (read_all(two), read_all(one), origin.reads) == ({OTHER}, {OTHER}, 2 * len(PATHS))
    info = two.info()
    assert (info.entries, info.store_errors, info.fault) == (len(PATHS), 0, "")
    two.clear()
    assert two.info().entries == 0


def wait_until_cached(origin, *caches):
    """Read until nothing has to be asked for, and return the bodies of all these reads."""
    deadline, bodies, reads = time.monotonic() + 60, set(), None
    while origin.reads != reads:
        assert time.monotonic() < deadline, "the cache does not come back"
        time.sleep(0.1)
        reads = origin.reads
        bodies = bodies.union(*[read_all(cache) for cache in caches])
    return bodies


def clients_of(nodes):
    """Return what opens each way to reach a cluster."""
    ports = [node.port for node in nodes]
    return {
        "url": lambda: f"redis+cluster://127.0.0.1:{ports[0]},127.0.0.1:{ports[1]}",
        "valkey url": lambda: f"valkey+cluster://127.0.0.1:{ports[2]}",
        "redis": lambda: RedisCluster("127.0.0.1", ports[1]),
        "valkey": lambda: ValkeyCluster("127.0.0.1", ports[2]),
    }


@pytest.mark.parametrize("kind", ["url", "valkey url", "redis", "valkey"])
def test_workers_share_a_cluster(nodes, kind):
    """Workers share entries and changes in a cluster, whose every key expires."""
    origin, opened = Origin(), clients_of(nodes)[kind]
    one, two = [worker(opened(), origin, prefix=f"{kind}:") for _ in range(2)]
    read_all(one)
    keys = [(node, name) for node in nodes for name in node.command("keys", f"{kind}:*").splitlines()]
    assert {node.port for node, _ in keys} == {node.port for node in nodes}
    assert all(int(node.command("ttl", name)) > 0 for node, name in keys)
    one.clear()
    origin.reads = 0
    check_sharing(one, two, origin)


def test_a_cluster_that_loses_a_node_fails_no_call(nodes):
    """While one node of a cluster is down no call fails, and after its return the cache works as before."""
    origin = Origin()
    one = worker(f"redis+cluster://127.0.0.1:{nodes[1].port},127.0.0.1:{nodes[2].port}", origin, timeout=0.2)
    read_all(one)
    nodes[0].stop()
    assert read_all(one) == {BODY}
    change_all(one)
    assert read_all(one) == {OTHER}
    nodes[0].restart()
    assert wait_until_cached(origin, one) == {OTHER}


def test_a_node_of_a_cluster_names_the_way_out(nodes):
    """A URL that names one node of a cluster fails no call, and the cache says what to write."""
    one = worker(f"redis://127.0.0.1:{nodes[0].port}", Origin(), prefix="node:")
    assert read_all(one) == {BODY}
    assert "redis+cluster://" in one.info().fault


def test_a_client_of_sentinels_is_a_server(watched):
    """A client that the caller got from sentinels is used as it is."""
    sentinel = Sentinel([("127.0.0.1", watched.sentinels[0].port)])
    origin = Origin()
    check_sharing(*[worker(sentinel.master_for("shop"), origin) for _ in range(2)], origin)


@pytest.mark.parametrize("protocol", [2, 3])
def test_a_client_of_valkey_is_a_server(watched, protocol):
    """A client of valkey is used as one of redis."""
    client = Valkey(port=watched.master.port, protocol=protocol)
    origin = Origin()
    check_sharing(*[worker(client, origin) for _ in range(2)], origin)
    client.close()


def test_sentinels_name_the_master(watched):
    """Workers share the master that sentinels name, also after a failover, during which no call fails.

    It is the last test with this master.
    """
    hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in watched.sentinels)
    origin = Origin()
    one, two = [worker(f"redis+sentinel://{hosts}/shop/0", origin, timeout=0.2) for _ in range(2)]
    read_all(one)
    read_all(two)
    watched.master.stop()
    change_all(one)
    assert wait_until_cached(origin, one, two) == {OTHER}
    assert int(watched.replica.command("dbsize")) > 0
