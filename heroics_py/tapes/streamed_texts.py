"""Texts without their secrets: streams of JSON, tables, and any other text."""

import csv
import re
from collections.abc import Iterator

from heroics_py.tapes.secret_places import SecretPlaces

__all__ = ["scrub_text"]

_DELIMITERS = (",", ";", "\t")
_LONGEST_HEAD = 10_000
_COLUMN = re.compile(r"[\w .\"-]{1,80}")
# Of JSON Lines, of an event, or of a JSON text sequence (RFC 7464).
_BEFORE_JSON = re.compile(r"\ufeff?\x1e?(?:data:)? ?(?=[{\[])")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def scrub_text(places: SecretPlaces, text: str) -> str:
    """Return a text with its secrets replaced; each line that is JSON, also in an event, is read as JSON."""
    whole = _scrub_json(places, text)
    if whole is not None:
        return whole
    if "\n" not in text:
        return places.in_text(text)
    _find_in_table(places, text)
    if "{" not in text and "[" not in text:
        return places.in_text(text)
    return "".join(_scrub_lines(places, _LINE.findall(text)))


def _find_in_table(places: SecretPlaces, text: str) -> None:
    """Remember the secrets of a table whose first line names its columns, such as CSV; the search replaces them."""
    head = text[:_LONGEST_HEAD].partition("\n")[0].strip("\ufeff\r")
    delimiter = next((each for each in _DELIMITERS if each in head), "")
    if not delimiter or not all(_COLUMN.fullmatch(name) for name in head.split(delimiter)):
        return
    names = [name.strip(' "') for name in head.split(delimiter)]
    secret = [index for index, name in enumerate(names) if places.names(name)]
    if not secret:
        return
    try:
        rows = list(csv.reader(text.splitlines()[1:], delimiter=delimiter))
    except csv.Error:
        return
    for row in rows:
        for index in secret:
            if index < len(row):
                places.replace(row[index])


def _scrub_lines(places: SecretPlaces, lines: list[str]) -> Iterator[str]:
    """Yield lines without their secrets; one that is JSON is not read as a text, too, so that a number stays one."""
    others: list[str] = []
    for line in lines:
        json = _scrub_json(places, line)
        if json is None:
            others.append(line)
            continue
        yield places.in_text("".join(others))
        yield json
        others = []
    yield places.in_text("".join(others))


def _scrub_json(places: SecretPlaces, line: str) -> str | None:
    """Return a line that holds JSON without its secrets; None if it is another line."""
    value = line.rstrip()
    start = _BEFORE_JSON.match(value)
    if start is None or value[-1] not in "}]":
        return None
    inner = places.in_inner_json(value[start.end() :])
    return None if inner is None else f"{start[0]}{inner}{line[len(value) :]}"
