"""A client, a resource, a scope or a link as a table for a notebook."""

from collections.abc import Iterable, Mapping, Sequence

from heroics_py.call.shape import CallShape
from heroics_py.display.tables import Code, Table
from heroics_py.model.api import Api, Link, Resource
from heroics_py.writers.docstring import arguments_of, example_call, returned

__all__ = ["client_table", "link_table", "resource_table", "short_call"]

_MOST_RESOURCES = 20
_MOST_LINKS = 40
_MOST_NAMES = 8


def client_table(api: Api, base_url: str, calls: Mapping[str, Iterable[str]]) -> Table:
    """Return what an API offers: its resources, and the names of their calls.

    Args:
        api: as it was read.
        base_url: of the client.
        calls: the names of the calls, by the name of the resource in Python, in the order of the API.
    """
    rows = [
        (Code(name), _listed(names), _sentence(resource.description))
        for (name, names), resource in zip(calls.items(), api.resources.values(), strict=True)
    ]
    count = f"{len(rows)} resource{'' if len(rows) == 1 else 's'} at {base_url}"
    head = ("resource", "calls", "about")
    return Table(title=api.title or "An API", told=count, head=head, rows=rows, most=_MOST_RESOURCES)


def resource_table(
    name: str, resource: Resource, calls: Iterable[tuple[str, Sequence[Link]]], below: Iterable[str] = ()
) -> Table:
    """Return what can be done with a resource, or with one thing.

    Args:
        name: as it is reached in Python: "app", "app['example']".
        resource: as it was read.
        calls: each as it is spelled, with its links.
        below: resources that are reached from here.
    """
    rows = [(Code(call), Code(_ways(links)), _sentence(links[0].description)) for call, links in calls]
    inner = list(below)
    note = f"below it: {', '.join(inner)}" if inner else "" if rows else "no links"
    told = _sentence(resource.description)
    head = ("call", "request", "about")
    return Table(title=name, told=told, head=head, rows=rows, note=note, most=_MOST_LINKS)


def link_table(name: str, spellings: Sequence[CallShape]) -> Table:
    """Return what a call takes and returns.

    Args:
        name: of the call: "app.update".
        spellings: the links that it chooses from.
    """
    link = spellings[0].link
    rows = [(Code(each.name), each.kind, each.need, each.told) for each in arguments_of(spellings)]
    fault = link.fault and f"it can't be called: {link.fault}"
    note = fault or f"returns {_sentence(returned(link))} · for example {example_call(name, spellings[0])}"
    told = f"{_ways([each.link for each in spellings])} · {_sentence(link.description or link.title)}"
    head = ("argument", "takes", "", "about") if rows else ()
    return Table(title=name, told=told.strip(" ·"), head=head, rows=rows, note=note, most=_MOST_LINKS)


def short_call(name: str, spellings: Sequence[CallShape]) -> str:
    """Return a call in few words: its name, what it needs, and whether it takes more."""
    fewest = min(spellings, key=lambda each: len(each.parameters))
    fields = fewest.fields
    needed = [*fewest.parameters, *(f"{keyword}=" for keyword, each in fields.items() if each.required)]
    more = len(spellings) > 1 or any(not each.required for each in fields.values()) or fewest.open
    return f"{name}({', '.join([*needed, '…'] if more else needed)})"


def _ways(links: Iterable[Link]) -> str:
    return " | ".join(dict.fromkeys(f"{link.method} {link.href}" for link in links))


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    more = len(every) - _MOST_NAMES
    return ", ".join(every[:_MOST_NAMES]) + (f", … and {more} more" if more > 0 else "")


def _sentence(text: str) -> str:
    """Return the first sentence, without its full stop."""
    return " ".join(text.split()).partition(". ")[0].removesuffix(".")
