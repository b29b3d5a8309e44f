"""The calls of many rows, several at a time, and what came of them."""

import os
import stat
import sys
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TextIO

import click

from heroics_py.call.lists.lazy_list import LazyList
from heroics_py.call.streams.stream import Stream
from heroics_py.cli.bulk.row_calls import RowCall
from heroics_py.cli.exit_codes import error_line, exit_code
from heroics_py.cli.output import OutputOptions, write_result
from heroics_py.cli.output.results import told_as_done, told_as_sent
from heroics_py.cli.output.selection import check_query, query_value
from heroics_py.cli.output.terminal import is_terminal, note
from heroics_py.client import BoundLink
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import ConnectionFailed, DecodeError, HeroicsError, Unauthorized
from heroics_py.tools.call_threads import CallThreads

__all__ = ["run_calls"]

_FAILED = 1
# Errors that every other row would have, too.
_HOPELESS = (Unauthorized, ConnectionFailed)


def run_calls(
    calls: Sequence[RowCall],
    parallel: int,
    output: OutputOptions,
    *,
    title: str,
    advice: Callable[[HeroicsError], str] = lambda _: "",
) -> int:
    """Make the calls, write their results in the order of the rows, and return the exit code.

    Standard error has a line for each row that fails, and one at the end that counts them.

    Args:
        calls: one for each row, at least one.
        parallel: the most calls at a time.
        output: how results are written: by default as JSON Lines.
        title: what is called, such as "app update".
        advice: returns what to add to the message of an error.

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C; standard error says what was done.
    """
    check_query(output.query)
    _widen(calls[0].invocation.link, min(parallel, len(calls)))
    if output.format is None and output.to is None:
        output = replace(output, format="jsonl")
    sends = [partial(_complete, each) for each in calls]
    with show_progress(title, total=len(calls), unit="row", visible=_is_file(sys.stdout)) as bar:
        # The first row goes alone: if the API refuses its credentials, no other row is sent.
        groups = (CallThreads(sends[:1], 1, "heroics row"), CallThreads(sends[1:], parallel, "heroics row"))
        run = _Run(calls, groups, bar, advice, output.query)
        try:
            with closing(run.results()) as results:
                write_result(results, replace(output, query=""), title=title)
        finally:
            run.stop()
            run.summarize()
    if run.is_interrupted:
        raise KeyboardInterrupt
    return run.code


def _is_file(stream: TextIO) -> bool:
    """Return whether a stream goes to a file, so that a progress bar does not meet its text on the terminal."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _widen(link: BoundLink, count: int) -> None:
    connection = link._core.connection  # noqa: SLF001 - public names of a link belong to its schema
    if connection is not None:
        connection.widen(count)


def _complete(call: RowCall) -> Any:
    """Return the result of a call, a list with all of its pages.

    Raises:
        DecodeError: the response is binary.
    """
    with told_as_sent(call.invocation.link):
        result = call.invocation.send()
        if isinstance(result, bytes | bytearray):
            raise DecodeError("the response is binary, which --each can't write: --to FILE keeps it, for one call")
    return list(result) if isinstance(result, LazyList) else result


@dataclass(slots=True)
class _Run:
    """Calls that are made.

    Attributes:
        calls: one for each row.
        groups: the threads that make them, one after the other.
        bar: that shows how far they are.
        advice: returns what to add to the message of an error.
        query: selects what is written of each result; empty for everything.
        codes: the exit codes of the rows that failed.
        is_interrupted: whether the user pressed Ctrl-C.
        is_stopped: whether no further call is made.
    """

    calls: Sequence[RowCall]
    groups: Sequence[CallThreads]
    bar: Progress
    advice: Callable[[HeroicsError], str]
    query: str = ""
    codes: list[int] = field(default_factory=list)
    is_interrupted: bool = False
    is_stopped: bool = False

    @property
    def code(self) -> int:
        """The exit code: the one that all failures have, else 1."""
        return self.codes[0] if len(set(self.codes)) == 1 else _FAILED if self.codes else 0

    @property
    def futures(self) -> list[Future[Any]]:
        """The results, one for each call."""
        return [future for group in self.groups for future in group.futures]

    def results(self) -> Generator[Any, None, None]:
        """Make the calls, and yield their results in the order of the rows; the items of a list one by one."""
        calls = iter(self.calls)
        try:
            for group in self.groups:
                if not self.is_stopped:
                    with group:
                        for future in group.futures:
                            yield from self._result(next(calls), future, group)
        finally:
            self.stop()

    def _result(self, call: RowCall, future: Future[Any], group: CallThreads) -> Generator[Any, None, None]:
        self._wait_for(future, group)
        if future.done() and not future.cancelled():
            self.bar.advance()
            try:
                yield from self._selected(call, future.result())
            except (HeroicsError, OSError, click.ClickException) as error:
                self._note_failure(call, error)

    def _selected(self, call: RowCall, result: Any) -> Generator[Any, None, None]:
        """Yield what is written of a result.

        Raises:
            ClickException: the query does not fit it, which is an error of its row.
        """
        if not self.query:
            yield from _items(result)
            return
        with told_as_done(call.invocation.link):
            found = [query_value(each, self.query) for each in _items(result)]
        yield from (each for each in found if each is not None)

    def _wait_for(self, future: Future[Any], group: CallThreads) -> None:
        """Wait for a call; Ctrl-C ends what is not running yet."""
        if self.is_stopped:
            return
        try:
            wait([future])
        except KeyboardInterrupt:
            self.is_interrupted = self.is_stopped = True
            if running := sum(each.running() for each in group.futures):
                count = f"{running} running call{'' if running == 1 else 's'}"
                note(f"stopping: no further row is sent; waiting for {count}, until Ctrl-C comes again")
            group.stop()

    def stop(self) -> None:
        """Make no further call, and wait for those that are running."""
        self.is_stopped = True
        for group in self.groups:
            group.stop()

    def _note_failure(self, call: RowCall, error: HeroicsError | OSError | click.ClickException) -> None:
        self.codes.append(exit_code(error))
        advice = self.advice(error) if isinstance(error, HeroicsError) else ""
        note(f"{call.label}: {error_line(error, advice)}")
        if isinstance(error, _HOPELESS) and call is self.calls[0]:
            self.is_stopped = True

    def summarize(self) -> None:
        """Write how many rows are done, which failed, and which were not sent."""
        futures = list(zip(self.calls, self.futures, strict=True))
        running = [call.number for call, each in futures if not each.done()]
        unsent = [call.number for call, each in futures if each.cancelled()]
        failed = max(len(self.codes), sum(map(_has_failed, self.futures)))
        done = len(futures) - len(running) - len(unsent) - failed
        parts = [f"{done} of {len(futures)} row{'' if len(futures) == 1 else 's'} done"]
        parts += [f"{failed} failed"] if failed else []
        parts += [f"{_numbers(running)}: sent, but the outcome is unknown"] if running else []
        parts += [f"{_numbers(unsent)} not sent"] if unsent else []
        if len(parts) > 1 or is_terminal(sys.stderr):
            note(", ".join(parts))


def _has_failed(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is not None


def _items(result: Any) -> Generator[Any, None, None]:
    if isinstance(result, list | Stream):
        yield from result
    else:
        yield result


def _numbers(numbers: Sequence[int]) -> str:
    """Return the numbers of rows as text; those that are not sent follow each other."""
    first, last = numbers[0], numbers[-1]
    return f"row {first}" if first == last else f"rows {first} to {last}"
