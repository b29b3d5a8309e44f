"""What patches did not find in a document."""

from collections.abc import Iterable

from heroics_py.support.suggestions import closest_names, joined_names

__all__ = ["Notes", "cut", "suggestion"]

_MOST = 100
_LONGEST = 200
_MOST_NAMES = 10_000


class Notes:
    """Sentences about what patches did not find, of a limited number."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._more = 0

    def add(self, line: str) -> None:
        """Add a sentence."""
        if len(self._lines) < _MOST:
            self._lines.append(line)
        else:
            self._more += 1

    def lines(self) -> tuple[str, ...]:
        """Return the sentences, and how many more there were."""
        more = (f"{self._more} more parts of patches find nothing",) if self._more else ()
        return (*self._lines, *more)


def cut(text: str) -> str:
    """Return a text of a patch as messages show it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def suggestion(name: str, names: Iterable[object]) -> str:
    """Return the end of a message: the names of the document that are close to ``name``, if any."""
    known = [each for each in names if isinstance(each, str)][:_MOST_NAMES]
    close = closest_names(name[:_LONGEST], known)
    return f"; did you mean {joined_names(map(cut, close))}?" if close else ""
