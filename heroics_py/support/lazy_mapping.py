"""Mappings whose values are created when they are needed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

__all__ = ["LazyMapping"]

V = TypeVar("V")


class LazyMapping(Mapping[str, V]):
    """A frozen mapping that creates each value when it is first looked up."""

    __slots__ = ("_create", "_names", "_values")

    def __init__(self, names: Iterable[str], create: Callable[[str], V]) -> None:
        self._names = dict.fromkeys(names)
        self._create = create
        self._values: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        if name not in self._values:
            if name not in self._names:
                raise KeyError(name)
            self._values.setdefault(name, self._create(name))
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"LazyMapping({list(self._names)})"

    def __reduce__(self) -> tuple[object, ...]:
        return (_complete, (dict(self),))


def _complete(values: dict[str, V]) -> LazyMapping[V]:
    return LazyMapping(values, values.__getitem__)
