"""The value of each argument, from what was typed."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from heroics_py.call.bodies.path_file import PathFile
from heroics_py.call.values.text_values import item_schema, member_schema, takes_file, takes_list, value_of
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.meanings import PlacedText
from heroics_py.cli.api.words import Assignment
from heroics_py.display.terminal import escaped, shown
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.readers.document_text import parse
from heroics_py.writers.arguments import Argument

__all__ = ["ArgumentValues", "file_value", "parsed_json", "read_text"]


@dataclass(slots=True)
class ArgumentValues:
    """The values of the arguments of one call, which grow with each assignment.

    Attributes:
        facts: about the link.
        values: by keyword, or by the name in the schema for an argument without a keyword.
        arguments: with the same keys.
        texts: the values that are the meaning of a text.
        partial: those of which fields or items were named, and not the whole.
    """

    facts: LinkFacts
    values: dict[str, Any] = field(default_factory=dict)
    arguments: dict[str, Argument] = field(default_factory=dict)
    texts: list[PlacedText] = field(default_factory=list)
    partial: set[str] = field(default_factory=set)

    def assign(self, each: Assignment) -> None:
        """Give an argument a value; a further value of a list is one more item.

        Raises:
            click.UsageError: the argument does not exist, has a value already, or the text has no meaning for it.
        """
        found = self.facts.find(each.name)
        if found is None:
            raise click.UsageError(f"no argument {shown(each.name)}; {self.facts.missing(each.name)}")
        argument, steps = found
        key = argument.keyword or argument.wire_name
        self.arguments[key] = argument
        schema = argument.schema
        if not steps:
            self._put(self.values, key, each, schema)
            return
        if key not in self.values:
            self.partial.add(key)
        self._put_below(key, steps, each, schema)

    def over(self, body: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
        """Return a body with the values of some arguments; one that is named in part keeps the rest of its field."""
        whole = dict(body)
        for key in keys:
            name, value = self.arguments[key].wire_name, self.values[key]
            whole[name] = _merged(body.get(name), value) if key in self.partial else value
        return whole

    def assign_file(self, word: str) -> None:
        """Give a field the file of ``name=@path``, whatever its schema says.

        Raises:
            click.UsageError: the word has another form, or the field does not exist.
            CallError: there is no such file.
        """
        name, sign, path = word.partition("=")
        if not name or not sign or not path.removeprefix("@"):
            raise click.UsageError(f"--file {escaped(word)}: expected NAME=@PATH, such as photo=@cat.png")
        found = self.facts.find(name)
        if found is None or found[1]:
            raise click.UsageError(f"no argument {shown(name)}; {self.facts.missing(name)}")
        key = found[0].keyword or found[0].wire_name
        self.arguments[key] = found[0]
        value = file_value(name, path.removeprefix("@"))
        known = self.values.get(key)
        is_list = takes_list(found[0].schema) or known is not None
        self.values[key] = [*(known or []), value] if is_list else value

    def _put_below(self, key: str, steps: Iterable[str], each: Assignment, schema: Schema | None) -> None:
        """Put a value into an object or a list, both of which are made where they do not exist."""
        holder: Any = self.values
        place: str | int = key
        for step in steps:
            inner = _container(holder, place, step, schema, each.name)
            schema = item_schema(schema) if isinstance(inner, list) else member_schema(schema, step)
            holder, place = inner, _index(inner, step, each.name) if isinstance(inner, list) else step
        self._put(holder, place, each, schema)

    def _put(self, holder: Any, place: str | int, each: Assignment, schema: Schema | None) -> None:
        is_list = takes_list(schema)
        known = _get(holder, place)
        value = self._value(each, item_schema(schema) if is_list else schema, schema)
        if is_list and not (isinstance(value, list) and known is _NOTHING):
            value = [*([] if known is _NOTHING else known), *(value if isinstance(value, list) else [value])]
        elif known is not _NOTHING:
            if schema is not None:
                raise click.UsageError(f"{escaped(each.name)} has two values; it takes one")
            value = [*(known if isinstance(known, list) else [known]), value]
        if isinstance(holder, list) and place == len(holder):
            holder.append(value)
        else:
            holder[place] = value
        if not each.is_json and not each.is_file and not isinstance(value, list | dict):
            self.texts.append(PlacedText(holder=holder, place=place, text=each.text))

    def _value(self, each: Assignment, schema: Schema | None, whole: Schema | None) -> Any:
        if each.is_json:
            text = read_text(each.name, each.text) if each.is_file else each.text
            return parsed_json(each.name, text, each.text if each.is_file else "")
        if each.is_file:
            return file_value(each.name, each.text) if takes_file(whole) else read_text(each.name, each.text)
        if takes_file(whole) and Path(each.text).is_file():
            raise click.UsageError(
                f"{escaped(each.name)} takes a file: write {escaped(each.name)}=@{escaped(each.text)} to send it"
            )
        return self._meaning(each.text, schema, whole)

    def _meaning(self, text: str, schema: Schema | None, whole: Schema | None) -> Any:
        if whole is not schema and text.startswith("[") and not _may_be_text(schema):
            schema = whole
        return value_of(text, schema, self.facts.passes)


_NOTHING: Any = object()


def _merged(below: Any, above: Any) -> Any:
    """Return an object with the fields of another on top; other values replace what is below."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: _merged(below.get(key), value) for key, value in above.items()}}


