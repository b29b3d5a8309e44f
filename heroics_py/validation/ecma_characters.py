"""The characters that the escapes of ECMA 262 mean, in the syntax of the library ``regex``."""

__all__ = ["ANYTHING", "ASSERTIONS", "CLASSES", "CONTROLS", "HEX_DIGITS", "NOTHING", "NO_LINE_END"]

_SPACES = "\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NO_SPACES = (
    "\x00-\x08\x0e-\x1f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff"
    "\u3001-\ufefe\uff00-\U0010ffff"
)
# The members of a class, in the syntax of ``regex``.
CLASSES = {
    "d": "0-9",
    "D": "\x00-/:-\U0010ffff",
    "w": "0-9A-Z_a-z",
    "W": "\x00-/:-@\\[-\\^`\\{-\U0010ffff",
    "s": _SPACES,
    "S": _NO_SPACES,
}
# Ruby's, in its patterns alone: to ECMA 262, these are letters.
HEX_DIGITS = {"h": "0-9A-Fa-f", "H": "\x00-/:-@G-`g-\U0010ffff"}
CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_WORD = "[0-9A-Z_a-z]"
ASSERTIONS = {
    "b": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    "B": f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
    "A": r"\A",
    "z": r"\Z",
    "Z": r"\Z",
}
ANYTHING = "[\x00-\U0010ffff]"
NOTHING = "[^\x00-\U0010ffff]"
NO_LINE_END = "[^\n\r\u2028\u2029]"
