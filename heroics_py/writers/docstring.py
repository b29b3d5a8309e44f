"""A resource or a link as the text of its docstring."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from textwrap import fill

from heroics_py.call.shape import CallShape, Field, identity_words
from heroics_py.display.terminal import printable
from heroics_py.errors import SchemaError
from heroics_py.model.api import Link, Parameter, Resource
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.model.wording import description_of, phrase
from heroics_py.samples.sampling import TooLargeError, sample, sample_of
from heroics_py.support.json_types import Json

__all__ = ["Argument", "Example", "arguments_of", "example_call", "link_doc", "resource_doc", "returned"]

Example = tuple[list[str], dict[str, Json]]
"""Arguments that a link takes: by position, and by keyword."""

_WIDTH = 100


def resource_doc(name: str, resource: Resource, calls: Iterable[str]) -> str:
    """Return what a resource is, and one line for each of its calls.

    Args:
        name: of the resource in Python.
        resource: as the schema has it.
        calls: each with its signature, method and path.
    """
    head = _sentence(resource.description or resource.title or name)
    lines = [f"  {call}" for call in calls] or ["  no links"]
    return printable("\n".join([head, "", "Links:", *lines]))


def link_doc(name: str, spellings: Sequence[CallShape], shell: Callable[[Example], str]) -> str:
    """Return what a call does: its ways, its arguments, what it returns, and an example.

    Args:
        name: of the call: "app.update".
        spellings: the links that it chooses from.
        shell: gives the command line that does the same as an example; empty where there is none.
    """
    link = spellings[0].link
    parts = [_sentence(link.description or link.title or name)]
    parts.append("\n".join(dict.fromkeys(f"{each.link.method} {each.link.href}" for each in spellings)))
    if any(each.link.stability.startswith("deprecat") for each in spellings):
        parts.append("It is deprecated: the API may stop to offer it.")
    if arguments := arguments_of(spellings):
        parts.append("Args:\n" + "\n".join(map(_line, arguments)))
    parts.append(f"Returns:\n    {returned(link)}")
    if faults := [f"{each.link.fault} (at {each.link.pointer})" for each in spellings if each.link.fault]:
        parts.append("It can't be called: " + "; ".join(faults))
    else:
        examples = [_example_of(each) for each in spellings]
        parts.append("Example:\n" + "\n".join(f"    {_typed(name, each)}" for each in examples))
        if not isinstance(examples[0], str) and (line := shell(examples[0])):
            parts.append(f"Shell:\n    {line}")
    return printable("\n\n".join(parts))


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return _filled(words)


def _filled(text: str, first: str = "", further: str = "") -> str:
    """Return ``text`` in lines that are not too long, the first of them behind ``first``, others behind ``further``."""
    if len(first) + len(text) <= _WIDTH and text == " ".join(text.split()):
        return first + text  # as most are, and as it would come back
    return fill(text, _WIDTH, initial_indent=first, subsequent_indent=further)


class Argument:
    """One argument of a call, in words.

    Attributes:
        name: its name in Python, or how a field is told that only a body dict can give.
        kind: what it takes.
        need: "required", "optional", and where it travels, if that is not the body or the query.
        told: what the schema says of it.
    """

    __slots__ = ("kind", "name", "need", "told")

    def __init__(self, name: str, *, kind: str = "", need: str = "", told: str = "") -> None:
        self.name = name
        self.kind = kind
        self.need = need
        self.told = told


def arguments_of(spellings: Sequence[CallShape]) -> list[Argument]:
    """Return the arguments of a callable that chooses among ``spellings``: those of the href first."""
    takers = Counter(keyword for spelling in spellings for keyword in spelling.parameters)
    found: dict[str, Argument] = {}
    for keyword, parameter in (pair for spelling in spellings for pair in spelling.parameters.items()):
        if keyword not in found:
            found[keyword] = _of_href(keyword, parameter, is_optional=takers[keyword] < len(spellings))
    for spelling in spellings:
        for keyword, each in spelling.fields.items():
            found.setdefault(keyword, _field(keyword, each))
        for each in spelling.unspelled:
            found.setdefault(each.name, _field(f"in a body dict: {each.name!r}", each))
        if spelling.open and spelling.takes_body:
            found.setdefault("**fields", Argument("**fields", told="any further field"))
    return list(found.values())


def _of_href(keyword: str, parameter: Parameter, *, is_optional: bool) -> Argument:
    told = parameter.description or (description_of(parameter.schema) if parameter.schema else "")
    kind = identity_words(parameter) or (phrase(parameter.schema) if parameter.schema else "anything")
    return Argument(keyword, kind=kind, need="optional" if is_optional else "required", told=told)


def _field(name: str, each: Field) -> Argument:
    kind = phrase(each.schema) if each.schema else "anything"
    told = each.description or (description_of(each.schema) if each.schema else "")
    where = "" if each.location in {"body", "query"} else f", sent as a {each.location}"
    need = f"{'required' if each.required else 'optional'}{where}"
    return Argument(name, kind=kind, need=need, told=told)


def _line(argument: Argument) -> str:
    facts = ", ".join(filter(None, (argument.kind, argument.need)))
    head = f"{argument.name} ({facts})" if facts else argument.name
    text = f"{head}: {argument.told}" if argument.told else head
    return _filled(text, "    ", "        ")


def returned(link: Link) -> str:
    """Return what a call gives back, in words: "Record: an app", "Collection of Record"."""
    if link.rel == "empty":
        return "None"
    if link.target_schema is None:
        return "Collection" if link.rel == "instances" else "whatever the API answers"
    kinds = types_of(link.target_schema)
    if link.rel == "instances" or kinds == ("array",):
        orders = f"; the option range orders it by {', '.join(link.ranges)}" if link.ranges else ""
        return f"Collection: a lazy list of Records{orders}"
    if not kinds or "object" in kinds:
        told = description_of(link.target_schema)
        return f"Record: {told}" if told else "Record"
    return " or ".join(kinds)


def example_call(name: str, spelling: CallShape) -> str:
    """Return a line that calls the link with examples from its schema, as one would type it after ``client.``."""
    return _typed(name, _example_of(spelling))


def _example_of(spelling: CallShape) -> Example | str:
    """Return arguments that the link takes, made from its schema; why, where no value can be made for one of them.

    Those by keyword are what it requires, or the first field where it requires none.
    """
    required = {keyword: each for keyword, each in spelling.fields.items() if each.required}
    shown = required or dict(list(spelling.fields.items())[:1])
    try:
        keywords = {keyword: _sample(each.schema) for keyword, each in shown.items()}
        return [sample_of(parameter) for parameter in spelling.parameters.values()], keywords
    except TooLargeError as error:
        return str(error)
    except SchemaError:
        return ""


def _sample(schema: Schema | None) -> Json:
    return "example" if schema is None else sample(schema)


def _typed(name: str, example: Example | str) -> str:
    if isinstance(example, str):
        return f"client.{name}(...){example and f'  # {example}'}"
    args, kwargs = example
    return f"client.{name}({', '.join([*map(repr, args), *(f'{word}={value!r}' for word, value in kwargs.items())])})"
