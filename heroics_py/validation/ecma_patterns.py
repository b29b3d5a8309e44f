r"""Regular expressions of ECMA 262, which JSON Schema means, in the syntax of the library ``regex``.

What differs (ECMA 262, 22.2 and its annex B.1.2; JSON Schema core 2020-12, 6.4):

    pattern      ECMA 262                                     Python
    -----------  -------------------------------------------  ---------------------------------
    $            ends the text                                also before a line end
    \d \w \b     ASCII                                        any alphabet
    \s           also U+FEFF                                  also U+001C to U+001F and U+0085
    .            not \r, U+2028 and U+2029 either             all but \n
    [] [^]       nothing; anything                            a "]" in the class
    {,3} {a}     literal                                      up to three times; fuzzy matching
    \1           nothing before its group matched             fails
    \cJ \/ \u{}  a control character, a slash, a code point   invalid

Patterns of other languages are common in schemas. So ``\A``, ``\z`` and ``\Z`` are the ends of the text and no letters;
``[[:alpha:]]`` is a class of POSIX; and what ECMA 262 calls an error, such as ``(?i)`` or ``a++``, means what it does
in ``regex``. A character is a code point, as with the flag ``u``; a pattern of lone surrogates sees UTF-16.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from heroics_py.validation.ecma_characters import (
    ANYTHING,
    ASSERTIONS,
    CLASSES,
    CONTROLS,
    HEX_DIGITS,
    NO_LINE_END,
    NOTHING,
)

__all__ = ["Translation", "translate", "utf_16_of"]


class Translation(NamedTuple):
    """A pattern in the syntax of ``regex``.

    Attributes:
        text: the pattern.
        sees_utf_16: whether it matches a text of UTF-16 code units, each in a character of its own.
    """

    text: str
    sees_utf_16: bool = False


def translate(pattern: str) -> Translation:
    """Return a pattern of ECMA 262 in the syntax of ``regex``; one of another language mostly as it is.

    Raises:
        ValueError: it is invalid in any language.
    """
    for sees_utf_16 in (False, True):
        try:
            return Translation(_Translator(pattern, sees_utf_16=sees_utf_16).translated(), sees_utf_16)
        except _LoneSurrogateError:
            continue
        except _OtherLanguageError:
            break
    return Translation(re.sub(r"\\(.)", _python_escape, pattern, flags=re.DOTALL))


def _python_escape(escape: re.Match[str]) -> str:
    """Spell Ruby's end of text as Python does."""
    return r"\Z" if escape[1] == "z" else escape[0]


class _OtherLanguageError(Exception):
    """The pattern has something that ECMA 262 does not have."""


class _LoneSurrogateError(Exception):
    """The pattern has half a surrogate pair."""


_SPECIAL = frozenset("\\.^$*+?{}[]|()-&~#")
# Groups by their beginnings: those without a number, those with one, and those with flags.
_PLAIN_GROUP = re.compile(r"\(\?(?::|=|!|<=|<!|>)")
_CAPTURE = re.compile(r"\((?!\?)|\(\?P?<([^\s<>=!()]+)>")
_FLAGS = re.compile(r"\(\?([a-z]*)(?:-([a-z]+))?([:)])")
_KNOWN_FLAGS = frozenset("imsu")
_QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_POSIX_CLASS = re.compile(r"\[:\^?[a-z]+:\]")
_CAPTURES = re.compile(rf"\\.|\[(?:\\.|{_POSIX_CLASS.pattern}|[^\]\\])*+\]?|(?P<capture>{_CAPTURE.pattern})", re.DOTALL)
_RUBY = re.compile(r"(?<!\\)(?:\\\\)*\\[AzZ]")
_PROPERTY = re.compile(r"\{\^?[\w =:&.-]+\}|[CLMNPSZ]", re.ASCII)
_OCTAL = re.compile(r"[0-3][0-7]{0,2}|[4-7][0-7]?")
_DECIMAL = re.compile(r"[1-9][0-9]{0,5}")
_CLASS_CONTROL = re.compile(r"c([0-9_])")
_LETTER = re.compile(r"[A-Za-z]")
_NAME = re.compile(r"k<([^<>]+)>")
_HEX_2 = re.compile(r"[0-9A-Fa-f]{2}")
_HEX_4 = re.compile(r"[0-9A-Fa-f]{4}")
_CODE_POINT = re.compile(r"\{0*(10[0-9A-Fa-f]{4}|[0-9A-Fa-f]{1,5})\}")
_LOW_SURROGATE = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")


