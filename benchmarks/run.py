"""Measure what the documentation claims about speed: ``python benchmarks/run.py``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]  # measure this checkout, even if another one is installed

try:
    import aiohttp  # noqa: F401 - the peer of async calls
    import async_clients
    import filelock  # noqa: F401 - the peer's file cache imports it late
    import many_calls
    import peers
    import single_calls
    import startup
    import validation
except ImportError as error:
    sys.exit(f"{error}: install the benchmarks with pip install -e '.[async,benchmark]'")
from memory_server import running_server  # noqa: E402
from report import clients_table, describe_machine, markdown_table, replace_section, text_table, write_json  # noqa: E402
from synthetic_schema import write_schema  # noqa: E402
from timing import Plan, Row, environment  # noqa: E402

GROUPS = startup.ROWS | peers.ROWS | single_calls.ROWS | validation.ROWS | many_calls.ROWS | async_clients.ROWS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen groups; the exit code is 0 if the scripts work, even if targets are missed."""
    options = _parse(arguments)
    os.environ.clear()
    os.environ.update(environment())
    with TemporaryDirectory() as directory:
        rows = _measure(options, Path(directory))
    machine = describe_machine()
    print(text_table(rows, judging=not options.quick))
    if any(each.group == "clients" for each in rows):
        print(f"\n{clients_table(rows)}\n")
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    options.output.mkdir(parents=True, exist_ok=True)
    write_json(options.output / "performance.json", rows, machine)
    if not options.no_pictures:
        from charts import draw_charts

        for path in draw_charts(rows, options.output / "img"):
            print(path)
    if (page := options.output / "performance.md").exists():
        replace_section(page, "clients", clients_table(rows))
        replace_section(page, "table", f"{markdown_table(rows)}\n\n{_describe_run(machine)}")
    print(options.output / "performance.json")
    if options.quick:
        print("The scripts work. The times mean nothing: each was measured once or twice.")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="check that the scripts work; the times mean nothing")
    parser.add_argument("--only", action="append", choices=GROUPS, metavar="NAME", help=f"one of {', '.join(GROUPS)}")
    parser.add_argument("--schema", type=Path, help="a schema file for start-up, instead of the synthetic one")
    parser.add_argument("--rounds", type=int, help="rounds of each row (11; with --quick 2)")
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout, as a client of its own")
    parser.add_argument("--output", type=Path, help="directory for performance.json and img/ (docs for a full run)")
    parser.add_argument("--no-pictures", action="store_true", help="draw no charts, which need matplotlib")
    parser.add_argument("--no-pin", action="store_true", help="let client and server share processors")
    options = parser.parse_args(arguments)
    options.rounds = options.rounds or (2 if options.quick else 11)
    is_partial = options.quick or options.only or options.schema
    options.output = options.output or (HERE.parent / "build" / "benchmarks" if is_partial else HERE.parent / "docs")
    return options


def _measure(options: argparse.Namespace, directory: Path) -> list[Row]:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    pinned = len(cores) > 1 and not options.no_pin
    default = write_schema(directory / "schema.json")
    large = write_schema(directory / "tenfold.json", 2 if options.quick else 10)
    pages, items = (3, 20) if options.quick else (50, 200)
    if pinned:
        os.sched_setaffinity(0, cores[:-1])
    rows: list[Row] = []
    with running_server(pages, items, cores[-1] if pinned else None) as url:
        for name, measure in GROUPS.items():
            if options.only and name not in options.only:
                continue
            print(f"{name} ...", file=sys.stderr, flush=True)
            is_startup = measure in startup.ROWS.values()
            schema = options.schema.resolve() if options.schema and is_startup and name != "tenfold" else default
            plan = Plan(
                rounds=options.rounds,
                quick=options.quick,
                schema=schema,
                large=large,
                directory=directory,
                url=url,
                against=options.against,
            )
            rows += measure(plan)
    return rows


def _describe_run(machine: dict[str, object]) -> str:
    libraries = ", ".join(f"{name} {machine[name]}" for name in ("requests", "urllib3", "jsonschema", "cachecontrol"))
    platform = f"{machine['processors']} processors, {machine['system']}, Python {machine['python']}"
    return f"Measured on {platform}, {libraries}; the load of the machine at the end was {machine['load']}."


if __name__ == "__main__":
    sys.exit(main())
