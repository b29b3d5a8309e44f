"""A JSON object whose keys can be read as attributes."""

from collections.abc import ItemsView, Iterable, ValuesView
from types import MappingProxyType
from typing import Any, TypeGuard

from heroics_py.support.loading import load_modules

__all__ = [
    "MissingKey",
    "NoSuchKey",
    "Record",
    "etag_of",
    "origin_of",
    "place_of",
    "shown_of",
    "whole_of",
    "without_records",
]


_PLAIN = frozenset({dict, list})
_MOST_FIELDS = 40
_ALMOST_EQUAL = 0.8  # so like a key that it is a slip, and no verb such as save for space


class Record(dict):  # type: ignore[type-arg]
    """A JSON object: a dict in all respects, whose keys are attributes too.

    ``record.web_url`` is ``record["web_url"]``; nested objects are records as well. If a key has the name of a method
    of dict (``items``, ``keys``), the attribute is the method, and an index reads the key. A record that an API
    returned remembers its origin, which does not count in comparisons.

    Raises:
        NoSuchKey: (an AttributeError) for a missing key; the text suggests the closest ones.
    """

    __slots__ = ("_origin", "_within")

    def __getitem__(self, key: object) -> object:
        try:
            value = dict.__getitem__(self, key)
        except KeyError:
            # `__missing__` would change what pandas does with a dict.
            raise MissingKey(key, tuple(self)) from None
        return self._adopt(key, value) if type(value) in _PLAIN else value

    def get(self, key: object, default: object = None) -> object:
        """Return the value for ``key``, or ``default`` if the key is missing."""
        return self[key] if key in self else default  # noqa: SIM401 - this is the implementation of get

    def values(self) -> ValuesView[object]:  # type: ignore[override]
        """Return a view of the values, nested objects as records."""
        self._adopt_all()
        return dict.values(self)

    def items(self) -> ItemsView[str, object]:  # type: ignore[override]
        """Return a view of the pairs, nested objects as records."""
        self._adopt_all()
        return dict.items(self)

    def update(self, *args: Any, **fields: Any) -> None:
        """Change the dict, as of any dict; warns if the API has a link of that name for the record."""
        self._before_change("update", fields)
        dict.update(self, *args, **fields)

    def clear(self) -> None:
        """Empty the dict; warns as `update` does."""
        self._before_change("clear")
        dict.clear(self)

    def pop(self, key: object, *default: Any) -> Any:
        """Remove a key of the dict and return its value; warns as `update` does."""
        self._before_change("pop")
        return dict.pop(self, key, *default)

    def popitem(self) -> tuple[Any, Any]:
        """Remove the last pair of the dict and return it; warns as `update` does."""
        self._before_change("popitem")
        return dict.popitem(self)

    def setdefault(self, key: object, default: Any = None) -> Any:
        """Return the value for ``key``, set if it is missing; warns as `update` does."""
        self._before_change("setdefault")
        dict.setdefault(self, key, default)
        return self[key]

    def _before_change(self, method: str, fields: Any = MappingProxyType({})) -> None:
        warn: Any = getattr(place_of(self)[0], "before_change", None)
        if warn is not None:
            warn(self, method, fields)

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
        """Return the fields, their secrets masked: in a line if it is short, else with a line for each field."""
        load_modules("heroics_py.display.brief")
        from heroics_py.display.brief import lines_of

        return f"Record({lines_of(self._shown(), most=_MOST_FIELDS, indent=7)})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        for number, line in enumerate(["Record({...})"] if cycle else repr(self).split("\n")):
            if number:
                printer.break_()
            printer.text(line)

    def _repr_html_(self) -> str:
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import Table, title_of

        shown = self._shown()
        title = title_of(shown)
        kind = str(getattr(origin_of(self), "kind", "") or "Record")
        summary = title if isinstance(title, str) else "" if shown else "empty"
        return Table(
            title=kind, summary=summary, rows=list(shown.items()), most=_MOST_FIELDS, rest="list(record)"
        ).html()

    def _ipython_key_completions_(self) -> list[str]:
        return [key for key in self if isinstance(key, str)]

    def _shown(self) -> dict[str, object]:
        """Return the fields with their secrets masked: by name, by form and by schema."""
        load_modules("heroics_py.secrecy.json_values")
        from heroics_py.secrecy.json_values import ValueMask

        origin, path = place_of(self)
        mask = getattr(origin, "value_mask", None)
        shown = (mask if isinstance(mask, ValueMask) else ValueMask()).apply(self, path)
        return shown if isinstance(shown, dict) else {}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the record with its origin, which has the client without its secrets."""
        whole, keys = whole_of(self)
        if keys and _value_at(whole, keys) is self:
            return (_value_at, (whole, keys))
        origin = origin_of(self)
        return (Record, (without_records(self),)) if origin is None else (_with_origin, (without_records(self), origin))

    def copy(self) -> "Record":
        """Return a shallow copy, of the same origin."""
        return self.__copy__()

    def __copy__(self) -> "Record":
        copy = Record(self)
        if (origin := origin_of(self)) is not None:
            object.__setattr__(copy, "_origin", origin)
        return copy

    def __deepcopy__(self, memo: dict[int, object]) -> "Record":
        load_modules("copy")
        from copy import deepcopy

        copy = Record(deepcopy(dict(self), memo))
        if (origin := origin_of(self)) is not None:
            object.__setattr__(copy, "_origin", origin)
        return copy

    def _adopt_all(self) -> None:
        for key, value in dict.items(self):
            if type(value) in _PLAIN:
                self._adopt(key, value)

    def _adopt(self, key: object, value: object) -> object:
        """Replace a plain value by a record or a list of records, once."""
        if type(value) is dict:
            value = _nested(value, self, key)
            dict.__setitem__(self, key, value)
        elif type(value) is list:
            _adopt_items(value, self, key)
        return value


def _is_attribute(key: object) -> bool:
    """Return whether ``record.key`` reads this key: Python normalizes full-width letters."""
    if not isinstance(key, str) or not key.isidentifier():
        return False
    if key.isascii():
        return True
    load_modules("unicodedata")
    from unicodedata import normalize

    return normalize("NFKC", key) == key


class MissingKey(KeyError):  # noqa: N818 - as NoSuchName
    """An index names no key of a record; the text suggests the closest keys.

    Args:
        key: the key.
        known: the keys of the record.
    """

    def __init__(self, key: object, known: tuple[object, ...] = ()) -> None:
        super().__init__(key)
        self._known = known

    def __str__(self) -> str:
        return _no_key(self.args[0], self._known)

    def _render_traceback_(self) -> list[str]:
        load_modules("heroics_py.display.notebook")
        from heroics_py.display.notebook import short_traceback

        return short_traceback(self)


class NoSuchKey(AttributeError):  # noqa: N818 - as NoSuchAttribute, of resources
    """A record has no such key."""

    def _render_traceback_(self) -> list[str]:
        load_modules("heroics_py.display.notebook")
        from heroics_py.display.notebook import short_traceback

        return short_traceback(self)


def origin_of(record: Record) -> object | None:
    """Return the origin of ``record``, or None."""
    try:
        return object.__getattribute__(record, "_origin")  # type: ignore[no-any-return]
    except AttributeError:
        return None


def _with_origin(fields: dict[str, object], origin: object) -> Record:
    record = Record(fields)
    if origin is not None:
        object.__setattr__(record, "_origin", origin)
    return record


def _value_at(whole: Record, keys: tuple[str, ...]) -> object:
    """Return what keys and indexes lead to in a record; None if that is not there any more."""
    value: object = whole
    for key in keys:
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def without_records(value: Any) -> Any:
    """Return a value with plain dicts in place of its records, which become records again when somebody looks."""
    if isinstance(value, Record) or type(value) is dict:
        return {key: without_records(each) for key, each in dict.items(value)}
    return [without_records(each) for each in value] if type(value) is list else value


def etag_of(record: Record) -> str | None:
    """Return the ETag of the response that ``record`` is the whole of, if any."""
    etag = getattr(origin_of(record), "etag", None)
    return etag if isinstance(etag, str) else None


def shown_of(value: object) -> object:
    """Return a value with its secrets masked."""
    load_modules("heroics_py.secrecy.json_values")
    from heroics_py.secrecy.json_values import ValueMask

    return value._shown() if isinstance(value, Record) else ValueMask().apply(value)  # noqa: SLF001 - of this module


def _adopt_items(values: list[object], above: Record, key: object, *indexes: str) -> None:
    for index, value in enumerate(values):
        if type(value) is dict:
            values[index] = _nested(value, above, key, *indexes, str(index))
        elif type(value) is list:
            _adopt_items(value, above, key, *indexes, str(index))


def _nested(value: dict[str, object], above: Record, key: object, *indexes: str) -> Record:
    """Return a nested object as a record that knows its place, to mask its secrets."""
    record = Record(value)
    origin, path = place_of(above)
    whole, keys = whole_of(above)
    object.__setattr__(record, "_within", (origin, (*path, str(key)), whole, (*keys, str(key), *indexes)))
    return record


def place_of(record: Record) -> tuple[object | None, tuple[str, ...]]:
    """Return the origin of the outermost record, and the keys from there."""
    if (origin := origin_of(record)) is not None:
        return origin, ()
    try:
        return object.__getattribute__(record, "_within")[:2]  # type: ignore[no-any-return]
    except AttributeError:
        return None, ()


def whole_of(record: Record) -> tuple[Record, tuple[str, ...]]:
    """Return the outermost record, and the keys and indexes from there."""
    try:
        return object.__getattribute__(record, "_within")[2:]  # type: ignore[no-any-return]
    except AttributeError:
        return record, ()


def _missing(name: str, record: Record) -> str:
    """Return the message for an attribute: the closest keys, or the link of the record with that name."""
    load_modules("heroics_py.support.suggestions")
    from heroics_py.support.suggestions import closest_names

    hint: Any = getattr(place_of(record)[0], "hint", None)
    if hint is not None:
        is_close = bool(closest_names(name, filter(_is_text, record), cutoff=_ALMOST_EQUAL))
        if found := hint(record, name, is_close=is_close):
            return f"no key {name!r}; {found}"
    return _no_key(name, record)


def _no_key(key: object, known: Iterable[object]) -> str:
    load_modules("heroics_py.support.suggestions", "heroics_py.display.terminal")
    from heroics_py.display.terminal import escaped, shown
    from heroics_py.support.suggestions import did_you_mean

    return f"no key {shown(key)}; {escaped(did_you_mean(str(key), [each for each in known if _is_text(each)]))}"


def _is_text(key: object) -> TypeGuard[str]:
    return isinstance(key, str)
