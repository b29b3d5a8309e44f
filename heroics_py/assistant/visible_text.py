"""Text of others in which every character shows."""

import re

from heroics_py.display.terminal import printable
from heroics_py.support.json_types import Json

__all__ = ["visible", "visible_text"]

# Characters that show nothing although Unicode counts them as letters or marks: fillers, blanks, and the selectors of
# variants, of which one may follow a sign, and several can hide a text.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]|[\ufe00-\ufe0f]{2,}"
)


def visible(value: Json) -> Json:
    """Return a JSON value whose texts and keys are visible."""
    if isinstance(value, str):
        return visible_text(value)
    if isinstance(value, dict):
        return {visible_text(key): visible(item) for key, item in value.items()}
    return [visible(item) for item in value] if isinstance(value, list) else value


def visible_text(text: str) -> str:
    """Return ``text`` with an escape in place of each character that is invisible or changes the order of others.

    Line ends and tabs remain.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = "\t".join(printable(part) for part in text.split("\t"))
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), shown)
