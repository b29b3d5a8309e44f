"""The words that a user types for a call."""

import json
from collections.abc import Collection, Iterator, Mapping

from heroics_py.call.bodies.values import is_raw
from heroics_py.call.values.text_values import item_schema, takes_list, value_of
from heroics_py.cli.api.field_options import is_switch
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.words import read_word
from heroics_py.model.schema import Schema
from heroics_py.writers.arguments import Argument
from heroics_py.writers.examples import Example

__all__ = ["example_words"]

_FILE = "@example.bin"


def example_words(example: Example, facts: LinkFacts, options: Collection[str]) -> list[str]:
    """Return the words for an example: values of the path first, then options and assignments.

    Args:
        example: the arguments of a call.
        facts: about the link.
        options: the words of its options: `heroics_py.cli.api.field_options.option_arguments`.
    """
    words: list[str] = []
    free = [each for each in facts.positional if each.keyword not in example.kwargs]
    for index, value in enumerate(example.args):
        argument = free[index] if index < len(free) else None
        if argument is None or isinstance(value, dict | list | bytes):
            words += ["--body", _FILE if isinstance(value, bytes) else _body_text(value, facts)]
        else:
            words += _positional(argument, value, facts)
    for keyword, value in example.kwargs.items():
        words += _named(keyword, value, facts, options)
    return words


def _body_text(value: object, facts: LinkFacts) -> str:
    """Return the text of a whole body: JSON, or a text as it is where the link takes one."""
    takes_text = facts.body is not None and any(map(is_raw, facts.body.choices))
    return value if takes_text and isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _positional(argument: Argument, value: object, facts: LinkFacts) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value)
    if text.startswith("-") or read_word(text) is not None:
        return [f"{facts.word(argument)}={text}"]
    return [text]


def _named(keyword: str, value: object, facts: LinkFacts, options: Collection[str]) -> Iterator[str]:
    argument = next((each for each in facts.arguments if keyword == each.keyword), None)
    name = facts.word(argument) if argument is not None else keyword
    schema = argument.schema if argument is not None else None
    items = value if isinstance(value, list) and value and takes_list(schema) else [value]
    schema = item_schema(schema) if takes_list(schema) and isinstance(value, list) else schema
    texts = [_text(each, schema, facts) for each in items]
    if any(each is None for each in texts):
        yield f"{name}:={json.dumps(value, ensure_ascii=False)}"
        return
    for text in filter(lambda each: each is not None, texts):
        yield from _option(name, str(text), argument) if name in options and argument else [f"{name}={text}"]


def _option(name: str, text: str, argument: Argument) -> list[str]:
    if is_switch(argument.schema) and text in {"true", "false"}:
        return [f"--{name}" if text == "true" else f"--no-{name}"]
    return [f"--{name}={text}"] if text.startswith("-") else [f"--{name}", text]


def _text(value: object, schema: Schema | None, facts: LinkFacts) -> str | None:
    """Return the text that means a value; None if only JSON does."""
    if isinstance(value, bytes):
        return _FILE
    text = value if isinstance(value, str) else json.dumps(value)
    if isinstance(value, Mapping | list) or (isinstance(value, str) and value.startswith("@")):
        return None
    meaning = value_of(text, schema, facts.passes)
    return text if type(meaning) is type(value) and meaning == value else None
