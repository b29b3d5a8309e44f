"""JSON: one value, a list that begins before its end is there, or a line for each item (JSON Lines)."""

import json

from heroics_py.call.values.json_text import compact_json
from heroics_py.call.values.scalars import ExactFloat
from heroics_py.cli.output.items import Items
from heroics_py.cli.output.sinks import Sink
from heroics_py.cli.output.terminal import painted_json
from heroics_py.cli.output.values import plain
from heroics_py.support.json_types import Json

__all__ = ["JsonFormat", "JsonLinesFormat", "json_line"]


class JsonFormat:
    """One JSON text, indented. A list that fails in the middle stays open: it can't be mistaken for a complete one."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write_value(self, value: object) -> None:
        """Write a value."""
        self._write(f"{self._text(value)}\n")

    def write_items(self, items: Items) -> None:
        """Write a list, batch by batch."""
        before = "[\n  "
        try:
            for batch in items.batches:
                for item in batch:
                    self._write(before + self._text(item).replace("\n", "\n  "))
                    before = ",\n  "
                self._sink.flush()
        except BaseException:
            if self._sink.is_terminal:
                self._sink.write("\n")  # so that the error has a line of its own
            raise
        self._write("[]\n" if before == "[\n  " else "\n]\n")

    def _text(self, value: object) -> str:
        known = plain(value)
        if _holds_exact(known):
            return compact_json(known, ascii_only=self._sink.is_ascii)
        return json.dumps(known, indent=2, ensure_ascii=self._sink.is_ascii)

    def _write(self, text: str) -> None:
        self._sink.write(painted_json(text) if self._sink.is_terminal else text)


class JsonLinesFormat:
    """A line of JSON for each item."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write_value(self, value: object) -> None:
        """Write a value as one line."""
        line = json_line(value, ascii_only=self._sink.is_ascii)
        self._sink.write(f"{painted_json(line) if self._sink.is_terminal else line}\n")

    def write_items(self, items: Items) -> None:
        """Write the items as they come."""
        for batch in items.batches:
            for item in batch:
                self.write_value(item)
            self._sink.flush()


def json_line(value: object, *, ascii_only: bool = False) -> str:
    """Return a value as JSON without line ends."""
    return compact_json(plain(value), ascii_only=ascii_only)


def _holds_exact(value: Json) -> bool:
    if isinstance(value, dict):
        return any(_holds_exact(item) for item in value.values() if not isinstance(item, str))
    if isinstance(value, list):
        return any(_holds_exact(item) for item in value if not isinstance(item, str))
    return isinstance(value, ExactFloat)
