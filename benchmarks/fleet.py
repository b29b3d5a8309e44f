"""Measure what a fleet of workers shares: ``python benchmarks/fleet.py``.

Workers in processes of their own read the apps of one account, from a server with a rate limit: each with its own
throttle and cache, or with those in Redis. Needs redis-server.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import fleet_report  # noqa: E402 - needs the path above
import fleet_stores  # noqa: E402
from account_limit import Settings  # noqa: E402
from fleet_workers import Fleet, Result, running_fleet  # noqa: E402
from report import describe_machine, replace_section  # noqa: E402
from timing import environment  # noqa: E402

__all__ = ["main"]

_PARTS = ("fleet", "limits", "stores")
_SETUPS: Mapping[str, Mapping[str, object]] = {
    "nothing": {},
    "throttle": {"throttle": True},
    "single flight": {"single_flight": True},
    "cache": {"cache": "redis"},
    "cache, single flight": {"cache": "redis", "single_flight": True},
    "all three": {"cache": "redis", "single_flight": True, "throttle": True},
}
_QUICK = Settings(limit=1000)
_LIMITS: Mapping[str, Settings] = {
    "`RateLimit-Remaining` alone, as Heroku": Settings(dialect="remaining"),
    "`Retry-After` with a 429, and nothing else": Settings(dialect="retry-after"),
    "`X-RateLimit-*`, a window of 2 s": Settings(dialect="x-ratelimit", window=2.0),
    "`RateLimit` and `RateLimit-Policy`": Settings(dialect="structured"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen parts, and print their tables; the exit code is 0 if the scripts work."""
    options = _parse(arguments)
    os.environ.clear()
    os.environ.update(environment())
    sections: dict[str, str] = {}
    with ExitStack() as stack:
        if {"fleet", "limits"}.intersection(options.parts):
            fleet = stack.enter_context(running_fleet(max(options.workers), seconds=options.seconds))
        if "fleet" in options.parts:
            results = _measure_setups(fleet, options)
            sections["fleet"] = fleet_report.setups_table(results)
            sections["redis"] = fleet_report.redis_table(results)
            sections["estimate"] = fleet_report.estimate_table(results)
        if "limits" in options.parts:
            sections["limits"] = fleet_report.limits_table(_measure_limits(fleet, options))
        if "stores" in options.parts:
            directory = Path(stack.enter_context(TemporaryDirectory()))
            rows = fleet_stores.measure(directory, quick=options.quick)
            sections["stores"] = fleet_report.stores_table(rows)
    sections["machine"] = fleet_report.machine_text(describe_machine())
    for name, text in sections.items():
        print(f"\n{text}")
        if options.page:
            replace_section(options.page, name, text)
    if options.quick:
        print("The scripts work. The figures mean nothing.")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="check that the scripts work; the figures mean nothing")
    parser.add_argument("--only", action="append", choices=_PARTS, help=f"one of {', '.join(_PARTS)}")
    parser.add_argument("--workers", type=int, action="append", help="how many workers (1, 4 and 16)")
    parser.add_argument("--setup", action="append", choices=_SETUPS, help=f"one of {', '.join(_SETUPS)}")
    parser.add_argument("--seconds", type=float, help="of each run (10)")
    parser.add_argument("--page", type=Path, help="a page of the documentation to write the tables into")
    options = parser.parse_args(arguments)
    options.parts = options.only or _PARTS
    options.setups = options.setup or (("nothing", "all three") if options.quick else tuple(_SETUPS))
    options.workers = options.workers or ((2,) if options.quick else (1, 4, 16))
    options.seconds = options.seconds or (0.3 if options.quick else 10.0)
    return options


def _measure_setups(fleet: Fleet, options: argparse.Namespace) -> list[Result]:
    """Return what fleets of each size did with each setup."""
    return [
        fleet.run(name, _QUICK if options.quick else Settings(), workers, **_SETUPS[name])
        for workers in options.workers
        for name in options.setups
    ]


def _measure_limits(fleet: Fleet, options: argparse.Namespace) -> list[Result]:
    """Return what the largest fleet did with each kind of limit, without and with the shared throttle."""
    runs = [(name, settings, throttle) for name, settings in _LIMITS.items() for throttle in (False, True)]
    return [
        fleet.run(name, _QUICK if options.quick else settings, max(options.workers), throttle=throttle, cache="none")
        for name, settings, throttle in (runs[:1] if options.quick else runs)
    ]


if __name__ == "__main__":
    sys.exit(main())
