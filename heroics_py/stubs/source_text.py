"""Foreign text in source code: literals and docstrings that hold what a document says, and never run it."""

import re
from collections.abc import Iterable, Sequence
from keyword import iskeyword

from heroics_py.display.terminal import printable
from heroics_py.support.loading import load_modules

__all__ = ["docstring", "is_attribute", "is_literal", "literal", "literal_type", "union"]

_MOST_BITS = 64
_LONGEST = 20_000
# A text is one token, whatever it holds.
_TOKEN = re.compile(r"""'(?:[^'\\]|\\.)*+(?:'|\\?\Z)|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]]| \| """)
# A quote that would end a docstring, alone or with the next one.
_INNER_QUOTE = re.compile(r'"(?="|$)')


def is_attribute(name: str) -> bool:
    """Return whether code can use ``name``: an identifier as Python normalizes it, and none that a class changes."""
    if not name.isidentifier() or iskeyword(name) or name.startswith("__"):
        return False
    if name.isascii():
        return True
    load_modules("unicodedata")
    from unicodedata import normalize

    return normalize("NFKC", name) == name


def is_literal(value: object) -> bool:
    """Return whether ``Literal`` can hold a value of a document."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value.bit_length() <= _MOST_BITS
    return value is None or isinstance(value, str | bool)


def literal(value: object) -> str:
    """Return the source of a text, a number, a bool or None."""
    return repr(value)


def literal_type(values: Iterable[object]) -> str:
    """Return the ``Literal`` of values for which `is_literal` holds."""
    return f"_t.Literal[{', '.join(dict.fromkeys(map(literal, values)))}]"


def docstring(text: str, indent: str) -> str:
    """Return the lines of a docstring.

    Args:
        text: what it says.
        indent: of the body that it begins.
    """
    lines = printable(text[:_LONGEST]).replace("\\", "\\\\").split("\n")
    escaped = [_INNER_QUOTE.sub(r"\"", line.rstrip()) if '"' in line else line.rstrip() for line in lines]
    first, *others = escaped or [""]
    if not others:
        return f'{indent}"""{first}"""\n'
    body = "".join(f"{indent}{line}\n" if line else "\n" for line in others)
    return f'{indent}"""{first}\n{body}{indent}"""\n'


def union(types: Sequence[str]) -> str:
    """Return the union of types; anything, if one of them is."""
    known = list(dict.fromkeys(part for each in types for part in _parts(each)))
    return "_t.Any" if not known or "_t.Any" in known else " | ".join(known)


def _parts(kind: str) -> list[str]:
    """Return the types of a union; what is in brackets stays whole, texts in them included."""
    if " | " not in kind:
        return [kind]
    parts, level, start = [], 0, 0
    for found in _TOKEN.finditer(kind):
        mark = found[0]
        if mark in {"[", "]"}:
            level += 1 if mark == "[" else -1
        elif mark == " | " and not level:
            parts.append(kind[start : found.start()])
            start = found.end()
    return [*parts, kind[start:]]
