"""Errors of tapes, which play what servers once responded."""

from heroics_py.errors.base import HeroicsError, displayable
from heroics_py.errors.calls import Problem

__all__ = ["TapeError"]


class TapeError(HeroicsError):
    """A tape does not have the response to a request, can't be used, or can't be written.

    No server was asked in its place, and nothing sends the request again.

    Attributes:
        tape: the path of the tape.
        problems: what the schema of today says against a response on the tape.
    """

    tape = ""
    problems: tuple[Problem, ...] = ()

    def __init__(self, message: str, *, tape: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(displayable(message))
        self.tape = tape
        self.problems = tuple(problems)
