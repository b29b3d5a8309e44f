"""Progress on standard error, if that is a terminal: long lists, downloads and uploads."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

from heroics_py.cli.output.items import Items
from heroics_py.cli.output.terminal import is_terminal, terminal_width
from heroics_py.display.progress import Progress, announce
from heroics_py.display.terminal import escaped

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import ProgressColumn

__all__ = ["show_bar", "watch_items"]

_BAR = 20
_LABEL = 30
_WIDE = 70
_PATIENCE = 0.5  # seconds: what ends sooner shows nothing


@contextmanager
def show_bar(label: str, *, total: int | None = None, unit: str = "", visible: bool = True) -> Iterator[Progress]:
    """Show the progress of the block on standard error if it takes long; then the line disappears.

    Args:
        label: the text before the bar.
        total: the number of steps; None if it is unknown.
        unit: what is counted: "B" for bytes, else items.
        visible: False to show nothing.
    """
    if not visible or not is_terminal(sys.stderr):
        yield _Bar(None, label, total)
        return
    progress = _rich_progress(unit)
    bar = _Bar(progress if progress.console.is_interactive else None, label, total)  # TERM=dumb can't remove a line
    with announce(bar):
        try:
            yield bar
        finally:
            bar.stop()


def watch_items(items: Items, *, visible: bool = True) -> Items:
    """Return items that show on standard error how many have come, if that takes long.

    Args:
        items: of a list; those of a stream are their own progress.
        visible: whether to show anything.
    """
    return items if items.is_stream or not visible else replace(items, batches=_watched(items))


def _watched(items: Items) -> Iterator[list[object]]:
    with ExitStack() as stack:
        bar = stack.enter_context(show_bar(items.title or "list"))
        for batch in items.batches:
            bar.advance(len(batch))
            if isinstance(bar, _Bar):
                bar.set_total(items.total())
            yield batch


class _Bar:
    """A bar of rich, which appears after half a second."""

    def __init__(self, progress: "RichProgress | None", label: str, total: int | None) -> None:
        self._progress = progress
        self._lock = Lock()
        self._has_ended = False
        if progress is not None:
            self._task: Any = progress.add_task(escaped(label), total=total, words="")
            self._timer = Timer(_PATIENCE, self._start)
            self._timer.daemon = True
            self._timer.start()

    def advance(self, count: int = 1) -> None:
        """Count ``count`` more as done."""
        if self._progress is not None:
            self._progress.advance(self._task, count)

    def say(self, text: str) -> None:
        """Show ``text`` after the bar."""
        if self._progress is not None:
            self._progress.update(self._task, words=escaped(text))

    def set_total(self, total: int | None) -> None:
        """Set the number of steps."""
        if self._progress is not None:
            self._progress.update(self._task, total=total)

    def stop(self) -> None:
        """Remove the bar."""
        with self._lock:
            self._has_ended = True
            if self._progress is not None:
                self._timer.cancel()
                self._progress.stop()

    def _start(self) -> None:
        with self._lock:
            if self._progress is not None and not self._has_ended:
                self._progress.start()


def _rich_progress(unit: str) -> "RichProgress":
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import TextColumn, TimeElapsedColumn
    from rich.table import Column

    return RichProgress(
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, max_width=_LABEL)),
        *_columns(unit),
        *([TimeElapsedColumn()] if terminal_width() >= _WIDE else []),
        TextColumn("{task.fields[words]}", markup=False),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def _columns(unit: str) -> "tuple[ProgressColumn, ...]":
    """Return what is shown of items or bytes; on a narrow terminal, without the speed."""
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, TransferSpeedColumn
    from rich.table import Column

    bar, whole = BarColumn(bar_width=_BAR), Column(no_wrap=True)
    if unit != "B":
        return bar, MofNCompleteColumn(table_column=whole)
    if terminal_width() < _WIDE:
        return bar, DownloadColumn(table_column=whole)
    return bar, DownloadColumn(table_column=whole), TransferSpeedColumn(table_column=whole)
