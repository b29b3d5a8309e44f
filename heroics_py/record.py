"""A JSON object whose keys can be read as attributes."""

from collections.abc import ItemsView, ValuesView
from typing import Any

from heroics_py.support.loading import load_modules

__all__ = ["NoSuchKey", "Record", "etag_of", "origin_of", "shown_of"]


_PLAIN = frozenset({dict, list})
_MOST_FIELDS = 40


class Record(dict):  # type: ignore[type-arg]
    """A JSON object: a dict in all respects, whose keys are attributes too.

    ``record.web_url`` is ``record["web_url"]``; nested objects are records as well. Where a key has the name of a
    method of dict (``items``, ``keys``), the attribute is the method and the key is reached by index. A record that
    stands for something an API holds remembers where it came from; that memory is no part of its value.

    Raises:
        NoSuchKey: (an AttributeError) for a key that is not there, naming the closest ones.
    """

    __slots__ = ("_origin", "_within")

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

    def __getattr__(self, name: str) -> Any:  # only the schema knows the type
        if name in self:
            return self[name]
        raise NoSuchKey(_missing(name, self), name=name, obj=None)

    def __setattr__(self, name: str, value: object) -> None:
        if name in {"_origin", "_within"}:
            object.__setattr__(self, name, value)
        else:
            self[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self:
            raise NoSuchKey(_missing(name, self), name=name, obj=None)
        del self[name]

    def __dir__(self) -> list[str]:
        return [*dict.fromkeys((*dict.__dir__(self), *filter(_is_attribute, self)))]

    def __repr__(self) -> str:
        return f"Record({self._shown()!r})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        shown = {} if cycle else self._shown()
        with printer.group(7, "Record(", ")"):
            printer.pretty(shown)

    def _repr_html_(self) -> str:
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import Table, title_of

        shown = self._shown()
        title = title_of(shown)
        kind = str(getattr(origin_of(self), "kind", "Record"))
        summary = title if isinstance(title, str) else "" if shown else "empty"
        return Table(title=kind, summary=summary, rows=list(shown.items()), most=_MOST_FIELDS).html()

    def _ipython_key_completions_(self) -> list[str]:
        return [key for key in self if isinstance(key, str)]

    def _shown(self) -> dict[str, object]:
        """Return what may be shown of it: secrets by name, by form, and by what its schema says are masked."""
        load_modules("heroics_py.secrecy.values")
        from heroics_py.secrecy.values import ValueMask

        origin, path = _place_of(self)
        mask = getattr(origin, "value_mask", None)
        shown = (mask if isinstance(mask, ValueMask) else ValueMask()).apply(self, path)
        return shown if isinstance(shown, dict) else {}

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
        load_modules("copy")
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
            value = _nested(value, self, key)
            dict.__setitem__(self, key, value)
        elif type(value) is list:
            _adopt_items(value, self, key)
        return value


def _is_attribute(key: object) -> bool:
    """Return whether ``record.key`` is read by Python as this very key: it reads full-width letters as plain ones."""
    if not isinstance(key, str) or not key.isidentifier():
        return False
    if key.isascii():
        return True
    load_modules("unicodedata")
    from unicodedata import normalize

    return normalize("NFKC", key) == key


class NoSuchKey(AttributeError):  # noqa: N818 - as NoSuchAttribute, of resources
    """A record has no such key. A notebook shows it in short, as it does all errors of this library."""

    def _render_traceback_(self) -> list[str]:
        load_modules("heroics_py.display.notebook")
        from heroics_py.display.notebook import short_traceback

        return short_traceback(self)


def origin_of(record: Record) -> object | None:
    """Return what ``record`` remembers of where it came from, or None."""
    try:
        return object.__getattribute__(record, "_origin")  # type: ignore[no-any-return]
    except AttributeError:
        return None


def etag_of(record: Record) -> str | None:
    """Return the ETag of the response that ``record`` is the whole of, if any."""
    etag = getattr(origin_of(record), "etag", None)
    return etag if isinstance(etag, str) else None


def shown_of(value: object) -> object:
    """Return what may be shown of a value: of a record, its fields with the secrets masked."""
    load_modules("heroics_py.secrecy.values")
    from heroics_py.secrecy.values import ValueMask

    return value._shown() if isinstance(value, Record) else ValueMask().apply(value)  # noqa: SLF001 - one of this room


def _adopt_items(values: list[object], above: Record, key: object) -> None:
    for index, value in enumerate(values):
        if type(value) is dict:
            values[index] = _nested(value, above, key)
        elif type(value) is list:
            _adopt_items(value, above, key)


def _nested(value: dict[str, object], above: Record, key: object) -> Record:
    """Return a part of a record as one of its own, which remembers where in the whole it stood, to hide its secrets."""
    made = Record(value)
    origin, path = _place_of(above)
    object.__setattr__(made, "_within", (origin, (*path, str(key))))
    return made


def _place_of(record: Record) -> tuple[object | None, tuple[str, ...]]:
    """Return the origin of the whole that a record is, or is part of, and the keys that lead to it there."""
    if (origin := origin_of(record)) is not None:
        return origin, ()
    try:
        return object.__getattribute__(record, "_within")  # type: ignore[no-any-return]
    except AttributeError:
        return None, ()


def _missing(name: str, record: Record) -> str:
    load_modules("heroics_py.support.suggestions", "heroics_py.display.terminal")
    from heroics_py.display.terminal import escaped
    from heroics_py.support.suggestions import did_you_mean

    return f"no key {name!r}; {escaped(did_you_mean(name, [key for key in record if isinstance(key, str)]))}"
