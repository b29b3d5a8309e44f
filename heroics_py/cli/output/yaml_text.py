"""A result as YAML, a list before its end is there."""

from heroics_py.cli.output.items import Items
from heroics_py.cli.output.sinks import Sink
from heroics_py.cli.output.values import plain
from heroics_py.display.terminal import printable
from heroics_py.support.json_types import Json
from heroics_py.writers.yaml_text import yaml_text

__all__ = ["YamlFormat"]


class YamlFormat:
    """A value as block YAML; a list begins before its end is there."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write_value(self, value: object) -> None:
        """Write a value."""
        self._write(plain(value))

    def write_items(self, items: Items) -> None:
        """Write a list, batch by batch."""
        is_empty = True
        for batch in items.batches:
            self._write([plain(item) for item in batch])
            self._sink.flush()
            is_empty = False
        if is_empty:
            self._write([])

    def _write(self, value: Json) -> None:
        text = yaml_text(value, ascii_only=self._sink.is_ascii)
        self._sink.write(printable(text) if self._sink.is_terminal else text)
