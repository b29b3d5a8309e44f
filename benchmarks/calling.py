"""Single calls over a connection that stays open: reads, reads from the cache, and a write."""

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
from synthetic import APP_BODY
from timing import Plan, Row, alternate, row

import heroics_py

__all__ = ["ROWS"]

_HEADERS = {"Authorization": "Bearer secret", "Accept": "application/json"}
_PEER, _FLOOR = "requests", "http.client"


def client_of(plan: Plan, manner: str, **options: object) -> heroics_py.Client:
    """Return a client whose server answers in a manner of its own: "plain", "etag", "fresh", "slow20"."""
    return heroics_py.connect(str(plan.schema), url=f"{plan.url}/{manner}", token="secret", **options)  # type: ignore[arg-type]  # noqa: S106


def session_of() -> requests.Session:
    """Return a session that sends the headers that the client sends."""
    session = requests.Session()
    session.headers.update(_HEADERS)
    return session


def plain(plan: Plan, manner: str, path: str) -> Callable[[], object]:
    """Return a call of the standard library alone: what is left when nothing is done but asking."""
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)

    def call() -> object:
        connection.request("GET", f"/{manner}{path}", headers=_HEADERS)
        answer = connection.getresponse()
        body = answer.read()
        if answer.will_close:
            connection.close()
        return json.loads(body) if body else None

    return call


def asking(plan: Plan, path: str) -> Callable[[], object]:
    """Return a call of the standard library that asks whether a body has changed, and reads the one that it kept."""
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
    connection.request("GET", path, headers=_HEADERS)
    first = connection.getresponse()
    body, headers = first.read(), _HEADERS | {"If-None-Match": first.headers["ETag"]}

    def call() -> object:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.will_close:
            connection.close()
        return json.loads(body)

    return call


def reads(plan: Plan) -> list[Row]:
    """A small object, without the cache, and with a cache that the answer is new for each time."""
    found = []
    for name, manner, mode, target in (
        ("GET, without a cache", "plain", "bypass", 0.65),
        ("GET answered 200, with a cache", "fresh", "revalidate", 0.8),
    ):
        with client_of(plan, manner, cache_mode=mode) as client, session_of() as session:
            get, url = client.app.info, f"{plan.url}/{manner}/apps/example"
            sides = {
                "ours": lambda get=get: get("example"),
                _PEER: lambda session=session, url=url: session.get(url).json(),
                _FLOOR: plain(plan, manner, "/apps/example"),
            }
            found.append(row(name, "µs", alternate(plan, sides), peer=_PEER, floor=_FLOOR, target=target))
    return found


def revalidated(plan: Plan) -> list[Row]:
    """An object that did not change: a 304 and what the store kept, against a whole 200 over requests."""
    found = []
    for store, target in (("memory", 0.7), ("files", 1.0)):
        for name, size in (("example", "0.8 KB"), ("large", "67 KB")):
            found.append(_revalidated(plan, store, name, f"GET answered 304, {store}, {size}", target))
    return found


def _revalidated(plan: Plan, store: str, name: str, title: str, target: float) -> Row:
    place = mkdtemp(dir=plan.directory)
    cache = "memory" if store == "memory" else Path(place) / "ours"
    theirs = DictCache() if store == "memory" else FileCache(str(Path(place) / "theirs"))
    with client_of(plan, "etag", cache=cache) as client, session_of() as session, session_of() as inner:
        get, kept, url = client.app.info, CacheControl(inner, cache=theirs), f"{plan.url}/etag/apps/{name}"
        get(name)
        if not get.send(name).revalidated:
            raise RuntimeError("the answer did not come from the cache")
        sides = {
            "ours": lambda: get(name),
            _PEER: lambda: session.get(url).json(),
            "CacheControl": lambda: kept.get(url).json(),
            _FLOOR: asking(plan, f"/etag/apps/{name}"),
        }
        return row(title, "µs", alternate(plan, sides), peer=_PEER, floor=_FLOOR, target=target)


def writes(plan: Plan) -> list[Row]:
    """A POST whose body is checked first."""
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
    headers = _HEADERS | {"Content-Type": "application/json"}

    def post() -> object:
        connection.request("POST", "/plain/apps", body=json.dumps(APP_BODY), headers=headers)
        answer = connection.getresponse()
        made = json.loads(answer.read())
        if answer.will_close:
            connection.close()
        return made

    with client_of(plan, "plain") as client, session_of() as session:
        create, url = client.app.create, f"{plan.url}/plain/apps"
        sides = {
            "ours": lambda: create(**APP_BODY),
            _PEER: lambda: session.post(url, json=APP_BODY).json(),
            _FLOOR: post,
        }
        rounds = alternate(plan, sides)
    return [row("POST with a validated body", "µs", rounds, peer=_PEER, floor=_FLOOR, target=0.75)]


ROWS = {"get": reads, "304": revalidated, "post": writes}
