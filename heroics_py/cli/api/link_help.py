"""The help of a link's command."""

import json
import shlex
from collections.abc import Iterable, Sequence

import click

from heroics_py.cli.api.field_options import FieldOption, lists_values, value_word
from heroics_py.cli.api.help_sections import write_lines, write_text
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.shell_words import example_words
from heroics_py.display.terminal import escaped
from heroics_py.errors import HeroicsError
from heroics_py.model.plain_text import plain_line
from heroics_py.writers.arguments import Argument
from heroics_py.writers.docstring import deprecation_words, return_text

__all__ = ["usage_line", "write_link_help"]

_JSON = "application/json"
# What the docstring of a link says, as a shell shows it.
_PLAIN_WORDS = {
    "Collection: a lazy list of Records": "a list of objects",
    "Collection: a lazy list": "a list",
    "Collection": "a list",
    "; the option range orders": "; --range orders",
    "Record: ": "an object: ",
    "Record": "an object",
    "Stream: ": "",
    "None": "nothing",
}
_READS = frozenset({"GET", "HEAD"})
_VALUES = (
    ("NAME=VALUE", "a value, converted to the type in the schema"),
    ("NAME:=JSON", 'a JSON value: \'tags:=["a", "b"]\', note:=null'),
    ("NAME=@FILE, NAME:=@FILE", "the text of a file, or its JSON; @- is standard input"),
    ("NAME.FIELD=VALUE", "a field of an object; NAME[]=VALUE adds an item to a list"),
    ("--NAME VALUE", "any text, even if it begins with @ or -"),
    ("--", "ends the options: -- -5"),
)


def write_link_help(
    formatter: click.HelpFormatter,
    ctx: click.Context,
    facts: LinkFacts,
    fields: Sequence[FieldOption],
    tool: Iterable[click.Parameter],
) -> None:
    """Write what a link does, its arguments, an example, and the options of the tool.

    Args:
        formatter: takes the lines.
        ctx: of the command.
        facts: about the link.
        fields: the options of its arguments.
        tool: the options of the tool.
    """
    formatter.write_usage(ctx.command_path, usage_line(facts, fields))
    _write_about(formatter, facts)
    rows = [_row(each, facts, fields) for each in facts.arguments]
    rows += [("NAME=VALUE", "any other field")] if facts.is_open else []
    _write_section(formatter, "Arguments", rows)
    _write_outcome(formatter, facts)
    _write_example(formatter, ctx, facts, fields)
    _write_section(formatter, "Values", _VALUES if rows else ())
    for title, options in _sections(facts, tool).items():
        _write_section(formatter, title, [record for each in options if (record := each.get_help_record(ctx))])


def _write_section(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows, col_max=36)


def _sections(facts: LinkFacts, tool: Iterable[click.Parameter]) -> dict[str, list[click.Parameter]]:
    """Return the options of the tool that can concern a link, by the titles of their sections."""
    unused: set[str] = set() if facts.takes_body else {"body", "file"}
    is_read = all(shape.link.method in _READS for shape in facts.shapes)
    unused |= {"if_match"} if is_read else {"range", "output_every", "output_limit"}
    used = [each for each in tool if each.name not in unused]
    return {
        "Request options": [each for each in used if not str(each.name).startswith("output_")],
        "Output options": [each for each in used if str(each.name).startswith("output_")],
    }


def usage_line(facts: LinkFacts, fields: Sequence[FieldOption]) -> str:
    """Return what follows the name of a command: the values of the path, what else is required, and the rest."""
    named = [each for each in facts.arguments if not facts.is_positional(each)]
    parts = [f"{_form(each, facts, fields)}" for each in (*facts.positional, *named) if each.is_required]
    optional = [f"[{_form(each, facts, fields)}]" for each in facts.positional if not each.is_required]
    more = ["[NAME=VALUE]..."] if named or facts.is_open else _body_form(facts)
    return escaped(" ".join([*parts[: len(facts.positional)], *optional, *parts[len(facts.positional) :], *more]))


def _body_form(facts: LinkFacts) -> list[str]:
    """Return how a body without fields is typed."""
    if facts.body is None:
        return []
    return ["--body @FILE"] if facts.body.required else ["[--body @FILE]"]


def _form(argument: Argument, facts: LinkFacts, fields: Sequence[FieldOption]) -> str:
    """Return how an argument is typed: "APP_IDENTITY", "--name TEXT", "url=TEXT"."""
    if facts.is_positional(argument):
        return facts.placeholder(argument)
    option = next((each for each in fields if each.argument is argument), None)
    if option is None:
        word = facts.word(argument)
        quoted = shlex.quote(word) if _needs_quotes(word) else word
        return f"{quoted}={value_word(argument.schema)}"
    return f"--{option.word} / --no-{option.word}" if option.is_switch else f"--{option.word} {option.type.name}"


def _write_about(formatter: click.HelpFormatter, facts: LinkFacts) -> None:
    link = facts.shapes[0].link
    deprecated = next(filter(None, (deprecation_words(each.link) for each in facts.shapes)), "")
    parts = [facts.text, f"{deprecated}: the API may remove it." if deprecated else ""]
    parts += [f"It can't be called: {link.fault}" if link.fault else ""]
    for text in parts:
        write_text(formatter, text)
    formatter.write_paragraph()
    for target in facts.targets:
        formatter.write(f"  {escaped(target)}\n")


def _needs_quotes(word: str) -> bool:
    return any(letter in " '\"$&;<>()|*?`\\#!~" for letter in word)


def _row(argument: Argument, facts: LinkFacts, fields: Sequence[FieldOption]) -> tuple[str, str]:
    """Return how an argument is typed, and what is known about it."""
    form = _form(argument, facts, fields)
    kind = "" if lists_values(argument.schema) else argument.kind
    text = ", ".join(filter(None, (argument.need, kind, _default(argument))))
    description = plain_line(argument.description)
    return escaped(form), escaped(f"{text}. {description}" if description else text)


def _default(argument: Argument) -> str:
    if argument.schema is None:
        return ""
    try:
        default = argument.schema.dereference().node.get("default")
    except HeroicsError:
        return ""
    return "" if default is None else f"default {json.dumps(default, ensure_ascii=False)}"


def _write_outcome(formatter: click.HelpFormatter, facts: LinkFacts) -> None:
    types = [each.media_type for each in facts.body.choices] if facts.body is not None else []
    if types and types != [_JSON]:
        more = "; --header 'Content-Type: TYPE' chooses one" if len(types) > 1 else ""
        _write_paragraph(formatter, "Body", f"{', '.join(types)}{more}")
    text = return_text(facts.shapes[0].link)
    for words, plain in _PLAIN_WORDS.items():
        text = text.replace(words, plain)
    _write_paragraph(formatter, "Returns", text)


def _write_paragraph(formatter: click.HelpFormatter, title: str, text: str) -> None:
    with formatter.section(title):
        formatter.write_text(escaped(text))


def _write_example(
    formatter: click.HelpFormatter, ctx: click.Context, facts: LinkFacts, fields: Sequence[FieldOption]
) -> None:
    example = facts.example
    if facts.shapes[0].link.fault:
        return
    if isinstance(example, str):
        if example:
            _write_paragraph(formatter, "Example", f"{example[0].upper()}{example[1:]}.")
        return
    words = [shlex.quote(each) for each in example_words(example, facts, {each.word for each in fields})]
    write_lines(formatter, "Example", [" ".join([ctx.command_path, *words])])
