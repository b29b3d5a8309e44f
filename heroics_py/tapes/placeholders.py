"""The texts that replace secrets on a tape."""

import re
from collections.abc import Callable, Iterator

from heroics_py.support.json_types import Json

__all__ = [
    "ANY_SECRET",
    "JSON_NUMBER",
    "fits",
    "is_placeholder",
    "numbers_in",
    "placeholder",
    "renumbered",
    "without_placeholders",
]

ANY_SECRET = "~secret~"  # noqa: S105 - a placeholder
"""The placeholder of a secret whose number is unknown."""

JSON_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][-+]?\d{1,4})?", re.ASCII)
"""A number as JSON writes it; one that is secret becomes 0, so that the JSON can still be read."""

# Unreserved characters alone, so that a URL, a header and a form hold it as it is.
_PLACEHOLDER = re.compile(r"~secret(?:-(\d{1,9}))?~")


def placeholder(number: int) -> str:
    """Return the placeholder of the secret with a number."""
    return f"~secret-{number}~"


def is_placeholder(text: str) -> bool:
    """Return whether a text is a placeholder and nothing else."""
    return _PLACEHOLDER.fullmatch(text) is not None


def numbers_in(text: str) -> Iterator[int]:
    """Yield the number of each placeholder in a text."""
    return (int(match[1]) for match in _PLACEHOLDER.finditer(text) if match[1])


def renumbered(text: str, number: Callable[[int], int]) -> str:
    """Return a text whose placeholders have other numbers."""
    if "~secret-" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: placeholder(number(int(match[1]))) if match[1] else match[0], text)


def without_placeholders(text: str, change: Callable[[str], str]) -> str:
    """Return a text with ``change`` applied to what is between its placeholders."""
    if "~secret" not in text:
        return change(text)
    pieces, end = [], 0
    for match in _PLACEHOLDER.finditer(text):
        pieces += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, change(text[end:])])


def fits(value: Json, taped: Json) -> bool:
    """Return whether a value is the one on a tape; a placeholder on the tape fits any text."""
    if isinstance(value, dict) and isinstance(taped, dict):
        if value.keys() == taped.keys():
            return all(fits(value[name], item) for name, item in taped.items())
        return False
    if isinstance(value, list) and isinstance(taped, list):
        return len(value) == len(taped) and all(map(fits, value, taped))
    if isinstance(value, str) and isinstance(taped, str):
        return value == taped or _fits_text(value, taped)
    return value == taped and (type(value) is type(taped) or _are_numbers(value, taped))


def _are_numbers(*values: Json) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _fits_text(value: str, taped: str) -> bool:
    """Return whether a text has the same pieces as one on the tape, with anything in the places of placeholders."""
    pieces = _PLACEHOLDER.split(taped)[::2]
    if len(pieces) == 1 or not value.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        found = value.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(value) - len(pieces[-1]) >= at and value.endswith(pieces[-1])
