"""The logins of a netrc file: what can be read of it is read, and what can't is told by its line.

The reader of the standard library gives a file up at its first odd word, and an entry that is fine with it.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from heroics_py.secrecy.secret import Secret

__all__ = ["Login", "Lookup", "logins_of", "look_up"]

_LARGEST = 1 << 20
_PORTS = {"http": 80, "https": 443}
_FIELDS = {"login": "login", "user": "login", "password": "password", "account": "account"}
_KEYWORDS = frozenset({"machine", "default", "macdef", *_FIELDS})


class Word(NamedTuple):
    """A word of the file.

    Attributes:
        text: without its quotes and backslashes.
        line: where it begins, counted from 1.
        quoted: whether it can be no keyword.
        unclosed: whether its quote does not end in its line.
    """

    text: str
    line: int
    quoted: bool = False
    unclosed: bool = False

    def __repr__(self) -> str:
        return f"<Word in line {self.line}>"

    @property
    def is_keyword(self) -> bool:
        """Whether it may begin a field or an entry."""
        return not self.quoted and self.text in _KEYWORDS


class Login(NamedTuple):
    """What a file says of one machine.

    Attributes:
        login: empty where the file names none.
        password: None where the file has none.
        line: where the entry begins.
    """

    login: str = ""
    password: Secret[str] | None = None
    line: int = 0


class Lookup(NamedTuple):
    """What was looked up, and what was found.

    Attributes:
        names: the machines that were looked for, the first one first.
        path: of the file; empty where there is no file.
        login, password: what was found; None where nothing was.
        problems: what could not be read, with file and line; no word of the file is in them.
    """

    names: tuple[str, ...]
    path: str = ""
    login: str | None = None
    password: Secret[str] | None = None
    problems: tuple[str, ...] = ()


def look_up(base_url: str, environment: Mapping[str, str]) -> Lookup | None:
    """Look for the host and port of ``base_url``, then for its host; None where the URL has no host.

    The ``default`` entry of a file is for nobody in particular, so it is not used.
    """
    names = _names(base_url)
    if not names:
        return None
    path = _path(environment)
    if path is None:
        return Lookup(names)
    text, fault = _read(path)
    entries, odd = logins_of(text)
    problems = [fault] if fault else [f"{path}, line {line}: {told}" for line, told in odd]
    entry = next((entries[name] for name in names if name in entries), None)
    if entry is not None and entry.password is None:
        problems.append(f"{path}, line {entry.line}: the entry has no password")
    elif entry is not None and ":" in entry.login:
        problems.append(f"{path}, line {entry.line}: the login holds a colon, which Basic authorization can't carry")
    elif entry is not None:
        return Lookup(names, str(path), entry.login, entry.password, tuple(problems))
    return Lookup(names, str(path), problems=tuple(problems))


def logins_of(text: str) -> tuple[dict[str, Login], tuple[tuple[int, str], ...]]:
    """Return the logins by machine, in lower case, and what could not be read, each with its line.

    Of two entries for one machine the last counts, as in the standard library.
    """
    entries: dict[str, Login] = {}
    odd: dict[int, str] = {}
    machine: str | None = None
    words = _Words(text)
    while (word := words.next()) is not None:
        keyword = "" if word.quoted else word.text
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
                odd.setdefault(word.line, "machine has no name")
            else:
                entries[machine] = Login(line=word.line)
        elif keyword in _FIELDS:
            value = words.value()
            told = _note(entries, machine, _FIELDS[keyword], value)
            if told:
                odd.setdefault(word.line, f"{keyword} {told}")
        else:
            # The word itself may be a part of a password.
            odd.setdefault(word.line, "a word that netrc does not know")
    return entries, tuple(sorted((odd | words.odd).items()))


def _note(entries: dict[str, Login], machine: str | None, field: str, value: Word | None) -> str:
    """Take a field into the entry that it belongs to; return what is wrong with it."""
    if machine is None:
        return "belongs to no machine"
    if value is None:
        return "has no value"
    if machine and field == "login":
        entries[machine] = entries[machine]._replace(login=value.text)
    elif machine and field == "password":
        entries[machine] = entries[machine]._replace(password=Secret(value.text))
    return ""


class _Words:
    """The words of a file, one after the other."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._words = _words(text)
        self._kept: list[Word] = []
        self.odd: dict[int, str] = {}

    def next(self) -> Word | None:
        if self._kept:
            return self._kept.pop()
        word = next(self._words, None)
        if word is not None and word.unclosed:
            self.odd[word.line] = "a quote that does not end in its line"
        return word

    def value(self) -> Word | None:
        """Return the word behind a keyword; None where another keyword, with a value of its own, is in its place."""
        word = self.next()
        if word is None or not word.is_keyword:
            return word
        behind = self.next()
        if behind is not None:
            self._kept.append(behind)
        if behind is None or behind.is_keyword:
            return word  # a user may be called "user"
        self._kept.append(word)
        return None

    def skip_line(self, line: int) -> None:
        self._skip(lambda word: word.line == line)

    def skip_macro(self) -> None:
        """Skip the lines of a macro, which ends at an empty one."""
        name = self.next()
        if name is None:
            return
        ends = (at for at in range(name.line, len(self._lines) - 1) if not self._lines[at].strip())
        end = next(ends, len(self._lines))
        if end == len(self._lines) and any(each.split()[:1] == ["machine"] for each in self._lines[name.line :]):
            self.odd[name.line] = "a macro that no empty line ends, so that the machines after it belong to it"
        self._skip(lambda word: word.line <= end)

    def _skip(self, belongs: Callable[[Word], bool]) -> None:
        while (word := self.next()) is not None:
            if not belongs(word):
                self._kept.append(word)
                return


def _words(text: str) -> Iterator[Word]:
    """Yield the words: white space divides them, quotes and backslashes keep it in (as in the standard library)."""
    line, at, length = 1, 0, len(text)
    while at < length:
        if text[at].isspace():
            line += text[at] == "\n"
            at += 1
            continue
        begun, quoted = line, text[at] == '"'
        at += quoted
        piece: list[str] = []
        while at < length and (text[at] not in '"\n' if quoted else not text[at].isspace()):
            at += text[at] == "\\" and at + 1 < length
            line += text[at] == "\n"
            piece.append(text[at])
            at += 1
        unclosed = quoted and text[at : at + 1] != '"'
        at += quoted and not unclosed
        yield Word("".join(piece), begun, quoted, unclosed)


def _names(base_url: str) -> tuple[str, ...]:
    """Return the names of a machine: host and port, where the URL has a port of its own, then the host."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ()
    if not host:
        return ()
    spelled = f"[{host}]" if ":" in host else host
    own = [f"{spelled}:{port}"] if port not in (None, _PORTS.get(parts.scheme)) else []
    return tuple(dict.fromkeys((*own, host)))


def _path(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("NETRC")
    try:
        homes = [] if named else [Path.home()]
    except RuntimeError:  # a user without a home
        homes = []
    paths = [Path(named)] if named else [home / name for home in homes for name in (".netrc", "_netrc")]
    return next((path for path in paths if _is_file(path)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a folder that may not be looked into; a path that no file can have
        return False


def _read(path: Path) -> tuple[str, str]:
    """Return the text of a file, and why it can't be read; whose it is, and who else may read it, is not asked."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        return "", f"{path} can't be read ({error.strerror or type(error).__name__})"
    if len(data) > _LARGEST:
        return "", f"{path} can't be read (it is larger than {_LARGEST} bytes)"
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        return data.decode("latin-1"), ""
