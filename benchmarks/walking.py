"""Many calls: a list of fifty pages, and a thousand calls at once."""

import http.client
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, sleep, thread_time
from urllib.parse import urlsplit

import requests
from calling import client_of, session_of
from timing import Plan, Row, alternate, row

import heroics_py

__all__ = ["ROWS"]

_WORK = 0.02  # seconds of work for each page


def _requests_pages(session: requests.Session, url: str) -> Iterator[list[dict[str, object]]]:
    """Yield the pages as people write it by hand."""
    headers: dict[str, str] = {}
    while True:
        answer = session.get(url, headers=headers)
        answer.raise_for_status()
        yield answer.json()
        if "Next-Range" not in answer.headers:
            return
        headers = {"Range": answer.headers["Next-Range"]}


def _requests_kept(session: requests.Session, url: str) -> list[dict[str, object]]:
    """Return all items in one list, which can be walked again, as ours can."""
    items: list[dict[str, object]] = []
    for page in _requests_pages(session, url):
        items += page
    return items


def _plain_pages(connection: http.client.HTTPConnection, path: str) -> Iterator[list[dict[str, object]]]:
    wanted = None
    while True:
        connection.request("GET", path, headers={"Range": wanted} if wanted else {})
        answer = connection.getresponse()
        yield json.loads(answer.read())
        wanted = answer.headers["Next-Range"]
        if wanted is None:
            return


def _read(items: Iterable[dict[str, object]]) -> int:
    """Look at each item, and return how many there are."""
    return sum(item["name"] != "" for item in items)


def _worked(pages: Iterable[Iterable[dict[str, object]]], work: Callable[[], None]) -> int:
    count = 0
    for page in pages:
        count += _read(page)
        work()
    return count


def _waiting() -> None:
    sleep(_WORK)


def _computing() -> None:
    end = thread_time() + _WORK
    while thread_time() < end:
        pass


def walks(plan: Plan) -> list[Row]:
    """A list from its first item to its last, each item looked at; then again, when no page changed."""
    found = []
    for name, manner, mode, target in (
        ("walk all pages", "plain", "bypass", 1.0),
        ("walk all pages, with a cache, each answered 304", "etag", "revalidate", None),
    ):
        connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
        with client_of(plan, manner, cache_mode=mode) as client, session_of() as session:
            whole, path = client.app.list, f"/{manner}/apps"
            sides = {
                "ours": lambda whole=whole: _read(whole()),
                "requests": lambda session=session, path=path: sum(
                    _read(page) for page in _requests_pages(session, plan.url + path)
                ),
                "requests, items kept": lambda session=session, path=path: _read(
                    _requests_kept(session, plan.url + path)
                ),
                "http.client": lambda connection=connection, path=path: sum(
                    _read(page) for page in _plain_pages(connection, path)
                ),
            }
            _agree(sides)
            rounds = alternate(plan, sides, scale=1e3)
        found.append(row(name, "ms", rounds, peer="requests", floor="http.client", target=target))
    return found


def worked_walks(plan: Plan) -> list[Row]:
    """A list on a server 20 ms away, with 20 ms of work for each page: waiting for something else, or computing."""
    found = []
    for name, work, target in (
        ("walk with 20 ms latency, and 20 ms of work for each page", _waiting, 0.6),
        ("the same, where the work is computing in Python", _computing, None),
    ):
        with client_of(plan, "slow20", cache_mode="bypass") as client, session_of() as session:
            whole, url = client.app.list, f"{plan.url}/slow20/apps"
            sides = {
                "ours": lambda whole=whole, work=work: _worked(whole().pages(), work),
                "requests": lambda session=session, url=url, work=work: _worked(_requests_pages(session, url), work),
            }
            _agree(sides)
            rounds = list(alternate(plan, sides, scale=1e3))  # most of it is waiting: the processor's time says nothing
        found.append(row(name, "ms", rounds, peer="requests", target=target))
    return found


def _agree(sides: dict[str, Callable[[], int]]) -> None:
    counts = {name: side() for name, side in sides.items()}
    if len(set(counts.values())) > 1:
        raise RuntimeError(f"not all saw the same number of items: {counts}")


def gathered(plan: Plan) -> list[Row]:
    """A thousand calls with 32 workers on a server 20 ms away; one by one, it is a hundred of them, ten times."""
    calls, alone = (50, 5) if plan.quick else (1_000, 100)
    names = [f"app-{number}" for number in range(calls)]

    def timed(run: Callable[[], object]) -> float:
        start = perf_counter()
        run()
        return perf_counter() - start

    rounds = []
    with client_of(plan, "slow20", cache_mode="bypass") as client:
        get = client.app.info
        for _ in range(plan.rounds):
            together = timed(lambda: heroics_py.gather(get, names, workers=32, progress=False))
            one_by_one = timed(lambda: [get(name) for name in names[:alone]]) * calls / alone
            floor = timed(lambda: _plain_gathered(plan, names))
            rounds.append({"gather": together, "one by one": one_by_one, "http.client": floor})

    def faster(each: dict[str, float]) -> float:
        return each["one by one"] / each["gather"]

    more = {"peer": "one by one", "floor": "http.client", "meaning": "times faster", "target": 25.0, "at_least": True}
    return [row(f"gather, {calls:,} calls, 32 workers, 20 ms latency", "s", rounds, faster, **more)]


def _plain_gathered(plan: Plan, names: list[str]) -> list[object]:
    mine = threading.local()

    def get(name: str) -> object:
        if not hasattr(mine, "connection"):
            mine.connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
        mine.connection.request("GET", f"/slow20/apps/{name}")
        return json.loads(mine.connection.getresponse().read())

    with ThreadPoolExecutor(32) as pool:
        return list(pool.map(get, names))


ROWS = {"walk": walks, "work": worked_walks, "gather": gathered}
