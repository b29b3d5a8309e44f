"""What names, attributes and parameters hold, and who has to be read again when they hold more."""

from collections import deque
from collections.abc import Callable, Iterable

from heroics_py.usage.plain_values import UNKNOWN, Library, Text

__all__ = ["Cell", "Work"]

_MOST = 200
# A loop may make ever more of them: ``name += "."``, ``node = node.parent or node.owner``.
_ENDLESS = (Text, Library)


class Work:
    """The parts of a program that have to be read, until nothing is new.

    Attributes:
        reader: the part that is being read.
        is_recording: whether everything is known, so that uses are written down.
    """

    def __init__(self) -> None:
        self._queue: deque[Callable[[], None]] = deque()
        self._queued: set[Callable[[], None]] = set()
        self.reader: Callable[[], None] | None = None
        self.is_recording = False

    def add(self, reader: Callable[[], None]) -> None:
        """Let a part be read, once."""
        if reader not in self._queued:
            self._queued.add(reader)
            self._queue.append(reader)

    def run(self) -> None:
        """Read all parts, and again those that depend on what the others brought."""
        while self._queue:
            reader = self._queue.popleft()
            self._queued.discard(reader)
            self.reader = reader
            reader()
        self.reader = None


class Cell:
    """The values of one name, attribute or parameter: they only grow."""

    __slots__ = ("_readers", "_values", "_work")

    def __init__(self, work: Work) -> None:
        self._work = work
        self._values: set[object] = set()
        self._readers: set[Callable[[], None]] = set()

    @property
    def values(self) -> frozenset[object]:
        """The values; the part that is being read is read again when there are more."""
        if self._work.reader is not None:
            self._readers.add(self._work.reader)
        return frozenset(self._values)

    def add(self, values: Iterable[object]) -> None:
        """Add values; who has read the cell is read again if one is new. Of very many, the rest counts as unknown."""
        before = len(self._values)
        if before < _MOST:
            self._values.update(values)
        else:
            self._values.update(UNKNOWN if isinstance(each, _ENDLESS) else each for each in values)
        if len(self._values) > before:
            for reader in self._readers:
                self._work.add(reader)
