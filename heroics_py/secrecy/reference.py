"""A secret that travels by its name."""

from abc import ABC, abstractmethod

__all__ = ["Reference"]


class Reference(ABC):
    """The name of a secret that each process looks up for itself, at each use.

    Its repr, its copies and its pickles hold the name alone.
    """

    __slots__ = ()

    @abstractmethod
    def __call__(self) -> str:
        """Return the secret.

        Raises:
            HeroicsError: this process does not have it.
        """
