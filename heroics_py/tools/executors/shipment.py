"""What all parcels of one run share: the link, its common arguments, and the names by which workers know them."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256
from threading import Lock
from typing import Any, Self
from uuid import uuid4

from heroics_py.errors.warning import CallerLine
from heroics_py.support.cached_property import cached_property
from heroics_py.tools.executors.stop_sign import StopSign
from heroics_py.tools.executors.travel import process_id
from heroics_py.tools.link_target import LinkTarget
from heroics_py.tools.many_calls import ManyCalls

__all__ = ["Shipment", "shipment_in_this_process", "unpack"]

_PROTOCOL = 5
_MOST_KEPT = 8

_kept: OrderedDict[str, ManyCalls] = OrderedDict()
_here: dict[str, Shipment] = {}
_lock = Lock()


class Shipment:
    """One run of `gather`, as its caller has it.

    Args:
        many: the arguments of `gather`.
        target: the link that is called; None for any other function.
        items: of the run.
        line: the line of the caller, which warnings are about.
        keeps: whether a checkpoint needs the outcomes.

    Attributes:
        name: of the run, the same in every process.
        process: the name of the caller's process.
        stop_sign: by which the workers learn that no further call is to start.
    """

    def __init__(
        self,
        many: ManyCalls,
        target: LinkTarget | None,
        items: Sequence[Any],
        line: CallerLine,
        *,
        keeps: bool,
    ) -> None:
        self.many = many
        self.target = target
        self.items = items
        self.line = line
        self.keeps = keeps
        self.name = f"heroics-py-{uuid4().hex}"
        self.process = process_id()
        self.stop_sign = StopSign()
        self.is_stopped = False

    def __enter__(self) -> Self:
        """Let threads of this process find the run."""
        _here[self.name] = self
        return self

    def __exit__(self, *_: object) -> None:
        """Forget the run."""
        _here.pop(self.name, None)
        self.stop_sign.clear()

    @cached_property
    def packed(self) -> tuple[str, bytes]:
        """The link as a compressed pickle, and its digest; pickled once. Only references to secrets are in it."""
        data = zlib.compress(pickle.dumps(self.many, _PROTOCOL))
        return sha256(data).hexdigest(), data

    def stop(self) -> None:
        """Let no further call start."""
        self.is_stopped = True
        self.stop_sign.set()


def shipment_in_this_process(name: str, process: str) -> Shipment | None:
    """Return the run of this name, if this is the process of its caller."""
    return _here.get(name) if process == process_id() else None


def unpack(digest: str, data: bytes) -> ManyCalls | None:
    """Return what was packed, the same object each time, so that its connections and its cache are used again.

    Args:
        digest: of the data.
        data: empty if the worker is to have it from earlier parcels.

    Returns:
        None if this worker does not have it.
    """
    key = f"{process_id()} {digest}"  # a client of before a fork stays with the parent
    with _lock:
        many = _kept.get(key)
        if many is None and data:
            many = pickle.loads(zlib.decompress(data))  # noqa: S301 - from the caller, as is the rest of the work
            _kept[key] = many
        if many is not None:
            _kept.move_to_end(key)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
        return many
