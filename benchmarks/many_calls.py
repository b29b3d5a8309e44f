"""Many calls: a list of fifty pages, and a thousand calls at once."""

import http.client
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, process_time, sleep, thread_time
from urllib.parse import urlsplit

import requests
from single_calls import connect_client, open_session
from timing import Plan, Rounds, Row, alternate, process, row

import heroics_py
from heroics_py.http.strict_json import parse_json

__all__ = ["ROWS", "print_walk"]

HERE = Path(__file__).resolve().parent
_WORK = 0.02  # seconds per page


def _requests_pages(session: requests.Session, url: str) -> Iterator[list[dict[str, object]]]:
    """Yield the pages with the loop that people write by hand."""
    headers: dict[str, str] = {}
    while True:
        response = session.get(url, headers=headers)
        response.raise_for_status()
        yield response.json()
        if "Next-Range" not in response.headers:
            return
        headers = {"Range": response.headers["Next-Range"]}


def _requests_items(session: requests.Session, url: str) -> list[dict[str, object]]:
    """Return all items in one list, so that they can be iterated again, as ours can."""
    items: list[dict[str, object]] = []
    for page in _requests_pages(session, url):
        items += page
    return items


def _standard_pages(connection: http.client.HTTPConnection, path: str) -> Iterator[list[dict[str, object]]]:
    next_range = None
    while True:
        connection.request("GET", path, headers={"Range": next_range} if next_range else {})
        response = connection.getresponse()
        yield json.loads(response.read())
        next_range = response.headers["Next-Range"]
        if next_range is None:
            return


def _read(items: Iterable[dict[str, object]]) -> int:
    """Read each item, and return how many there are."""
    return sum(item["name"] != "" for item in items)


def _read_with_work(pages: Iterable[Iterable[dict[str, object]]], work: Callable[[], None]) -> int:
    count = 0
    for page in pages:
        count += _read(page)
        work()
    return count


def _wait() -> None:
    sleep(_WORK)


def _compute() -> None:
    end = thread_time() + _WORK
    while thread_time() < end:
        pass


def json_reads(plan: Plan) -> list[Row]:
    """Measure the JSON of one page, read as responses are after the first large ones, against the json module."""
    with open_session() as session:
        body = session.get(f"{plan.url}/plain/apps").content
    for _ in range(1 + (1 << 21) // len(body)):
        parse_json(body)
    sides = {"ours": lambda: parse_json(body), "json.loads": lambda: json.loads(body)}
    return [row("JSON of one page of a list, 155 KB", "µs", alternate(plan, sides), peer="json.loads")]


def walks(plan: Plan) -> list[Row]:
    """Measure a list again when no page has changed.

    Each side has its own process in each round: a walk leaves much work for Python's garbage collector, and each side
    pays for its own.
    """
    rounds = _measure_walks(plan, "etag", "revalidate")
    return [row("walk all pages, each answered 304", "ms", rounds, peer="requests", floor="http.client")]


_WALKS = 8  # in each process, after one that is not measured
_CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); import many_calls; many_calls.print_walk(*sys.argv[1:])"


def _measure_walks(plan: Plan, mode: str, cache_mode: str) -> Rounds:
    clock: list[dict[str, float]] = []
    processor: list[dict[str, float]] = []
    names = list(_SIDES)
    for number in range(plan.rounds):
        results = {}
        for name in names[number % len(names) :] + names[: number % len(names)]:
            walks = "1" if plan.quick else str(_WALKS)
            results[name] = process(_CODE, str(HERE), name, str(plan.schema), plan.url, mode, cache_mode, walks)
        if len({each["2"] for each in results.values()}) > 1:
            raise RuntimeError(f"the sides read different numbers of items: {results}")
        clock.append({name: results[name]["0"] for name in names})
        processor.append({name: results[name]["1"] for name in names})
    return Rounds(clock, processor)


def print_walk(name: str, schema: str, *settings: str) -> None:
    """Walk a list several times with one side, and print the milliseconds of a walk, by clock and by processor.

    Args:
        name: the name of the side.
        schema: the path of the schema.
        *settings: the URL of the server, its mode, the mode of the cache, and how many walks are measured.
    """
    url, mode, cache_mode, walks = settings
    plan = Plan(rounds=0, quick=False, schema=Path(schema), large=HERE, directory=HERE, url=url)
    walk = _SIDES[name](plan, mode, cache_mode)
    count = walk()
    start, busy = perf_counter(), process_time()
    for _ in range(int(walks)):
        walk()
    busy, start = process_time() - busy, perf_counter() - start
    print(start / int(walks) * 1e3, busy / int(walks) * 1e3, count)


