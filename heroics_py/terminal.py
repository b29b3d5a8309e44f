"""Text from elsewhere, as a terminal may have it: nothing in it steers the terminal."""

__all__ = ["escaped", "printable"]

_TURNERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKERS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """Return ``text`` with every character escaped that would steer a terminal, line ends excepted.

    These are the control characters (ECMA-48), lone surrogates, and what turns the direction of writing (UAX 9).
    """
    return text if text.isprintable() else "\n".join(map(escaped, text.split("\n")))


def escaped(text: str) -> str:
    """Return ``text`` as `printable` does, its line ends escaped too."""
    if text.isprintable():
        return text
    from unicodedata import category

    return "".join(
        letter.encode("unicode_escape").decode("ascii")
        if letter in _TURNERS or category(letter) in _LINE_BREAKERS
        else letter
        for letter in text
    )
