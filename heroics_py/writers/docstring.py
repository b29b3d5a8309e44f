"""The docstring of a resource or a link."""

from collections.abc import Iterable, Sequence
from textwrap import fill

from heroics_py.call.shape import CallShape
from heroics_py.display.terminal import printable
from heroics_py.http.media_types import EVENT_STREAM, is_json
from heroics_py.model.api import Link, Resource
from heroics_py.model.paging import Paging
from heroics_py.model.plain_text import plain_line
from heroics_py.model.schema_types import types_of
from heroics_py.model.schemes import describe_scheme, target_text
from heroics_py.model.wording import description_of
from heroics_py.paging.recognition import paging_of, returns_list
from heroics_py.writers.arguments import Argument, arguments_of
from heroics_py.writers.body_words import body_lines
from heroics_py.writers.examples import Check, Example, call_text, example_of

__all__ = ["call_doc", "deprecation_words", "link_doc", "resource_doc", "return_text"]

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
    parts = [call_doc(name, shapes)]
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


def call_doc(name: str, shapes: Sequence[CallShape]) -> str:
    """Return the docstring of a call without its examples: the requests, the arguments and the result.

    Args:
        name: the name of the call: "app.update".
        shapes: the links that it chooses from.
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
    return _fill(plain_line(text))


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
    if returns_list(link):
        orders = f"; the option range orders it by {', '.join(link.ranges)}" if link.ranges else ""
        return f"Collection: a lazy list of Records{orders}"
    kinds = types_of(link.target_schema)
    if not kinds or "object" in kinds:
        description = plain_line(description_of(link.target_schema))
        return f"Record: {description}" if description else "Record"
    return " or ".join(kinds)
