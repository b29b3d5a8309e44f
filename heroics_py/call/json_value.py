"""A Python value in the types of JSON."""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from heroics_py.call.scalars import is_decimal, is_representable, scalar_text
from heroics_py.display.terminal import shown
from heroics_py.errors import Problem, ValidationError
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import MAX_DEPTH
from heroics_py.support.json_types import Json

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["json_value"]

_EXPECTED: dict[type, str] = {set: "a list", frozenset: "a list", bytes: "text"}


def json_value(value: object) -> Json:
    """Return ``value`` in the types of JSON: tuples as lists, datetimes and UUIDs as text, mappings as dicts.

    The caller's value is not changed.

    Raises:
        ValidationError: it holds what JSON can't represent (NaN, an infinity, a set, bytes), or holds itself, or is
            nested beyond a hundred levels; each problem with its pointer.
    """
    problems: list[Problem] = []
    result = _convert(value, "", problems, ())
    if problems:
        raise ValidationError(tuple(problems))
    return result


def _convert(value: object, pointer: str, problems: list[Problem], parents: tuple[int, ...]) -> Json:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value  # type: ignore[return-value]
    if isinstance(value, Mapping | list | tuple):
        return _convert_nested(value, pointer, problems, parents)
    if isinstance(value, float) or is_decimal(value):
        return _convert_number(value, pointer, problems)
    if isinstance(value, Enum):
        return _convert(value.value, pointer, problems, parents)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _convert_number(value, pointer, problems)
    text = scalar_text(value)
    if text is None:
        expected = _EXPECTED.get(kind, "a JSON value")
        problems.append(_problem(pointer, f"JSON has no form for a {kind.__name__}", expected))
    return text


def _convert_number(value: "float | Decimal", pointer: str, problems: list[Problem]) -> Json:
    if not is_representable(value):
        text = "an integer of thousands of digits" if isinstance(value, int) else str(value)
        problems.append(_problem(pointer, f"{text} is not a JSON number", "a finite number"))
        return None
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, int):
        return int.__int__(value)
    return int(value) if value == value.to_integral_value() else float(value)


def _convert_nested(
    value: Mapping[object, object] | list[object] | tuple[object, ...],
    pointer: str,
    problems: list[Problem],
    parents: tuple[int, ...],
) -> Json:
    if id(value) in parents:
        problems.append(_problem(pointer, "the value contains itself", "a value without cycles"))
        return None
    if len(parents) >= MAX_DEPTH:
        problems.append(_problem(pointer, "the value is nested too deeply", f"at most {MAX_DEPTH} levels"))
        return None
    parents = (*parents, id(value))
    if not isinstance(value, Mapping):
        return [_convert(item, f"{pointer}/{index}", problems, parents) for index, item in enumerate(value)]
    result: dict[str, Json] = {}
    for key, item in value.items():
        if isinstance(key, str):
            result[key] = _convert(item, f"{pointer}/{escape_key(key)}", problems, parents)
        else:
            problems.append(_problem(pointer, f"the key {shown(key)} is not text", "text as keys"))
    return result


def _problem(pointer: str, message: str, expected: str) -> Problem:
    return Problem(pointer=pointer, message=f"{message}; expected {expected}", expected=expected, keyword="type")
