"""Which clients can travel to another process."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import uuid4

from heroics_py.client.core import Core
from heroics_py.errors import CallError
from heroics_py.http.option_headers import REMOVED
from heroics_py.tools.link_target import LinkTarget

__all__ = ["process_id", "refuse_unpicklable", "refuse_unportable"]


_names: dict[int, str] = {}


def process_id() -> str:
    """Return a text that names this process among those of all machines, also after a fork."""
    number = os.getpid()
    return _names.get(number) or _names.setdefault(number, f"{number}-{uuid4().hex}")


def refuse_unportable(core: Core, target: LinkTarget | None, executor: Executor) -> None:
    """Refuse a client that loses its credentials on the way to a worker; nothing was submitted.

    Threads of this process use the client itself.

    Raises:
        CallError: it says what is lost, and how to pass it.
    """
    gaps = _gaps(core, target)
    if not gaps or _is_here(executor):
        return
    raise CallError(
        f"gather can't send this client to other processes, which would lack its {' and '.join(sorted(gaps))}: pass "
        "credentials by reference, connect(..., token=heroics_py.Env('NAME')), and each worker reads its own "
        "environment; nothing was sent"
    )


def refuse_unpicklable(pickle_link: Callable[[], object], executor: Executor, title: str) -> None:
    """Refuse a link that has no pickle, because of a hook or an argument; nothing was submitted.

    Args:
        pickle_link: pickles the link.
        executor: of the caller's.
        title: what messages call the link.

    Raises:
        CallError: it has no pickle, and the executor works in other processes.
    """
    if isinstance(executor, ThreadPoolExecutor):
        return
    try:
        pickle_link()
    except Exception as error:  # noqa: BLE001 - whatever an object in it raises
        problem = f"{type(error).__name__}: {error}"
    else:
        return
    if not _is_here(executor):
        raise CallError(f"gather can't send {title} to other processes: {problem}; nothing was sent")


def _gaps(core: Core, target: LinkTarget | None) -> set[str]:
    """Return the names of the arguments that a pickle of the client leaves out."""
    settings = core.settings.portable(core.key_headers, transport=core.replacement)
    gaps = set(settings.left_behind) | {f"header {name}" for name in _removed(settings.headers.reveal())}
    if target is not None:
        options = core.portable_options(target.link._options)  # noqa: SLF001 - public names are those of the schema
        gaps |= {f"header {name}" for name in _removed(options.headers)}
    return gaps


def _removed(headers: Mapping[str, Any]) -> list[str]:
    """Return the names of headers whose values a pickle leaves out."""
    return [name for name, value in headers.items() if value is REMOVED]


def _is_here(executor: Executor) -> bool:
    """Return whether an executor works in this process; one that takes no work does not."""
    if isinstance(executor, ThreadPoolExecutor):
        return True
    with suppress(Exception):  # whatever an executor raises that is broken or shut down
        return bool(executor.submit(process_id).result() == process_id())
    return False
