"""The answers that have further parts, by their cursors."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.pages import Pages
from heroics_py.assistant.replies import Source
from heroics_py.support.json_types import Json

__all__ = ["Continuation", "Continuations", "cursor_of"]

_MOST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """An answer that was cut.

    Attributes:
        pages: its parts.
        source: who wrote it.
        facts: our own words about it.
        ways: how to get what is cut from one item, in words.
    """

    pages: Pages
    source: Source
    facts: Mapping[str, Json]
    ways: str


class Continuations:
    """Keeps the latest answers, so that a cursor reads on where it ended: the same cursor, the same part."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Continuation] = OrderedDict()
        self._lock = Lock()

    def keep(self, continuation: Continuation) -> str:
        """Keep an answer, and return its name for `cursor`."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._kept[name] = continuation
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return name

    def read(self, cursor: str) -> tuple[str, Continuation, int]:
        """Return the answer of a cursor, with its name and the place to read on.

        Raises:
            Refused: it is not a cursor of an answer that is kept.
        """
        name, _, place = cursor.rpartition(".")
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
        if found is None or not place.isascii() or not place.isdigit() or len(place) > 12:
            raise Refused(
                f"there is no page for this cursor: the {_MOST} latest answers are kept; call the link again, and pass "
                "its 'next' as it is"
            )
        return name, found, int(place)


def cursor_of(name: str, place: int) -> str:
    """Return the cursor that reads on at a place."""
    return f"{name}.{place}"
