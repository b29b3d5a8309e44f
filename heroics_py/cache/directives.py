"""The values of caching header fields."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

__all__ = ["MAX_SECONDS", "Directives", "directives_of", "field_names", "parse_age"]

MAX_SECONDS = 1 << 31
"""The value of a larger number of seconds (RFC 9111, 1.2.2)."""

_DIRECTIVE = re.compile(
    r"""(?P<name>[^\s,;="]++)
        (?: = (?: "(?P<quoted>(?:[^"\\]|\\.)*+)" | (?P<token>[^\s,"]*+) ) )?+
        (?P<rest>[^,]*+)""",
    re.VERBOSE | re.ASCII,
)
_FIELDS = re.compile(r"[\s,]*+[\w!#$%&'*+.^`|~-]++(?:[\s,]++[\w!#$%&'*+.^`|~-]++)*+[\s,]*+", re.ASCII)
_SECONDS = re.compile(r"[0-9]+", re.ASCII)


class Directives(Mapping[str, str | None]):
    """The directives of a ``Cache-Control`` field, by their names in lower case; None is the value without argument.

    The first counts of a directive that appears twice (RFC 9111, 4.2.1). Arguments are tokens or quoted strings.
    """

    __slots__ = ("_arguments",)

    def __init__(self, arguments: Mapping[str, str | None]) -> None:
        self._arguments = arguments

    def __getitem__(self, name: str) -> str | None:
        return self._arguments[name]

    def __contains__(self, name: object) -> bool:
        return name in self._arguments

    def __iter__(self) -> Iterator[str]:
        return iter(self._arguments)

    def __len__(self) -> int:
        return len(self._arguments)

    def seconds(self, name: str) -> int | None:
        """Return the argument of ``name`` in seconds, 0 if it isn't a whole number, None without the directive."""
        if name not in self._arguments:
            return None
        text = self._arguments[name] or ""
        return _parse_seconds(text) if _SECONDS.fullmatch(text) else 0

    def covers(self, name: str) -> bool:
        """Return whether ``name`` applies to the whole response, and not only to the fields in its argument."""
        return name in self._arguments and not self.fields(name)

    def fields(self, name: str) -> frozenset[str]:
        """Return the header names in the argument of ``name``, in lower case (RFC 9111, 5.2.2.4, 5.2.2.7)."""
        argument = self._arguments.get(name)
        return field_names(argument) if argument and _FIELDS.fullmatch(argument) else frozenset()


@lru_cache(maxsize=512)
def directives_of(field: str | None) -> Directives:
    """Return the directives of a ``Cache-Control`` field (RFC 9111, 5.2)."""
    arguments: dict[str, str | None] = {}
    for match in _DIRECTIVE.finditer(field or ""):
        argument = match["quoted"] if match["quoted"] is not None else match["token"]
        if match["rest"].strip():
            argument = "?"
        arguments.setdefault(match["name"].lower(), argument)
    return Directives(arguments)


@lru_cache(maxsize=512)
def field_names(field: str | None) -> frozenset[str]:
    """Return the header names that a field lists, in lower case."""
    return frozenset(name for part in (field or "").split(",") if (name := part.strip().strip('"').strip().lower()))


def parse_age(field: str | None) -> int:
    """Return the first ``Age`` in seconds, or 0 if it isn't a whole number (RFC 9111, 5.1)."""
    first = (field or "").partition(",")[0].strip()
    return _parse_seconds(first) if _SECONDS.fullmatch(first) else 0


def _parse_seconds(digits: str) -> int:
    return MAX_SECONDS if len(digits.lstrip("0")) > 10 else min(int(digits), MAX_SECONDS)
