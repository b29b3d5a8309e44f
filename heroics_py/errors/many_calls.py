"""Errors of many calls, which other processes or earlier runs have made."""

from heroics_py.errors.base import HeroicsError, displayable

__all__ = ["CheckpointError", "LostOutcome"]


class LostOutcome(HeroicsError):
    """A call of `gather` has no outcome: its worker ended, or an earlier run was cut. It is not sent again.

    Attributes:
        item: the number of the item, counted from 0.
        call: the name of the call, such as "app.create".
        sent: False if it is certain that nothing was sent.
    """

    def __init__(self, message: str, *, item: int, call: str = "", sent: bool = True) -> None:
        super().__init__(displayable(message))
        self.item = item
        self.call = call
        self.sent = sent


class CheckpointError(HeroicsError):
    """The checkpoint of `gather` can't be used or written.

    Attributes:
        path: of the file.
    """

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(displayable(message))
        self.path = path
