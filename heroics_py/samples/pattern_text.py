"""A short text that matches a simple regular expression."""

__all__ = ["MAX_LENGTH", "text_for"]

MAX_LENGTH = 1000
"""The length of the longest text."""

_MAX_PATTERN_LENGTH = 10_000
_MAX_QUANTIFIER_LENGTH = 24
_MAX_DEPTH = 100
_ESCAPES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t", "r": "\r"}
_ASSERTIONS = frozenset("bBAzZ")
_PROPERTIES = {"L": "a", "Ll": "a", "Lu": "A", "N": "0", "Nd": "0", "P": "-", "S": "+", "Z": " ", "Zs": " "}
_POSIX_CLASSES = {"alpha": "a", "alnum": "a", "lower": "a", "upper": "A", "digit": "0", "xdigit": "0", "space": " "}
_MAX_NAME_LENGTH = 40
_CANDIDATES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ ./:"
_LAST_CODE_POINT = 0x10FFFF
_HIGH_SURROGATES = 0xD800 >> 10
_CLOSING = frozenset({"|", ")"})


def text_for(pattern: str, more: int = 0) -> str:
    """Return a text that ``pattern`` probably matches: the first alternatives, with the fewest repetitions.

    It may not match: lookarounds and back references are ignored.

    Args:
        pattern: a regular expression in the syntax that ECMA 262, Ruby and Python share.
        more: how many repetitions to add where the pattern allows more than the fewest.
    """
    if pattern.count("(") > _MAX_DEPTH or len(pattern) > _MAX_PATTERN_LENGTH:
        return ""
    return _Reader(pattern, more).alternatives()[:MAX_LENGTH]


class _Reader:
    """Reads a pattern from left to right, and returns a text for each part of it."""

    def __init__(self, pattern: str, more: int) -> None:
        self.pattern = pattern
        self.more = more
        self.at = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        letter = self.peek()
        self.at += 1
        return letter

    def alternatives(self) -> str:
        """Read to the end of this group, and return the text of its first alternative."""
        first = self.sequence()
        while self.peek() == "|":
            self.take()
            self.sequence()
        return first

    def sequence(self) -> str:
        text = ""
        while self.peek() and self.peek() not in _CLOSING:
            text += self.repeated(self.atom())
        return text

    def atom(self) -> str:
        letter = self.take()
        if letter == "(":
            return self.group()
        if letter == "[":
            return self.choice()
        if letter == "\\":
            return self.escape()
        if letter in {"^", "$"}:
            return ""
        return "a" if letter == "." else letter

    def group(self) -> str:
        is_lookaround = False
        if self.pattern.startswith("?", self.at):
            is_lookaround = self.pattern.startswith(("?=", "?!", "?<=", "?<!"), self.at)
            self.at += 3 if self.pattern.startswith(("?<=", "?<!"), self.at) else 2
            if self.pattern[self.at - 1 : self.at] in {"<", "P"}:
                self.at = self.pattern.find(">", self.at) + 1 or len(self.pattern)
        text = self.alternatives()
        self.take()
        return "" if is_lookaround else text

    def escape(self) -> str:
        letter = self.take()
        if letter in _ASSERTIONS or letter.isdigit():
            return ""
        if letter in {"x", "u"}:
            return self.code_point(letter)
        if letter == "k" and self.between("<", ">"):
            return ""
        if letter == "c" and self.peek().isalpha():
            return chr(ord(self.take()) % 32)
        if letter in {"p", "P"} and (name := self.between("{", "}")):
            return _PROPERTIES.get(name.rpartition("=")[2], "a") if letter == "p" else "-"
        return _ESCAPES.get(letter, letter)

    def code_point(self, letter: str) -> str:
        r"""Return the character of ``\x41``, ``\u0041``, ``\u{41}`` or a surrogate pair."""
        digits = self.between("{", "}") if letter == "u" else ""
        if not digits:
            digits = self.pattern[self.at : self.at + (2 if letter == "x" else 4)]
            self.at += len(digits)
        if not _is_hex(digits) or (code := int(digits, 16)) > _LAST_CODE_POINT:
            return letter
        low = self.pattern[self.at + 2 : self.at + 6] if self.pattern.startswith("\\u", self.at) else ""
        if code >> 10 == _HIGH_SURROGATES and _is_hex(low):
            self.at += 6
            return chr(0x10000 + ((code & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
        return chr(code)

    def between(self, start: str, end: str) -> str:
        """Read what is between two letters, and return it; empty if it does not come next."""
        last = self.pattern.find(end, self.at, self.at + _MAX_NAME_LENGTH)
        if self.peek() != start or last < 0:
            return ""
        first, self.at = self.at + 1, last + 1
        return self.pattern[first:last]

    def choice(self) -> str:
        """Read a character class, and return one of its characters."""
        excluded = self.peek() == "^"
        if excluded:
            self.take()
        members: list[str] = []
        spans: list[tuple[str, str]] = []
        while self.peek() and self.peek() != "]":
            if self.pattern.startswith("[:", self.at) and (name := self.posix_class()):
                members.append(_POSIX_CLASSES.get(name, "-"))
                continue
            letter = self.escape() if self.take_if("\\") else self.take()
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in {"]", ""}:
                self.take()
                spans.append((letter, self.escape() if self.take_if("\\") else self.take()))
            else:
                members.append(letter)
        self.take()
        if excluded:
            return next((one for one in _CANDIDATES if one not in members and not _within(one, spans)), "")
        return spans[0][0] if spans else members[0] if members else ""

    def posix_class(self) -> str:
        """Read ``[:alpha:]``, and return its name; empty if it is another member of a class."""
        last = self.pattern.find(":]", self.at, self.at + _MAX_NAME_LENGTH)
        name = self.pattern[self.at + 2 : last] if last > 0 else ""
        self.at = last + 2 if name.isalpha() else self.at
        return name if name.isalpha() else ""

    def take_if(self, letter: str) -> bool:
        is_next = self.peek() == letter
        self.at += is_next
        return is_next

    def repeated(self, text: str) -> str:
        minimum, maximum = self.quantifier()
        self.take_if("?") or self.take_if("+")
        times = minimum + self.more if maximum is None else min(minimum + self.more, maximum)
        return (text * min(times, MAX_LENGTH))[:MAX_LENGTH]

    def quantifier(self) -> tuple[int, int | None]:
        if self.take_if("*"):
            return 0, None
        if self.take_if("+"):
            return 1, None
        if self.take_if("?"):
            return 0, 1
        if self.peek() != "{":
            return 1, 1
        end = self.pattern.find("}", self.at, self.at + _MAX_QUANTIFIER_LENGTH)
        low, comma, high = self.pattern[self.at + 1 : end].partition(",")
        if end < 0 or not (low.isdecimal() and (high.isdecimal() or not high)):
            return 1, 1
        self.at = end + 1
        return int(low), int(high) if high else None if comma else int(low)


def _within(letter: str, spans: list[tuple[str, str]]) -> bool:
    return any(first <= letter <= last for first, last in spans)


def _is_hex(digits: str) -> bool:
    return bool(digits) and all(letter in "0123456789abcdefABCDEF" for letter in digits)
