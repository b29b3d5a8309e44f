"""The docstring of a resource or a link."""

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import fill

from heroics_py.call.identity import identity_words
from heroics_py.call.shape import CallShape, Field
from heroics_py.call.signature import shown_value
from heroics_py.display.terminal import printable, shown
from heroics_py.http.media_types import EVENT_STREAM, is_json
from heroics_py.model.api import Link, Parameter, Resource
from heroics_py.model.deprecation import is_deprecated
from heroics_py.model.paging import Paging
from heroics_py.model.schema_types import types_of
from heroics_py.model.schemes import describe_scheme, target_text
from heroics_py.model.wording import description_of, phrase
from heroics_py.paging.recognition import paging_of
from heroics_py.support.values import Value
from heroics_py.writers.body_words import body_lines
from heroics_py.writers.examples import Check, Example, call_text, example_of

__all__ = ["Argument", "arguments_of", "deprecation_words", "link_doc", "resource_doc", "return_text"]

_WIDTH = 100
_MOST_EXAMPLES = 5


def resource_doc(name: str, resource: Resource, calls: Iterable[str]) -> str:
    """Return the description of a resource, with one line for each of its links.

    Args:
        name: the name of the resource in Python.
        resource: the resource.
        calls: the signature, method and path of each link.
    """
    head = _paragraph(resource.description or resource.title or name)
    lines = [f"  {call}" for call in calls] or ["  no links"]
    return printable("\n".join([head, "", "Links:", *lines]))


def link_doc(name: str, shapes: Sequence[CallShape], check: Check, typed: str = "") -> str:
    """Return the docstring of a call.

    It has the requests, the arguments, the result and an example.

    Args:
        name: the name of the call: "app.update".
        shapes: the links that it chooses from.
        check: returns the command line for an example; raises if the call would not accept it.
        typed: what a program types for the link, if it is not "client." and the name.
    """
    link = shapes[0].link
    parts = [_paragraph(link.description or link.title or name)]
    parts.append("\n".join(dict.fromkeys(target_text(each.link) for each in shapes)))
    if words := next(filter(None, (deprecation_words(each.link) for each in shapes)), ""):
        parts.append(_paragraph(f"{words}: the API may remove it."))
    if arguments := arguments_of(shapes):
        parts.append("Args:\n" + "\n".join(map(_line, arguments)))
    if lines := body_lines(link.body):
        parts.append("Body:\n" + "\n".join(_fill(line, "    ", "        ") for line in lines))
    parts.append(f"Returns:\n    {_unsent_text(link) if link.scheme else return_text(link)}")
    paging = _paging(link)
    if paging.items or paging.style not in {"none", "headers"}:
        parts.append("Paging:\n" + _fill(repr(paging), "    ", "        "))
    if faults := [f"{each.link.fault} (at {each.link.pointer})" for each in shapes if each.link.fault]:
        parts.append("It can't be called: " + "; ".join(faults))
    else:
        examples = [example_of(each, check) for each in shapes[:_MOST_EXAMPLES]]
        parts.append(
            "Example:\n" + "\n".join(f"    {_example_text(typed or f'client.{name}', link, each)}" for each in examples)
        )
        if isinstance(examples[0], Example) and examples[0].shell:
            parts.append(f"Shell:\n    {examples[0].shell}")
    return printable("\n\n".join(parts))


def _paging(link: Link) -> Paging:
    return paging_of(link) if link.method == "GET" else Paging.none()


def _unsent_text(link: Link) -> str:
    return f"nothing, since {describe_scheme(link.scheme)} is not sent; its address is .prepare(...).url"


def _example_text(typed: str, link: Link, example: Example | str) -> str:
    return f"{call_text(f'{typed}.prepare', example)}.url" if link.scheme else call_text(typed, example)


def deprecation_words(link: Link) -> str:
    """Return what the document says of a link's deprecation: "Deprecated since 2024-01-01"; empty if it is not."""
    stated = link.deprecation
    if stated is None:
        return ""
    since, ends, more = (" ".join(text.split()) for text in (stated.since, stated.ends, stated.more))
    facts = (f"since {since}" if since else "", f"until {ends}" if ends else "", f"(see {more})" if more else "")
    return " ".join(filter(None, ("Deprecated", *facts)))


def _paragraph(text: str) -> str:
    return _fill(" ".join(text.split()))


def _fill(text: str, first: str = "", further: str = "") -> str:
    """Return ``text`` in lines of limited width.

    Args:
        text: the text.
        first: the indent of the first line.
        further: the indent of the other lines.
    """
    if len(first) + len(text) <= _WIDTH and text == " ".join(text.split()):
        return first + text  # most texts: `fill` would return the same
    return fill(text, _WIDTH, initial_indent=first, subsequent_indent=further)


