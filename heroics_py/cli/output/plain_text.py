"""Text without quotes: a single value, or a line for each item."""

from heroics_py.cli.output.items import Items
from heroics_py.cli.output.json_text import json_line
from heroics_py.cli.output.sinks import Sink
from heroics_py.cli.output.terminal import painted_json, screen_text
from heroics_py.cli.output.values import plain, scalar_as_text
from heroics_py.record import shown_of

__all__ = ["PlainFormat"]


class PlainFormat:
    """Text as it is, and other values as a line of JSON.

    Args:
        sink: where it goes.
        is_masked: whether secrets are masked.
    """

    def __init__(self, sink: Sink, *, is_masked: bool = False) -> None:
        self._sink = sink
        self._is_masked = is_masked

    def write_value(self, value: object) -> None:
        """Write a value and a line end."""
        known = plain(shown_of(value if isinstance(value, dict) else plain(value)) if self._is_masked else value)
        text = scalar_as_text(known)
        if text is None:
            line = json_line(known, ascii_only=self._sink.is_ascii)
            self._sink.write(f"{painted_json(line) if self._sink.is_terminal else line}\n")
        else:
            self._sink.write(f"{screen_text(text) if self._sink.is_terminal else text}\n")

    def write_items(self, items: Items) -> None:
        """Write the items as they come."""
        for batch in items.batches:
            for item in batch:
                self.write_value(item)
            self._sink.flush()

    def write_text(self, text: str) -> None:
        """Write text that is a response of its own: exactly, except on a terminal."""
        if self._sink.is_terminal:
            self._sink.write(screen_text(text) + "\n" * (not text.endswith("\n")))
        else:
            self._sink.write(text)