def _may_be_text(schema: Schema | None) -> bool:
    kinds = types_of(schema) if schema is not None else ()
    return not kinds or "string" in kinds


def _get(holder: Any, place: str | int) -> Any:
    if isinstance(holder, list):
        return holder[place] if isinstance(place, int) and place < len(holder) else _NOTHING
    return holder.get(place, _NOTHING)


def _container(holder: Any, place: str | int, step: str, schema: Schema | None, name: str) -> Any:
    """Return the object or list at a place; one is made if there is nothing."""
    inner = _get(holder, place)
    if inner is _NOTHING:
        is_list = step == "" or (step.isdecimal() and (schema is None or takes_list(schema)))
        inner = [] if is_list else {}
        if isinstance(holder, list):
            holder.append(inner)
        else:
            holder[place] = inner
    if not isinstance(inner, dict | list):
        raise click.UsageError(f"{escaped(name)} goes into a value that is neither an object nor a list")
    return inner


def _index(items: list[Any], step: str, name: str) -> int:
    if step == "":
        return len(items)
    if step.isdecimal() and int(step) <= len(items):
        return int(step)
    raise click.UsageError(f"{escaped(name)}: the list has {len(items)} items so far, so the next is [{len(items)}]")


def read_text(name: str, path: str) -> str:
    """Return the text of a file; "-" is standard input.

    Raises:
        click.UsageError: there is no such file, or it is not text.
    """
    try:
        if path == "-":
            return sys.stdin.read()
        return Path(path).expanduser().read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except ValueError:
        reason = "it is not text in UTF-8"
    hint = "" if name.startswith("--") else f"; for this very text, write {name}:='\"@{path}\"'"
    raise click.UsageError(escaped(f"{name}: can't read the file {path!r} ({reason}){hint}"))


def file_value(name: str, path: str) -> Any:
    """Return a file to send: open while it is read, or the bytes of standard input for "-".

    Raises:
        CallError: there is no such file.
    """
    if path == "-":
        return sys.stdin.buffer.read()
    return PathFile(name, Path(path).expanduser())


def parsed_json(name: str, text: str, path: str = "") -> Any:
    """Return the value of a JSON text; of YAML if it comes from a file with such a name.

    Raises:
        click.UsageError: it is not valid.
    """
    if path.lower().endswith((".yaml", ".yml")):
        return parse(text, path, part=True).root
    try:
        return json.loads(text)
    except ValueError as error:
        reason = str(error)
    hint = "" if path else f"; for text, write {escaped(name)}={escaped(text)}"
    raise click.UsageError(f"{escaped(name)}: expected JSON ({reason}){hint}")
