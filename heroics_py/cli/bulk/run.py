"""The calls of many rows, several at a time, and what came of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import click

from heroics_py.call.lazy_list import LazyList
from heroics_py.cli.bulk.row_calls import RowCall
from heroics_py.cli.exit_codes import error_line, exit_code
from heroics_py.cli.output import OutputOptions, write_result
from heroics_py.display.progress import Progress, show_progress
from heroics_py.display.terminal import escaped
from heroics_py.errors import ConnectionFailed, HeroicsError, Unauthorized
from heroics_py.tools.call_threads import CallThreads

__all__ = ["run_calls"]

_FAILED = 1
_HOPELESS = (Unauthorized, ConnectionFailed)
"""Errors that every other row would have, too."""


def run_calls(calls: Sequence[RowCall], parallel: int, output: OutputOptions, *, title: str) -> int:
    """Make the calls, write their results in the order of the rows, and return the exit code.

    A line on standard error tells of each row that fails, and one at the end how many did.

    Args:
        calls: one for each row, at least one.
        parallel: the most calls at a time.
        output: how results are written; JSON Lines by default, a line for each result.
        title: what is called, such as "app update".

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C; standard error says what was done.
    """
    connection = calls[0].invocation.link._core.connection  # noqa: SLF001 - public names of a link belong to its schema
    if connection is not None:
        connection.widen(min(parallel, len(calls)))
    with show_progress(title, total=len(calls), unit="row", visible=not _is_terminal("stdout")) as bar:
        run = _Run(calls, CallThreads([each.invocation.send for each in calls], parallel, "heroics rows"), bar)
        format_ = output.format or (None if output.to is not None else "jsonl")
        try:
            with closing(run.results()) as results:
                write_result(results, replace(output, format=format_), title=title)
        finally:
            run.threads.stop()
            run.summarize()
    return run.code


@dataclass(slots=True)
class _Run:
    """Calls that are made.

    Attributes:
        calls: one for each row.
        threads: that make them.
        bar: that shows how far they are.
        failures: the errors of the rows that failed.
        is_stopped: whether Ctrl-C, or an error that every row would have, stopped them.
    """

    calls: Sequence[RowCall]
    threads: CallThreads
    bar: Progress
    failures: list[HeroicsError] = field(default_factory=list)
    is_stopped: bool = False

    def results(self) -> Iterator[Any]:
        """Make the calls, and yield their results in the order of the rows; the items of a list one by one."""
        pending = list(zip(self.calls, self.threads.futures, strict=True))
        with self.threads:
            try:
                for call, future in pending:
                    yield from self._result(call, future)
            except KeyboardInterrupt:
                self.is_stopped = True
