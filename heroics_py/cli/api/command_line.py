"""The words of a link's command line, sorted into options of the tool, which click parses, and values of the link.

word                                    is
--------------------------------------  ---------------------------------------------------------
--name, --name=value, -o, -ojson        an option of the link or of the tool
the word after an option with a value   that value; an option in its place is refused
--flag, --flag true, --no-flag          a switch, true or false
-5, -, any word without a dash          a value, or ``name=value``
-name=value                             the same, if an argument has this very name
every word after --                     the same
any other word with a dash              an option that does not exist
"""

import re
from collections import deque
from collections.abc import Container, Iterable, Mapping, Sequence

import click

from heroics_py.cli.api.field_options import FieldOption
from heroics_py.cli.api.words import Assignment
from heroics_py.cli.mistyped_options import close_options, meant_option
from heroics_py.display.terminal import escaped

__all__ = ["sorted_words"]

_SWITCH_WORDS = frozenset({"true", "false", "null", "True", "False"})
_NUMBER = re.compile(r"-\.?[0-9].*")


def sorted_words(
    args: Sequence[str], params: Iterable[click.Parameter], names: Container[str]
) -> tuple[list[str], list[str | Assignment]]:
    """Return the options of the tool, and the values of the link in the order of the command line.

    Args:
        args: the words.
        params: the options of the link and of the tool.
        names: the names of arguments in the schema.

    Raises:
        click.UsageError: an option does not exist, or has an option in the place of its value.
    """
    known = {name: each for each in params for name in each.opts}
    fields = [each for each in known.values() if isinstance(each, FieldOption)]
    switches = {f"--no-{each.word}": each for each in fields if each.is_switch}
    options: list[str] = []
    values: list[str | Assignment] = []
    rest = deque(args)
    while rest:
        word = rest.popleft()
        if word == "--":
            break
        name, sign, text = word.partition("=")
        option = known.get(word) or (known.get(name) if sign else None)
        if word in switches:
            values.append(switches[word].assignment("false"))
        elif isinstance(option, FieldOption):
            values.append(option.assignment(text if sign else _field_text(word, option, rest, known)))
        elif option is not None:
            options += [word] if sign else [word, *_tool_value(word, option, rest, known)]
        elif _is_value(word, names):
            values.append(word)
        elif word[:2] in known:
            options.append(word)
        else:
            raise click.UsageError(_unknown(word, known))
    return options, [*values, *rest]


def _field_text(word: str, option: FieldOption, rest: deque[str], known: Mapping[str, object]) -> str:
    if option.is_switch:
        return rest.popleft() if rest and rest[0] in _SWITCH_WORDS else "true"
    return _next_value(word, rest, known)


def _tool_value(word: str, option: click.Parameter, rest: deque[str], known: Mapping[str, object]) -> list[str]:
    return [] if getattr(option, "is_flag", False) else [_next_value(word, rest, known)]


def _next_value(word: str, rest: deque[str], known: Mapping[str, object]) -> str:
    """Return the value that follows an option, and take it from the rest."""
    if not rest:
        raise click.UsageError(f"{escaped(word)} needs a value")
    if rest[0].startswith("--") and rest[0].partition("=")[0] in known:
        raise click.UsageError(f"{escaped(word)} needs a value; for the text itself, write {word}={escaped(rest[0])}")
    return rest.popleft()


def _is_value(word: str, names: Container[str]) -> bool:
    if not word.startswith("-") or word == "-" or _NUMBER.fullmatch(word):
        return True
    name, sign, _ = word.partition("=")
    return bool(sign) and name.removesuffix(":") in names


def _unknown(word: str, known: Mapping[str, object]) -> str:
    name = word.partition("=")[0]
    options = [each for each in known.values() if isinstance(each, click.Option)]
    hint = meant_option(name, options) or close_options(name, known) or "a value that begins with a dash follows --"
    return f"no option {escaped(name)}; {hint}"