class Argument(Value):
    """One argument of a call, in words.

    Attributes:
        name: its name in Python, or the description of a field that only a body dict can set.
        kind: the values that it accepts.
        need: "required" or "optional", and where it is sent, if not in the path, the query or the body.
        description: the description in the schema.
    """

    name: str
    kind: str = ""
    need: str = ""
    description: str = ""


def arguments_of(shapes: Sequence[CallShape]) -> list[Argument]:
    """Return the arguments of a callable, those of the href first.

    Args:
        shapes: the links that it chooses from.
    """
    counts = Counter(keyword for shape in shapes for keyword in shape.parameters)
    arguments: dict[str, Argument] = {}
    for keyword, parameter in (pair for shape in shapes for pair in shape.parameters.items()):
        if keyword not in arguments:
            arguments[keyword] = _parameter_argument(keyword, parameter, is_optional=counts[keyword] < len(shapes))
    for shape in shapes:
        for keyword, each in shape.fields.items():
            arguments.setdefault(keyword, _field_argument(keyword, each))
        for each in shape.dict_only:
            arguments.setdefault(each.name, _field_argument(f"in a body dict: {each.name!r}", each))
        if shape.open and shape.takes_body:
            arguments.setdefault("**fields", Argument(name="**fields", description="any other field"))
    for shape in shapes:
        for keyword, value in shape.filled.items():
            arguments.setdefault(keyword, _filled_argument(shape.whole or shape, keyword, value))
    return list(arguments.values())


def _parameter_argument(keyword: str, parameter: Parameter, *, is_optional: bool) -> Argument:
    description = parameter.description or (description_of(parameter.schema) if parameter.schema else "")
    kind = identity_words(parameter) or (phrase(parameter.schema) if parameter.schema else "anything")
    place = ", the rest of the path" if parameter.keeps_slashes else ""
    place = ", the fragment of the URL" if parameter.location == "fragment" else place
    need = f"{'optional' if is_optional or not parameter.required else 'required'}{place}"
    return Argument(name=keyword, kind=kind, need=need, description=description)


def _field_argument(name: str, each: Field) -> Argument:
    kind = phrase(each.schema) if each.schema else "anything"
    description = each.description or (description_of(each.schema) if each.schema else "")
    is_noted = description.lower().startswith("deprecated")
    note = ", deprecated" if is_deprecated(each.schema) and not is_noted else ""
    need = f"{'required' if each.required else 'optional'}{note}{_wire_place(name, each)}"
    return Argument(name=name, kind=kind, need=need, description=description)


def _filled_argument(whole: CallShape, keyword: str, value: object) -> Argument:
    if keyword in whole.parameters:
        argument = _parameter_argument(keyword, whole.parameters[keyword], is_optional=True)
    else:
        argument = _field_argument(keyword, whole.fields[keyword])
    return argument.replaced(need=f"filled with {shown(shown_value(keyword, value))} by with_arguments()")


def _wire_place(name: str, each: Field) -> str:
    """Return where a field is sent, and its name there, as far as the argument's name doesn't say it."""
    has_other_name = name.isidentifier() and name.rstrip("_") != each.name.rstrip("_")
    wire_name = f" {each.name!r}" if has_other_name else ""
    if each.location == "querystring":
        return ", sent as the whole query"
    if each.location in {"body", "query"}:
        return f", sent as {wire_name.strip()} in the {each.location}" if has_other_name else ""
    return f", sent as {'the' if has_other_name else 'a'} {each.location}{wire_name}"


def _line(argument: Argument) -> str:
    facts = ", ".join(filter(None, (argument.kind, argument.need)))
    head = f"{argument.name} ({facts})" if facts else argument.name
    text = f"{head}: {argument.description}" if argument.description else head
    return _fill(text, "    ", "        ")


def _stream_text(link: Link) -> str:
    """Return what a link that may stream returns."""
    items = "events" if link.streams[0] == EVENT_STREAM else "items"
    stream = f"Stream: the {items} of the response, each as it arrives"
    if not is_json(link.media_type):
        return stream
    return f"{return_text(link.replaced(streams=()))}; or, as the request asks for it, {stream}"


def return_text(link: Link) -> str:
    """Return what a call returns, in words: "Record: an app"."""
    if link.rel == "empty":
        return "None"
    if link.is_file:
        return "bytes: the content of a file"
    if link.streams:
        return _stream_text(link)
    if (paging := _paging(link)).items:
        return f"Collection: a lazy list of the {paging.items} of all pages"
    if link.target_schema is None:
        return "Collection" if link.rel == "instances" else "the data of the response"
    kinds = types_of(link.target_schema)
    is_stated_record = link.paging is not None and link.paging.style == "none"
    if kinds == ("array",) or (link.rel == "instances" and not is_stated_record):
        orders = f"; the option range orders it by {', '.join(link.ranges)}" if link.ranges else ""
        return f"Collection: a lazy list of Records{orders}"
    if not kinds or "object" in kinds:
        description = description_of(link.target_schema)
        return f"Record: {description}" if description else "Record"
    return " or ".join(kinds)
