"""Progress as people see it: a bar in a terminal, a widget in a notebook, nothing in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from shutil import get_terminal_size
from typing import Protocol

from heroics_py.display.notebook import output_line
from heroics_py.display.terminal import escaped
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

__all__ = ["Progress", "progress_of", "show_wait"]

_line = ProcessLock()  # of the one line that shows a wait
_bars: "list[Progress]" = []  # that are shown now, the latest last


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
        self._bar.set_postfix_str(escaped(text))  # type: ignore[attr-defined]  # the same


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
    with kind(desc=escaped(what), total=total, **_manner(total, unit)) as bar:  # type: ignore[operator]
        shown = _Shown(bar)
        _bars.append(shown)
        try:
            yield shown
        finally:
            _bars.remove(shown)


@contextmanager
def show_wait(text: str) -> Iterator[None]:
    """Show ``text`` during the block, where somebody may be looking: beside a bar if there is one, else on a line.

    The line goes away with the block. While one wait is shown, no other is.
    """
    lock = _line.here()
    if not lock.acquire(blocking=False):
        yield
        return
    try:
        say = _place_for_a_line()
        say(escaped(text))
        try:
            yield
        finally:
            say("")
    finally:
        lock.release()


def _place_for_a_line() -> Callable[[str], None]:
    """Return what shows one short text in the place of the one before."""
    if _bars:
        return _bars[-1].say
    if _in_kernel():
        return output_line()
    return _on_terminal if _is_terminal() else _Silent().say


def _on_terminal(text: str) -> None:
    width = max(get_terminal_size().columns - 1, 1)
    with suppress(OSError, ValueError):  # it may be closed
        sys.stderr.write(f"\r{text[:width]:{width}}" if text else f"\r{'':{width}}\r")
        sys.stderr.flush()


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
        name = "tqdm.notebook" if in_kernel and _has_widgets() else "tqdm.std"
        load_modules(name)
        module = import_module(name)
    except ImportError:
        return None
    found: object = module.tqdm
    return found


def _is_terminal() -> bool:
    with suppress(ValueError):  # it may be closed
        return sys.stderr is not None and sys.stderr.isatty()
    return False


def _in_kernel() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def _has_widgets() -> bool:
    return find_spec("ipywidgets") is not None
