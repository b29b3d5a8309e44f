"""What a shell gets for a Tab: candidates, or nothing."""

import os
import re
import sys
from collections.abc import Callable, Sequence

from heroics_py.cli.completion.candidate import Candidate, matching
from heroics_py.cli.completion.line import Line, bash_line, escape, fish_line, zsh_line

__all__ = ["answer", "answer_text"]

_HOME = re.compile(r"~[\w.-]*", re.ASCII)
_QUOTING = frozenset("$'\"\\`")
_Complete = Callable[[Line], Sequence[Candidate]]


def answer(shell: str, complete: _Complete) -> None:
    """Print the candidates for the line on standard input. Nothing else is printed, whatever fails.

    Args:
        shell: "bash", "zsh" or "fish".
        complete: returns the candidates for a line.
    """
    try:
        fields = sys.stdin.buffer.read().decode("utf-8", "surrogateescape").split("\0")[:-1]
        text = answer_text(shell, fields, complete)
        sys.stdout.buffer.write(text.encode("utf-8", "ignore"))
        sys.stdout.buffer.flush()
    except BaseException:  # noqa: BLE001 - a message would be in the middle of the line that the user types
        os._exit(0)  # neither a traceback, nor what Python reports of a closed pipe while it ends


def answer_text(shell: str, fields: Sequence[str], complete: _Complete) -> str:
    """Return what a shell reads: a line for each candidate.

    Args:
        shell: "bash", "zsh" or "fish".
        fields: what its script sends.
        complete: returns the candidates for a line.
    """
    read, write = _SHELLS[shell]
    line = read(fields)
    return "".join(f"{each}\n" for each in write(line, complete(line)))


def _read_bash(fields: Sequence[str]) -> Line:
    return bash_line(fields[0], fields[1])


def _read_zsh(fields: Sequence[str]) -> Line:
    return zsh_line(fields[0], tuple(fields[1:]))


def _read_fish(fields: Sequence[str]) -> Line:
    return fish_line(fields[0])


def _write_bash(line: Line, candidates: Sequence[Candidate]) -> list[str]:
    """Return the words for bash: the end of each, which replaces the end of the current word, with its quotes."""
    found = [each for each in matching(candidates, line.current) if each.word.startswith(line.kept)]
    words = [f"={_bash_word(line, each)}" for each in found]
    return [*words, *(["nospace"] if len(found) == 1 and found[0].is_open else [])]


def _bash_word(line: Line, candidate: Candidate) -> str:
    home, slash, rest = candidate.word.partition("/")
    if candidate.is_path and _HOME.fullmatch(home) and not line.kept and not line.quote:
        return f"{home}{slash}{escape(rest, '')}"
    return escape(candidate.word[len(line.kept) :], line.quote)


def _write_zsh(line: Line, candidates: Sequence[Candidate]) -> list[str]:
    """Return the words for zsh, which removes backslashes and adds its own quotes; it compares words itself.

    Zsh 5.9 takes ``$'`` inside double quotes for the start of a quote, and loses the others. Inside quotes it therefore
    gets plain words alone: an identity from a server must not become a command.
    """
    found = matching(candidates, "")
    safe = [each for each in found if not line.quote or _QUOTING.isdisjoint(each.word)]
    return [
        f"{'+' if each.is_open else '='}{_escaped(each.word)}{':' if each.text else ''}{each.text}" for each in safe
    ]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace(":", "\\:")


def _write_fish(_: Line, candidates: Sequence[Candidate]) -> list[str]:
    """Return the words for fish, which adds its own quotes, and compares words itself."""
    return [
        f"{each.word}\t{each.text}" if each.text else each.word
        for each in matching(candidates, "")
        if each.is_path or not each.word.startswith("~")  # fish takes it for the home of a user
    ]


_SHELLS: dict[str, tuple[Callable[[Sequence[str]], Line], Callable[[Line, Sequence[Candidate]], list[str]]]] = {
    "bash": (_read_bash, _write_bash),
    "zsh": (_read_zsh, _write_zsh),
    "fish": (_read_fish, _write_fish),
}
