"""The table of a client, a resource, a scope or a link in a notebook."""

from collections.abc import Iterable, Mapping, Sequence

from heroics_py.call.shape import CallShape
from heroics_py.display.tables import Code, Table
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.plain_text import plain_line
from heroics_py.model.schemes import target_text
from heroics_py.writers.arguments import arguments_of
from heroics_py.writers.body_words import body_lines
from heroics_py.writers.docstring import deprecation_words, return_text
from heroics_py.writers.examples import Check, call_text, example_of

__all__ = ["client_table", "link_row", "link_table", "resource_table", "short_call"]

_MOST_RESOURCES = 20
_MOST_LINKS = 40
_MOST_NAMES = 8


def client_table(api: Api, base_url: str, calls: Mapping[str, Iterable[str]]) -> Table:
    """Return the resources of an API, with the names of their calls.

    Args:
        api: the API.
        base_url: the base URL of the client.
        calls: the names of the calls by the Python name of the resource, in the order of the API.
    """
    rows = [
        (Code(name), _shorten(names), _first_sentence(resource.description))
        for (name, names), resource in zip(calls.items(), api.resources.values(), strict=True)
    ]
    day = f", schema of {api.day}" if api.day else ""
    count = f"{len(rows)} resource{'' if len(rows) == 1 else 's'} at {base_url}{day}"
    head = ("resource", "calls", "about")
    title, rest = api.title or "An API", "list(client), or heroics_py.find(client, 'words')"
    return Table(title=title, summary=count, head=head, rows=rows, most=_MOST_RESOURCES, rest=rest)


def resource_table(
    name: str, resource: Resource, calls: Iterable[tuple[str, Sequence[Link]]], nested: Iterable[str] = ()
) -> Table:
    """Return the calls of a resource, or of a scope.

    Args:
        name: its expression in Python: "app", "app['example']".
        resource: the resource.
        calls: the short form of each call, with its links.
        nested: the names of the resources in the scope.
    """
    rows = [(Code(call), Code(_requests(links)), _about(links[0])) for call, links in calls]
    names = ", ".join(nested)
    note = f"below it: {names}" if names else "" if rows else "no links"
    summary = _first_sentence(resource.description)
    head = ("call", "request", "about")
    rest = f"dir(client.{name})"
    return Table(title=name, summary=summary, head=head, rows=rows, note=note, most=_MOST_LINKS, rest=rest)


def link_table(name: str, shapes: Sequence[CallShape], check: Check, typed: str = "") -> Table:
    """Return the arguments of a call, and what it returns.

    Args:
        name: the name of the call: "app.update".
        shapes: the links that it chooses from.
        check: raises if the call would not accept an example.
        typed: what a program types for the link, if it is not "client." and the name.
    """
    link = shapes[0].link
    typed = typed or f"client.{name}"
    rows = [(Code(each.name), each.kind, each.need, each.description) for each in arguments_of(shapes)]
    fault = link.fault and f"it can't be called: {link.fault}"
    example = "" if fault else call_text(typed, example_of(shapes[0], check))
    types = [each.media_type for each in link.body.choices] if link.body and body_lines(link.body) else []
    sends = f" · sends {', '.join(types)}" if types else ""
    note = fault or f"returns {_first_sentence(return_text(link))} · for example {example}{sends}"
    summary = f"{_requests([each.link for each in shapes])} · {_about(link)}"
    head = ("argument", "takes", "", "about") if rows else ()
    rest = f"help({typed})"
    summary = summary.strip(" ·")
    return Table(title=name, summary=summary, head=head, rows=rows, note=note, most=_MOST_LINKS, rest=rest)


def link_row(name: str, shapes: Sequence[CallShape]) -> dict[str, object]:
    """Return a call as a row among calls of several resources."""
    links = [each.link for each in shapes]
    about = _first_sentence(links[0].description or links[0].title)
    return {"call": Code(short_call(name, shapes)), "request": Code(_requests(links)), "about": about}


def short_call(name: str, shapes: Sequence[CallShape]) -> str:
    """Return a call as its name and required arguments, and "…" for others."""
    fewest = min(shapes, key=lambda each: len(each.parameters))
    fields = fewest.fields
    positional = [keyword for keyword, each in fewest.parameters.items() if each.required]
    needed = [*positional, *(f"{keyword}=" for keyword, each in fields.items() if each.required)]
    more = len(shapes) > 1 or any(not each.required for each in fields.values()) or fewest.open
    return f"{name}({', '.join([*needed, '…'] if more else needed)})"


def _requests(links: Iterable[Link]) -> str:
    return " | ".join(dict.fromkeys(map(target_text, links)))


def _about(link: Link) -> str:
    """Return the first sentence about a link, and that it is deprecated."""
    words = deprecation_words(link)
    return ". ".join(filter(None, (words, _first_sentence(link.description or link.title))))


def _shorten(names: Iterable[str]) -> str:
    shown = list(names)
    more = len(shown) - _MOST_NAMES
    return ", ".join(shown[:_MOST_NAMES]) + (f", … and {more} more" if more > 0 else "")


def _first_sentence(text: str) -> str:
    """Return the first sentence, without its full stop."""
    return plain_line(text).partition(". ")[0].removesuffix(".")
