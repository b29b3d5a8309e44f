"""A Python value in the types of JSON."""

from collections.abc import Iterator, KeysView, Mapping, Sequence, ValuesView
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Any

from heroics_py.call.values.plain_values import has_methods, plain_value
from heroics_py.call.values.scalars import (
    ExactFloat,
    ExactInteger,
    is_decimal,
    is_fraction,
    is_representable,
    scalar_text,
)
from heroics_py.display.terminal import shown
from heroics_py.errors import Problem, ValidationError
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import MAX_DEPTH
from heroics_py.support.json_types import Json

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["json_value", "key_text"]

_MOST_PROBLEMS = 100
_MOST_CONTAINERS = 5_000_000
_EXACT = (ExactFloat, ExactInteger)


def json_value(value: object) -> Json:
    """Return ``value`` in the types of JSON: tuples as lists, datetimes and UUIDs as text, mappings as dicts.

    What other libraries have, such as a scalar of numpy or a row of pandas, becomes what `plain_value` and
    `scalar_text` say. A Decimal keeps its digits. The caller's value is not changed.

    Raises:
        ValidationError: it holds what JSON can't represent (NaN, an infinity, a set, bytes), or holds itself, or is
            nested beyond a hundred levels; each problem with its pointer.
    """
    work = _Work()
    result = work.convert(value, "", ())
    if work.problems:
        raise ValidationError(tuple(work.problems))
    return result


def key_text(key: object) -> str | None:
    """Return the text of a key of an object; None for what is not text, such as a number."""
    if isinstance(key, str):
        return str.__str__(key)
    if isinstance(key, Enum):
        return key_text(key.value)
    plain = plain_value(key)
    if plain is not key:
        return str.__str__(plain) if isinstance(plain, str) else None
    is_other = key is None or isinstance(key, int | float | tuple | Mapping) or is_decimal(key)
    return None if is_other else scalar_text(key)


class _Work:
    """The conversion of one value: its problems so far, and how many lists and objects it has found."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._containers = 0

    def convert(self, value: Any, pointer: str, parents: tuple[int, ...]) -> Json:
        kind = type(value)
        if kind in _SAME:
            return value  # type: ignore[no-any-return]
        if kind is dict or kind is list:
            return self._nested(value, value, pointer, parents)
        if isinstance(value, float) or is_decimal(value):
            return self._number(value, pointer)
        if not isinstance(value, _KNOWN):
            return self._foreign(value, pointer, parents)
        if isinstance(value, Mapping | list):
            return self._nested(value, value, pointer, parents)
        if isinstance(value, Enum):
            return self.convert(value.value, pointer, parents)
        return str.__str__(value) if isinstance(value, str) else self._number(value, pointer)

    def _foreign(self, value: object, pointer: str, parents: tuple[int, ...]) -> Json:
        """Convert a value of a type that JSON does not have."""
        plain = plain_value(value)
        if isinstance(plain, Mapping | Sequence | KeysView | ValuesView) and not isinstance(plain, _TEXTS):
            return self._nested(value, plain, pointer, parents)
        if plain is not value:
            return self.convert(plain, pointer, (*parents, id(value)))
        text = scalar_text(value)
        if text is None:
            self._refuse(pointer, f"JSON has no form for a {type(value).__name__}", _expected(value))
        return text if text is None or not is_fraction(value) else float(text) if "." in text else int(text)

    def _number(self, value: "float | Decimal", pointer: str) -> Json:
        if isinstance(value, _EXACT):
            return value
        if not is_representable(value):
            text = "an integer of thousands of digits" if isinstance(value, int) else str(value)
            self._refuse(pointer, f"{text} is not a JSON number", "a finite number")
            return None
        if isinstance(value, float):
            return float.__float__(value)
        return int.__int__(value) if isinstance(value, int) else _exact(value)

    def _nested(self, value: object, content: Any, pointer: str, parents: tuple[int, ...]) -> Json:
        """Convert the content of an object or a list; ``value`` is what the caller passed."""
        self._containers += 1
        if problem := self._problem_of(value, parents):
            self._refuse(pointer, *problem)
            return None
        parents = (*parents, id(value))
        if not isinstance(content, Mapping):
            return [
                item if type(item) in _SAME else self.convert(item, f"{pointer}/{index}", parents)
                for index, item in enumerate(content)
            ]
        result: dict[str, Json] = {}
        for key, item in content.items():
            name = key if type(key) is str else key_text(key)
            if name is None:
                self._refuse(pointer, f"the key {shown(key)} is not text", "text as keys")
            elif name in result:
                self._refuse(pointer, f"two keys have the text {shown(name)}", "different keys")
            elif type(item) in _SAME:
                result[name] = item
            else:
                result[name] = self.convert(item, f"{pointer}/{escape_key(name)}", parents)
        return result

    def _problem_of(self, value: object, parents: tuple[int, ...]) -> tuple[str, str] | None:
        if id(value) in parents:
            return "the value contains itself", "a value without cycles"
        if len(parents) >= MAX_DEPTH:
            return "the value is nested too deeply", f"at most {MAX_DEPTH} levels"
        if self._containers > _MOST_CONTAINERS:
            return "the value is too large", f"at most {_MOST_CONTAINERS:,} lists and objects"
        return None

    def _refuse(self, pointer: str, message: str, expected: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(
                Problem(pointer=pointer, message=f"{message}; expected {expected}", expected=expected, keyword="type")
            )


_SAME = frozenset({str, bool, NoneType})
_KNOWN = (str, int, Enum, Mapping, list)
_TEXTS = (str, bytes, bytearray, memoryview)


def _exact(value: "Decimal") -> Json:
    """Return a Decimal as a number that keeps its digits."""
    text = f"{value:f}"
    number = ExactInteger(value) if value == value.to_integral_value() else ExactFloat(value)
    number.text = text
    return number


def _expected(value: object) -> str:
    """Return what to pass instead of a value that JSON has no form for."""
    if isinstance(value, set | frozenset):
        return "a list"
    if isinstance(value, bytes | bytearray | memoryview):
        return "text"
    if isinstance(value, Iterator):
        return "a list: list(...)"
    if has_methods(type(value), "get_secret_value"):
        return "its text: value.get_secret_value()"
    if isinstance(value, type) or callable(value):
        return "a JSON value, not something to call"
    if is_fraction(value):
        return "a decimal number: float(value)"
    if has_methods(type(value), "__str__"):
        return "a JSON value, such as its text: str(value)"
    return "a JSON value, such as a dict of its fields: vars(value)" if hasattr(value, "__dict__") else "a JSON value"
