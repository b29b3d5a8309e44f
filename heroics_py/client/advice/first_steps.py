"""The first lines to type with a client, in the names of its API."""

from __future__ import annotations

from collections.abc import Iterator

from heroics_py.client.advice.verbs import meant_calls
from heroics_py.linking.catalog import Catalog
from heroics_py.model.api import Link

__all__ = ["first_steps"]

_KINDS = ("list", "info", "create", "update", "delete")
_MOST_EXAMINED = 200


def first_steps(catalog: Catalog, *, is_async: bool = False) -> list[tuple[str, str]]:
    """Return lines of Python for the resource that shows most, each with what it does.

    Args:
        catalog: the names of the API.
        is_async: whether the calls of the client are awaited.
    """
    name, wait = _example(catalog), "await " if is_async else ""
    return [
        ("list(client)", "the names of the resources"),
        *(_lines(name, catalog, wait) if name else ()),
        ('heroics_py.find(client, "words")', "search for a link"),
        ("client.with_options(timeout=10)", "the same client with other options"),
        (f"{wait}client.close()", "close the connections"),
    ]


def _example(catalog: Catalog) -> str:
    """Return the resource with links of the most kinds, that begin with a list of all; empty if there is none."""
    names = list(catalog.names.items())[:_MOST_EXAMINED]
    scores = {name: _score(catalog.calls(own)) for name, own in names}
    return max(scores, key=lambda name: (scores[name], -len(name)), default="")


def _score(calls: dict[str, tuple[Link, ...]]) -> int:
    found = {kind: meant_calls(kind, calls) for kind in _KINDS}
    starts = [calls[found[kind][0]][0] for kind in ("list", "create") if found[kind]]
    return sum(map(bool, found.values())) + 2 * sum(not link.path_parameters for link in starts)


def _lines(name: str, catalog: Catalog, wait: str) -> Iterator[tuple[str, str]]:
    calls = catalog.calls(catalog.names[name])
    yield f"help(client.{name})", f"the links of a resource; in a notebook: client.{name}?"
    for kind, text in (("list", "read a list, page by page"), ("info", "read one")):
        for call in meant_calls(kind, calls)[:1]:
            arguments = ", ".join(['"..."'] * min(len(link.path_parameters) for link in calls[call]))
            yield f"{wait}client.{name}.{call}({arguments})", text
    for call in [*meant_calls("create", calls), *calls][:1]:
        yield f"help(client.{name}.{call})", "the arguments of a link, with an example"
    yield f'client.{name}["..."]', "the scope of one: every link that names it"
