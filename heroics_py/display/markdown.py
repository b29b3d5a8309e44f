"""Foreign text in Markdown, where none of it is markup, a link or a mention."""

import re

from heroics_py.display.terminal import escaped

__all__ = ["code", "escape_marks", "plain", "sentence"]

# What begins HTML, emphasis, code, a link, a cell of a table or an entity (CommonMark 0.31, 2.4).
_SPECIAL = re.compile(r"([\\`*_\[\]<>|&~])")
_TICKS = re.compile(r"`+")
_WORD = re.compile(r"[^\W_]*+(?:[-'.,][^\W_]++)*+…?")
"""A word that no dialect of Markdown reads as more than a word: GitHub links @names, #1, URLs and :emoji:."""
_BEFORE, _AFTER = "'\"(", "'\").,:;?"


def escape_marks(words: str) -> str:
    """Return text in which nothing is Markdown, its spaces as they are."""
    return _SPECIAL.sub(r"\\\1", escaped(words))


def plain(words: str) -> str:
    """Return text in one line, in which nothing is Markdown."""
    return escape_marks(" ".join(words.split()))


def code(words: str) -> str:
    """Return text in one line as code, whatever ticks it has."""
    line = escaped(" ".join(words.split()))
    ticks = "`" * (1 + max(map(len, _TICKS.findall(line)), default=0))
    gap = " " if "`" in line else ""
    return f"{ticks}{gap}{line}{gap}{ticks}"


def sentence(words: str) -> str:
    """Return text in one line, in which each word that is quoted, or could be more than a word, is code."""
    parts = [""]
    for word in escaped(" ".join(words.split())).split():
        core = word.lstrip(_BEFORE)
        before, core, after = word[: len(word) - len(core)], core.rstrip(_AFTER), core[len(core.rstrip(_AFTER)) :]
        is_quoted = before.endswith("'") and after.startswith("'")
        if is_quoted:
            before, after = before[:-1], after[1:]
        is_plain = not is_quoted and "www." not in core.lower() and _WORD.fullmatch(core) is not None
        parts.append(f"{before}{core if is_plain else code(core)}{after}")
    return " ".join(parts[1:])
