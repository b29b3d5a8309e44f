"""The command line up to the cursor, as its shell quotes it."""

from heroics_py.support.values import Value

__all__ = ["Line", "bash_line", "escape", "fish_line", "zsh_line"]

_SPACES = frozenset(" \t\n")
_ENDS = frozenset(";|&()")
_REDIRECTIONS = frozenset("<>")
# What a backslash escapes inside double quotes; before any other character, it is a character itself.
_IN_DOUBLE_QUOTES = {"bash": frozenset('$`"\\\n'), "fish": frozenset('$"\\\n')}
_IN_SINGLE_QUOTES = {"bash": frozenset[str](), "fish": frozenset("'\\")}
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%=")


class Line(Value, kw_only=True):
    """The words of a command line up to the cursor, without their quotes.

    Attributes:
        words: those before the one at the cursor, the name of the program first.
        current: the word at the cursor, as far as the cursor.
        kept: the start of ``current`` that stays in the line; the shell replaces what follows it.
        quote: the quote that is open where the replaced text starts; empty if none is.
        is_file: whether ``current`` is the file of a redirection.
    """

    words: tuple[str, ...]
    current: str
    kept: str = ""
    quote: str = ""
    is_file: bool = False


class _Word:
    """Reads one word after the other from a line.

    Attributes:
        words: the words before the current one.
        text: the current word, without its quotes.
        raw: the same as it is written; None between words.
        quote: the quote that is open.
        is_file: whether the word follows a redirection.
    """

    def __init__(self, shell: str) -> None:
        self.words: list[str] = []
        self.text = ""
        self.raw: str | None = None
        self.quote = ""
        self.is_file = False
        self._shell = shell

    def read(self, line: str) -> None:
        """Read a line, or a part of a word."""
        position = 0
        while position < len(line):
            width = 2 if line[position] == "\\" and self._escapes(line[position + 1 : position + 2]) else 1
            self._take(line[position : position + width])
            position += width

    def _escapes(self, letter: str) -> bool:
        if self.quote == '"':
            return letter in _IN_DOUBLE_QUOTES[self._shell] or not letter
        if self.quote == "'":
            return letter in _IN_SINGLE_QUOTES[self._shell] and letter != ""
        return True

    def _take(self, part: str) -> None:
        letter = part[0]
        if self.quote and part != self.quote:
            self._add(
                part, part[1:] if len(part) > 1 or (letter == "\\" and self.quote == '"' and not part[1:]) else part
            )
        elif self.quote or part in {"'", '"'}:
            self.quote = "" if self.quote else part
            self._add(part, "")
        elif letter == "\\":
            self._add(part, part[1:].replace("\n", ""))
        elif letter in _SPACES:
            self._end()
        elif letter in _ENDS:
            self.words, self.text, self.raw, self.is_file = [], "", None, False
        elif letter in _REDIRECTIONS:
            self._end()
            self.is_file = True
        else:
            self._add(part, part)

    def _add(self, raw: str, text: str) -> None:
        self.raw = (self.raw or "") + raw
        self.text += text

    def _end(self) -> None:
        if self.raw is not None:
            if not self.is_file:
                self.words.append(self.text)
            self.is_file = False
        self.text, self.raw = "", None


def bash_line(line: str, replaced: str) -> Line:
    """Return the words of a line of bash.

    Args:
        line: the line up to the cursor.
        replaced: what bash replaces: the end of the current word, which begins after the last quote or the last of
            the characters in COMP_WORDBREAKS.
    """
    reader = _Word("bash")
    reader.read(line)
    raw = reader.raw or ""
    kept = _Word("bash")
    kept.read(raw[: len(raw) - len(replaced)] if replaced and raw.endswith(replaced) else "" if replaced else raw)
    return Line(
        words=_without_assignments(reader.words),
        current=reader.text,
        kept=kept.text,
        quote=kept.quote,
        is_file=reader.is_file,
    )


def fish_line(line: str) -> Line:
    """Return the words of a line of fish, which replaces the whole word."""
    reader = _Word("fish")
    reader.read(line)
    return Line(words=_without_assignments(reader.words), current=reader.text, is_file=reader.is_file)


def zsh_line(quote: str, words: tuple[str, ...]) -> Line:
    """Return the words of a line of zsh, which removes the quotes itself.

    Args:
        quote: the quote that is open at the cursor; empty if none is.
        words: the last is the one at the cursor.
    """
    return Line(words=_without_assignments(list(words[:-1])), current=words[-1], quote=quote)


def _without_assignments(words: list[str]) -> tuple[str, ...]:
    """Return a command without the variables that are set for it."""
    start = next((number for number, word in enumerate(words) if not word.partition("=")[0].isidentifier()
                  or "=" not in word), len(words))  # fmt: skip
    return tuple(words[start:])


def escape(text: str, quote: str) -> str:
    """Return ``text`` so that bash reads it unchanged, inside the open ``quote`` or outside of quotes.

    Readline closes the quote, unless the last character is a quote already; and it takes a quote at the start for the
    one that is open.
    """
    if quote == "'":
        escaped = text.replace("'", "'\\''")
    elif quote == '"':
        # Bash expands an exclamation mark inside double quotes, and keeps a backslash before it.
        special = {**{letter: f"\\{letter}" for letter in '$`"\\'}, "!": "\"'!'\""}
        escaped = "".join(special.get(letter, letter) for letter in text)
    else:
        return "".join(letter if letter in _PLAIN or letter.isalnum() else f"\\{letter}" for letter in text)
    start = quote if escaped.startswith(quote) else ""
    return f"{start}{escaped}{quote if escaped.endswith(quote) else ''}"
