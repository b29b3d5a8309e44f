"""An audit of many apps on threads, on processes and on Dask: the same call of ``gather``, and the same table.

``python fleet_audit.py 2000`` audits so many apps. Without Dask (``pip install distributed``), it compares threads and
processes. The apps are in a sandbox. For the real API, use ``connect(token=Env("HEROKU_API_KEY"))``: each worker reads
its own environment, and the token itself never travels.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from secrets import token_urlsafe

import heroics_py
from heroics_py import Client, Env

STACKS = ("heroku-24", "heroku-22", "heroku-20")
WORKERS = 2


def threads() -> Executor:
    """Return threads of this process."""
    return ThreadPoolExecutor(WORKERS)


def processes() -> Executor:
    """Return processes that begin empty, as on another machine."""
    return ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))


@contextmanager
def dask() -> Iterator[Executor]:
    """Give the executor of a cluster on this machine; for a real cluster, pass its address to ``Cluster``."""
    from distributed import Client as Cluster

    with Cluster(n_workers=WORKERS, threads_per_worker=2, dashboard_address=None) as cluster:
        yield cluster.get_executor()


def audit(heroku: Client, names: list[str], executor: Executor) -> str:
    """Read each app, and return a table: how many run on each stack, and how many are missing."""
    apps, maintained, missing = Counter(), Counter(), 0
    for app in heroics_py.gather(heroku.app.info, names, executor=executor, errors="collect"):
        if isinstance(app, heroics_py.NotFound):
            missing += 1
        else:
            apps[app.stack.name] += 1
            maintained[app.stack.name] += app.maintenance
    lines = [f"{stack}: {apps[stack]} apps, {maintained[stack]} of them in maintenance" for stack in sorted(apps)]
    return "\n".join([*lines, f"missing: {missing}"])


def main(count: int = 200) -> None:
    os.environ["FLEET_TOKEN"] = token = token_urlsafe()
    numbers = range(count)
    fleet = [{"name": f"shop-{n}", "stack": STACKS[n % 3], "maintenance": n % 7 == 0} for n in numbers]
    names = [*(app["name"] for app in fleet), "nowhere"]
    tables = {}
    with heroics_py.sandbox(data={"app": fleet}, token=token) as sandbox:
        url = sandbox.app.list.prepare().url.removesuffix("/apps")
        heroku = heroics_py.connect(url=url, token=Env("FLEET_TOKEN"))
        for engine in (threads, processes, dask):
            start = time.monotonic()
            try:
                with engine() as executor:
                    tables[engine.__name__] = audit(heroku, names, executor)
            except ImportError:
                print("dask is not installed: pip install distributed")
            else:
                print(f"{engine.__name__}: {count} apps in {time.monotonic() - start:.1f} s")
    [table] = set(tables.values())  # the same from each of them
    print(table)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
