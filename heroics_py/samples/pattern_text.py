"""A short text that matches a simple regular expression."""

__all__ = ["LONGEST", "text_for"]

LONGEST = 1000
"""How long a text may be."""

_LONGEST_PATTERN = 10_000
_LONGEST_QUANTIFIER = 24
_DEEPEST = 100
_WORDS = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t", "r": "\r"}
_NOWHERE = frozenset("bBAzZG")
_CANDIDATES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ ./:"
_CLOSING = frozenset({"|", ")"})


def text_for(pattern: str, more: int = 0) -> str:
    """Return a text that ``pattern`` is likely to match: the first alternative, each repetition at its least.

    Whoever needs certainty checks the text: lookarounds, back references and properties of Unicode are passed over.

    Args:
        pattern: a regular expression, in the words that ECMA 262, Ruby and Python share.
        more: how many more repetitions than the least to make, where the expression allows them.
    """
    if pattern.count("(") > _DEEPEST or len(pattern) > _LONGEST_PATTERN:
        return ""
    return _Reader(pattern, more).alternatives()[:LONGEST]


class _Reader:
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
        """Read up to the end of this group, and return the text of its first alternative."""
        first = self.sequence()
        while self.peek() == "|":
            self.take()
            self.sequence()
        return first

    def sequence(self) -> str:
        made = ""
        while self.peek() and self.peek() not in _CLOSING:
            made += self.repeated(self.atom())
        return made

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
        hidden = False
        if self.pattern.startswith("?", self.at):
            hidden = self.pattern.startswith(("?=", "?!", "?<=", "?<!"), self.at)
            self.at += 3 if self.pattern.startswith(("?<=", "?<!"), self.at) else 2
            if self.pattern[self.at - 1 : self.at] in {"<", "P"}:
                self.at = self.pattern.find(">", self.at) + 1 or len(self.pattern)
        made = self.alternatives()
        self.take()
        return "" if hidden else made

    def escape(self) -> str:
        letter = self.take()
        if letter in _NOWHERE or letter.isdigit():
            return ""
        if letter in {"x", "u"}:
            digits = self.pattern[self.at : self.at + (2 if letter == "x" else 4)]
            self.at += len(digits)
            return chr(int(digits, 16)) if _is_hex(digits) else letter
        return _WORDS.get(letter, letter)

    def choice(self) -> str:
        """Read a class of letters, and return one of them."""
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
        found = self.peek() == letter
        self.at += found
        return found

    def repeated(self, text: str) -> str:
        least, most = self.quantifier()
        self.take_if("?") or self.take_if("+")
        times = least + self.more if most is None else min(least + self.more, most)
        return (text * min(times, LONGEST))[:LONGEST]

    def quantifier(self) -> tuple[int, int | None]:
        if self.take_if("*"):
            return 0, None
        if self.take_if("+"):
            return 1, None
        if self.take_if("?"):
            return 0, 1
        if self.peek() != "{":
            return 1, 1
        end = self.pattern.find("}", self.at, self.at + _LONGEST_QUANTIFIER)
        low, comma, high = self.pattern[self.at + 1 : end].partition(",")
        if end < 0 or not (low.isdecimal() and (high.isdecimal() or not high)):
            return 1, 1
        self.at = end + 1
        return int(low), int(high) if high else None if comma else int(low)


def _within(letter: str, spans: list[tuple[str, str]]) -> bool:
    return any(first <= letter <= last for first, last in spans)


def _is_hex(digits: str) -> bool:
    return bool(digits) and all(letter in "0123456789abcdefABCDEF" for letter in digits)
