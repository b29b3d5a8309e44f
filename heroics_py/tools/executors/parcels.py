"""A few calls on their way to a worker, and what came of them on the way back."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heroics_py.display.brief import counted
from heroics_py.errors import CallError, HeroicsError
from heroics_py.tools.executors.item_pickles import pickle_item
from heroics_py.tools.executors.shipment import Shipment, shipment_in_this_process
from heroics_py.tools.many_calls import ManyCalls
from heroics_py.tools.outcomes import Outcome

__all__ = ["LinkParcel", "Parcel", "Refused", "Reply"]

_PROTOCOL = 5


class Parcel:
    """The numbers of a few items; within the process of the caller, that is all that travels.

    Its repr, which executors log, has no argument in it.

    Args:
        shipment: the run.
        numbers: of the items.
        name: of the parcel, another one each time.
        finished: the names of earlier parcels that are done.
        has_link: whether the link travels with it; if not, the worker may have it already.
    """

    __slots__ = ("finished", "has_link", "name", "numbers", "shipment")

    def __init__(
        self,
        shipment: Shipment,
        numbers: Sequence[int],
        name: str,
        *,
        finished: Sequence[str] = (),
        has_link: bool = True,
    ) -> None:
        self.shipment = shipment
        self.numbers = tuple(numbers)
        self.name = name
        self.finished = tuple(finished)
        self.has_link = has_link

    def __repr__(self) -> str:
        return _parcel_text(len(self.numbers), self.shipment.many.title)

    def __reduce__(self) -> tuple[object, ...]:
        shipment = self.shipment
        head = {"run": shipment.name, "process": shipment.process, "stop": shipment.stop_sign.path, "name": self.name}
        if shipment.target is None:  # a function goes as the executor sends functions
            items = [shipment.items[each] for each in self.numbers]
            return (_arrive, (head, self.numbers, FunctionParcel(shipment.many, items)))
        digest, data = shipment.packed
        content = LinkParcel(
            digest=digest,
            data=data if self.has_link else b"",
            items=tuple(_packed_item(shipment, each) for each in self.numbers),
            title=shipment.many.title,
            finished=self.finished,
            is_repeatable=shipment.target.is_repeatable,
            keeps=shipment.keeps,
        )
        return (_arrive, (head, self.numbers, content))


@dataclass(frozen=True, slots=True)
class FunctionParcel:
    """A function and its items.

    Attributes:
        many: the function and its common arguments.
        items: of the calls.
    """

    many: ManyCalls
    items: Sequence[Any]

    def __repr__(self) -> str:
        return _parcel_text(len(self.items), self.many.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkParcel:
    """A link and its items, as bytes: no executor needs to look into them.

    Attributes:
        digest: of the link.
        data: the link; empty if the worker may have it already.
        items: each as a pickle.
        title: what messages call it.
        finished: the names of earlier parcels that are done.
        is_repeatable: whether a second call has the effect of one.
        keeps: whether a checkpoint needs the outcomes.
    """

    digest: str
    data: bytes
    items: tuple[bytes, ...]
    title: str
    finished: tuple[str, ...]
    is_repeatable: bool
    keeps: bool

    def __repr__(self) -> str:
        return _parcel_text(len(self.items), self.title)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A parcel in a worker.

    Attributes:
        head: the names of the run, the parcel and the process of the caller, and the path of the stop sign.
        numbers: of the items.
        content: what else travelled.
        here: the run itself, if the worker is a thread of the caller's process.
    """

    head: dict[str, str]
    numbers: tuple[int, ...]
    content: FunctionParcel | LinkParcel
    here: Shipment | None

    def __repr__(self) -> str:
        return repr(self.content)

    def __reduce__(self) -> tuple[object, ...]:
        return (_arrive, (self.head, self.numbers, self.content))


@dataclass(frozen=True, slots=True)
class Refused:
    """In place of an item whose call is refused.

    Attributes:
        error: that the call raises.
    """

    error: HeroicsError


class Reply:
    """What came of a parcel.

    Args:
        outcomes: by the numbers of the items. Those that are missing were not begun.
        lacks_link: whether the worker does not have the link; nothing was begun.
        is_repeated: whether the parcel was begun before, by this worker or another one.
    """

    __slots__ = ("is_repeated", "lacks_link", "outcomes")

    def __init__(
        self, outcomes: dict[int, Outcome] | None = None, *, lacks_link: bool = False, is_repeated: bool = False
    ) -> None:
        self.outcomes = outcomes or {}
        self.lacks_link = lacks_link
        self.is_repeated = is_repeated

    def __repr__(self) -> str:
        return f"<Reply: {len(self.outcomes)} outcomes>"

    def __reduce__(self) -> tuple[object, ...]:
        outcomes = {number: _portable(each) for number, each in self.outcomes.items()}
        return (_reply, (outcomes, self.lacks_link, self.is_repeated))


def _reply(outcomes: dict[int, Outcome], lacks_link: bool, is_repeated: bool) -> Reply:  # noqa: FBT001 - of a pickle
    return Reply(outcomes, lacks_link=lacks_link, is_repeated=is_repeated)


def _arrive(head: dict[str, str], numbers: tuple[int, ...], content: FunctionParcel | LinkParcel) -> Arrived:
    return Arrived(head, numbers, content, shipment_in_this_process(head["run"], head["process"]))


def _parcel_text(count: int, title: str) -> str:
    return f"<{counted(count, 'call')} of {title}>"


def _packed_item(shipment: Shipment, number: int) -> bytes:
    """Return an item as a pickle; of one whose call is refused, or that has no pickle, the error that its call raises.

    The arguments are bound before: then no record needs its origin, with which it would carry the whole client.
    """
    item = shipment.items[number]
    try:
        if shipment.target is not None:
            args, kwargs = shipment.many.arguments_of(item)
            shipment.target.call(args, kwargs)
        return pickle_item(item, _PROTOCOL)
    except HeroicsError as error:
        refusal: HeroicsError = error
    except Exception as error:  # noqa: BLE001 - whatever the object raises
        refusal = CallError(f"item {number} can't be sent to another process: {type(error).__name__}: {error}")
    return pickle.dumps(Refused(refusal), _PROTOCOL)


def _portable(outcome: Outcome) -> Outcome:
    """Return an outcome whose error survives its pickle: one that does not would end a pool of processes."""
    if outcome.error is None:
        return outcome
    try:
        pickle.loads(pickle.dumps(outcome.error, _PROTOCOL))  # noqa: S301 - of the line before
    except Exception:  # noqa: BLE001 - whatever the class of the error raises
        return Outcome(error=HeroicsError(f"{type(outcome.error).__name__}: {outcome.error}"))
    return outcome
