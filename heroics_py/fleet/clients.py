"""Clients of the redis package, opened for an address."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from heroics_py.fleet.addresses import Address
from heroics_py.fleet.runs import Runs
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline

__all__ = ["check_client", "open_client", "transaction"]


def open_client(hidden: "Secret[Address]", *, timeout: float, runs: Runs | None = None) -> "Redis":
    """Return a client for an address, which connects at its first command; one of a cluster connects at once.

    Args:
        hidden: the address.
        timeout: how long to wait for a connection, and for a response, in seconds. Nothing is sent twice.
        runs: notices restarts.

    Raises:
        ValueError: the query of the URL has a setting that the redis package does not know, or a wrong value.
        redis.RedisError: the cluster does not answer.
        ImportError: the redis package is not installed.
    """
    _require_redis()
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    settings: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout, "protocol": 2}
    settings["retry"] = Retry(NoBackoff(), 0)
    address = hidden.reveal()
    if address.url.startswith("rediss:"):
        settings["ssl_check_hostname"] = True
    if runs is not None:
        settings["redis_connect_func"] = _greeting(runs, is_cluster=address.kind == "cluster")
    client = None
    with suppress(TypeError, ValueError):  # their messages may contain a part of the password
        client = _OPENERS[address.kind](hidden, settings)
    if client is None:  # raised here, where no variable holds a setting of the URL
        raise ValueError("the query of the Redis URL has a setting that the redis package refuses: check its settings")
    return check_client(client)


def check_client(client: "Redis") -> "Redis":
    """Return ``client``.

    Raises:
        ValueError: it decodes the values that it reads, works in an event loop only, or can't be used for Redis at all.
    """
    kind = client.__name__ if isinstance(client, type) else type(client).__name__
    if hasattr(client, "__aenter__"):
        raise ValueError(f"{kind} is a client for asyncio: expected a blocking one, which async clients use in threads")
    is_pipeline = callable(getattr(client, "execute", None))
    if isinstance(client, type) or is_pipeline or not callable(getattr(client, "execute_command", None)):
        raise ValueError(f"{kind}: expected the URL of a Redis server, or a client of redis or valkey")
    if client.get_encoder().decode_responses:
        raise ValueError("the redis client decodes the values that it reads: expected one with decode_responses=False")
    return client


def transaction(client: "Redis") -> "Pipeline":
    """Return a pipeline for commands about one key, which the server carries out together.

    The clients of clusters in valkey, and in redis before 6.1, have none: theirs sends the commands together.
    """
    try:
        return client.pipeline(transaction=True)
    except Exception as error:
        if not type(error).__name__.endswith("ClusterException"):
            raise
    return client.pipeline(transaction=False)


def _greeting(runs: Runs, *, is_cluster: bool) -> Callable[[Any], None]:
    """Return what prepares a new connection; those of a cluster are prepared by its client before."""

    def greet(connection: Any) -> None:
        if not is_cluster:
            connection.on_connect()
        runs.compare(connection, place=(connection.host, connection.port) if is_cluster else None)

    return greet


def _require_redis() -> None:
    is_installed = True
    try:
        load_modules("logging", "redis", "redis.backoff", "redis.retry", "redis.sentinel", "redis.cluster")
    except ModuleNotFoundError:
        is_installed = False
    if not is_installed:
        raise ImportError("a Redis URL needs the redis package: pip install 'heroics-py[redis]'")


def _open_server(hidden: "Secret[Address]", settings: dict[str, Any]) -> "Redis":
    from redis import Redis

    client = Redis.from_url(hidden.reveal().url, **settings)
    pool = client.connection_pool
    pool.connection_class(**pool.connection_kwargs)  # a setting that it does not know would fail each command
    return client


def _open_sentinel(hidden: "Secret[Address]", settings: dict[str, Any]) -> "Redis":
    from redis.sentinel import Sentinel

    address, settings = hidden.reveal(), _settings_of(hidden, settings)
    for_sentinels = {name: settings[name] for name in settings if name.startswith(("ssl", "socket_", "retry"))}
    sentinel = cast("Any", Sentinel)(address.hosts, sentinel_kwargs={**for_sentinels, **address.sentinel}, **settings)
    return cast("Redis", sentinel.master_for(address.service))


def _open_cluster(hidden: "Secret[Address]", settings: dict[str, Any]) -> "Redis":
    from redis.cluster import ClusterNode, RedisCluster

    nodes = [cast("Any", ClusterNode)(host, port) for host, port in hidden.reveal().hosts]
    named = _settings_of(hidden, settings)
    del named["db"]
    return cast("Redis", RedisCluster(startup_nodes=nodes, **named))


_OPENERS: dict[str, "Callable[[Secret[Address], dict[str, Any]], Redis]"] = {
    "": _open_server,
    "sentinel": _open_sentinel,
    "cluster": _open_cluster,
}


def _settings_of(hidden: "Secret[Address]", settings: dict[str, Any]) -> dict[str, Any]:
    """Return ``settings`` with those that the URL names, which win."""
    from redis.connection import SSLConnection, parse_url

    named = dict(cast("Any", parse_url)(hidden.reveal().url))
    is_encrypted = named.pop("connection_class", None) is SSLConnection
    named = {name: value for name, value in named.items() if name not in {"host", "port"}}
    return settings | ({"ssl": True} if is_encrypted else {}) | named
