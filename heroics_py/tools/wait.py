"""Records read again, once or until their fields have the expected values."""

from collections.abc import Callable, Container, Coroutine, Iterable, Iterator, Mapping
from typing import Any

from heroics_py.client.records.identity import schema_of
from heroics_py.client.records.reading import reader_of, run_awaiting, run_blocking
from heroics_py.display.progress import Progress, show_progress
from heroics_py.display.terminal import escaped
from heroics_py.display.waits import log_wait
from heroics_py.errors import (
    CallError,
    ConnectionFailed,
    RateLimited,
    RequestTimeout,
    SchemaError,
    ServerError,
    UntrustedServer,
    WaitFailed,
    WaitTimeout,
)
from heroics_py.http.options import Timeout
from heroics_py.http.steps import SYSTEM_CLOCK, Clock, Pause, Steps
from heroics_py.record import Record, shown_of
from heroics_py.support.suggestions import did_you_mean

__all__ = ["FAILED", "pauses", "refresh", "refresh_async", "until", "wait", "wait_async"]

FAILED = frozenset(
    {"aborted", "cancelled", "canceled", "crashed", "error", "errored", "expired", "failed", "failure", "rejected"}
)
"""Words that APIs use for a failure."""

_FIRST = 1.0
_LONGEST = 15.0
_GROWTH = 1.5
_TEMPORARY = (ConnectionFailed, RequestTimeout, RateLimited, ServerError)


def refresh(record: Record) -> Record:
    """Read a record again and return its current state; ``record`` itself does not change.

    It is read by the call that returned it, or by the self link of its resource. If nothing has changed, the server
    responds with 304 and the cache supplies the record.

    Raises:
        CallError: the record did not come from a client, or the schema has no link that reads it.
        HeroicsError: the call fails; `NotFound` if the record was deleted.
    """
    return run_blocking(record, reader_of(record, "refresh")(), "refresh")


def refresh_async(record: Record) -> Coroutine[Any, Any, Record]:
    """Read a record of an async client again, as `refresh` does; await it."""
    return run_awaiting(record, reader_of(record, "refresh_async")(), "refresh_async")


def wait(
    record: Record,
    /,
    timeout: float = 600.0,
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    failed: Container[object] = FAILED,
    **fields: object,
) -> Record:
    """Read a record repeatedly until its fields have the expected values, and return it.

    The pauses grow from 1 to 15 seconds, with jitter. If the server can't be reached, is overloaded or limits the rate,
    the wait continues until its timeout.

        build = heroics_py.wait(build, status="succeeded", timeout=900)

    Args:
        record: a record from a response of the API.
        timeout: seconds until `WaitTimeout`; the last read may take one second more.
        progress: whether to show the fields in a terminal or a notebook; it needs tqdm (the extra "progress").
        failed: values of those fields that mean a failure, unless you wait for them; ``()`` for none.
        **fields: the expected value of each field, or a function that takes the value and returns whether it fits.

    Raises:
        WaitFailed: a field has a value that means a failure.
        WaitTimeout: the time is over.
        CallError: the record can't be read again, or has no such field; nothing was sent.
        HeroicsError: a call fails for good; `NotFound` if the record was deleted.
    """
    return run_blocking(record, _waiting(record, timeout, fields, failed, "wait", visible=progress), "wait")


def wait_async(
    record: Record,
    /,
    timeout: float = 600.0,
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    failed: Container[object] = FAILED,
    **fields: object,
) -> Coroutine[Any, Any, Record]:
    """Read a record of an async client until its fields have the expected values, as `wait` does; await it.

        build = await heroics_py.wait_async(build, status="succeeded", timeout=900)

    It takes the arguments of `wait`, and raises the same errors.
    """
    steps = _waiting(record, timeout, fields, failed, "wait_async", visible=progress)
    return run_awaiting(record, steps, "wait_async")


def _waiting(  # noqa: PLR0913 - the arguments of `wait`
    record: Record,
    timeout: float,
    fields: Mapping[str, object],
    failed: Container[object],
    call: str,
    *,
    visible: bool,
) -> Steps[Record]:
    """Return the steps of a wait, once its arguments are checked."""
    _check(call, record, timeout, fields)
    read = reader_of(record, call)

    def shown() -> Steps[Record]:
        with show_progress(_title(record), visible=visible) as bar:
            return (
                yield from until(
                    lambda left: read(timeout=Timeout(total=left)),
                    lambda current: _is_done(current, fields, failed, bar),
                    timeout=timeout,
                    last=record,
                    describe=lambda current: (
                        f"{_state_of(current, fields)}, "
                        f"after {timeout:g} s of waiting for {_expectation(current, fields)}"
                    ),
                )
            )

    return shown()


