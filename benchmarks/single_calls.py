"""Reads whose body is stored: large ones, and those in files."""

import http.client
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import requests
from cachecontrol import CacheControl
from cachecontrol.cache import DictCache
from cachecontrol.caches import FileCache
from timing import Plan, Row, alternate, row

import heroics_py

__all__ = ["ROWS"]

_HEADERS = {"Authorization": "Bearer secret", "Accept": "application/json"}
_PEER, _FLOOR = "requests", "http.client"


def connect_client(plan: Plan, mode: str, **options: object) -> heroics_py.Client:
    """Return a client for one mode of the server: "plain", "etag", "fresh" or "slow20"."""
    return heroics_py.connect(str(plan.schema), url=f"{plan.url}/{mode}", token="secret", **options)  # type: ignore[arg-type]  # noqa: S106


def open_session() -> requests.Session:
    """Return a session that sends the same headers as the client."""
    session = requests.Session()
    session.headers.update(_HEADERS)
    return session


def standard_revalidation(plan: Plan, path: str) -> Callable[[], object]:
    """Return a revalidation with the standard library alone, which parses the body of the first response."""
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
    connection.request("GET", path, headers=_HEADERS)
    first = connection.getresponse()
    body, headers = first.read(), _HEADERS | {"If-None-Match": first.headers["ETag"]}

    def call() -> object:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.will_close:
            connection.close()
        return json.loads(body)

    return call


def revalidations(plan: Plan) -> list[Row]:
    """Measure an object that did not change: a 304 and the stored body, against a whole 200 with requests."""
    return [
        _revalidation(plan, store, name, f"GET answered 304, {store}, {size}", target)
        for store, name, size, target in (
            ("memory", "large", "67 KB", 0.7),
            ("files", "example", "0.8 KB", 1.0),
            ("files", "large", "67 KB", 1.0),
        )
    ]


def _revalidation(plan: Plan, store: str, name: str, title: str, target: float) -> Row:
    directory = mkdtemp(dir=plan.directory)
    cache = "memory" if store == "memory" else Path(directory) / "ours"
    peer_cache = DictCache() if store == "memory" else FileCache(str(Path(directory) / "theirs"))
    with connect_client(plan, "etag", cache=cache) as client, open_session() as session, open_session() as inner:
        get, url = client.app.info, f"{plan.url}/etag/apps/{name}"
        cached_session = CacheControl(inner, cache=peer_cache)
        get(name)
        if not get.send(name).revalidated:
            raise RuntimeError("the response was not revalidated")
        sides = {
            "ours": lambda: get(name),
            _PEER: lambda: session.get(url).json(),
            "CacheControl": lambda: cached_session.get(url).json(),
            _FLOOR: standard_revalidation(plan, f"/etag/apps/{name}"),
        }
        return row(title, "µs", alternate(plan, sides), peer=_PEER, floor=_FLOOR, target=target)


ROWS = {"304": revalidations}
