"""How large a sample may be, and how much work it may take."""

from collections.abc import Iterator
from contextlib import contextmanager

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["SampleLimits", "TooLargeError", "too_large"]

_MAX_VALUES = 5_000
_MAX_CHARACTERS = 100_000
_MAX_BITS = 10_000
# Optional fields are added while there is plenty of room.
_MAX_VALUES_FOR_OPTIONAL = 1_000
# Of all rounds together.
_MAX_SCHEMAS = 20_000


class TooLargeError(SchemaError):
    """A sample would be too large, or take too long to create."""


def too_large(minimum: str, schema: Schema) -> TooLargeError:
    """Return the error for a schema that requires ``minimum``."""
    return TooLargeError(f"no example could be made: the schema asks for {minimum}", pointer=schema.pointer)


class SampleLimits:
    """Counts the values and characters of a sample, and the schemas that were looked at for it.

    Attributes:
        max_values: how many values the sample may have.
    """

    def __init__(self) -> None:
        self.max_values = _MAX_VALUES
        self._values = 0
        self._characters = 0
        self._schemas_left = _MAX_SCHEMAS

    @property
    def values_left(self) -> int:
        """How many values there is room for."""
        return self.max_values - self._values

    @property
    def characters_left(self) -> int:
        """How many characters there is room for."""
        return _MAX_CHARACTERS - self._characters

    def restart(self) -> None:
        """Start a new sample; the schemas that were looked at still count."""
        self._values = self._characters = 0

    def add(self, value: Json, schema: Schema) -> None:
        """Add a value of ``schema``, with all that is inside, to the sample.

        Raises:
            TooLargeError: the sample would be too large.
        """
        values, characters = _size(value, schema)
        self._values += values
        self._characters += characters
        if self.values_left < 0:
            raise too_large(f"more than {self.max_values} values", schema)
        if self.characters_left < 0:
            raise too_large(f"more than {_MAX_CHARACTERS} characters", schema)

    def look(self, schema: Schema, count: int = 1) -> None:
        """Count a look at ``count`` schemas.

        Raises:
            TooLargeError: these were too many.
        """
        self._schemas_left -= count
        if self._schemas_left < 0:
            raise TooLargeError("no example could be made: it takes too many steps", pointer=schema.pointer)

    @contextmanager
    def optional_part(self) -> Iterator[None]:
        """Leave less room inside the block, and forget what it added if it fails."""
        before = self._values, self._characters, self.max_values
        self.max_values = min(self.max_values, _MAX_VALUES_FOR_OPTIONAL)
        try:
            yield
        except Exception:
            self._values, self._characters, _ = before
            raise
        finally:
            self.max_values = before[2]


def _size(value: Json, schema: Schema) -> tuple[int, int]:
    """Return how many values and characters there are in ``value``; stop counting when these are too many."""
    count = characters = 0
    pending: list[Json] = [value]
    while pending and count <= _MAX_VALUES and characters <= _MAX_CHARACTERS:
        each = pending.pop()
        count += 1
        if isinstance(each, str):
            characters += len(each)
        elif isinstance(each, dict):
            characters += sum(map(len, each))
            pending += each.values()
        elif isinstance(each, list):
            pending += each
        elif isinstance(each, int) and each.bit_length() > _MAX_BITS:
            raise too_large("a number of thousands of digits", schema)
        elif isinstance(each, float) and each - each != 0:
            raise too_large(f"the number {each}", schema)
    return count, characters