def utf_16_of(text: str) -> str:
    """Return a text with each UTF-16 code unit as a character of its own."""
    if text.isascii():
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join([chr(low | high << 8) for low, high in zip(units[::2], units[1::2], strict=True)])


class _Group(NamedTuple):
    """A group that the translator is in.

    Attributes:
        number: of its capture; 0 without one.
        flags: those that hold in it.
    """

    number: int
    flags: frozenset[str]


class _Translator:
    """Reads a pattern from left to right, and writes what each part of it means."""

    def __init__(self, pattern: str, *, sees_utf_16: bool) -> None:
        self.pattern = pattern
        self.sees_utf_16 = sees_utf_16
        self.at = 0
        self.captures = 0
        self.closed: set[int] = set()
        self.groups = [_Group(0, frozenset())]
        names = [match[2] for match in _CAPTURES.finditer(pattern) if match["capture"]]
        self.total = len(names)
        self.names = {name: [index + 1 for index, each in enumerate(names) if each == name] for name in names if name}
        self.classes = {**CLASSES, **HEX_DIGITS} if _RUBY.search(pattern) else CLASSES

    def translated(self) -> str:
        pieces: list[str] = []
        while self.at < len(self.pattern):
            read = _READERS.get(self.pattern[self.at])
            pieces.append(self.literal(self.verbatim()) if read is None else read(self))
        return "".join(pieces)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what comes next if it matches, and go past it."""
        match = pattern.match(self.pattern, self.at)
        self.at = match.end() if match else self.at
        return match

    def verbatim(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1]

    def literal(self, character: str) -> str:
        """Return the pattern of a character."""
        if self.sees_utf_16:
            character = utf_16_of(character)
        elif "\ud800" <= character <= "\udfff":
            raise _LoneSurrogateError
        return f"\\{character}" if character in _SPECIAL else character

    def start(self) -> str:
        self.at += 1
        return "(?m:^)" if "m" in self.groups[-1].flags else r"\A"

    def end(self) -> str:
        self.at += 1
        return "(?m:$)" if "m" in self.groups[-1].flags else r"\Z"

    def dot(self) -> str:
        self.at += 1
        return ANYTHING if "s" in self.groups[-1].flags else NO_LINE_END

    def brace(self) -> str:
        """Return a repetition; else a literal brace."""
        match = self.take(_QUANTIFIER)
        return match[0] if match else self.literal(self.verbatim())

    def group(self) -> str:
        flags = self.groups[-1].flags
        if match := self.take(_PLAIN_GROUP):
            self.groups.append(_Group(0, flags))
            return match[0]
        if self.take(_CAPTURE):
            self.captures += 1
            self.groups.append(_Group(self.captures, flags))
            return "("
        return self.group_with_flags()

    def group_with_flags(self) -> str:
        """Return a group that changes flags, to its end or to that of the group around it."""
        match = self.take(_FLAGS)
        if match is None or not _KNOWN_FLAGS.issuperset(f"{match[1]}{match[2] or ''}"):
            raise _OtherLanguageError
        added, removed = match[1], match[2] or ""
        flags = (self.groups[-1].flags | {*added}) - {*removed}
        if match[3] == ")":
            self.groups[-1] = self.groups[-1]._replace(flags=flags)
            return "(?i)" if "i" in added else ""
        self.groups.append(_Group(0, flags))
        return "(?i:" if "i" in added else "(?-i:" if "i" in removed else "(?:"

    def group_end(self) -> str:
        if len(self.groups) > 1:
            self.closed.add(self.groups.pop().number)
        return self.verbatim()

    def escape(self) -> str:
        self.at += 1
        if self.at == len(self.pattern):
            raise ValueError("it ends with a backslash")
        if assertion := ASSERTIONS.get(self.pattern[self.at]):
            self.at += 1
            return assertion
        if (reference := self.reference()) is not None:
            return reference
        members = self.members()
        return f"[{members}]" if members else self.literal(self.character())

    def reference(self) -> str | None:
        """Return a reference to a group; None if it is something else. It is empty until the group has matched."""
        name = _NAME.match(self.pattern, self.at)
        number = _DECIMAL.match(self.pattern, self.at)
        numbers = self.names.get(name[1], []) if name else [int(number[0])] if number else []
        match = name or number
        if match is None or not numbers or max(numbers) > self.total:
            return None
        self.at = match.end()
        # Groups of one name are in different alternatives, so that one of them has matched.
        return "".join(f"(?({each})\\{each}|)" for each in numbers if each in self.closed) or "(?:)"

    def members(self) -> str:
        """Return the members of a class that an escape names; empty if it is a character."""
        letter = self.pattern[self.at]
        match = _PROPERTY.match(self.pattern, self.at + 1) if letter in {"p", "P"} else None
        if match:
            self.at = match.end()
            return f"\\{letter}{match[0]}"
        members = self.classes.get(letter, "")
        self.at += bool(members)
        return members

    def character(self) -> str:
        """Return the character that an escape names: itself, unless it is a letter or digit with a meaning."""
        letter = self.verbatim()
        if letter == "c":
            control = self.take(_LETTER)
            self.at -= control is None
            return chr(ord(control[0]) % 32) if control else "\\"
        if letter == "x":
            match = self.take(_HEX_2)
            return chr(int(match[0], 16)) if match else letter
        if letter == "u":
            return self.code_point()
        if letter in "01234567":
            self.at -= 1
            match = self.take(_OCTAL)
            return chr(int(match[0], 8)) if match else letter
        return CONTROLS.get(letter, letter)

    def code_point(self) -> str:
        if match := self.take(_CODE_POINT):
            return chr(int(match[1], 16))
        match = self.take(_HEX_4)
        if match is None:
            return "u"
        unit = int(match[0], 16)
        is_high = unit >> 10 == 0xD800 >> 10
        low = self.take(_LOW_SURROGATE) if is_high and not self.sees_utf_16 else None
        return chr(0x10000 + ((unit & 0x3FF) << 10) + (int(low[1], 16) & 0x3FF)) if low else chr(unit)

    def choice(self) -> str:
        """Return a class of characters."""
        self.at += 1
        is_negated = self.pattern.startswith("^", self.at)
        self.at += is_negated
        spans: list[str] = []
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise ValueError("a [ has no ]")
            spans.append(self.span())
        self.at += 1
        if not spans:
            return ANYTHING if is_negated else NOTHING
        return f"[{'^' * is_negated}{''.join(spans)}]"

    def span(self) -> str:
        """Return a member of a class, or the characters from one to another."""
        first, is_class = self.member()
        if not self.pattern.startswith("-", self.at) or self.pattern[self.at + 1 : self.at + 2] in {"]", ""}:
            return first
        self.at += 1
        last, is_also_class = self.member()
        return f"{first}\\-{last}" if is_class or is_also_class else f"{first}-{last}"

    def member(self) -> tuple[str, bool]:
        """Return a member of a class, and whether it is a class itself."""
        if posix := self.take(_POSIX_CLASS):
            return posix[0], True
        letter = self.verbatim()
        if letter != "\\":
            return self.literal(letter), False
        if self.at == len(self.pattern):
            raise ValueError("a [ has no ]")
        if self.pattern[self.at] == "b":
            self.at += 1
            return "\b", False
        if control := self.take(_CLASS_CONTROL):
            return chr(ord(control[1]) % 32), False
        members = self.members()
        return (members, True) if members else (self.literal(self.character()), False)


_READERS: dict[str, Callable[[_Translator], str]] = {
    "\\": _Translator.escape,
    "[": _Translator.choice,
    "(": _Translator.group,
    ")": _Translator.group_end,
    "^": _Translator.start,
    "$": _Translator.end,
    ".": _Translator.dot,
    "{": _Translator.brace,
    **dict.fromkeys("*+?|", _Translator.verbatim),
}
