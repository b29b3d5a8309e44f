"""The text of a single value in a path, a query or a header."""

import math
import re
import sys
from enum import Enum
from typing import TYPE_CHECKING, TypeGuard

from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

__all__ = ["has_surrogate", "is_decimal", "is_representable", "scalar_text"]

_MAX_DIGITS = 4300
_SURROGATE = "[\ud800-\udfff]"


def scalar_text(value: object) -> str | None:
    """Return the text of a single value, or None if it is not a single value.

    A datetime becomes UTC, ``YYYY-MM-DDTHH:MM:SSZ`` (without a time zone, it is read as UTC); a bool ``true`` or
    ``false``; numbers, UUIDs and members of an Enum their text.
    """
    if isinstance(value, Enum):
        return scalar_text(value.value)
    if isinstance(value, str):
        return str.__str__(value)  # not what a subclass returns
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) or is_decimal(value):
        return _number_text(value)
    # Lazy: the first help() of a link needs none of them.
    load_modules("datetime", "uuid")
    from datetime import date, datetime
    from uuid import UUID

    if isinstance(value, datetime):
        return _utc_text(value)
    return str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, date) else None


def is_decimal(value: object) -> "TypeGuard[Decimal]":
    """Return whether ``value`` is a Decimal, without importing its module."""
    module = sys.modules.get("decimal")
    return module is not None and isinstance(value, module.Decimal)


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


def _number_text(value: "float | Decimal") -> str | None:
    if not is_representable(value):
        return None
    if isinstance(value, int):
        return int.__repr__(value)
    return float.__repr__(value) if isinstance(value, float) else f"{value:f}"


def _utc_text(value: "datetime") -> str | None:
    load_modules("datetime")
    from datetime import UTC

    try:
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        return None
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
