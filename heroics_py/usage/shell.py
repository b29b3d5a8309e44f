"""The calls of shell scripts: ``heroics call SCHEMA app list``."""

import shlex
from collections.abc import Iterable, Iterator

from heroics_py.usage.api_names import ApiNames
from heroics_py.usage.use import ANY, Use

__all__ = ["shell_uses"]

_LONGEST = 20_000
_ENDS = frozenset({"|", "||", "&&", "&", ";", ";;", ")", "(", ">", ">>", "<", "|&", "&>"})
_TOOL_OPTIONS = frozenset(
    {
        *(
            "url",
            "token-stdin",
            "output",
            "fields",
            "query",
            "to",
            "range",
            "limit",
            "each",
            "body",
            "header",
            "if-match",
        ),
        *(
            "timeout",
            "retries",
            "patch",
            "allow-ref",
            "paging",
            "verbose",
            "dry-run",
            "curl",
            "python",
            "workers",
            "yes",
        ),
        *("errors", "checkpoint", "help", "no-color"),
    }
)
"""Options of every call, which are not fields of the API."""


def shell_uses(lines: Iterable[tuple[str, str, int]], names: ApiNames) -> Iterator[Use]:
    """Yield the calls of a shell script.

    Args:
        lines: each with its file and number.
        names: the calls of the API.
    """
    for line, path, number in _joined(lines):
        if "heroics" in line and len(line) < _LONGEST:
            words = _words(line)
            end = 0
            for at, word in enumerate(words):
                is_call = word.rpartition("/")[2] == "heroics" and words[at + 1 : at + 2] in (["call"], ["edit"])
                if is_call and at >= end:  # what follows are its arguments
                    command = _command(words[at + 1 :])
                    end = at + 1 + len(command)
                    yield from _use(command, names, path, number)


def _joined(lines: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
    """Yield lines, those that end in a backslash together with the next."""
    text, first = "", None
    for line, path, number in lines:
        first = first or (path, number)
        text += line.removesuffix("\\")
        if not line.endswith("\\") or len(text) > _LONGEST:
            yield (text, *first)
            text, first = "", None


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line.replace("`", " ; "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:  # a quotation that another line ends
        return line.split()


def _command(words: list[str]) -> list[str]:
    end = next((number for number, word in enumerate(words) if word in _ENDS), len(words))
    return words[:end]


def _use(words: list[str], names: ApiNames, path: str, line: int) -> Iterator[Use]:
    plain = [word for word in words[2:] if not word.startswith("-")]
    first = plain[0].split(".", 1) if plain and "." in plain[0] else plain[: 1 if words[0] == "edit" else 2]
    if not first or "--help" in words:
        return
    if words[0] == "edit":
        resource = _name(first[0])
        for link in ("info", "update"):
            call = f"{names.resource(resource)}.{names.link(resource, link)}"
            yield Use(call=call, path=path, line=line, fields=(ANY,), answers=(ANY,), certainty="possible")
        return
    parts = [_name(each) for each in [*first, ANY][:2]]
    call = f"{names.resource(parts[0])}.{names.link(names.resource(parts[0]), parts[1])}"
    fields, answers = _passed(words[2:])
    note = "calls a link whose name is computed" if ANY in parts else ""
    certainty = "computed" if note else "certain"
    yield Use(call=call, path=path, line=line, fields=fields, answers=answers, certainty=certainty, note=note)


def _name(word: str) -> str:
    return ANY if "$" in word or "{" in word else word


def _passed(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields that a command line passes, and the fields that it prints: all, without ``--fields``."""
    fields: set[str] = set()
    answers: tuple[str, ...] = (ANY,)
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, has_value, value = word.removeprefix("--").partition("=")
        if not word.startswith("-") and has_value:
            fields.add(_field(name.rstrip(":@")))
        elif word.startswith("--") and name == "fields":
            answers = tuple(sorted((value or following).split(",")))
        elif word.startswith("--") and name in {"each", "body"}:
            fields.add(ANY)
        elif word.startswith("--") and name not in _TOOL_OPTIONS:
            fields.add(_field(name.removeprefix("no-")))
    return (*sorted(fields - {ANY}), *sorted(fields & {ANY})), tuple(filter(None, answers)) or (ANY,)


def _field(name: str) -> str:
    return ANY if "$" in name else name.replace("-", "_")
