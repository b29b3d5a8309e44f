"""Texts without their secrets: streams of JSON, tables, and any other text."""

from heroics_py.tapes.secret_places import SecretPlaces

__all__ = ["scrub_text"]

_SEPARATOR = "\x1e"  # of JSON text sequences (RFC 7464)


def scrub_text(places: SecretPlaces, text: str) -> str:
    """Return a text with its secrets replaced; each line that is JSON, also in an event, is read as JSON."""
    if "\n" in text and ("{" in text or "[" in text):
        text = "".join([_scrub_line(places, line) for line in text.splitlines(keepends=True)])
    return places.in_text(text)


def _scrub_line(places: SecretPlaces, line: str) -> str:
    start = line.find("{") if "{" in line else line.find("[")
    prefix = line[: max(start, 0)]
    if start < 0 or prefix.strip(f" {_SEPARATOR}") not in ("", "data:"):
        return line
    value = line[start:].rstrip()
    return f"{prefix}{places.in_text(value)}{line[start + len(value) :]}" if value[-1:] in "}]" else line
