"""The options of a link, from the arguments in its schema."""

from collections.abc import Collection

import click
from click.shell_completion import CompletionItem

from heroics_py.call.values.text_values import item_schema, takes_file, takes_list
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.words import Assignment
from heroics_py.display.terminal import escaped
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.writers.arguments import Argument

__all__ = [
    "FieldOption",
    "FieldType",
    "field_options",
    "is_switch",
    "lists_values",
    "option_arguments",
    "value_word",
]

_MOST_VALUES = 8
_LONGEST_VALUES = 40
_KIND_WORDS = {"string": "TEXT", "boolean": "BOOLEAN", "object": "JSON", "array": "JSON", "null": "null"}


class FieldType(click.ParamType):  # type: ignore[type-arg]  # it is generic in new versions of click only
    """The text of a value; the schema decides what it means, and its listed values are suggested.

    Args:
        argument: that takes the value.
    """

    def __init__(self, argument: Argument) -> None:
        self.argument = argument
        self.name = value_word(argument.schema)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature of click
        param: click.Parameter,  # noqa: ARG002 - as above
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the values that the schema lists."""
        return [CompletionItem(word) for word in _listed(self.argument.schema) if word.startswith(incomplete)]


class FieldOption(click.Option):
    """The option of an argument.

    Args:
        word: the name to type, without dashes.
        argument: of the link.
        number: of the option among those of its link.
    """

    def __init__(self, word: str, argument: Argument, number: int) -> None:
        self.word = word
        self.argument = argument
        super().__init__([f"--{word}", f"field_{number}"], type=FieldType(argument), multiple=True)

    @property
    def is_switch(self) -> bool:
        """Whether the option needs no value: ``--maintenance`` and ``--no-maintenance``."""
        return is_switch(self.argument.schema)

    def assignment(self, text: str) -> Assignment:
        """Return what the option with this text says; "@" begins the path of a file where the schema takes one."""
        is_file = text.startswith("@") and takes_file(self.argument.schema)
        name = self.argument.keyword or self.argument.wire_name
        return Assignment(name=name, text=text[1:] if is_file else text, is_file=is_file)


def field_options(facts: LinkFacts, taken: Collection[str]) -> list[FieldOption]:
    """Return an option for each argument of a link that has one, as `option_arguments` does."""
    words = option_arguments(facts, taken)
    return [FieldOption(word, argument, number) for number, (word, argument) in enumerate(words.items())]


def option_arguments(facts: LinkFacts, taken: Collection[str]) -> dict[str, Argument]:
    """Return the arguments of a link whose names the tool does not use itself, by the words of their options.

    Args:
        facts: about the link.
        taken: the options of the tool, with their dashes.
    """
    free = {word: each for word, each in facts.typed.items() if _can_be_option(word) and f"--{word}" not in taken}
    switches = {f"no-{word}" for word, each in free.items() if is_switch(each.schema)}
    return {word: each for word, each in free.items() if word not in switches}


def _can_be_option(word: str) -> bool:
    return word[:1] != "-" and word.isprintable() and not any(letter in "=;/ " for letter in word)


def is_switch(schema: Schema | None) -> bool:
    """Return whether a schema takes true and false, and no text."""
    kinds = types_of(schema) if schema is not None else ()
    return "boolean" in kinds and "string" not in kinds


def value_word(schema: Schema | None) -> str:
    """Return the word that stands for a value in help: "TEXT", "INTEGER", "eu|us", "@FILE"."""
    if schema is None:
        return "TEXT"
    if takes_file(schema):
        return "@FILE"
    if lists_values(schema):
        return escaped("|".join(_listed(schema)))
    if takes_list(schema) and (items := item_schema(schema)) is not None:
        return "JSON" if takes_list(items) else value_word(items)
    kinds = [each for each in types_of(schema) if each != "null"]
    return "TEXT" if not kinds or "string" in kinds else "|".join(_KIND_WORDS.get(each, each.upper()) for each in kinds)


def lists_values(schema: Schema | None) -> bool:
    """Return whether help lists the values of a schema in place of a word for them."""
    listed = _listed(schema)
    return bool(listed) and len(listed) <= _MOST_VALUES and sum(map(len, listed)) <= _LONGEST_VALUES


def _listed(schema: Schema | None) -> list[str]:
    """Return the values that a schema lists, as they are typed."""
    item = item_schema(schema) if takes_list(schema) else schema
    if item is None:
        return []
    if (values := values_of(item)) and all(isinstance(each, str | int | bool | None) for each in values):
        return [each if isinstance(each, str) else _WORDS.get(str(each), str(each)) for each in values]
    return ["true", "false"] if types_of(item) == ("boolean",) else []


_WORDS = {"True": "true", "False": "false", "None": "null"}
