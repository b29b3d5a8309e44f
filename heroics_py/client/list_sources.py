"""What a list asks of its client: further pages, records, and identities; also after a pickle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from heroics_py.client.core import Core
from heroics_py.client.records.origin import Origin
from heroics_py.errors import PagingError
from heroics_py.http.messages import Request
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.record import Record

if TYPE_CHECKING:
    from heroics_py.call.lists.page import Page
    from heroics_py.http.steps import Steps

__all__ = ["Identities", "PageSource", "RecordMaker"]


class ListCall(Protocol):
    """What a list needs of the call that returned it."""

    core: Core
    name: str

    @property
    def is_portable(self) -> bool:
        """Whether a pickle holds all of it."""
        ...

    def sent(self) -> Request:
        """Return the request of the first page."""
        ...

    def page_steps(self, request: Request, next_range: str, paging: Paging) -> Steps[Page]:
        """Return the steps that lead to a further page."""
        ...


class PageSource:
    """Fetches the further pages of a list.

    A pickle holds the call, and builds its request again: it may have secrets that the other process looks up.

    Args:
        call: the call that returned the list.
        paging: how the list continues.
        request: of the first page; None to build it.
    """

    __slots__ = ("_call", "_paging", "_request")

    is_portable = True

    def __init__(self, call: ListCall, paging: Paging, request: Request | None = None) -> None:
        self._call = call
        self._paging = paging
        self._request = request

    def __reduce__(self) -> tuple[object, ...]:
        call = self._call
        return (PageSource, (call, self._paging)) if call.is_portable else (_LostPages, (call.name,))

    def __call__(self, next_range: str) -> Any:
        """Return the page of a next range; in an event loop, an awaitable of it."""
        if self._request is None:
            self._request = self._call.sent()
        return self._call.core.run(self._call.page_steps(self._request, next_range, self._paging), self._call.name)

    @property
    def secret_fields(self) -> frozenset[str]:
        """The names of query fields that carry the API's keys."""
        return self._call.core.request_context.secret_fields


class _LostPages:
    """What takes the place of a source that a pickle left out."""

    is_portable = True
    secret_fields: frozenset[str] = frozenset()

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, _: str) -> NoReturn:
        raise PagingError(
            f"{self._name}: pickling left out the arguments of this call, which may be secrets: call it again for the "
            "further pages"
        )


class RecordMaker:
    """Makes records of the items of a list; the records share one origin."""

    __slots__ = ("_origin",)

    def __init__(self, origin: Origin | None) -> None:
        self._origin = origin

    def __reduce__(self) -> tuple[object, ...]:
        return (RecordMaker, (self._origin,))

    def __call__(self, item: dict[str, Any]) -> Record:
        """Return the record of an item."""
        record = Record(item)
        if self._origin is not None:
            object.__setattr__(record, "_origin", self._origin)  # faster than Record.__setattr__, for thousands
        return record


class Identities:
    """Returns the fields that identify an item of a link's list."""

    __slots__ = ("_core", "_link")

    def __init__(self, core: Core, link: Link) -> None:
        self._core = core
        self._link = link

    def __reduce__(self) -> tuple[object, ...]:
        return (Identities, (self._core, self._link))

    def __call__(self) -> Sequence[str]:
        """Return the names of the fields."""
        return self._core.catalog.identity_fields(self._link)
