"""Foreign text that can't steer the terminal."""

__all__ = ["escaped", "printable", "shown"]

_LONGEST = 1000
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """Escape the characters that could steer a terminal, except line ends.

    These are control characters (ECMA-48), lone surrogates, line separators, and invisible characters: those that
    change the direction of writing (UAX 9), join or separate others, or have no width.
    """
    return text if text.isprintable() else "\n".join(map(escaped, text.split("\n")))


def escaped(text: str) -> str:
    """Return ``text`` as `printable` does, with line ends escaped too."""
    if text.isprintable():
        return text
    from unicodedata import category

    return "".join(
        letter.encode("unicode_escape").decode("ascii") if category(letter) in _UNSEEN else letter for letter in text
    )


def shown(value: object) -> str:
    """Return the repr of a value for a message, cut if it is long; the type if repr fails."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - deeply nested, thousands of digits, or a bug in __repr__
        return f"<{type(value).__name__}>"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
