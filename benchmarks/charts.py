"""Charts of the results of a run."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt
from report import format_number
from timing import Row, Spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_charts"]

_OURS, _PEER, _FLOOR, _OTHER = "#2f6fb3", "#c0772d", "#8a8f98", "#6b9c4f"
_LARGEST_SHARE = 3.0  # of a target; the axis ends there


def draw_charts(rows: Sequence[Row], directory: Path) -> list[Path]:
    """Draw the share of each target and the sides of each row, and return the files."""
    directory.mkdir(parents=True, exist_ok=True)
    judged = [each for each in rows if each.target is not None]
    files = [_draw_targets(judged, directory / "targets.png")] if judged else []
    for unit, name, title in (
        ("µs", "calls.png", "One call, microseconds"),
        ("ms", "milliseconds.png", "Start-up and lists, milliseconds"),
    ):
        chosen = [each for each in rows if each.unit == unit and len(each.sides) > 1]
        if chosen:
            files.append(_draw_sides(chosen, directory / name, title))
    return files


def _draw_targets(rows: Sequence[Row], path: Path) -> Path:
    """Draw the results as shares of their targets: a bar that ends left of the line meets its target."""
    figure, axes = plt.subplots(figsize=(9, 0.42 * len(rows) + 1.6), layout="constrained")
    for place, each in enumerate(reversed(rows)):
        spread = Spread.of([_share(each, value) for value in each.judged])
        axes.barh(place, spread.median, color=_OURS if each.met else _PEER, height=0.62)
        axes.plot([spread.minimum, spread.maximum], [place, place], color="#333333", linewidth=1)
        judged = Spread.of(each.judged).median
        axes.text(1.02, place, f"{judged:.3g} of {each.target:g}", va="center", transform=axes.get_yaxis_transform())
    axes.axvline(1.0, color="#333333", linewidth=1, linestyle="--")
    largest = max(_share(each, value) for each in rows for value in each.judged)
    axes.set_xlim(0, min(max(1.3, 1.05 * largest), _LARGEST_SHARE))
    axes.set_xlabel("share of the target that is used (dashed: the target; thin line: all rounds)")
    axes.set_title("Targets")
    _label_bars(axes, [each.name for each in reversed(rows)])
    return _save(figure, path)


def _share(each: Row, value: float) -> float:
    target = each.target or 1.0
    return target / value if each.at_least else value / target


def _draw_sides(rows: Sequence[Row], path: Path, title: str) -> Path:
    """Draw the sides of each row as bars, as ratios to its peer, labelled with their values."""
    bars = [(each, name) for each in rows for name in (*each.sides, None)][:-1]
    figure, axes = plt.subplots(figsize=(9, 0.27 * len(bars) + 1.4), layout="constrained")
    labels = []
    for place, (each, name) in enumerate(reversed(bars)):
        labels.append("" if name is None else _label(each, name))
        if name is None:
            continue
        middle = median(each.sides[name])
        share = middle / median(each.sides[each.peer or next(iter(each.sides))])
        axes.barh(place, share, color=_colour(each, name), height=0.8)
        axes.text(share, place, f" {format_number(middle)} {each.unit}", va="center", fontsize=8)
    axes.axvline(1.0, color="#333333", linewidth=1, linestyle="--")
    axes.set_xlabel("ratio to the peer (dashed), medians of the rounds")
    axes.set_title(title)
    axes.margins(x=0.12)
    _label_bars(axes, labels)
    return _save(figure, path)


def _colour(each: Row, name: str) -> str:
    if name == next(iter(each.sides)):
        return _OURS
    return {each.peer: _PEER, each.floor: _FLOOR}.get(name, _OTHER)


def _label(each: Row, name: str) -> str:
    return f"{each.name}:  ours" if name == next(iter(each.sides)) else name


def _label_bars(axes: "Axes", labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.margins(y=0.01)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _save(figure: "plt.Figure", path: Path) -> Path:
    figure.savefig(path, dpi=110)
    plt.close(figure)
    return path
