"""A resource or a link as the text of its docstring."""

from collections.abc import Iterable, Sequence
from textwrap import fill

from heroics_py.errors import SchemaError
from heroics_py.messages import Json
from heroics_py.model import Link, Resource
from heroics_py.pointer import Schema
from heroics_py.samples import sample, sample_of
from heroics_py.signature import Field, Spelling, identity_words
from heroics_py.wording import description_of, phrase, types_of

__all__ = ["example_call", "link_doc", "resource_doc", "returned"]

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
    return "\n".join([head, "", "Links:", *lines])


def link_doc(name: str, spellings: Sequence[Spelling]) -> str:
    """Return what a call does: its ways, its arguments, what it returns, and an example.

    Args:
        name: of the call: "app.update".
        spellings: the links that it chooses from.
    """
    link = spellings[0].link
    parts = [_sentence(link.description or link.title or name)]
    parts.append("\n".join(dict.fromkeys(f"{each.link.method} {each.link.href}" for each in spellings)))
    if arguments := _arguments(spellings):
        parts.append("Args:\n" + "\n".join(arguments))
    parts.append(f"Returns:\n    {returned(link)}")
    if faults := [f"{each.link.fault} (at {each.link.pointer})" for each in spellings if each.link.fault]:
        parts.append("It can't be called: " + "; ".join(faults))
    else:
        parts.append("Example:\n" + "\n".join(f"    {example_call(name, each)}" for each in spellings))
    return "\n\n".join(parts)


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return fill(words, _WIDTH)


def _arguments(spellings: Sequence[Spelling]) -> list[str]:
    lines: dict[str, str] = {}
    for spelling in spellings:
        for keyword, parameter in spelling.parameters.items():
            optional = any(keyword not in other.parameters for other in spellings)
            said = identity_words(parameter)
            told = parameter.description or (description_of(parameter.schema) if parameter.schema else "")
            kind = f"{said}{', optional' if optional else ''}" if said else "required"
            lines.setdefault(keyword, _argument(keyword, kind, told))
    for spelling in spellings:
        for keyword, each in spelling.fields.items():
            lines.setdefault(keyword, _field(keyword, each))
        for each in spelling.unspelled:
            lines.setdefault(each.name, _field(f"in a body dict: {each.name!r}", each))
        if spelling.open and spelling.takes_body:
            lines.setdefault("**fields", "    **fields: any further field.")
    return list(lines.values())


def _field(keyword: str, each: Field) -> str:
    kind = phrase(each.schema) if each.schema else "anything"
    told = each.description or (description_of(each.schema) if each.schema else "")
    where = "" if each.location in {"body", "query"} else f", sent as a {each.location}"
    return _argument(keyword, f"{kind}, {'required' if each.required else 'optional'}{where}", told)


def _argument(keyword: str, kind: str, told: str) -> str:
    return fill(
        f"{keyword} ({kind}): {told}" if told else f"{keyword} ({kind})",
        _WIDTH,
        initial_indent="    ",
        subsequent_indent="        ",
    )


def returned(link: Link) -> str:
    """Return what a call gives back, in words: "Record: an app", "Collection of Record"."""
    if link.rel == "empty":
        return "None"
    if link.target_schema is None:
        return "Collection" if link.rel == "instances" else "whatever the API answers"
    kinds = types_of(link.target_schema)
    if link.rel == "instances" or kinds == ("array",):
        return "Collection: a lazy list of Records"
    if not kinds or "object" in kinds:
        told = description_of(link.target_schema)
        return f"Record: {told}" if told else "Record"
    return " or ".join(kinds)


def example_call(name: str, spelling: Spelling) -> str:
    """Return a line that calls the link with examples from its schema, as one would type it after ``client.``."""
    arguments = [repr(sample_of(parameter)) for parameter in spelling.parameters.values()]
    required = {keyword: each for keyword, each in spelling.fields.items() if each.required}
    shown = required or dict(list(spelling.fields.items())[:1])
    try:
        arguments += [f"{keyword}={_example(each.schema)!r}" for keyword, each in shown.items()]
    except SchemaError:
        arguments.append("...")
    return f"client.{name}({', '.join(arguments)})"


def _example(schema: Schema | None) -> Json:
    return "example" if schema is None else sample(schema)
