"""What becomes of an argument: as it is bound, where its schema asks for text, and in the errors about it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from heroics_py.call.values.json_value import key_text
from heroics_py.call.values.plain_values import is_missing, plain_value
from heroics_py.call.values.scalars import ExactFloat, ExactInteger
from heroics_py.display.terminal import shown
from heroics_py.errors import Problem
from heroics_py.model.pointers import parse_pointer, value_at
from heroics_py.record import Record
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checks

__all__ = ["argument_value", "checked_value", "with_missing_values"]

_SINGLE = frozenset({str, int, bool})


def argument_value(value: object) -> object:
    """Return an argument as a plain value, the keys of a dict as text.

    A missing value stays as it is, so that errors name it.
    """
    if type(value) in _SINGLE:
        return value
    plain = plain_value(value)
    if plain is None:
        return value
    if not isinstance(plain, Mapping) or isinstance(plain, Record) or all(type(key) is str for key in plain):
        return plain
    texts = [key_text(key) for key in plain]
    is_text = None not in texts and len(set(texts)) == len(texts)
    return dict(zip(texts, plain.values(), strict=True)) if is_text else plain


def checked_value(checks: Checks, value: Json) -> tuple[Json, tuple[Problem, ...]]:
    """Return a value and its problems with a schema; a Decimal is text where the schema takes text and no number."""
    problems = checks.problems(value)
    for pointer in dict.fromkeys(each.pointer for each in problems):
        keys = parse_pointer(pointer)
        number = _value_in(value, keys)
        if isinstance(number, ExactFloat | ExactInteger):
            changed = _replaced(value, keys, number.text)
            remaining = checks.problems(changed)
            if all(each.pointer != pointer for each in remaining):
                value, problems = changed, remaining
    return value, problems


def with_missing_values(problems: Iterable[Problem], value: object) -> tuple[Problem, ...]:
    """Return problems, those about a missing value of the argument (NA, NaT, NaN) with what to do."""
    return tuple(_with_advice(each, _value_in(value, parse_pointer(each.pointer))) for each in problems)


def _with_advice(problem: Problem, value: Any) -> Problem:
    if is_missing(value):
        return problem.replaced(message=f"{problem.message}; {shown(value)} is a missing value: leave the field out")
    number = plain_value(value)
    if isinstance(number, float) and number != number:  # noqa: PLR0124 - NaN is the number that differs from itself
        return problem.replaced(message=f"{problem.message}; for a missing value, leave the field out or pass None")
    return problem


def _value_in(value: object, keys: Sequence[str]) -> object:
    """Return what is in an argument at a place; None if nothing is."""
    for key in keys:
        found: object = None
        plain = plain_value(value)
        with suppress(LookupError, TypeError, ValueError):
            if isinstance(plain, Mapping):
                found = next((item for own, item in plain.items() if key_text(own) == key), None)
            elif isinstance(plain, Sequence) and not isinstance(plain, str):
                found = plain[int(key)]
        value = found
    return value


def _replaced(value: Json, keys: Sequence[str], text: str) -> Json:
    """Return a copy of a value with a text at a place."""
    if not keys:
        return text
    copy = value.copy() if isinstance(value, dict | list) else value
    below = _replaced(value_at(value, keys[:1]), keys[1:], text)
    if isinstance(copy, dict):
        copy[keys[0]] = below
    elif isinstance(copy, list):
        copy[int(keys[0])] = below
    return copy
