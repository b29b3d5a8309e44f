"""The names that a misspelled one may have been meant for."""

from collections.abc import Iterable

from heroics_py.support.loading import load_modules

__all__ = ["closest_names", "did_you_mean", "joined_names", "same_letters"]

_MAX_SHOWN = 20


def closest_names(name: str, names: Iterable[str], count: int = 3, cutoff: float = 0.6) -> list[str]:
    """Return up to ``count`` of ``names`` that are close to ``name``, the closest first.

    ``cutoff`` is the least likeness, from 0 to 1. Names with the same letters and digits, such as batch_update for
    batchUpdate, are the only ones if there are any.
    """
    known = list(names)
    if same := same_letters(name, known):
        return same[:count]
    load_modules("difflib")
    from difflib import get_close_matches

    return get_close_matches(name, known, n=count, cutoff=cutoff)


def same_letters(name: str, names: Iterable[str]) -> list[str]:
    """Return the ``names`` that differ from ``name`` in case and separators alone."""
    letters = _letters(name)
    return [each for each in names if letters and _letters(each) == letters]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return the end of an error message: the names close to ``name``, else all of them."""
    known = list(names)
    if close := closest_names(name, known):
        return f"did you mean {joined_names(close)}?"
    if not known:
        return "there are none"
    if len(known) == 1:
        return f"expected {known[0]}"
    more = f" and {len(known) - _MAX_SHOWN} more" if len(known) > _MAX_SHOWN else ""
    return f"expected one of {', '.join(known[:_MAX_SHOWN])}{more}"


def joined_names(names: Iterable[str]) -> str:
    """Return ``names`` quoted, and joined by "or"."""
    return " or ".join(map(repr, names))


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
