"""A value that shows itself to nobody who does not ask for it."""

from typing import Generic, NoReturn, TypeVar

__all__ = ["Secret"]

V = TypeVar("V")


class Secret(Generic[V]):
    """A value that stands in no repr, no str, no pickle: only `reveal` gives it."""

    __slots__ = ("_held",)

    def __init__(self, value: V) -> None:
        def held() -> V:
            return value

        self._held = held

    def reveal(self) -> V:
        """Return the value."""
        return self._held()

    def __repr__(self) -> str:
        return "Secret(***)"

    def __copy__(self) -> "Secret[V]":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "Secret[V]":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled; give the credentials anew where the pickle is read")
