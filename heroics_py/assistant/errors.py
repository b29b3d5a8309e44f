"""The refusals of the assistant's door."""

from typing import Literal

from heroics_py.errors import HeroicsError
from heroics_py.support.json_types import Json

__all__ = ["Refused"]


class Refused(HeroicsError):  # noqa: N818 - as the others of the tree
    """The assistant asked for something that it may not do, or can't.

    Attributes:
        source: who chose the names of ``closest``: "schema" or "api"; empty without any.
        closest: the names that may have been meant. They are not in the text, which is ours alone.
    """

    def __init__(self, message: str, *, source: Literal["", "api", "schema"] = "", closest: Json = None) -> None:
        super().__init__(message)
        self.source = source
        self.closest = closest
