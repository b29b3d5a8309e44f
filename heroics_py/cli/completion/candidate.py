"""A candidate: what Tab may put into the line."""

from collections.abc import Iterable, Iterator

from heroics_py.support.values import Value

__all__ = ["Candidate", "matching", "values"]

_MOST = 1000
_LONGEST_TEXT = 120


class Candidate(Value):
    """A word that may be at the cursor.

    Attributes:
        word: the whole word, without quotes.
        text: what it means, in a few words.
        is_open: whether the word goes on, as ``region=`` and a folder do.
        is_path: whether the whole word is a path, whose ``~`` the shell replaces.
    """

    word: str
    text: str = ""
    is_open: bool = False
    is_path: bool = False


def values(prefix: str, words: Iterable[str], text: str = "") -> Iterator[Candidate]:
    """Yield a candidate for each value after a ``prefix`` that is typed already."""
    yield from (Candidate(f"{prefix}{word}", text) for word in words)


def matching(candidates: Iterable[Candidate], start: str) -> list[Candidate]:
    """Return the candidates that begin with ``start``, each word once.

    Words that can't be shown on a line of a terminal are left out: those with line ends, control characters and
    invisible ones, which schemas and servers of others may hold. Texts with them lose them.
    """
    found: dict[str, Candidate] = {}
    for each in candidates:
        if each.word.startswith(start) and each.word.isprintable() and each.word not in found:
            found[each.word] = each
            if len(found) == _MOST:
                break
    return [each.replaced(text=_line(each.text)) for each in found.values()]


def _line(text: str) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(line.split())[:_LONGEST_TEXT]
