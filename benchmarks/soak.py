"""A soak of many mixed calls from several threads over one client: ``python benchmarks/soak.py``."""

import argparse
import gc
import json
import os
import random
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from memory_server import running_server  # noqa: E402 - needs the path above
from report import describe_machine, replace_section  # noqa: E402
from synthetic_schema import APP_BODY, write_schema  # noqa: E402

import heroics_py  # noqa: E402
from heroics_py.cache import MemoryStore  # noqa: E402

__all__ = ["main"]

_PAGES, _ITEMS, _HOT = 3, 20, 50
_METHODS = ("", "GET", "POST", "PATCH", "DELETE")
_WARM_UP = 0.3  # the share of the calls after which nothing may grow
_ALLOWED_GROWTH = 4.0  # MiB of memory that the calls after the warm-up may add

Call = Callable[[heroics_py.Client, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The resources of the process at one moment."""

    calls: int
    resident: float
    descriptors: int
    threads: int


def _read(client: heroics_py.Client, number: int) -> str:
    client.app.info(f"c{number:06}")
    return "GET"


def _read_again(client: heroics_py.Client, number: int) -> str:
    client.app.info(f"hot{'abcdefghij'[number % 10] * (1 + number % _HOT // 10)}")
    return ""


def _create(client: heroics_py.Client, number: int) -> str:
    client.app.create({**APP_BODY, "name": f"c{number:06}"})
    return "POST"


def _update(client: heroics_py.Client, number: int) -> str:
    client.app.update(f"c{number:06}", name="example")
    return "PATCH"


def _delete(client: heroics_py.Client, number: int) -> str:
    client.app.delete(f"c{number:06}")
    return "DELETE"


def _miss(client: heroics_py.Client, number: int) -> str:
    try:
        client.app.info(f"missing-{number}")
    except heroics_py.NotFound:
        return "GET"
    raise AssertionError("a missing app was returned")


def _refuse(client: heroics_py.Client, number: int) -> str:
    try:
        client.app.create(name=number)
    except heroics_py.ValidationError:
        return ""
    raise AssertionError("an invalid name was sent")


def _walk(client: heroics_py.Client, _: int) -> str:
    names = [item["name"] for item in client.app.list()]
    if names != [f"app-{index}" for index in range(_PAGES * _ITEMS)]:
        raise AssertionError(f"a list of {_PAGES * _ITEMS} items arrived with {len(names)}, or out of order")
    return ""


_MIX: tuple[tuple[Call, int, int], ...] = (  # the call, its percentage, its requests
    (_read, 30, 1),
    (_read_again, 25, 1),
    (_create, 15, 1),
    (_update, 12, 1),
    (_delete, 6, 1),
    (_miss, 5, 1),
    (_refuse, 5, 0),
    (_walk, 2, _PAGES),
)


class _Soak:
    """The calls of all threads, and the requests that the server should have received."""

    def __init__(self, client: heroics_py.Client, calls: int, threads: int, deadline: float) -> None:
        self.client = client
        self.calls = calls
        self.deadline = deadline
        self.threads = threads
        self.methods = bytearray(
            calls
        )  # the method of each call's request; a bytearray, so that the record doesn't grow
        self.requests = [0] * threads
        self.done = [0] * threads
        self.errors: list[str] = []
        self.is_over = Event()

    def work(self, worker: int) -> None:
        """Make every call of this worker: each ``threads``-th."""
        generator = random.Random(worker)  # noqa: S311 - the same mix each time
        kinds, weights = [kind[::2] for kind in _MIX], [weight for _, weight, _ in _MIX]
        for number in range(worker, self.calls, self.threads):
            if self.is_over.is_set() or time.monotonic() > self.deadline:
                return
            [(call, requests)] = generator.choices(kinds, weights)
            try:
                self.methods[number] = _METHODS.index(call(self.client, number))
            except Exception as error:  # noqa: BLE001 - any error is reported
                self.errors.append(f"{call.__name__} {number}: {error!r}")
                if len(self.errors) >= 20:
                    self.is_over.set()
            self.requests[worker] += requests
            self.done[worker] += 1


def _sample(soak: _Soak) -> Sample:
    gc.collect()
    resident = 0.0
    if os.path.exists("/proc/self/statm"):
        with open("/proc/self/statm", encoding="ascii") as file:
            resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    with open("/proc/self/status", encoding="ascii") as file:
        threads = next(int(line.split()[1]) for line in file if line.startswith("Threads"))
    return Sample(calls=sum(soak.done), resident=round(resident, 2), descriptors=descriptors, threads=threads)


def _run(soak: _Soak, sample_count: int) -> list[Sample]:
    threads = [Thread(target=soak.work, args=(worker,), daemon=True) for worker in range(soak.threads)]
    for thread in threads:
        thread.start()
    samples: list[Sample] = []
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
        if sum(soak.done) >= len(samples) * soak.calls / sample_count:
            samples.append(_sample(soak))
    samples.append(_sample(soak))
    return samples


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the calls and report; the exit code is 1 if something grew, was lost, or was sent twice."""
    options = _parse(arguments)
    started = time.monotonic()
    with TemporaryDirectory() as directory, running_server(_PAGES, _ITEMS) as url:
        schema = write_schema(Path(directory) / "schema.json")
        store = MemoryStore(max_bytes=1 << 20)  # small, so that entries are evicted all the time
        with heroics_py.connect(str(schema), url=f"{url}/etag", token="secret", cache=store) as client:  # noqa: S106
            soak = _Soak(client, options.calls, options.threads, started + options.seconds)
            samples = _run(soak, 40)
        with urllib.request.urlopen(f"{url}/counts") as response:  # noqa: S310 - a server of our own
            counted = Counter(json.load(response))
    problems = _find_problems(soak, samples, counted)
    text = _describe_run(soak, samples, counted, problems, time.monotonic() - started)
    print(text)
    for error in (*problems, *soak.errors[:20]):
        print(error, file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in samples], indent=1) + "\n", encoding="utf-8")
    if options.page:
        replace_section(options.page, "soak", text)
    return 1 if problems else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=_positive_int, default=200_000, help="how many calls (200,000)")
    parser.add_argument("--threads", type=_positive_int, default=8, help="threads that share the client (8)")
    parser.add_argument("--seconds", type=float, default=900.0, help="seconds after which it stops (900)")
    parser.add_argument("--json", type=Path, help="a file for the samples of memory and file descriptors")
    parser.add_argument("--page", type=Path, help="a page of the documentation to write the result into")
    return parser.parse_args(arguments)


