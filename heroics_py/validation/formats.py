"""The formats of JSON Schema that are checked, each as its specification says."""

import re
from collections.abc import Callable
from functools import cache

from heroics_py.support.loading import load_modules

__all__ = ["FORMATS"]

_DATE_TIME = r"(?a)\d{4}-\d\d-\d\d[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
_TIME = r"(?a)([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_EMAIL = r"[^@\s]+@[^@\s]+"
# Also without a scheme: schemas say "uri" of host names too (Heroku's of those of domains), and servers take them.
_URI = r"(?a)[^\s<>\"{}|\\^`]+"
_URI_REFERENCE = r"(?a)[^\s<>\"{}|\\^`]*"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# A dot between any two labels: were it optional, a long label would be split in every possible way.
_HOSTNAME = rf"(?a)(?=.{{1,254}}\Z){_LABEL}(?:\.{_LABEL})*\.?"
_DATE = r"(?a)\d{4}-\d\d-\d\d"

# Each when a value of its format is first seen: a first look at a link sees few of them.
_compiled = cache(re.compile)


def _matching(pattern: str) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or _compiled(pattern).fullmatch(value) is not None


def _made_by(make: Callable[[str], object]) -> Callable[[object], bool]:
    def passes(value: object) -> bool:
        if not isinstance(value, str):
            return True
        try:
            make(value)
        except ValueError:
            return False
        return True

    return passes


def _is_date_time(value: object) -> bool:
    """RFC 3339, 5.6: a real day, a time and an offset; second 60 is a leap second."""
    if not isinstance(value, str):
        return True
    return _compiled(_DATE_TIME).fullmatch(value) is not None and _is_date(value[:10])


def _day(text: str) -> object:
    if not _compiled(_DATE).fullmatch(text):
        raise ValueError(text)
    import datetime as dt

    return dt.date.fromisoformat(text)


def _ipv4(text: str) -> object:
    load_modules("ipaddress")
    import ipaddress

    return ipaddress.IPv4Address(text)


def _ipv6(text: str) -> object:
    load_modules("ipaddress")
    import ipaddress

    return ipaddress.IPv6Address(text)


_is_date = _made_by(_day)

FORMATS: dict[str, Callable[[object], bool]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "email": _matching(_EMAIL),
    "hostname": _matching(_HOSTNAME),
    "ipv4": _made_by(_ipv4),
    "ipv6": _made_by(_ipv6),
    "time": _matching(_TIME),
    "uri": _matching(_URI),
    "uri-reference": _matching(_URI_REFERENCE),
    "uuid": _matching(_UUID),
}
"""Each format with what tells whether a value passes; values that are no text pass, as do formats not listed here."""