def until(  # noqa: PLR0913 - what it decides by
    read: Callable[[float], Steps[Record]],
    is_done: Callable[[Record], bool],
    *,
    timeout: float,
    last: Record,
    describe: Callable[[Record], str],
    clock: Clock = SYSTEM_CLOCK,
) -> Steps[Record]:
    """Return the steps that read a record until ``is_done`` accepts it, and that return it.

    Args:
        read: takes the seconds that are left, at least 1, and returns the steps that lead to the record.
        is_done: returns whether the wait is over, or raises.
        timeout: seconds for the whole wait.
        last: the record before the first read.
        describe: returns the state of a record and the expected one, for the error.
        clock: the time and the chance.

    Raises:
        WaitTimeout: the time is over.
    """
    end = clock.monotonic() + timeout
    trouble = ""
    for pause in pauses(clock.chance):
        try:
            last = yield from read(max(end - clock.monotonic(), _FIRST))
        except _TEMPORARY as error:
            if isinstance(error, UntrustedServer):
                raise
            trouble = f"; the last read failed: {error}"
        else:
            trouble = ""
            if is_done(last):
                return last
        left = end - clock.monotonic()
        if left <= 0:
            break
        seconds = min(pause, left)
        log_wait(seconds, f"to read {escaped(_title(last))} again")
        yield Pause(seconds)
    raise WaitTimeout(f"{describe(last)}{trouble}", record=last)


def pauses(chance: Callable[[], float]) -> Iterator[float]:
    """Yield the seconds between two reads: growing, with a quarter of each random."""
    whole = _FIRST
    while True:
        yield whole * (0.75 + chance() / 4)
        whole = min(whole * _GROWTH, _LONGEST)


def _is_done(record: Record, fields: Mapping[str, object], failed: Container[object], bar: Progress) -> bool:
    """Return whether every field fits.

    Raises:
        WaitFailed: a field has a value that means a failure.
    """
    bar.advance()
    bar.say(_state(record, fields))
    pending = [name for name, expected in fields.items() if not _fits(record.get(name), expected)]
    for name in pending:
        if _is_among(record.get(name), failed):
            raise WaitFailed(f"{_state_of(record, [name])}, waited for {_expectation(record, fields)}", record=record)
    return not pending


def _fits(value: object, expected: object) -> bool:
    return bool(expected(value)) if callable(expected) else value == expected


def _is_among(value: object, values: Container[object]) -> bool:
    return isinstance(value, str | int | float | None) and value in values


def _check(call: str, record: Record, timeout: object, fields: Mapping[str, object]) -> None:
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
        raise CallError(f"timeout={timeout!r}: expected a number of seconds above zero")
    if not fields:
        raise CallError(f"{call}() takes the fields to wait for, such as {call}(build, status='succeeded')")
    names = {**dict.fromkeys(record), **dict.fromkeys(_properties(record))} if isinstance(record, Record) else fields
    for name in fields:
        if name not in names:
            raise CallError(
                f"{call}() can't wait for {name!r}: the record has no such field; {did_you_mean(name, names)}"
            )


def _properties(record: Record) -> Mapping[str, object]:
    """Return the fields of the record in its schema."""
    schema = schema_of(record)
    try:
        return {} if schema is None else schema.dereference().children("properties")
    except SchemaError:
        return {}


def _state_of(record: Record, names: Iterable[str]) -> str:
    return f"{_title(record)} has {_state(record, names)}"


def _expectation(record: Record, fields: Mapping[str, object]) -> str:
    """Return the expected values in words, the secret fields of ``record`` masked."""
    expected = record.copy()
    dict.update(expected, fields)  # a record warns of its own update(), which sends nothing
    return " and ".join(
        f"{name} to fit {getattr(value, '__name__', 'the function')}" if callable(value) else _state(expected, [name])
        for name, value in fields.items()
    )


def _state(record: Record, names: Iterable[str]) -> str:
    """Return the values of some fields in words, secrets masked."""
    public = shown_of(record)
    values = public if isinstance(public, dict) else {}
    return " and ".join(f"{name} {values.get(name)!r}" for name in names)


def _title(record: Record) -> str:
    candidates = (record.get(name) for name in ("name", "id"))
    return next((each for each in candidates if isinstance(each, str)), "the record")
