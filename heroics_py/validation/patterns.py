"""Regular expressions of a schema, which mean what ECMA 262 says, matched within a time limit."""

import re
import time
from functools import lru_cache

import regex

from heroics_py.errors import warn
from heroics_py.support.step_budget import StepBudget, current_budget, spend
from heroics_py.validation.ecma_patterns import translate, utf_16_of

__all__ = ["Pattern", "pattern_cost", "pattern_fault", "pattern_of"]

_PATTERN_SECONDS = 0.05
_MAX_TIMEOUTS = 10
_MAX_TRIES = 5
_NOTABLE_SECONDS = 0.0001
# Each piece takes regex a few microseconds and a few hundred bytes to compile.
_MAX_COST = 20_000
# What a class such as \\S consists of is written out.
_MAX_COST_TRANSLATED = 10 * _MAX_COST
_TOO_LONG = "it is too long, with its repetitions written out"
_MAX_SHOWN = 300
_COST_OF_A_STEP = 10
_DIGITS = 9


class Pattern:
    """A regular expression with a time limit: a text that takes longer counts as a match, with a warning.

    After ten such texts, all further ones count as matches.
    """

    __slots__ = ("_compiled", "_sees_utf_16", "_text", "_tolerated")

    def __init__(self, text: str) -> None:
        self._text = text
        self._tolerated = _MAX_TIMEOUTS
        self._compiled: regex.Pattern[str] | None = None
        self._sees_utf_16 = False
        compiled = _compile(text)
        if isinstance(compiled, str):
            warn(f"the pattern {_shorten(text)} is not checked: {compiled}")
        else:
            self._compiled, self._sees_utf_16 = compiled

    def matches(self, value: str) -> bool:
        """Return whether the pattern matches anywhere in ``value``; True if that takes too long to decide.

        Raises:
            StepLimitError: the task that this is part of has no steps left.
        """
        spend()
        if self._compiled is None or not self._tolerated:
            return True
        budget = current_budget()
        if budget is not None and budget.seconds <= 0:
            return True
        is_match = self._search(self._compiled, utf_16_of(value) if self._sees_utf_16 else value, budget)
        if is_match is None:
            self._tolerated -= 1
            warn(f"the pattern {_shorten(self._text)} is not checked: it takes too long to decide")
        return is_match is not False

    def decide(self, value: str) -> bool | None:
        """Return whether the pattern matches anywhere in ``value``; None if that takes too long to decide."""
        if self._compiled is None:
            return None
        text = utf_16_of(value) if self._sees_utf_16 else value
        return self._search(self._compiled, text, current_budget())

    def _search(self, compiled: "regex.Pattern[str]", value: str, budget: StepBudget | None) -> bool | None:
        """Return whether there is a match, or None after the time limit."""
        started = time.thread_time()
        try:
            for doubled in range(_MAX_TRIES):
                try:
                    return compiled.search(value, timeout=_PATTERN_SECONDS * 2**doubled) is not None
                except (TimeoutError, MemoryError):
                    # regex counts the work of all threads: if this one did little, the pattern is not to blame.
                    if time.thread_time() - started > _PATTERN_SECONDS / 2:
                        break
            return None
        finally:
            seconds = time.thread_time() - started
            if budget is not None and seconds > _NOTABLE_SECONDS:
                _charge(budget, seconds)


def _charge(budget: StepBudget, seconds: float) -> None:
    budget.seconds -= seconds
    if budget.seconds <= 0:
        warn("further patterns of the schema are not checked: those before took too long to decide")


def _shorten(text: str) -> str:
    return repr(text) if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]!r}..."


def _compile(text: str) -> "tuple[regex.Pattern[str], bool] | str":
    """Return the compiled pattern and whether it sees UTF-16, or why it can't be used."""
    cost = pattern_cost(text)
    if cost > _MAX_COST:
        return _TOO_LONG
    spend(cost // _COST_OF_A_STEP)
    try:
        translation = translate(text)
        if pattern_cost(translation.text) > _MAX_COST_TRANSLATED:
            return _TOO_LONG
        return regex.compile(translation.text), translation.sees_utf_16
    except (regex.error, ArithmeticError, LookupError, MemoryError, RecursionError, ValueError) as error:
        return str(error) or type(error).__name__


def pattern_fault(text: str) -> str:
    """Return why the regular expression ``text`` can't be used; empty if it can.

    Raises:
        StepLimitError: the task that this is part of has no steps left.
    """
    compiled = _compile(text)
    return compiled if isinstance(compiled, str) else ""


@lru_cache(maxsize=4096)
def pattern_of(text: str) -> Pattern:
    """Return the compiled pattern, from a cache."""
    return Pattern(text)


_PIECES = re.compile(
    r"""
    \\.                                   # an escape
    | \[\^?\]?(?:\\.|[^\\\]])*+\]?         # a class of letters
    | \((?:\?[^\s\w(]*)?                  # a group begins
    | \)
    | \{(\d+)(?:,\d*)?\}               # a repetition, of which the required part is written out
    | .
    """,
    re.DOTALL | re.VERBOSE,
)


def pattern_cost(pattern: str) -> int:
    """Return about how many pieces ``pattern`` has when each repetition is written out as often as it has to be.

    That decides the time and memory that compiling takes: ``((a{100}){100}){100}`` has a million pieces.
    """
    outer: list[int] = []
    total = last = 0
    for match in _PIECES.finditer(pattern):
        piece = match[0]
        if piece[0] == "(":
            outer += [total + last]
            total = last = 0
        elif piece == ")" and outer:
            total, last = outer.pop(), total + last + 1
        elif match[1] is not None:
            least = int(match[1]) if len(match[1]) < _DIGITS else 10**_DIGITS
            last = min(last * max(least, 1), 10**_DIGITS)
        else:
            total, last = total + last, len(piece)
    return total + last + sum(outer) + len(outer)
