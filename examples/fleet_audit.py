"""An audit of many apps on threads, on processes and on Dask: the same call of ``gather``, and the same table.

``python fleet_audit.py 2000`` audits so many apps; without Dask (``pip install distributed``), only threads and processes
are compared. The apps are in a sandbox. For the real API, use ``connect(token=Env("HEROKU_API_KEY"))``: the token itself
never travels, as each worker reads its own environment.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import heroics_py
from heroics_py import Client, Env

STACKS = ("heroku-24", "heroku-22", "heroku-20")
WORKERS = 2


def audit(heroku: Client, names: list[str], executor: Executor) -> str:
    """Read each app, and count them by stack: those in maintenance, and those that are missing."""
    apps, maintenance, missing = Counter(), Counter(), 0
    for app in heroics_py.gather(heroku.app.info, names, executor=executor, errors="collect"):
        if isinstance(app, heroics_py.NotFound):
            missing += 1
            continue
        apps[app.stack.name] += 1
        maintenance[app.stack.name] += app.maintenance
    lines = [f"{stack:10} {apps[stack]:5} apps, {maintenance[stack]:4} of them in maintenance" for stack in sorted(apps)]
    return "\n".join([*lines, f"{missing} missing"])


def processes() -> Executor:
    """Return processes that share nothing with this one."""
    return ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))


@contextmanager
def dask() -> Iterator[Executor]:
    """Give the executor of a cluster on this machine; on a real one, only its address is another."""
    from distributed import Client as Cluster

    with Cluster(n_workers=WORKERS, threads_per_worker=2, dashboard_address=None) as cluster:
        yield cluster.get_executor()


def main(count: int = 200) -> None:
    os.environ["FLEET_TOKEN"] = "a-token-of-the-sandbox"
    fleet = [
        {"name": f"shop-{number}", "stack": STACKS[number % 3], "maintenance": number % 7 == 0} for number in range(count)
    ]
    names = [app["name"] for app in fleet] + ["nowhere"]
    tables = {}
    with heroics_py.sandbox(data={"app": fleet}, token=os.environ["FLEET_TOKEN"]) as sandbox:
        url = sandbox.app.list.prepare().url.removesuffix("/apps")
        heroku = heroics_py.connect(url=url, token=Env("FLEET_TOKEN"))
        for engine in (ThreadPoolExecutor, processes, dask):
            start = time.monotonic()
            try:
                with engine() as executor:
                    tables[engine.__name__] = audit(heroku, names, executor)
            except ImportError:
                print("dask: not installed (pip install distributed)")
            else:
                print(f"{engine.__name__}: {count} apps in {time.monotonic() - start:.1f} s")
    [table] = set(tables.values())  # the same from each engine
    print(table)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
