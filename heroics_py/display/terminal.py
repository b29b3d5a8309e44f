"""Text from elsewhere, as a terminal may have it: nothing in it steers the terminal."""

__all__ = ["escaped", "printable", "shown"]

_LONGEST = 1000
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """Return ``text`` with every character escaped that would steer a terminal, line ends excepted.

    These are the control characters (ECMA-48), lone surrogates, separators of lines, and the characters that are not
    seen: those that turn the direction of writing (UAX 9), that join or part others, or that have no width.
    """
    return text if text.isprintable() else "\n".join(map(escaped, text.split("\n")))


def escaped(text: str) -> str:
    """Return ``text`` as `printable` does, its line ends escaped too."""
    if text.isprintable():
        return text
    from unicodedata import category

    return "".join(
        letter.encode("unicode_escape").decode("ascii") if category(letter) in _UNSEEN else letter for letter in text
    )


def shown(value: object) -> str:
    """Return the repr of something that a message is about, cut where it is long; of what has none, its type."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - deeply nested, of thousands of digits, or an error of its own: the message counts
        return f"<{type(value).__name__}>"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
