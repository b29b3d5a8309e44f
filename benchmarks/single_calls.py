"""Single calls over one connection: reads, reads from the cache, and a write."""

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
from synthetic_schema import APP_BODY
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


def standard_get(plan: Plan, mode: str, path: str) -> Callable[[], object]:
    """Return a GET with the standard library alone: the least that any client does."""
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)

    def call() -> object:
        connection.request("GET", f"/{mode}{path}", headers=_HEADERS)
        response = connection.getresponse()
        body = response.read()
        if response.will_close:
            connection.close()
        return json.loads(body) if body else None

    return call


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


def reads(plan: Plan) -> list[Row]:
    """Measure a small object without the cache, and with a cache for which each response is new."""
    rows = []
    for name, mode, cache_mode, target in (
        ("GET, without a cache", "plain", "bypass", 0.65),
        ("GET answered 200, with a cache", "fresh", "revalidate", 0.8),
    ):
        with connect_client(plan, mode, cache_mode=cache_mode) as client, open_session() as session:
            get, url = client.app.info, f"{plan.url}/{mode}/apps/example"
            sides = {
                "ours": lambda get=get: get("example"),
                _PEER: lambda session=session, url=url: session.get(url).json(),
                _FLOOR: standard_get(plan, mode, "/apps/example"),
            }
            rows.append(row(name, "µs", alternate(plan, sides), peer=_PEER, floor=_FLOOR, target=target))
    return rows


def revalidations(plan: Plan) -> list[Row]:
    """Measure an object that did not change: a 304 and the stored body, against a whole 200 with requests."""
    rows = []
    for store, target in (("memory", 0.7), ("files", 1.0)):
        for name, size in (("example", "0.8 KB"), ("large", "67 KB")):
            rows.append(_revalidation(plan, store, name, f"GET answered 304, {store}, {size}", target))
    return rows


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


def writes(plan: Plan) -> list[Row]:
    """Measure a POST whose body is validated first."""
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
    headers = _HEADERS | {"Content-Type": "application/json"}

    def post() -> object:
        connection.request("POST", "/plain/apps", body=json.dumps(APP_BODY), headers=headers)
        response = connection.getresponse()
        data = json.loads(response.read())
        if response.will_close:
            connection.close()
        return data

    with connect_client(plan, "plain") as client, open_session() as session:
        create, url = client.app.create, f"{plan.url}/plain/apps"
        sides = {
            "ours": lambda: create(**APP_BODY),
            _PEER: lambda: session.post(url, json=APP_BODY).json(),
            _FLOOR: post,
        }
        rounds = alternate(plan, sides)
    return [row("POST with a validated body", "µs", rounds, peer=_PEER, floor=_FLOOR, target=0.75)]


ROWS = {"get": reads, "304": revalidations, "post": writes}