def _positive_int(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r}: expected 1 or more")
    return int(text)


def _find_problems(soak: _Soak, samples: Sequence[Sample], counted: Counter[str]) -> list[str]:
    """Return what went wrong; empty if nothing did."""
    expected = Counter(f"{_METHODS[each]} {number}" for number, each in enumerate(soak.methods) if each)
    requests = counted.pop("requests", 0)
    problems = []
    if lost := expected - counted:
        problems.append(f"{lost.total()} requests were lost: {list(lost)[:5]}")
    if doubled := counted - expected:
        problems.append(f"{doubled.total()} requests were sent twice: {list(doubled)[:5]}")
    if requests != sum(soak.requests):
        problems.append(f"{requests} requests arrived, but {sum(soak.requests)} were expected")
    if soak.errors:
        problems.append(f"{len(soak.errors)} calls failed")
    if sum(soak.done) < soak.calls:
        problems.append(f"{soak.calls - sum(soak.done)} calls were not made in time")
    counted["requests"] = requests
    warm, last = _first_warm(samples), samples[-1]
    if last.resident - warm.resident > _ALLOWED_GROWTH:
        problems.append(f"memory grew from {warm.resident} to {last.resident} MiB")
    if last.descriptors > max(each.descriptors for each in samples[: samples.index(warm) + 1]):
        problems.append(f"file descriptors grew from {warm.descriptors} to {last.descriptors}")
    return problems


def _first_warm(samples: Sequence[Sample]) -> Sample:
    return next(each for each in samples if each.calls >= samples[-1].calls * _WARM_UP)


def _describe_run(
    soak: _Soak, samples: Sequence[Sample], counted: Counter[str], problems: Sequence[str], seconds: float
) -> str:
    warm, last = _first_warm(samples), samples[-1]
    machine = describe_machine()
    peak = max(each.descriptors for each in samples)
    return (
        f"{sum(soak.done):,} calls from {soak.threads} threads in {seconds:.0f} s "
        f"({seconds / max(sum(soak.done), 1) * 1e6:.0f} µs each); {counted['requests']:,} requests arrived, as many as "
        f"expected: {'yes' if counted['requests'] == sum(soak.requests) else 'no'}. "
        f"Memory was {warm.resident:.1f} MiB after {warm.calls:,} calls and {last.resident:.1f} MiB at the end; "
        f"open files were {warm.descriptors} then, {peak} at the most, and {last.descriptors} at the end. "
        f"{'; '.join(problems) if problems else 'Nothing was lost, nothing was sent twice, nothing grew'}. "
        f"(Python {machine['python']}, {machine['processors']} processors.)"
    )


if __name__ == "__main__":
    sys.exit(main())
