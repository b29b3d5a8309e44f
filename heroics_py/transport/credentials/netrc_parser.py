"""A parser of netrc files that reports odd lines and reads the rest.

The parser of the standard library rejects the whole file at its first odd word.
"""

from collections.abc import Callable, Iterator

from heroics_py.secrecy.secret import Secret
from heroics_py.support.values import Value

__all__ = ["NetrcEntry", "parse_netrc"]

_FIELDS = {"login": "login", "user": "login", "password": "password", "account": "account"}
_KEYWORDS = frozenset({"machine", "default", "macdef", *_FIELDS})


class NetrcEntry(Value, kw_only=True):
    """The entry of one machine.

    Attributes:
        login: empty if the entry has none.
        password: None if the entry has none.
        line: where the entry begins.
    """

    login: str = ""
    password: Secret[str] | None = None
    line: int = 0


class _Word(Value, kw_only=True):
    """A word of the file.

    Attributes:
        text: without its quotes and backslashes.
        line: where it begins, counted from 1.
        is_quoted: whether it is quoted, and so no keyword.
        is_unclosed: whether its quote does not end in its line.
    """

    text: str
    line: int
    is_quoted: bool = False
    is_unclosed: bool = False

    def __repr__(self) -> str:
        return f"<Word in line {self.line}>"

    @property
    def is_keyword(self) -> bool:
        """Whether it may begin a field or an entry."""
        return not self.is_quoted and self.text in _KEYWORDS


def parse_netrc(text: str) -> tuple[dict[str, NetrcEntry], tuple[tuple[int, str], ...]]:
    """Return the entries by machine name, in lower case, and the problems, each with its line.

    Of two entries for one machine the last counts, as in the standard library.
    """
    entries: dict[str, NetrcEntry] = {}
    problems: dict[int, str] = {}
    machine: str | None = None
    words = _Words(text)
    while (word := words.next()) is not None:
        keyword = "" if word.is_quoted else word.text
        if keyword.startswith("#"):
            words.skip_line(word.line)
        elif keyword == "macdef":
            words.skip_macro()
        elif keyword == "default":
            machine = ""
        elif keyword == "machine":
            name = words.value()
            machine = None if name is None else name.text.lower()
            if machine is None:
                problems.setdefault(word.line, "machine has no name")
            else:
                entries[machine] = NetrcEntry(line=word.line)
        elif keyword in _FIELDS:
            problem = _set_field(entries, machine, _FIELDS[keyword], words.value())
            if problem:
                problems.setdefault(word.line, f"{keyword} {problem}")
        else:
            # The word itself may be part of a password.
            problems.setdefault(word.line, "a word that netrc does not know")
    return entries, tuple(sorted((problems | words.problems).items()))


def _set_field(entries: dict[str, NetrcEntry], machine: str | None, field: str, value: _Word | None) -> str:
    """Set a field of the entry that it belongs to; return the problem, if any."""
    if machine is None:
        return "belongs to no machine"
    if value is None:
        return "has no value"
    if machine and field == "login":
        entries[machine] = entries[machine].replaced(login=value.text)
    elif machine and field == "password":
        entries[machine] = entries[machine].replaced(password=Secret(value.text))
    return ""


class _Words:
    """The words of a file, one after the other."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._words = _split_words(text)
        self._pushed_back: list[_Word] = []
        self.problems: dict[int, str] = {}

    def next(self) -> _Word | None:
        if self._pushed_back:
            return self._pushed_back.pop()
        word = next(self._words, None)
        if word is not None and word.is_unclosed:
            self.problems[word.line] = "a quote that does not end in its line"
        return word

    def value(self) -> _Word | None:
        """Return the word after a keyword; None if that is another keyword with a value of its own."""
        word = self.next()
        if word is None or not word.is_keyword:
            return word
        following = self.next()
        if following is not None:
            self._pushed_back.append(following)
        if following is None or following.is_keyword:
            return word  # a user may be called "user"
        self._pushed_back.append(word)
        return None

    def skip_line(self, line: int) -> None:
        self._skip(lambda word: word.line == line)

    def skip_macro(self) -> None:
        """Skip the lines of a macro, which ends at an empty line."""
        name = self.next()
        if name is None:
            return
        ends = (index for index in range(name.line, len(self._lines) - 1) if not self._lines[index].strip())
        end = next(ends, len(self._lines))
        if end == len(self._lines) and any(each.split()[:1] == ["machine"] for each in self._lines[name.line :]):
            self.problems[name.line] = "a macro without an empty line at its end, so the machines after it belong to it"
        self._skip(lambda word: word.line <= end)

    def _skip(self, belongs: Callable[[_Word], bool]) -> None:
        while (word := self.next()) is not None:
            if not belongs(word):
                self._pushed_back.append(word)
                return


def _split_words(text: str) -> Iterator[_Word]:
    """Yield the words: separated by white space, unless it is quoted or escaped (as in the standard library)."""
    line, index, length = 1, 0, len(text)
    while index < length:
        if text[index].isspace():
            line += text[index] == "\n"
            index += 1
            continue
        start, is_quoted = line, text[index] == '"'
        index += is_quoted
        characters: list[str] = []
        while index < length and (text[index] not in '"\n' if is_quoted else not text[index].isspace()):
            index += text[index] == "\\" and index + 1 < length
            line += text[index] == "\n"
            characters.append(text[index])
            index += 1
        is_unclosed = is_quoted and text[index : index + 1] != '"'
        index += is_quoted and not is_unclosed
        yield _Word(text="".join(characters), line=start, is_quoted=is_quoted, is_unclosed=is_unclosed)
