"""Progress of long work: a bar, a widget in a notebook, nothing in a pipe."""

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

__all__ = ["Progress", "announce", "show_progress", "show_wait"]

_line = ProcessLock()  # for the one line that shows a wait
_bars: "list[Progress]" = []  # on the screen, the latest last


class Progress(Protocol):
    """Shows how far some work has come."""

    def advance(self, count: int = 1) -> None:
        """Count ``count`` more as done."""
        ...

    def say(self, text: str) -> None:
        """Show ``text`` next to the progress."""
        ...


class _NoBar:
    """Shows nothing."""

    def advance(self, count: int = 1) -> None:
        """Show nothing."""

    def say(self, text: str) -> None:
        """Show nothing."""


class _Bar:
    """A bar of tqdm."""

    def __init__(self, bar: object) -> None:
        self._bar = bar

    def advance(self, count: int = 1) -> None:
        """Move the bar."""
        self._bar.update(count)  # type: ignore[attr-defined]  # tqdm may be missing, so its type is not named

    def say(self, text: str) -> None:
        """Show ``text`` after the bar."""
        self._bar.set_postfix_str(escaped(text))  # type: ignore[attr-defined]  # as above


@contextmanager
def show_progress(label: str, *, total: int | None = None, unit: str = "", visible: bool = True) -> Iterator[Progress]:
    """Show the progress of the block in a terminal or a notebook, if tqdm is installed.

    Args:
        label: the text before the bar.
        total: the number of steps; None if it is unknown, to show the elapsed time, or the bytes so far.
        unit: what is counted: "B" for bytes.
        visible: False to show nothing.
    """
    kind = _bar_class() if visible else None
    if kind is None:
        yield _NoBar()
        return
    with kind(desc=escaped(label), total=total, **_bar_options(total, unit)) as bar:  # type: ignore[operator]
        progress = _Bar(bar)
        with announce(progress):
            yield progress


@contextmanager
def announce(progress: "Progress") -> Iterator[None]:
    """Let waits within the block say what they wait for next to ``progress``."""
    _bars.append(progress)
    try:
        yield
    finally:
        _bars.remove(progress)


@contextmanager
def show_wait(text: str) -> Iterator[None]:
    """Show ``text`` during the block, in a terminal or a notebook.

    It appears next to a progress bar, or on a line of its own. The line disappears after the block. Only one wait is
    shown at a time.
    """
    lock = _line.here()
    if not lock.acquire(blocking=False):
        yield
        return
    try:
        say = _line_writer()
        say(escaped(text))
        try:
            yield
        finally:
            say("")
    finally:
        lock.release()


def _line_writer() -> Callable[[str], None]:
    """Return a function that shows a short text in place of the one before."""
    if _bars:
        return _bars[-1].say
    if _in_kernel():
        return output_line()
    return _write_line if _is_terminal() else _NoBar().say


def _write_line(text: str) -> None:
    width = max(get_terminal_size().columns - 1, 1)
    with suppress(OSError, ValueError):  # it may be closed
        sys.stderr.write(f"\r{text[:width]:{width}}" if text else f"\r{'':{width}}\r")
        sys.stderr.flush()


def _bar_options(total: int | None, unit: str) -> dict[str, object]:
    if unit == "B":
        return {"unit": unit, "unit_scale": True, "unit_divisor": 1024}
    return {"bar_format": "{desc}: {elapsed}{postfix}"} if total is None else {"unit": unit or "it"}


def _bar_class() -> object | None:
    """Return the bar for this terminal or notebook; None without either, or without tqdm."""
    in_kernel = _in_kernel()
    if not in_kernel and not _is_terminal():
        return None
    try:
        name = "tqdm.notebook" if in_kernel and _has_widgets() else "tqdm.std"
        load_modules(name)
        module = import_module(name)
    except ImportError:
        return None
    bar_class: object = module.tqdm
    return bar_class


def _is_terminal() -> bool:
    with suppress(ValueError):  # it may be closed
        return sys.stderr is not None and sys.stderr.isatty()
    return False


def _in_kernel() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def _has_widgets() -> bool:
    return find_spec("ipywidgets") is not None
