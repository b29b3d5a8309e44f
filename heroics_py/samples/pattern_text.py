"""A short text that matches a simple regular expression."""

__all__ = ["MAX_LENGTH", "text_for"]

MAX_LENGTH = 1000
"""The length of the longest text."""

_MAX_PATTERN_LENGTH = 10_000
_MAX_QUANTIFIER_LENGTH = 24
_MAX_DEPTH = 100
_ESCAPES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t", "r": "\r"}
_ASSERTIONS = frozenset("bBAzZG")
_CANDIDATES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ ./:"
_CLOSING = frozenset({"|", ")"})


def text_for(pattern: str, more: int = 0) -> str:
    """Return a text that ``pattern`` probably matches: the first alternatives, with the fewest repetitions.

    It may not match: lookarounds, back references and Unicode properties are ignored.

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
            digits = self.pattern[self.at : self.at + (2 if letter == "x" else 4)]
            self.at += len(digits)
            return chr(int(digits, 16)) if _is_hex(digits) else letter
        return _ESCAPES.get(letter, letter)

    def choice(self) -> str:
        """Read a character class, and return one of its characters."""
        excluded = self.peek() == "^"
        if excluded:
            self.take()
        members: list[str] = []
        spans: list[tuple[str, str]] = []
        while self.peek() and (self.peek() != "]" or not (members or spans)):
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