def _our_walk(plan: Plan, mode: str, cache_mode: str) -> Callable[[], int]:
    list_apps = connect_client(plan, mode, cache_mode=cache_mode).app.list
    return lambda: _read(list_apps())


def _requests_walk(plan: Plan, mode: str, _: str) -> Callable[[], int]:
    session, url = open_session(), f"{plan.url}/{mode}/apps"
    return lambda: sum(_read(page) for page in _requests_pages(session, url))


def _requests_items_walk(plan: Plan, mode: str, _: str) -> Callable[[], int]:
    session, url = open_session(), f"{plan.url}/{mode}/apps"
    return lambda: _read(_requests_items(session, url))


def _standard_walk(plan: Plan, mode: str, _: str) -> Callable[[], int]:
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
    return lambda: sum(_read(page) for page in _standard_pages(connection, f"/{mode}/apps"))


_SIDES = {
    "ours": _our_walk,
    "requests": _requests_walk,
    "requests, items kept": _requests_items_walk,
    "http.client": _standard_walk,
}


def walks_with_work(plan: Plan) -> list[Row]:
    """Measure a list on a server 20 ms away, with 20 ms of work for each page: waiting, or computing."""
    rows = []
    for name, work, target in (
        ("walk with 20 ms latency, and 20 ms of work for each page", _wait, 0.6),
        ("the same, where the work is computing in Python", _compute, None),
    ):
        with connect_client(plan, "slow20", cache_mode="bypass") as client, open_session() as session:
            list_apps, url = client.app.list, f"{plan.url}/slow20/apps"
            sides = {
                "ours": lambda list_apps=list_apps, work=work: _read_with_work(list_apps().pages(), work),
                "requests": lambda session=session, url=url, work=work: _read_with_work(
                    _requests_pages(session, url), work
                ),
            }
            _check_counts(sides)
            rounds = list(alternate(plan, sides, scale=1e3))  # mostly waiting, so the processor time means nothing
        rows.append(row(name, "ms", rounds, peer="requests", target=target))
    return rows


def _check_counts(sides: dict[str, Callable[[], int]]) -> None:
    counts = {name: side() for name, side in sides.items()}
    if len(set(counts.values())) > 1:
        raise RuntimeError(f"the sides read different numbers of items: {counts}")


def gather_calls(plan: Plan) -> list[Row]:
    """Measure a thousand calls with 32 workers on a server 20 ms away; one by one, it measures a tenth of them."""
    calls, sequential = (50, 5) if plan.quick else (1_000, 100)
    names = [f"app-{number}" for number in range(calls)]

    def seconds_of(run: Callable[[], object]) -> float:
        start = perf_counter()
        run()
        return perf_counter() - start

    rounds = []
    with connect_client(plan, "slow20", cache_mode="bypass") as client:
        get = client.app.info
        for _ in range(plan.rounds):
            together = seconds_of(lambda: heroics_py.gather(get, names, workers=32, progress=False))
            one_by_one = seconds_of(lambda: [get(name) for name in names[:sequential]]) * calls / sequential
            floor = seconds_of(lambda: _standard_gather(plan, names))
            rounds.append({"gather": together, "one by one": one_by_one, "http.client": floor})

    def speedup(each: dict[str, float]) -> float:
        return each["one by one"] / each["gather"]

    more = {"peer": "one by one", "floor": "http.client", "meaning": "times faster", "target": 25.0, "at_least": True}
    return [row(f"gather, {calls:,} calls, 32 workers, 20 ms latency", "s", rounds, speedup, **more)]


def _standard_gather(plan: Plan, names: list[str]) -> list[object]:
    local = threading.local()

    def get(name: str) -> object:
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
        local.connection.request("GET", f"/slow20/apps/{name}")
        return json.loads(local.connection.getresponse().read())

    with ThreadPoolExecutor(32) as pool:
        return list(pool.map(get, names))


ROWS = {"json": json_reads, "walk": walks, "work": walks_with_work, "gather": gather_calls}
