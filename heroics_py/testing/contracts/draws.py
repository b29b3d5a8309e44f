"""Choices that hypothesis makes, as yes or no alone.

hypothesis mixes constants of the program's own modules into the texts and numbers that it draws, so that these depend
on what is imported; its flags depend on the seed alone. It shrinks each of them to False, which is the first choice.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

__all__ = ["SIMPLEST", "Draws", "FullDraws"]

_MOST_PARTS = 300
_T = TypeVar("_T")


class Draws:
    """Makes choices out of flags.

    Args:
        flag: draws one.
    """

    def __init__(self, flag: Callable[[], bool]) -> None:
        self.flag = flag

    def below(self, count: int) -> int:
        """Return a number from 0 to ``count`` - 1."""
        number = 0
        for _ in range((count - 1).bit_length()):
            number = 2 * number + self.flag()
        return number % count

    def one_of(self, choices: Sequence[_T]) -> _T:
        """Return one of some values, of which there is at least one."""
        return choices[self.below(len(choices))]


class FullDraws(Draws):
    """Takes everything that may be left out, and of each choice the one whose turn it is.

    A schema that contains itself in many places would make a body without end, so it takes a few hundred parts at most.

    Args:
        turn: the number of the choice, from 0; after the last one, the first follows.
    """

    def __init__(self, turn: int) -> None:
        super().__init__(self._takes_more)
        self._turn = turn
        self._left = _MOST_PARTS

    def _takes_more(self) -> bool:
        self._left -= 1
        return self._left >= 0

    def below(self, count: int) -> int:
        """Return the number whose turn it is, from 0 to ``count`` - 1."""
        return self._turn % count


SIMPLEST = Draws(lambda: False)
"""Makes the first choice each time."""
