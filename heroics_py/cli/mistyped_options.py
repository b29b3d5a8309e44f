"""Options that a command does not have, and those that may have been meant."""

from collections.abc import Iterable

import click

from heroics_py.cli.formats import SHORT_NAMES
from heroics_py.support.suggestions import closest_names, joined_names

__all__ = ["close_options", "meant_option", "usage_text"]

_MOST_LISTED = 10
# What other programs call options: ours, and whether it chooses one of a few words.
_CHOOSES = {
    **dict.fromkeys(("format", "f", "fmt", "output-format", "type", "t"), "--output"),
    **dict.fromkeys(("exit-code", "severity", "level", "fail", "fail-level", "error-on", "threshold"), "--fail-on"),
}
_NAMES = {
    **dict.fromkeys(("file", "out", "outfile", "lock", "lockfile", "lock-file", "path", "f"), "--output"),
    **dict.fromkeys(("src", "source", "sources", "program", "code", "used-by"), "--uses"),
}
_NEVER = ("exit-zero", "no-fail", "no-exit-code")


def usage_text(error: click.UsageError) -> str:
    """Return the text of an error about a command line; that of an unknown option suggests one.

    Args:
        error: the error.
    """
    if not isinstance(error, click.NoSuchOption) or error.ctx is None:
        return error.format_message()
    options = [each for each in error.ctx.command.params if isinstance(each, click.Option) and not each.hidden]
    names = [name for each in options for name in each.opts]
    listed = ["/".join(each.opts) for each in options]
    all_of_them = f"expected one of {', '.join(listed)}" if 1 < len(listed) <= _MOST_LISTED else ""
    hint = meant_option(error.option_name, options) or close_options(error.option_name, names) or all_of_them
    return f"No such option {error.option_name!r}{'; ' if hint else ''}{hint}"


def close_options(name: str, names: Iterable[str]) -> str:
    """Return the end of a message: the ``names`` that are spelled like that of an option; empty if there are none."""
    words = {each.lstrip("-"): each for each in names if each.startswith("--")}
    close = closest_names(name.lstrip("-"), words)
    return f"did you mean {joined_names(words[each] for each in close)}?" if close else ""


def meant_option(name: str, options: Iterable[click.Option]) -> str:
    """Return the end of a message: the option that means the same, with its value if ``name`` is one; empty if none.

    Args:
        name: as it was typed.
        options: of the command.
    """
    word = name.lstrip("-")
    meant = next(filter(None, (_meant_of(each, word) for each in options)), "")
    return f"did you mean {meant!r}?" if meant else ""


def _meant_of(option: click.Option, word: str) -> str:
    if not isinstance(option.type, click.Choice):
        return option.opts[0] if _NAMES.get(word) in option.opts else ""
    if (value := SHORT_NAMES.get(word, word)) in option.type.choices:
        return f"{option.opts[0]} {value}"
    if word in _NEVER and "never" in option.type.choices:
        return f"{option.opts[0]} never"
    return option.opts[0] if _CHOOSES.get(word) in option.opts else ""
