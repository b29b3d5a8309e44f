"""Progress as people see it: a bar in a terminal, a widget in a notebook, nothing in a pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

__all__ = ["Progress", "progress_of"]


class Progress(Protocol):
    """What shows how far something has come."""

    def advance(self, count: int = 1) -> None:
        """Show that ``count`` more are done."""
        ...

    def say(self, text: str) -> None:
        """Show ``text`` beside it."""
        ...


class _Silent:
    """Shows nothing."""

    def advance(self, count: int = 1) -> None:
        """Show nothing."""

    def say(self, text: str) -> None:
        """Show nothing."""


class _Shown:
    """Shows a bar of tqdm."""

    def __init__(self, bar: object) -> None:
        self._bar = bar

    def advance(self, count: int = 1) -> None:
        """Move the bar."""
        self._bar.update(count)  # type: ignore[attr-defined]  # the library may not be there: its type is not named

    def say(self, text: str) -> None:
        """Show ``text`` behind the bar."""
        self._bar.set_postfix_str(text)  # type: ignore[attr-defined]  # the same


@contextmanager
def progress_of(what: str, *, total: int | None = None, unit: str = "", wanted: bool = True) -> Iterator[Progress]:
    """Show the progress of the block, where somebody may be looking and tqdm is installed.

    Args:
        what: stands before the bar.
        total: how many there are; None where nobody knows: then the time is shown, unless bytes are counted.
        unit: what is counted: "B" for bytes.
        wanted: False to show nothing.
    """
    kind = _kind() if wanted else None
    if kind is None:
        yield _Silent()
        return
    with kind(desc=what, total=total, **_manner(total, unit)) as bar:  # type: ignore[operator]
        yield _Shown(bar)


def _manner(total: int | None, unit: str) -> dict[str, object]:
    """Return how the bar counts."""
    if unit == "B":
        return {"unit": unit, "unit_scale": True, "unit_divisor": 1024}
    return {"bar_format": "{desc}: {elapsed}{postfix}"} if total is None else {"unit": unit or "it"}


def _kind() -> object | None:
    """Return the bar that fits where this program runs; None for nowhere to show it, or nothing to show it with."""
    in_kernel = _in_kernel()
    if not in_kernel and not _is_terminal():
        return None
    try:
        module = import_module("tqdm.notebook" if in_kernel and _has_widgets() else "tqdm.std")
    except ImportError:
        return None
    found: object = module.tqdm
    return found


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _in_kernel() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def _has_widgets() -> bool:
    return find_spec("ipywidgets") is not None
