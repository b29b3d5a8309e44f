"""What is known of the texts that regular expressions match, within a time limit."""

from collections.abc import Iterator
from functools import lru_cache
from time import thread_time

from heroics_py.samples.pattern_text import text_for
from heroics_py.support.step_budget import StepLimitError
from heroics_py.validation.patterns import Pattern, pattern_fault, pattern_of

__all__ = ["is_matched", "refuses_texts_of"]

_MAX_PATTERN = 1000
_MAX_TEXT = 40
# Of patterns that are slow to decide, fewer texts are tried.
_MAX_SECONDS = 0.3
_REPETITIONS = (0, 1, 3, 30)
_LETTERS = "aAzZ09-_. :/@,+"
_DIGITS_AND_LETTERS = "12345678bmBM"


@lru_cache(maxsize=1024)
def refuses_texts_of(pattern: str, other: str) -> bool:
    """Return whether ``pattern`` certainly refuses a text that ``other`` matches; False if none is found."""
    one, two = _compiled(pattern), _compiled(other)
    if one is None or two is None:
        return False
    started = thread_time()
    for text in _texts(other):
        decisions = _decide(two, text), _decide(one, text)
        if decisions == (True, False):
            return True
        if None in decisions or thread_time() - started > _MAX_SECONDS:
            break
    return False


def is_matched(name: str, pattern: str) -> bool:
    """Return whether ``pattern`` certainly matches a name."""
    compiled = _compiled(pattern)
    return compiled is not None and _decide(compiled, name) is True


def _texts(pattern: str) -> Iterator[str]:
    """Yield texts that a pattern may match: short and long ones, and those with another letter in each place."""
    texts = list(dict.fromkeys(text_for(pattern, more) for more in _REPETITIONS))
    yield from texts
    for text in (each for each in texts if len(each) <= _MAX_TEXT):
        for place in range(len(text) + 1):
            yield text[:place] + text[place + 1 :]
            for letter in _LETTERS + _DIGITS_AND_LETTERS:
                yield text[:place] + letter + text[place + 1 :]
                yield text[:place] + letter + text[place:]


def _compiled(pattern: str) -> Pattern | None:
    return None if len(pattern) > _MAX_PATTERN or pattern_fault(pattern) else pattern_of(pattern)


def _decide(pattern: Pattern, text: str) -> bool | None:
    try:
        return pattern.decide(text)
    except StepLimitError:
        return None
