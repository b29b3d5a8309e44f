"""The formats that a command prints, and what they are called elsewhere."""

from typing import Any

import click

__all__ = ["SHORT_NAMES", "Formats"]

SHORT_NAMES = {"md": "markdown", "txt": "text", "yml": "yaml", "ndjson": "jsonl"}
"""The format that another name means."""


class Formats(click.Choice[str]):
    """The values of ``-o``. The short name of one is accepted; the path of a file is not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the format that a value names.

        Args:
            value: what was typed.
            param: the option.
            ctx: of the command.

        Raises:
            click.BadParameter: there is no such format; the message says how the output gets into a file.
        """
        meant = SHORT_NAMES.get(value, value)
        _, dot, suffix = str(value).rpartition(".")
        kept = SHORT_NAMES.get(suffix, suffix)
        if dot and kept in self.choices:
            self.fail(f"{value!r} is not a format; for a file, type '-o {kept} > {value}'", param, ctx)
        return super().convert(meant if meant in self.choices else value, param, ctx)
