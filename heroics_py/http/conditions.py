"""Checks of the options ``range`` and ``if_match``, whose values come from modules above this one."""

from collections.abc import Callable

from heroics_py.display.terminal import shown

__all__ = ["CHECKS"]


def _check_range(value: object) -> object:
    """Return the option ``range``: a `Range`, which is known by its attribute, or the text of a Range header.

    Raises:
        ValueError: it is something else.
    """
    is_text = isinstance(value, str) and bool(value.strip())
    if value is None or is_text or hasattr(value, "order_by"):
        return value
    raise ValueError(
        f"range={_brief(value)}: expected a Range, such as Range('name', max=10), or the text of a Range header"
    )


def _check_if_match(value: object) -> object:
    """Return the option ``if_match``: an ETag, or a record, which is a subclass of dict.

    Raises:
        ValueError: it is something else.
    """
    is_record = isinstance(value, dict) and type(value) is not dict
    if value is None or is_record or (isinstance(value, str) and value):
        return value
    raise ValueError(f"if_match={_brief(value)}: expected an ETag as text, or a Record that came with one")


def _brief(value: object) -> str:
    return shown(value) if isinstance(value, str | int | float) else type(value).__name__


CHECKS: dict[str, Callable[[object], object]] = {"range": _check_range, "if_match": _check_if_match}
"""Return the value of an option, or raise ValueError, by the name of the option."""
