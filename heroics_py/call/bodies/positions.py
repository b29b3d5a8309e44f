"""Where the files of a body are read from, so that they can be read again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

__all__ = ["positions_in", "restored_positions"]


def positions_in(body: object, depth: int = 3) -> Iterator[tuple[Any, int]]:
    """Yield the files in a body that can be read again, each with its position."""
    if callable(getattr(body, "read", None)):
        with suppress(AttributeError, OSError, ValueError):
            yield body, body.tell()  # type: ignore[attr-defined]
    parts = body.values() if isinstance(body, Mapping) else body if isinstance(body, list | tuple) else ()
    for part in parts if depth else ():
        yield from positions_in(part, depth - 1)


@contextmanager
def restored_positions(*values: object) -> Iterator[None]:
    """Return the files in values to where they were, at the end of the block: a small one is read to be described."""
    positions = [each for value in values for each in positions_in(value)]
    try:
        yield
    finally:
        for file, position in positions:
            with suppress(AttributeError, OSError, ValueError):
                if file.tell() != position:
                    file.seek(position)
