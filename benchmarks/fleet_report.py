"""The tables of the fleet, in Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from fleet_workers import Result
from report import format_number, ratio_to_peer
from timing import Row

__all__ = ["estimate_table", "limits_table", "machine_text", "redis_table", "setups_table", "stores_table"]

_MANY = 1000  # workers


def setups_table(results: Sequence[Result]) -> str:
    """Return what fleets did with each setup."""
    titles = ("workers", "shared", "calls", "hits", "requests", "saved", "304s", "429s", "failed", "limit used")
    return _table(titles, (_setup_cells(each) for each in results))


def _setup_cells(each: Result) -> Sequence[str]:
    calls, report = each.calls.total(), each.report
    return (
        str(each.workers),
        each.name,
        f"{calls:,}",
        _percent(_hits(each) / max(calls, 1)),
        f"{each.requests:,}",
        _percent(1 - each.requests / max(calls, 1)),
        f"{report.not_modified:,}",
        f"{report.refused:,}",
        f"{each.failures.total():,}",
        _percent(report.share_used),
    )


def _hits(each: Result) -> int:
    """Return how many calls were answered without a whole response of their own."""
    return each.calls.total() - each.calls["miss"] - each.calls["bypass"]


def limits_table(results: Sequence[Result]) -> str:
    """Return what a fleet did with each kind of limit, without and with a shared throttle."""
    titles = ("the server says", "throttle", "requests", "429s", "failed", "limit used")
    return _table(titles, (_limit_cells(number, each) for number, each in enumerate(results)))


def _limit_cells(number: int, each: Result) -> Sequence[str]:
    return (
        each.name,
        "shared" if number % 2 else "own",
        f"{each.requests:,}",
        f"{each.report.refused:,}",
        f"{each.failures.total():,}",
        _percent(each.report.share_used),
    )


def redis_table(results: Sequence[Result]) -> str:
    """Return what Redis saw of the setups that use it."""
    titles = ("workers", "shared", "round trips", "commands", "received", "sent", "processor", "connections", "memory")
    return _table(titles, (_redis_cells(each) for each in results if each.redis.round_trips))


def _redis_cells(each: Result) -> Sequence[str]:
    calls, redis = max(each.calls.total(), 1), each.redis
    return (
        str(each.workers),
        each.name,
        f"{redis.round_trips / calls:.2f}",
        f"{redis.total / calls:.2f}",
        f"{redis.received / calls:,.0f} B",
        f"{redis.sent / calls:,.0f} B",
        f"{redis.seconds / calls * 1e6:.0f} µs",
        f"{redis.connections / each.workers:.1f}",
        f"{redis.memory / 1024:,.0f} KiB",
    )


def estimate_table(results: Sequence[Result]) -> str:
    """Return what 1,000 workers would cost that make one call a second each, from the last result."""
    each = results[-1]
    calls, redis = max(each.calls.total(), 1), each.redis
    busy, traffic = redis.seconds / calls, (redis.received + redis.sent) / calls
    connections = redis.connections / each.workers
    rows = [
        (
            "round trips to Redis",
            f"{redis.round_trips / calls:.1f} for a call",
            f"{_rounded(redis.round_trips / calls * _MANY)} a second",
        ),
        (
            "commands in Redis, those of its scripts too",
            f"{redis.total / calls:.1f} for a call",
            f"{_rounded(redis.total / calls * _MANY)} a second",
        ),
        ("processor of Redis", f"{busy * 1e6:.0f} µs for a call", f"{busy * _MANY:.0%} of the one that it can use"),
        ("traffic of Redis", f"{traffic / 1024:.1f} KiB for a call", f"{traffic * _MANY / 1e6:.1f} MB a second"),
        (
            "connections to Redis",
            f"{connections:.1f} for a worker with {each.threads} threads",
            _rounded(connections * _MANY),
        ),
        (
            "memory of Redis",
            f"{redis.memory / max(redis.keys, 1) / 1024:.1f} KiB for a key",
            f"{redis.memory / max(redis.keys, 1) * 100_000 / (1 << 20):.0f} MiB for 100,000 keys",
        ),
        ("memory of the workers", f"{each.private:.0f} MiB of its own", f"{each.private * _MANY / 1024:.0f} GiB"),
    ]
    return _table(("what", "measured", f"{_MANY:,} workers"), rows)


def _rounded(value: float) -> str:
    """Return a number with two significant digits."""
    return f"{float(f'{value:.2g}'):,.0f}"


def stores_table(rows: Sequence[Row]) -> str:
    """Return the ratios of each store to no cache: by the clock, and by the processor."""
    names = list(dict.fromkeys(name for each in rows for name in each.sides))
    return _table(("store", *(each.name for each in rows)), ((name, *_store_cells(rows, name)) for name in names))


def _store_cells(rows: Sequence[Row], name: str) -> Iterable[str]:
    for each in rows:
        clock, busy = (ratio_to_peer(each, times, name) for times in (each.sides, each.busy))
        yield f"**{clock:.2f}** ({busy:.2f}) {format_number(median(each.sides[name]))} {each.unit}"


def machine_text(machine: Mapping[str, object]) -> str:
    """Return what the figures were measured on."""
    return (
        f"Measured on {machine['processors']} processors, {machine['system']}, Python {machine['python']}; "
        f"the load of the machine at the end was {machine['load']}."
    )


def _percent(share: float) -> str:
    return f"{share:.0%}" if share < 0.995 else "100%"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
