"""The modes of a tape: whether it plays, and whether it records."""

from heroics_py.support.values import Value

__all__ = ["MODES", "Mode", "mode_of"]


class Mode(Value, kw_only=True):
    """What a tape does.

    Attributes:
        name: as it is passed.
        plays: whether it answers requests that are on it.
        records: whether it sends the others, and adds them.
    """

    name: str
    plays: bool
    records: bool


MODES = {
    "once": Mode(name="once", plays=True, records=False),  # with a tape; without one, it records
    "none": Mode(name="none", plays=True, records=False),
    "new": Mode(name="new", plays=True, records=True),
    "all": Mode(name="all", plays=False, records=True),
}
_ELSEWHERE = {"new_episodes": "new", "rewrite": "all"}  # as vcrpy and pytest-recording call them
_WITHOUT_TAPE = {"once": Mode(name="once", plays=False, records=True)}


def mode_of(name: str, *, exists: bool = True) -> Mode:
    """Return the mode with a name.

    Args:
        name: "once", "none", "new" or "all".
        exists: whether there is a tape.

    Raises:
        ValueError: no mode has the name.
    """
    mode = MODES.get(name) if isinstance(name, str) else None
    if mode is None:
        meant = _ELSEWHERE.get(name) if isinstance(name, str) else None
        hint = f"; did you mean {meant!r}?" if meant else ""
        raise ValueError(f"mode={name!r}: expected 'once', 'none', 'new' or 'all'{hint}")
    return mode if exists else _WITHOUT_TAPE.get(name, mode)
