"""The help of a link's command."""

import shlex
from collections.abc import Iterable, Sequence

import click

from heroics_py.cli.api.field_options import FieldOption, value_word
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.shell_words import example_words
from heroics_py.display.terminal import escaped, printable
from heroics_py.errors import HeroicsError
from heroics_py.writers.arguments import Argument
from heroics_py.writers.body_words import body_lines
from heroics_py.writers.docstring import deprecation_words, return_text

__all__ = ["usage_line", "write_link_help"]

_VALUES = (
    ("NAME=VALUE", "a value, which its schema makes a text, a number, true or false"),
    ("NAME:=JSON", 'a value as JSON: \'tags:=["a", "b"]\', note:=null'),
    ("NAME=@FILE, NAME:=@FILE", "the text, or the JSON, of a file; @- is standard input"),
    ("NAME.FIELD=VALUE", "a field of an object; NAME[]=VALUE one more item of a list"),
    ("--NAME VALUE", "any text as it is: one that begins with @ or - too"),
    ("--", "what follows is no option: -- -5"),
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
    formatter.write_usage(ctx.command_path, usage_line(facts))
    _write_about(formatter, facts)
    rows = [_row(each, facts, fields) for each in facts.arguments]
    if facts.is_open:
        rows.append(("NAME=VALUE", "any other field"))
    if rows:
        with formatter.section("Arguments"):
            formatter.write_dl(rows)
    _write_outcome(formatter, facts)
    _write_example(formatter, ctx, facts, fields)
    if rows:
        with formatter.section("Values"):
            formatter.write_dl(_VALUES)
    records = [record for each in tool if (record := each.get_help_record(ctx)) is not None]
    with formatter.section("Options of the tool"):
        formatter.write_dl([*records, ("-h, --help", "Show this message and exit.")])


def usage_line(facts: LinkFacts) -> str:
    """Return what follows the name of a command: the values of the path, the required options, and others."""
    parts = [_placeholder(each) if each.is_required else f"[{_placeholder(each)}]" for each in facts.positional]
    typed = {each.name: word for word, each in facts.typed.items()}
    beside = [each for each in facts.arguments if each not in facts.positional]
    parts += [f"--{typed[each.name]} {value_word(each.schema)}" for each in beside if each.is_required]
    more = ["[NAME=VALUE]..."] if len(facts.arguments) > len(facts.positional) or facts.is_open else []
    return escaped(" ".join([*parts, *more, "[OPTIONS]"]))


def _placeholder(argument: Argument) -> str:
    return argument.keyword.strip("_").upper()


def _write_about(formatter: click.HelpFormatter, facts: LinkFacts) -> None:
    link = facts.shapes[0].link
    deprecated = next(filter(None, (deprecation_words(each.link) for each in facts.shapes)), "")
    parts = [facts.text, f"{deprecated}: the API may remove it." if deprecated else ""]
    parts += [f"It can't be called: {link.fault}" if link.fault else ""]
    for text in filter(None, (*parts, "\n".join(facts.targets))):
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(printable(text))


def _row(argument: Argument, facts: LinkFacts, fields: Sequence[FieldOption]) -> tuple[str, str]:
    """Return how an argument is typed, and what is known about it."""
    need = ", ".join(filter(None, (argument.kind, argument.need, _default(argument))))
    text = escaped(f"{need}. {argument.description}" if argument.description else need)
    if argument in facts.positional:
        return escaped(_placeholder(argument)), text
    option = next((each for each in fields if each.argument is argument), None)
    if option is None:
        word = next((word for word, each in facts.typed.items() if each is argument), argument.wire_name)
        return escaped(f"{word}={value_word(argument.schema)}"), text
    switch = f"--{option.word} / --no-{option.word}"
    return escaped(switch if option.is_switch else f"--{option.word} {option.type.name}"), text


def _default(argument: Argument) -> str:
    if argument.schema is None:
        return ""
    try:
        default = argument.schema.dereference().node.get("default")
    except HeroicsError:
        return ""
    return "" if default is None else f"default {default!r}"


def _write_outcome(formatter: click.HelpFormatter, facts: LinkFacts) -> None:
    link = facts.shapes[0].link
    if lines := body_lines(link.body)[: len(link.body.choices) if link.body else 0]:
        with formatter.section("Body"):
            for line in lines:
                formatter.write_text(printable(line))
    with formatter.section("Returns"):
        formatter.write_text(printable(return_text(link)))


def _write_example(
    formatter: click.HelpFormatter, ctx: click.Context, facts: LinkFacts, fields: Sequence[FieldOption]
) -> None:
    example = facts.example
    if facts.shapes[0].link.fault or isinstance(example, str):
        return
    words = [shlex.quote(each) for each in example_words(example, facts, fields)]
    with formatter.section("Example"):
        formatter.write(f"{'':{formatter.current_indent}}{printable(' '.join([ctx.command_path, *words]))}\n")
