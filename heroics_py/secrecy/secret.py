"""A value that keeps itself secret."""

from typing import Generic, NoReturn, TypeVar

__all__ = ["Secret"]

V = TypeVar("V")


class Secret(Generic[V]):
    """Keeps a secret out of repr, str and pickles; `reveal` returns it."""

    __slots__ = ("_reveal",)

    def __init__(self, value: V) -> None:
        def reveal() -> V:
            return value

        self._reveal = reveal  # a function, so that no walk over attributes finds the value

    def reveal(self) -> V:
        """Return the value."""
        return self._reveal()

    def __repr__(self) -> str:
        return "Secret(***)"

    def __copy__(self) -> "Secret[V]":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "Secret[V]":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled; pass the credentials again after unpickling")
