"""Regular expressions of strangers, tried within a limit of time."""

import re
import time
from functools import lru_cache

import regex

from heroics_py.errors import warn

__all__ = ["Pattern", "pattern_fault", "pattern_of"]

_PATTERN_SECONDS = 0.05
_MOST_TIMEOUTS = 10


class Pattern:
    """A regular expression that takes no long time: what can't be decided passes, with a warning."""

    __slots__ = ("_compiled", "_patience", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._patience = _MOST_TIMEOUTS
        self._compiled: regex.Pattern[str] | None = None
        found = _compiled(text)
        if isinstance(found, str):
            warn(f"the pattern {text!r} is not checked: {found}")
        else:
            self._compiled = found

    def held_by(self, value: str) -> bool:
        """Tell whether ``value`` holds the pattern anywhere; True where that can't be told."""
        if self._compiled is None or not self._patience:
            return True
        started = time.thread_time()
        for seconds in (_PATTERN_SECONDS, 20 * _PATTERN_SECONDS):
            try:
                return self._compiled.search(value, timeout=seconds) is not None
            except TimeoutError:
                # The limit of regex counts the work of all threads: where this one did little, it was not the pattern.
                if time.thread_time() - started > _PATTERN_SECONDS / 2:
                    break
        self._patience -= 1
        warn(f"the pattern {self._text!r} is not checked: it takes too long to decide")
        return True


def _compiled(text: str) -> "regex.Pattern[str] | str":
    """Return a regular expression ready for use, or why it is none."""
    try:
        return regex.compile(re.sub(r"\\(.)", _as_python_has_it, text, flags=re.DOTALL))
    except (regex.error, ArithmeticError, LookupError, RecursionError, ValueError) as error:
        return str(error) or type(error).__name__


def pattern_fault(text: str) -> str:
    """Return why the regular expression ``text`` can't be used; empty where it can."""
    found = _compiled(text)
    return found if isinstance(found, str) else ""


def _as_python_has_it(escape: re.Match[str]) -> str:
    """Spell Ruby's end of text as Python does."""
    return r"\Z" if escape[1] == "z" else escape[0]


@lru_cache(maxsize=4096)
def pattern_of(text: str) -> Pattern:
    """Return the pattern spelled so, made once and kept."""
    return Pattern(text)
