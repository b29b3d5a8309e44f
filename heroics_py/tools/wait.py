"""Records that change: read anew, once or until something is so."""

import random
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from heroics_py.client.records import reader_of, schema_of
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
from heroics_py.record import Record, shown_of
from heroics_py.support.suggestions import did_you_mean

__all__ = ["FAILED", "pauses", "refresh", "until", "wait"]

FAILED = frozenset(
    {"aborted", "cancelled", "canceled", "crashed", "error", "errored", "expired", "failed", "failure", "rejected"}
)
"""The words by which APIs say that something has come to a bad end."""

_FIRST = 1.0
_LONGEST = 15.0
_GROWTH = 1.5
_PASSING = (ConnectionFailed, RequestTimeout, RateLimited, ServerError)


def refresh(record: Record) -> Record:
    """Read ``record`` anew and return what it is now; the one that was given stays as it is.

    It is read by the call that brought it, else by the self link of its kind. Where nothing has changed, the server
    answers 304 and the cache the rest.

    Raises:
        CallError: it can't be read anew: it did not come from a client, or the schema has no link that reads it.
        HeroicsError: whatever a call raises; `NotFound` where it is gone.
    """
    return reader_of(record, "refresh")()


def wait(
    record: Record,
    /,
    timeout: float = 600.0,
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    failed: Container[object] = FAILED,
    **fields: object,
) -> Record:
    """Read ``record`` again and again until its fields are as asked for, and return it.

    The pauses grow from a second to a quarter of a minute, with jitter. A server that can't be reached, is overloaded
    or limits the rate is asked again while there is time.

        build = heroics_py.wait(build, status="succeeded", timeout=900)

    Args:
        record: from an answer of the API.
        timeout: seconds until `WaitTimeout`; the last look may take one more.
        progress: show what it is at, in a terminal or a notebook, where tqdm is installed (the extra "progress").
        failed: values of those fields by which it has failed; ``()`` for none. A value that is waited for is none.
        **fields: the value that each field has to have; or a function that is given the value and tells.

    Raises:
        WaitFailed: a field has one of the values by which it has failed.
        WaitTimeout: the time is over.
        CallError: the record can't be read anew, or has no such field; nothing was sent.
        HeroicsError: whatever else a call raises; `NotFound` where it is gone.
    """
    _check(record, timeout, fields)
    reading = reader_of(record, "wait")
    with show_progress(_title(record), visible=progress) as shown:
        return until(
            lambda left: reading(timeout=Timeout(total=left)),
            lambda fresh: _is_so(fresh, fields, failed, shown),
            timeout=timeout,
            last=record,
            sleep=lambda seconds: _pause(seconds, record),
            told=lambda seen: f"{_at(seen, fields)}, after {timeout:g} s of waiting for {_wanted(seen, fields)}",
        )


def until(  # noqa: PLR0913 - what time is, and what chance is, are passed in
    read: Callable[[float], Record],
    is_so: Callable[[Record], bool],
    *,
    timeout: float,
    last: Record,
    told: Callable[[Record], str],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> Record:
    """Call ``read`` until ``is_so`` of what it returns, and return that.

    Args:
        read: takes the seconds that are left, a second at the least.
        is_so: tells whether the wait is over, or raises.
        timeout: seconds for all of it.
        last: what is known before the first look.
        told: says for the error what a record is at, and what is waited for.
        clock: the seconds that have passed, from any beginning.
        sleep: waits, in seconds.
        chance: gives numbers from 0 to 1.

    Raises:
        WaitTimeout: the time is over.
    """
    end = clock() + timeout
    trouble = ""
    for pause in pauses(chance):
        try:
            last = read(max(end - clock(), _FIRST))
        except _PASSING as error:
            if isinstance(error, UntrustedServer):
                raise
            trouble = f"; the last look failed: {error}"
        else:
            trouble = ""
            if is_so(last):
                return last
        left = end - clock()
        if left <= 0:
            break
        sleep(min(pause, left))
    raise WaitTimeout(f"{told(last)}{trouble}", record=last)


def pauses(chance: Callable[[], float]) -> Iterator[float]:
    """Yield the seconds between two looks: growing, with a quarter of each left to chance."""
    whole = _FIRST
    while True:
        yield whole * (0.75 + chance() / 4)
        whole = min(whole * _GROWTH, _LONGEST)


def _pause(seconds: float, record: Record) -> None:
    log_wait(seconds, f"to read {escaped(_title(record))} again")
    time.sleep(seconds)


def _is_so(record: Record, fields: Mapping[str, object], failed: Container[object], shown: Progress) -> bool:
    """Tell whether every field is as asked for.

    Raises:
        WaitFailed: one has a value by which it has failed.
    """
    shown.advance()
    shown.say(_state(record, fields))
    open_ones = [name for name, wanted in fields.items() if not _fits(record.get(name), wanted)]
    for name in open_ones:
        if _is_among(record.get(name), failed):
            raise WaitFailed(f"{_at(record, [name])}, waited for {_wanted(record, fields)}", record=record)
    return not open_ones


def _fits(value: object, wanted: object) -> bool:
    return bool(wanted(value)) if callable(wanted) else value == wanted


def _is_among(value: object, values: Container[object]) -> bool:
    return isinstance(value, str | int | float | None) and value in values


def _check(record: Record, timeout: object, fields: Mapping[str, object]) -> None:
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
        raise CallError(f"timeout={timeout!r}: expected the seconds that it may take, above zero")
    if not fields:
        raise CallError("wait() takes the fields to wait for, such as wait(build, status='succeeded')")
    known = {**dict.fromkeys(record), **dict.fromkeys(_properties(record))} if isinstance(record, Record) else fields
    for name in fields:
        if name not in known:
            raise CallError(
                f"wait() can't wait for {name!r}: the record has no such field; {did_you_mean(name, known)}"
            )


def _properties(record: Record) -> Mapping[str, object]:
    """Return the fields that the schema gives things of this kind."""
    schema = schema_of(record)
    try:
        return {} if schema is None else schema.dereference().children("properties")
    except SchemaError:
        return {}


def _at(record: Record, names: Iterable[str]) -> str:
    return f"{_title(record)} has {_state(record, names)}"


def _wanted(record: Record, fields: Mapping[str, object]) -> str:
    """Return what is waited for; what is secret of ``record`` is masked here as well."""
    asked = record.copy()
    asked.update(fields)
    return " and ".join(
        f"{name} as {getattr(value, '__name__', 'asked for')} tells" if callable(value) else _state(asked, [name])
        for name, value in fields.items()
    )


def _state(record: Record, names: Iterable[str]) -> str:
    """Return what some fields of a record are at, secrets masked as wherever it is shown."""
    shown = shown_of(record)
    values = shown if isinstance(shown, dict) else {}
    return " and ".join(f"{name} {values.get(name)!r}" for name in names)


def _title(record: Record) -> str:
    names = (record.get(name) for name in ("name", "id"))
    return next((name for name in names if isinstance(name, str)), "the record")
