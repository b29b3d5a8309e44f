"""One difference between two schemas, and its effect in the direction that values go."""

from collections.abc import Mapping

from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["EFFECTS", "Finding", "finding"]

_TIGHTER = ("type-narrowed", "enum-value-gone", "limit-tightened")
_LOOSER = ("type-widened", "enum-value-new", "limit-loosened")
_EITHER_WAY = {
    "type-changed": "breaking",
    "not-comparable": "risky",
    "default-changed": "risky",
    "one-way-changed": "risky",
    "deprecated": "risky",
    "text-changed": "harmless",
}

EFFECTS: Mapping[str, Mapping[str, str]] = {
    "request": {
        **_EITHER_WAY,
        **dict.fromkeys(_TIGHTER, "breaking"),
        **dict.fromkeys(_LOOSER, "harmless"),
        "alternatives-changed": "breaking",
        "field-new": "harmless",
        "field-gone": "breaking",
        "field-required": "breaking",
        "field-optional": "harmless",
    },
    "answer": {
        **_EITHER_WAY,
        **dict.fromkeys(_TIGHTER, "harmless"),
        **dict.fromkeys(_LOOSER, "risky"),
        "type-widened": "breaking",
        "alternatives-changed": "risky",
        "answer-field-new": "harmless",
        "answer-field-gone": "breaking",
        "answer-field-optional": "breaking",
        "answer-field-required": "harmless",
    },
}
"""The effect of each kind of difference, by the direction of the values: what is sent, and what is answered."""


class Finding(Value):
    """A difference between two schemas.

    Attributes:
        kind: as of `heroics_py.changes.kinds`.
        effect: "breaking", "risky" or "harmless".
        text: what is said of the value: "may be null now"; empty if the kind says it.
        path: the names of the fields that lead to the value.
        old, new: what was, and what is now.
        cause: where it is.
        further_paths: other paths that lead to the same value, as of `heroics_py.changes.schemas.places`.
    """

    kind: str
    effect: str
    text: str = ""
    path: tuple[str, ...] = ()
    old: Json = None
    new: Json = None
    cause: str = ""
    further_paths: tuple[tuple[str, ...], ...] = ()

    def below(self, name: str) -> "Finding":
        """Return the finding about a value with that name."""
        return self.replaced(path=(name, *self.path), further_paths=tuple((name, *each) for each in self.further_paths))


def finding(  # noqa: PLR0913 - each has its own name
    direction: str,
    kind: str,
    text: str = "",
    *,
    path: tuple[str, ...] = (),
    old: Json = None,
    new: Json = None,
    effect: str = "",
) -> Finding:
    """Return a finding with the effect that its kind has in a direction.

    Args:
        direction: "request" or "answer".
        kind: as of `EFFECTS`.
        text: what is said of the value.
        path: the names of the fields that lead to the value.
        old: what was.
        new: what is now.
        effect: another one than usual.
    """
    return Finding(kind, effect or EFFECTS[direction][kind], text, path, old, new)
