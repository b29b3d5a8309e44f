"""What a run found: as a table for people, as JSON, and as pages of the documentation."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from timing import Row, Spread

__all__ = ["machine", "markdown", "put_into", "short", "table", "write_json"]

_LIBRARIES = ("requests", "urllib3", "jsonschema", "cachecontrol")
_COLUMNS = ("what", "ours", "peer", "floor", "judged", "of the best", "by processor", "target", "met")


def machine() -> dict[str, object]:
    """Return what the run was made on, in words that name no machine."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        **{name: version(name) for name in _LIBRARIES},
    }


def table(rows: Sequence[Row], *, judging: bool = True) -> str:
    """Return the rows as columns of text; whether targets are met is told if ``judging``."""
    cells = [line if judging else line[:-1] for line in (_COLUMNS, *(_cells(each) for each in rows))]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in cells)  # noqa: B905


def markdown(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown."""
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *(_cells(each) for each in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(each: Row) -> tuple[str, ...]:
    ours = next(iter(each.sides))
    judged = Spread.of(each.judged)
    target = "" if each.target is None else f"{'at least' if each.at_least else 'at most'} {each.target:g}"
    met = {None: "", True: "yes", False: "NO"}[each.met]
    processor = "" if each.processor is None else f"{each.processor:.3g}"
    shown = f"{_spread(judged)} {each.meaning}"
    sides = [_side(each, name) if name else "" for name in (ours, each.peer, each.floor)]
    return (each.name, *sides, shown, f"{each.best:.3g}", processor, target, met)


def _side(each: Row, name: str) -> str:
    named = "" if name == next(iter(each.sides)) else f"{name}: "
    return f"{named}{_spread(Spread.of(each.sides[name]))} {each.unit}"


def _spread(values: Spread) -> str:
    return " - ".join(short(value) for value in (values.least, values.middle, values.most))


def short(value: float) -> str:
    """Return a number as people read it: three digits, and no power of ten."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def write_json(path: Path, rows: Sequence[Row], about: dict[str, object]) -> None:
    """Write every value that was measured, and what it was measured on."""
    told = {"machine": about, "rows": [asdict(each) | {"met": each.met} for each in rows]}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def put_into(page: Path, name: str, text: str) -> None:
    """Replace what stands between two marks of a page.

    Raises:
        RuntimeError: the marks are not there.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise RuntimeError(f"{page} lacks the marks {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
