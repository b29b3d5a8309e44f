"""The place of a response on a tape."""

from collections.abc import Callable

from heroics_py.support.values import Value

__all__ = ["TapeMark"]


class TapeMark(Value, kw_only=True):
    """The place of a response on a tape that has played it.

    Attributes:
        tape: the path of the tape.
        number: of the exchange, counted from 1.
        is_checked: whether it has to follow its schema.
        is_placeholder: returns whether a text of the response replaces a secret.
    """

    tape: str
    number: int
    is_checked: bool
    is_placeholder: Callable[[str], bool]
