"""The results of a run as a table, as JSON, and as sections of the documentation."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median

from timing import Row, Spread

__all__ = [
    "clients_table",
    "describe_machine",
    "format_number",
    "markdown_table",
    "replace_section",
    "text_table",
    "write_json",
]

_LIBRARIES = ("requests", "urllib3", "jsonschema", "cachecontrol")
_COLUMNS = ("what", "ours", "peer", "floor", "judged", "of the best", "by processor", "target", "met")


def describe_machine() -> dict[str, object]:
    """Return the versions and the size of this machine, but nothing that identifies it."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        **{name: version(name) for name in _LIBRARIES},
    }


def text_table(rows: Sequence[Row], *, judging: bool = True) -> str:
    """Return the rows as columns of text; ``judging`` adds whether they meet their targets."""
    cells = [line if judging else line[:-1] for line in (_COLUMNS, *(_cells(each) for each in rows))]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in cells)  # noqa: B905


def markdown_table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown."""
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *(_cells(each) for each in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def clients_table(rows: Sequence[Row]) -> str:
    """Return the rows of the clients as a table in Markdown, with a line for each client.

    A cell holds the median of the ratios to the peer of each round, by the clock and by the processor, and the median
    of the times.
    """
    columns = [each for each in rows if each.group == "clients"]
    names = list(dict.fromkeys(name for each in columns for name in each.sides))
    lines = [("client", *(each.name for each in columns)), ("---",) * (len(columns) + 1)]
    lines += [(name, *(_client_cell(each, name) for each in columns)) for name in names]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _client_cell(each: Row, name: str) -> str:
    if name not in each.sides:
        return ""
    clock = ratio_to_peer(each, each.sides, name)
    processor = ratio_to_peer(each, each.busy, name)
    return f"**{clock:.2f}** ({processor:.2f}) {format_number(median(each.sides[name]))} {each.unit}"


def ratio_to_peer(each: Row, times: Mapping[str, Sequence[float]], name: str) -> float:
    """Return the median of the ratios of a side to the peer of the row."""
    return median(ours / peer for ours, peer in zip(times[name], times[each.peer], strict=True))


def _cells(each: Row) -> tuple[str, ...]:
    ours = next(iter(each.sides))
    judged = Spread.of(each.judged)
    target = "" if each.target is None else f"{'at least' if each.at_least else 'at most'} {each.target:g}"
    met = {None: "", True: "yes", False: "NO"}[each.met]
    processor = "" if each.processor is None else f"{each.processor:.3g}"
    ratio = f"{_spread(judged)} {each.meaning}"
    sides = [_side(each, name) if name else "" for name in (ours, each.peer, each.floor)]
    return (each.name, *sides, ratio, f"{each.best:.3g}", processor, target, met)


def _side(each: Row, name: str) -> str:
    prefix = "" if name == next(iter(each.sides)) else f"{name}: "
    return f"{prefix}{_spread(Spread.of(each.sides[name]))} {each.unit}"


def _spread(values: Spread) -> str:
    return " - ".join(format_number(value) for value in (values.minimum, values.median, values.maximum))


def format_number(value: float) -> str:
    """Return a number with three significant digits, and without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def write_json(path: Path, rows: Sequence[Row], machine: dict[str, object]) -> None:
    """Write every value that was measured, and a description of the machine."""
    content = {"machine": machine, "rows": [asdict(each) | {"met": each.met} for each in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def replace_section(page: Path, name: str, text: str) -> None:
    """Replace the text between two marks of a page.

    Raises:
        RuntimeError: the page lacks the marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, begin_mark, rest = page.read_text(encoding="utf-8").partition(begin)
    _, end_mark, after = rest.partition(end)
    if not begin_mark or not end_mark:
        raise RuntimeError(f"{page} lacks the marks {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
