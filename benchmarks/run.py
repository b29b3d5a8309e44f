"""Measure everything that is promised about speed, and tell it: ``python benchmarks/run.py``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]  # this checkout is measured, wherever another one is installed

try:
    import calling
    import checking
    import filelock  # noqa: F401 - what the peer's cache in files needs, and asks for late
    import starting
    import walking
except ImportError as error:
    sys.exit(f"{error}: the benchmarks need what pip install -e '.[benchmark]' brings")
from answering import serving  # noqa: E402
from synthetic import write  # noqa: E402
from telling import machine, markdown, put_into, table, write_json  # noqa: E402
from timing import Plan, Row, environment  # noqa: E402

GROUPS = starting.ROWS | calling.ROWS | checking.ROWS | walking.ROWS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit code tells whether the scripts worked, not whether the targets are met."""
    asked = _asked(arguments)
    os.environ.clear()
    os.environ.update(environment())
    with TemporaryDirectory() as directory:
        rows = _measured(asked, Path(directory))
    about = machine()
    print(table(rows, judging=not asked.quick))
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    asked.output.mkdir(parents=True, exist_ok=True)
    write_json(asked.output / "performance.json", rows, about)
    if not asked.no_pictures:
        from drawing import draw

        for path in draw(rows, asked.output / "img"):
            print(path)
    if (page := asked.output / "performance.md").exists():
        put_into(page, "table", f"{markdown(rows)}\n\n{_told(about)}")
    print(asked.output / "performance.json")
    if asked.quick:
        print("The scripts work. The times mean nothing: each was taken once or twice.")
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="prove that the scripts work; the times mean nothing")
    parser.add_argument("--only", action="append", choices=GROUPS, metavar="NAME", help=f"one of {', '.join(GROUPS)}")
    parser.add_argument("--schema", type=Path, help="a schema file, in the place of the made-up one, for start-up")
    parser.add_argument("--rounds", type=int, help="rounds of each row (11; with --quick 2)")
    parser.add_argument(
        "--output", type=Path, help="directory for performance.json and img/ (docs, if all is measured)"
    )
    parser.add_argument("--no-pictures", action="store_true", help="draw nothing; matplotlib is not needed")
    parser.add_argument("--no-pin", action="store_true", help="let client and server share their processors")
    asked = parser.parse_args(arguments)
    asked.rounds = asked.rounds or (2 if asked.quick else 11)
    partly = asked.quick or asked.only or asked.schema
    asked.output = asked.output or (HERE.parent / "build" / "benchmarks" if partly else HERE.parent / "docs")
    return asked


def _measured(asked: argparse.Namespace, directory: Path) -> list[Row]:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    pinned = len(cores) > 1 and not asked.no_pin
    made = write(directory / "schema.json")
    large = write(directory / "tenfold.json", 2 if asked.quick else 10)
    pages, items = (3, 20) if asked.quick else (50, 200)
    if pinned:
        os.sched_setaffinity(0, cores[:-1])
    rows: list[Row] = []
    with serving(pages, items, cores[-1] if pinned else None) as url:
        for name, measure in GROUPS.items():
            if asked.only and name not in asked.only:
                continue
            print(f"{name} ...", file=sys.stderr, flush=True)
            starts = measure in starting.ROWS.values()
            schema = asked.schema.resolve() if asked.schema and starts and name != "tenfold" else made
            plan = Plan(
                rounds=asked.rounds, quick=asked.quick, schema=schema, large=large, directory=directory, url=url
            )
            rows += measure(plan)
    return rows


def _told(about: dict[str, object]) -> str:
    libraries = ", ".join(f"{name} {about[name]}" for name in ("requests", "urllib3", "jsonschema", "cachecontrol"))
    machine_in_words = f"{about['processors']} processors, {about['system']}, Python {about['python']}"
    return f"Measured on {machine_in_words}, {libraries}; the load of the machine at the end was {about['load']}."


if __name__ == "__main__":
    sys.exit(main())
