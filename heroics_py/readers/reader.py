"""What a reader is: one dialect of API descriptions."""

from collections.abc import Callable
from typing import NamedTuple

from heroics_py.model.api import Api
from heroics_py.readers.document import Loaded
from heroics_py.support.json_types import Json

__all__ = ["Reader"]


class Reader(NamedTuple):
    """One dialect.

    Attributes:
        name: of the dialect.
        recognizes: tells from the root of a document whether it is written in the dialect.
        read: makes the API of what was loaded; it looks at names alone and leaves the rest for later.
    """

    name: str
    recognizes: Callable[[dict[str, Json]], bool]
    read: Callable[[Loaded], Api]
