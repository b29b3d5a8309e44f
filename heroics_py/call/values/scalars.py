"""The text of a single value in a path, a query or a header."""

import math
import re
import sys
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeGuard

from heroics_py.call.values.plain_values import has_methods, plain_value
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from decimal import Decimal
    from fractions import Fraction

__all__ = [
    "ExactFloat",
    "ExactInteger",
    "has_surrogate",
    "is_decimal",
    "is_fraction",
    "is_representable",
    "scalar_text",
]

_MAX_DIGITS = 4300
_SURROGATE = "[\ud800-\udfff]"


class ExactFloat(float):
    """A Decimal as a JSON number: a float for the checks of a schema, and its own digits on the wire."""

    text: str

    def __repr__(self) -> str:
        return self.text


class ExactInteger(int):
    """A Decimal without a fraction as a JSON number; ``text`` has the zeros after its point, such as "5.00"."""

    text: str


def scalar_text(value: object) -> str | None:
    """Return the text of a single value, or None if it is not a single value.

    A datetime becomes UTC, ``YYYY-MM-DDTHH:MM:SSZ`` with its fraction of a second (without a time zone, it is read as
    UTC); a duration ``PT1H30M`` (ISO 8601); a bool ``true`` or ``false``; numbers, UUIDs, paths, addresses and members
    of an Enum their text. Scalars of other libraries are known by what they can do, as `plain_value` says.
    """
    if isinstance(value, Enum):
        return scalar_text(value.value)
    if isinstance(value, str):
        return str.__str__(value)  # not what a subclass returns
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) or is_decimal(value):
        return _number_text(value)
    plain = plain_value(value)
    return _text_of_type(value) if plain is value else scalar_text(plain)


def is_decimal(value: object) -> "TypeGuard[Decimal]":
    """Return whether ``value`` is a Decimal, without importing its module."""
    return _is_a(value, "decimal", "Decimal")


def is_fraction(value: object) -> "TypeGuard[Fraction]":
    """Return whether ``value`` is a Fraction, without importing its module."""
    return _is_a(value, "fractions", "Fraction")


def is_representable(value: "float | Decimal") -> bool:
    """Return whether a number is finite, and has a size that Python reads and writes as text."""
    if isinstance(value, int):
        # 8**n < 10**n, and bit_length() is cheap.
        return value.bit_length() <= 3 * _MAX_DIGITS or abs(value) < 10**_MAX_DIGITS
    if isinstance(value, float):
        return math.isfinite(value)
    return value.is_finite() and abs(value.adjusted()) <= sys.float_info.max_10_exp


def has_surrogate(text: str) -> bool:
    """Return whether ``text`` holds half a surrogate pair; ASCII, as most text is, needs no search."""
    return not text.isascii() and re.search(_SURROGATE, text) is not None


def _is_a(value: object, module: str, name: str) -> bool:
    """Return whether a value is of a type of Python's own; no such value exists before its module is imported."""
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(value, kind)


def _number_text(value: "float | Decimal") -> str | None:
    if not is_representable(value):
        return None
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, ExactFloat):
        return value.text
    return float.__repr__(value) if isinstance(value, float) else f"{value:f}"


def _text_of_type(value: Any) -> str | None:
    """Return the text of a time, a duration, a UUID, a path or an address; None if it is something else."""
    kind = type(value)
    if _is_a(value, "datetime", "datetime"):
        return _utc_text(value)
    if _is_a(value, "datetime", "timedelta"):
        return _duration_text(value)
    if is_fraction(value):
        return _fraction_text(value)
    try:
        text = _own_text(value, kind)
    except Exception:  # noqa: BLE001 - an object that only looks like one of them
        return None
    return str.__str__(text) if isinstance(text, str) else None


def _own_text(value: Any, kind: type) -> object:
    if has_methods(kind, "isoformat"):
        return value.isoformat()
    if has_methods(kind, "hex", "int"):  # a UUID, also of another library
        return str(value)
    if has_methods(kind, "__fspath__"):
        load_modules("os")
        from os import fsdecode

        return fsdecode(value)
    return value.compressed if has_methods(kind, "compressed", "exploded") else None  # of ipaddress


def _fraction_text(value: "Fraction") -> str | None:
    """Return a fraction as a number; None if no float has its value."""
    if value.denominator == 1:
        return _number_text(value.numerator)
    try:
        return float.__repr__(float(value)) if float(value) == value else None
    except OverflowError:
        return None


def _utc_text(value: "datetime") -> str | None:
    load_modules("datetime")
    from datetime import UTC

    try:
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return f"{moment.replace(tzinfo=None).isoformat()}Z"


def _duration_text(value: "timedelta") -> str:
    """Return a duration as ISO 8601 and RFC 3339 (appendix A) write it; a negative one with a sign before it."""
    sign, value = ("-", -value) if value.days < 0 else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    digits = f"{value.microseconds:06}{getattr(value, 'nanoseconds', 0):03}".rstrip("0")
    fraction = f"{seconds}{'.' * bool(digits)}{digits}" if seconds or digits else ""
    parts = (hours and f"{hours}H", minutes and f"{minutes}M", fraction and f"{fraction}S")
    time = "".join(part for part in parts if part)
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}{'T' * bool(time)}{time}" if days or time else "PT0S"
