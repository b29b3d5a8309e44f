"""The origin of a record: the client and the call that returned it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroics_py.client.core import Core
from heroics_py.display.terminal import escaped
from heroics_py.http.options import Options

if TYPE_CHECKING:
    from heroics_py.call.binding import Bound
    from heroics_py.secrecy.json_values import ValueMask

__all__ = ["Origin"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Origin:
    """Where a record came from.

    Attributes:
        core: the core of the client that returned it.
        options: the options of the call.
        bound: the link that was called, and its arguments.
        etag: the ETag of the response, if the record is the whole of it.
        is_list_item: whether the record is one item of a list.
    """

    core: Core
    options: Options
    bound: Bound
    etag: str | None = None
    is_list_item: bool = False

    def __repr__(self) -> str:
        return escaped(f"<Origin: {self.kind}>")

    @property
    def kind(self) -> str:
        """The name of the record's resource in the schema."""
        return self.bound.shape.link.resource

    @property
    def value_mask(self) -> ValueMask:
        """What to mask when the record is shown, as its schema says."""
        return self.core.value_mask(self.bound.shape.link.target_schema)
