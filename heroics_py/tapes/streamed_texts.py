"""Texts without their secrets: streams of JSON, tables, and any other text."""

import csv
import re

from heroics_py.tapes.secret_places import SecretPlaces

__all__ = ["scrub_text"]

_DELIMITERS = (",", ";", "\t")
_LONGEST_HEAD = 10_000
_COLUMN = re.compile(r"[\w .\"-]{1,80}")
_SEPARATOR = "\x1e"  # of JSON text sequences (RFC 7464)


def scrub_text(places: SecretPlaces, text: str) -> str:
    """Return a text with its secrets replaced; each line that is JSON, also in an event, is read as JSON."""
    if "\n" in text:
        _find_in_table(places, text)
        if "{" in text or "[" in text:
            text = "".join([_scrub_line(places, line) for line in text.splitlines(keepends=True)])
    return places.in_text(text)


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


def _scrub_line(places: SecretPlaces, line: str) -> str:
    start = line.find("{") if "{" in line else line.find("[")
    prefix = line[: max(start, 0)]
    if start < 0 or prefix.strip(f" {_SEPARATOR}") not in ("", "data:"):
        return line
    value = line[start:].rstrip()
    return f"{prefix}{places.in_text(value)}{line[start + len(value) :]}" if value[-1:] in "}]" else line
