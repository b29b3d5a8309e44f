"""Regular expressions of strangers, tried within a limit of time."""

import re
import time
from functools import lru_cache

import regex

from heroics_py.errors import warn
from heroics_py.support.budget import StepBudget, current, spend

__all__ = ["Pattern", "pattern_cost", "pattern_fault", "pattern_of"]

_PATTERN_SECONDS = 0.05
_MOST_TIMEOUTS = 10
_MOST_TRIES = 5
_NOTABLE = 0.0001
# What regex writes out while it compiles takes a few microseconds and a few hundred bytes for each.
_MOST_COST = 20_000
_LONGEST_SHOWN = 300
_COST_OF_A_STEP = 10
_DIGITS = 9


class Pattern:
    """A regular expression that takes no long time: what can't be decided passes, with a warning."""

    __slots__ = ("_compiled", "_patience", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._patience = _MOST_TIMEOUTS
        self._compiled: regex.Pattern[str] | None = None
        found = _compiled(text)
        if isinstance(found, str):
            warn(f"the pattern {_shown(text)} is not checked: {found}")
        else:
            self._compiled = found

    def held_by(self, value: str) -> bool:
        """Tell whether ``value`` holds the pattern anywhere; True where that can't be told.

        Raises:
            StepLimitError: the task that this is a part of has taken all of its steps.
        """
        spend()
        if self._compiled is None or not self._patience:
            return True
        effort = current()
        if effort is not None and effort.seconds <= 0:
            return True
        found = self._searched(self._compiled, value, effort)
        if found is None:
            self._patience -= 1
            warn(f"the pattern {_shown(self._text)} is not checked: it takes too long to decide")
        return found is not False

    def _searched(self, compiled: "regex.Pattern[str]", value: str, effort: StepBudget | None) -> bool | None:
        """Search within the limit of time; None where that does not do."""
        started = time.thread_time()
        try:
            for doubled in range(_MOST_TRIES):
                try:
                    return compiled.search(value, timeout=_PATTERN_SECONDS * 2**doubled) is not None
                except (TimeoutError, MemoryError):
                    # regex counts the work of all threads: where this one did little, it was not the pattern.
                    if time.thread_time() - started > _PATTERN_SECONDS / 2:
                        break
            return None
        finally:
            took = time.thread_time() - started
            if effort is not None and took > _NOTABLE:
                _charge(effort, took)


def _charge(effort: StepBudget, seconds: float) -> None:
    effort.seconds -= seconds
    if effort.seconds <= 0:
        warn("further patterns of the schema are not checked: those before them took too long to decide")


def _shown(text: str) -> str:
    return repr(text) if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]!r}..."


def _compiled(text: str) -> "regex.Pattern[str] | str":
    """Return a regular expression ready for use, or why it is none."""
    cost = pattern_cost(text)
    if cost > _MOST_COST:
        return "it is too long, its repetitions written out"
    spend(cost // _COST_OF_A_STEP)
    try:
        return regex.compile(re.sub(r"\\(.)", _as_python_has_it, text, flags=re.DOTALL))
    except (regex.error, ArithmeticError, LookupError, MemoryError, RecursionError, ValueError) as error:
        return str(error) or type(error).__name__


def pattern_fault(text: str) -> str:
    """Return why the regular expression ``text`` can't be used; empty where it can.

    Raises:
        StepLimitError: the task that this is a part of has taken all of its steps.
    """
    found = _compiled(text)
    return found if isinstance(found, str) else ""


def _as_python_has_it(escape: re.Match[str]) -> str:
    """Spell Ruby's end of text as Python does."""
    return r"\Z" if escape[1] == "z" else escape[0]


@lru_cache(maxsize=4096)
def pattern_of(text: str) -> Pattern:
    """Return the pattern spelled so, made once and kept."""
    return Pattern(text)


_PIECES = re.compile(
    r"""
    \\.                                   # an escape
    | \[\^?\]?(?:\\.|[^\\\]])*+\]?         # a class of letters
    | \((?:\?[^\s\w(]*)?                  # a group begins
    | \)
    | \{(\d+)(?:,\d*)?\}               # a repetition: of its least, all are written out
    | .
    """,
    re.DOTALL | re.VERBOSE,
)


def pattern_cost(pattern: str) -> int:
    """Return about how many pieces ``pattern`` has once each repetition is written out as often as it has to be.

    That is what compiling it costs, in time and room: ``((a{100}){100}){100}`` is a million pieces.
    """
    outer: list[int] = []
    total = last = 0
    for found in _PIECES.finditer(pattern):
        piece = found[0]
        if piece[0] == "(":
            outer += [total + last]
            total = last = 0
        elif piece == ")" and outer:
            total, last = outer.pop(), total + last + 1
        elif found[1] is not None:
            least = int(found[1]) if len(found[1]) < _DIGITS else 10**_DIGITS
            last = min(last * max(least, 1), 10**_DIGITS)
        else:
            total, last = total + last, len(piece)
    return total + last + sum(outer) + len(outer)
