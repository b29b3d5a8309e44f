"""The formats of JSON Schema that are checked, each by its specification.

They refuse nothing that the official test suite of JSON Schema calls valid, in any draft. What it calls invalid passes
in a few cases: leap seconds at any time of day, host names with a dot at the end or in Punycode without a meaning, URIs
without a scheme. All other formats describe a value and are not checked: duration, idn-email, idn-hostname, iri,
iri-reference, uri-template, json-pointer, relative-json-pointer, regex.
"""

import re
from collections.abc import Callable
from functools import cache

from heroics_py.support.loading import load_modules

__all__ = ["FORMATS"]

_DATE_TIME = r"(?a)\d{4}-\d\d-\d\d[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
_TIME = r"(?a)([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# The part before the "@" may be quoted (RFC 5321, 4.1.2). What comes after it is up to the server.
_EMAIL = r"""(?:[^@\s]+|"(?:[^"\\\r\n]|\\.)*")@[^@\s]+"""
# Also without a scheme: schemas use "uri" for host names too (Heroku for those of domains), and servers accept them.
_URI = r"(?a)[^\s<>\"{}|\\^`]+"
_URI_REFERENCE = r"(?a)[^\s<>\"{}|\\^`]*"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# The dot between labels is required: if it were optional, a long label could be split in any number of ways.
_HOSTNAME = rf"(?a)(?=.{{1,254}}\Z){_LABEL}(?:\.{_LABEL})*\.?"
_DATE = r"(?a)\d{4}-\d\d-\d\d"

# Compiled when first used: a first look at a link needs few of them.
_compiled = cache(re.compile)


def _check_by_pattern(pattern: str) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or _compiled(pattern).fullmatch(value) is not None


def _check_by_parser(parse: Callable[[str], object]) -> Callable[[object], bool]:
    def passes(value: object) -> bool:
        if not isinstance(value, str):
            return True
        try:
            parse(value)
        except ValueError:
            return False
        return True

    return passes


def _is_date_time(value: object) -> bool:
    """Return whether a text is a real day, a time and an offset (RFC 3339, 5.6); second 60 is a leap second."""
    if not isinstance(value, str):
        return True
    return _compiled(_DATE_TIME).fullmatch(value) is not None and _is_date(value[:10])


def _parse_date(text: str) -> object:
    if not _compiled(_DATE).fullmatch(text):
        raise ValueError(text)
    import datetime as dt

    return dt.date.fromisoformat(text)


def _parse_ipv4(text: str) -> object:
    load_modules("ipaddress")
    import ipaddress

    return ipaddress.IPv4Address(text)


def _parse_ipv6(text: str) -> object:
    load_modules("ipaddress")
    import ipaddress

    return ipaddress.IPv6Address(text)


_is_date = _check_by_parser(_parse_date)

FORMATS: dict[str, Callable[[object], bool]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "email": _check_by_pattern(_EMAIL),
    "hostname": _check_by_pattern(_HOSTNAME),
    "ipv4": _check_by_parser(_parse_ipv4),
    "ipv6": _check_by_parser(_parse_ipv6),
    "time": _check_by_pattern(_TIME),
    "uri": _check_by_pattern(_URI),
    "uri-reference": _check_by_pattern(_URI_REFERENCE),
    "uuid": _check_by_pattern(_UUID),
}
"""By format, a function that returns whether a value passes; values other than text pass any of them."""
