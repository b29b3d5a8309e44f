"""What is known of the texts that regular expressions match, within a time limit."""

from functools import lru_cache

from heroics_py.samples.pattern_text import text_for
from heroics_py.support.step_budget import StepLimitError
from heroics_py.validation.patterns import pattern_fault, pattern_of

__all__ = ["is_matched", "refuses_texts_of"]

_MAX_PATTERN = 1000
_REPETITIONS = (0, 1, 3)


@lru_cache(maxsize=1024)
def refuses_texts_of(pattern: str, other: str) -> bool:
    """Return whether ``pattern`` certainly refuses a text that ``other`` matches; False if none is found."""
    texts = [text_for(other, more) for more in _REPETITIONS] if len(other) < _MAX_PATTERN else []
    return any(_decide(other, text) is True and _decide(pattern, text) is False for text in texts)


def is_matched(name: str, pattern: str) -> bool:
    """Return whether ``pattern`` certainly matches a name."""
    return _decide(pattern, name) is True


def _decide(pattern: str, text: str) -> bool | None:
    if len(pattern) > _MAX_PATTERN or pattern_fault(pattern):
        return None
    try:
        return pattern_of(pattern).decide(text)
    except StepLimitError:
        return None
