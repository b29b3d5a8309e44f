"""Directives and ages of caching header fields."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

__all__ = ["MAX_SECONDS", "Directives", "age_of", "directives_of", "names_of"]

MAX_SECONDS = 1 << 31
"""What a larger number of seconds counts as (RFC 9111, 1.2.2)."""

_DIRECTIVE = re.compile(
    r"""(?P<name>[^\s,;="]++)
        (?: = (?: "(?P<quoted>(?:[^"\\]|\\.)*+)" | (?P<token>[^\s,"]*+) ) )?+
        (?P<rest>[^,]*+)""",
    re.VERBOSE | re.ASCII,
)
_FIELDS = re.compile(r"[\s,]*+[\w!#$%&'*+.^`|~-]++(?:[\s,]++[\w!#$%&'*+.^`|~-]++)*+[\s,]*+", re.ASCII)
_SECONDS = re.compile(r"[0-9]+", re.ASCII)


class Directives(Mapping[str, str | None]):
    """The directives of one ``Cache-Control`` field, names in lower case; one without an argument is None.

    Of a directive that is given twice the first counts (RFC 9111, 4.2.1). Arguments are tokens or quoted strings.
    """

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[str, str | None]) -> None:
        self._given = given

    def __getitem__(self, name: str) -> str | None:
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def seconds(self, name: str) -> int | None:
        """Return the argument of ``name`` in seconds; 0 where it is no whole number, None where it is not given."""
        if name not in self._given:
            return None
        text = self._given[name] or ""
        return _seconds(text) if _SECONDS.fullmatch(text) else 0

    def covers(self, name: str) -> bool:
        """Return whether ``name`` is given for the whole answer, and not only for fields that its argument names."""
        return name in self._given and not self.fields(name)

    def fields(self, name: str) -> frozenset[str]:
        """Return the header fields that the argument of ``name`` names, in lower case (RFC 9111, 5.2.2.4, 5.2.2.7)."""
        argument = self._given.get(name)
        return names_of(argument) if argument and _FIELDS.fullmatch(argument) else frozenset()


@lru_cache(maxsize=512)
def directives_of(field: str | None) -> Directives:
    """Return the directives of a ``Cache-Control`` field (RFC 9111, 5.2), whatever the case of their names."""
    given: dict[str, str | None] = {}
    for match in _DIRECTIVE.finditer(field or ""):
        value = match["quoted"] if match["quoted"] is not None else match["token"]
        if match["rest"].strip():
            value = "?"
        given.setdefault(match["name"].lower(), value)
    return Directives(given)


@lru_cache(maxsize=512)
def names_of(field: str | None) -> frozenset[str]:
    """Return the header names that a field lists, in lower case."""
    return frozenset(name for part in (field or "").split(",") if (name := part.strip().strip('"').strip().lower()))


def age_of(field: str | None) -> int:
    """Return an ``Age`` in seconds (RFC 9111, 5.1): of several the first, and 0 for what is no whole number."""
    first = (field or "").partition(",")[0].strip()
    return _seconds(first) if _SECONDS.fullmatch(first) else 0


def _seconds(digits: str) -> int:
    return MAX_SECONDS if len(digits.lstrip("0")) > 10 else min(int(digits), MAX_SECONDS)
