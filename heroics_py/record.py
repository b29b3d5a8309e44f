"""A JSON object whose keys can be read as attributes."""

from collections.abc import ItemsView, ValuesView

__all__ = ["Record", "origin_of"]


_PLAIN = frozenset({dict, list})


class Record(dict):  # type: ignore[type-arg]
    """A JSON object: a dict in all respects, whose keys are attributes too.

    ``record.web_url`` is ``record["web_url"]``; nested objects are records as well. Where a key has the name of a
    method of dict (``items``, ``keys``), the attribute is the method and the key is reached by index. A record that
    stands for something an API holds remembers where it came from; that memory is no part of its value.

    Raises:
        AttributeError: for a key that is not there, naming the closest ones.
    """

    __slots__ = ("_origin",)

    def __getitem__(self, key: object) -> object:
        value = dict.__getitem__(self, key)
        return self._adopt(key, value) if type(value) in _PLAIN else value

    def get(self, key: object, default: object = None) -> object:
        """Return the value for ``key``, or ``default`` where the key is missing."""
        return self[key] if key in self else default  # noqa: SIM401 - this is what get is made of

    def values(self) -> ValuesView[object]:  # type: ignore[override]
        """Return a view of the values, nested objects as records."""
        self._adopt_all()
        return dict.values(self)

    def items(self) -> ItemsView[str, object]:  # type: ignore[override]
        """Return a view of the pairs, nested objects as records."""
        self._adopt_all()
        return dict.items(self)

    def __getattr__(self, name: str) -> object:
        if name in self:
            return self[name]
        raise AttributeError(_missing(name, self), name=name, obj=None)

    def __setattr__(self, name: str, value: object) -> None:
        if name == "_origin":
            object.__setattr__(self, name, value)
        else:
            self[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self:
            raise AttributeError(_missing(name, self), name=name, obj=None)
        del self[name]

    def __dir__(self) -> list[str]:
        return [*dict.__dir__(self), *(key for key in self if isinstance(key, str) and key.isidentifier())]

    def __repr__(self) -> str:
        return f"Record({dict.__repr__(self)})"

    def __reduce__(self) -> tuple[object, ...]:
        return (Record, (dict(self),))

    def copy(self) -> "Record":
        """Return a shallow copy, of the same origin."""
        return self.__copy__()

    def __copy__(self) -> "Record":
        twin = Record(self)
        if (origin := origin_of(self)) is not None:
            object.__setattr__(twin, "_origin", origin)
        return twin

    def __deepcopy__(self, memo: dict[int, object]) -> "Record":
        from copy import deepcopy

        twin = Record(deepcopy(dict(self), memo))
        if (origin := origin_of(self)) is not None:
            object.__setattr__(twin, "_origin", origin)
        return twin

    def _adopt_all(self) -> None:
        for key, value in dict.items(self):
            if type(value) in _PLAIN:
                self._adopt(key, value)

    def _adopt(self, key: object, value: object) -> object:
        """Put a record, or a list of records, in the place of the plain value, so that it is made only once."""
        if type(value) is dict:
            value = Record(value)
            dict.__setitem__(self, key, value)
        elif type(value) is list:
            _adopt_items(value)
        return value


def origin_of(record: Record) -> object | None:
    """Return what ``record`` remembers of where it came from, or None."""
    try:
        return object.__getattribute__(record, "_origin")  # type: ignore[no-any-return]
    except AttributeError:
        return None


def _adopt_items(values: list[object]) -> None:
    for index, value in enumerate(values):
        if type(value) is dict:
            values[index] = Record(value)
        elif type(value) is list:
            _adopt_items(value)


def _missing(name: str, record: Record) -> str:
    keys = [key for key in record if isinstance(key, str)]
    from difflib import get_close_matches

    close = get_close_matches(name, keys, n=3)
    if close:
        return f"no key {name!r}; did you mean {' or '.join(map(repr, close))}?"
    return f"no key {name!r}; the keys are {', '.join(keys[:20]) or 'none'}"
