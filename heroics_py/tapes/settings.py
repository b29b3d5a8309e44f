"""The settings of a tape, apart from its path and its mode."""

from collections.abc import Collection

from heroics_py.support.values import Value
from heroics_py.tapes.scrubbing import Scrub

__all__ = ["Settings"]


class Settings(Value, kw_only=True):
    """How a tape compares requests, and what it keeps secret.

    Attributes:
        match: names of further headers that have to be the same.
        repeat: whether the last response to a request answers it again and again.
        check: whether to check what is played against the schema of its link.
        scrub: what else is secret.
        keep: names of fields that are not secret, although they look so.
    """

    match: Collection[str] = ()
    repeat: bool = False
    check: bool = True
    scrub: Scrub = ()
    keep: Collection[str] = ()

    __hash__ = None  # type: ignore[assignment]  # the collections may be lists
