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
from calling import client_of, session_of
from timing import Plan, Rounds, Row, alternate, process, row

import heroics_py
from heroics_py.http.strict_json import parse_json

__all__ = ["ROWS", "tell"]

HERE = Path(__file__).resolve().parent
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


def reading(plan: Plan) -> list[Row]:
    """The JSON of one page, read as answers are once many came, against the json module."""
    with session_of() as session:
        body = session.get(f"{plan.url}/plain/apps").content
    for _ in range(1 + (1 << 21) // len(body)):
        parse_json(body)
    sides = {"ours": lambda: parse_json(body), "json.loads": lambda: json.loads(body)}
    return [row("JSON of one page of a list, 155 KB", "µs", alternate(plan, sides), peer="json.loads")]


def walks(plan: Plan) -> list[Row]:
    """A list from its first item to its last, each item looked at; then again, when no page changed.

    Each side has a process of its own in each round: a walk leaves much behind for Python's garbage collector to go
    over, and so each side pays for its own passes, and for nobody else's.
    """
    found = []
    for name, manner, mode, target in (
        ("walk all pages", "plain", "bypass", 1.0),
        ("walk all pages, with a cache, each answered 304", "etag", "revalidate", None),
    ):
        rounds = _in_processes(plan, manner, mode)
        found.append(row(name, "ms", rounds, peer="requests", floor="http.client", target=target))
    return found


_WALKS = 8  # in each process, after one that is not counted
_CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); import walking; walking.tell(*sys.argv[1:])"


def _in_processes(plan: Plan, manner: str, mode: str) -> Rounds:
    clock: list[dict[str, float]] = []
    processor: list[dict[str, float]] = []
    names = list(_SIDES)
    for number in range(plan.rounds):
        told = {}
        for name in names[number % len(names) :] + names[: number % len(names)]:
            walked = "1" if plan.quick else str(_WALKS)
            told[name] = process(_CODE, str(HERE), name, str(plan.schema), plan.url, manner, mode, walked)
        if len({each["2"] for each in told.values()}) > 1:
            raise RuntimeError(f"not all saw the same number of items: {told}")
        clock.append({name: told[name]["0"] for name in names})
        processor.append({name: told[name]["1"] for name in names})
    return Rounds(clock, processor)


def tell(name: str, schema: str, *where: str) -> None:
    """Walk a list a few times in the manner of one side, and print the milliseconds of a walk, by clock and processor.

    Args:
        name: of the side.
        schema: the path of its file.
        *where: the URL of the server, its manner, the mode of the cache, and how many walks are counted.
    """
    url, manner, mode, walked = where
    plan = Plan(rounds=0, quick=False, schema=Path(schema), large=HERE, directory=HERE, url=url)
    whole = _SIDES[name](plan, manner, mode)
    count = whole()
    start, busy = perf_counter(), process_time()
    for _ in range(int(walked)):
        whole()
    busy, start = process_time() - busy, perf_counter() - start
    print(start / int(walked) * 1e3, busy / int(walked) * 1e3, count)


def _ours(plan: Plan, manner: str, mode: str) -> Callable[[], int]:
    whole = client_of(plan, manner, cache_mode=mode).app.list
    return lambda: _read(whole())


def _theirs(plan: Plan, manner: str, _: str) -> Callable[[], int]:
    session, url = session_of(), f"{plan.url}/{manner}/apps"
    return lambda: sum(_read(page) for page in _requests_pages(session, url))


def _theirs_kept(plan: Plan, manner: str, _: str) -> Callable[[], int]:
    session, url = session_of(), f"{plan.url}/{manner}/apps"
    return lambda: _read(_requests_kept(session, url))


def _plain(plan: Plan, manner: str, _: str) -> Callable[[], int]:
    connection = http.client.HTTPConnection(urlsplit(plan.url).netloc)
    return lambda: sum(_read(page) for page in _plain_pages(connection, f"/{manner}/apps"))


_SIDES = {"ours": _ours, "requests": _theirs, "requests, items kept": _theirs_kept, "http.client": _plain}


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


ROWS = {"json": reading, "walk": walks, "work": worked_walks, "gather": gathered}
