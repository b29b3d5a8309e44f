"""Parameters that stay filled: `with_arguments`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from heroics_py.call.filled_arguments import filled_keyword, parameter_keywords
from heroics_py.call.shape import CallShape, shape_of
from heroics_py.call.values.argument_values import argument_value
from heroics_py.call.values.plain_values import is_missing
from heroics_py.client import Client
from heroics_py.client.core import Core
from heroics_py.client.links import BoundLink
from heroics_py.client.resources import BoundResource
from heroics_py.client.scopes import Scope
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError, SchemaError
from heroics_py.http.options import OPTION_NAMES
from heroics_py.model.api import Link
from heroics_py.model.identifiers import parameter_keyword
from heroics_py.support.suggestions import did_you_mean

__all__ = ["with_arguments"]

_PLACES = frozenset({"path", "query", "header"})
_Bound = TypeVar("_Bound", bound=Client | BoundResource | Scope | BoundLink)


def with_arguments(client: _Bound, /, **arguments: Any) -> _Bound:
    """Return the same client with parameters that stay filled, on the same connection and cache; nothing is sent.

    Every link that has one of the parameters, in its path, its query or a header, is called without it. A keyword of a
    call comes before it, and so does the identity of a scope or a record. Fields of a body are not filled.

    Args:
        client: a client, or a resource, scope or link of it.
        **arguments: the values, by the names that calls take or that the document has. They are added to those of
            before; None fills a parameter no longer.

    Raises:
        CallError: no link has such a parameter; the text suggests the closest names.
    """
    if not isinstance(client, Client | BoundResource | Scope | BoundLink):
        raise CallError(
            f"with_arguments() takes a client, or a resource, scope or link of one; got {type(client).__name__}"
        )
    core = client._core
    links = tuple(_links_of(client))
    values = {name: _value(name, value) for name, value in arguments.items()}
    _check_names(values, links)
    filled = {name: value for name, value in {**core.arguments, **values}.items() if value is not None}
    bound: _Bound = _on_core(client, core.with_arguments(filled))
    return bound


def _links_of(thing: Client | BoundResource | Scope | BoundLink) -> Iterable[Link]:
    if isinstance(thing, Client):
        return thing._core.api.links
    if isinstance(thing, BoundLink):
        return thing._links
    if isinstance(thing, Scope):
        return (link for bound in thing for link in bound._links)
    return (link for links in thing._calls.values() for link in links)


def _value(name: str, value: object) -> object:
    value = argument_value(value)
    if value is not None and is_missing(value):
        raise CallError(
            f"with_arguments() got {shown(value)} for {name!r}: that is a missing value; None fills nothing"
        )
    return type(value)(value) if type(value) in {dict, list} else value  # type: ignore[call-arg]  # a copy


def _check_names(names: Iterable[str], links: tuple[Link, ...]) -> None:
    """Refuse a name that no link has.

    Raises:
        CallError: it names the closest ones.
    """
    unknown = [name for name in names if not any(_has_parameter(link, name) for link in links)]
    if not unknown:
        return
    # Other names are those of fields of a query, or differ because two parameters share a word.
    shapes = _shapes(links)
    for name in unknown:
        if not any(filled_keyword(shape, name) is not None for shape in shapes):
            raise CallError(f"with_arguments() got {name!r}, {_problem(name, shapes)}")


def _has_parameter(link: Link, name: str) -> bool:
    parameters = [each for each in link.parameters if each.location in _PLACES]
    return any(name in {each.name, parameter_keyword(each)} for each in parameters)


def _shapes(links: Iterable[Link]) -> list[CallShape]:
    """Return how links are called; not those whose schema can't be resolved."""
    shapes = []
    for link in links:
        try:
            shapes.append(shape_of(link))
        except SchemaError:
            continue
    return shapes


def _problem(name: str, shapes: Iterable[CallShape]) -> str:
    fields = [shape for shape in shapes if name in shape.fields]
    if name in OPTION_NAMES:
        return f"which is an option: client.with_options({name}=...)"
    if fields:
        link = fields[0].link
        return f"which is a field of a body, as of {link.method} {link.href}: pass it with each call"
    known = dict.fromkeys(keyword for shape in shapes for keyword in parameter_keywords(shape))
    return f"and no link has such a parameter; {did_you_mean(name, known)}"


def _on_core(thing: Any, core: Core) -> Any:
    """Return the same client, resource, scope or link on another core."""
    if isinstance(thing, Client):
        return type(thing)(core, thing._options)
    if isinstance(thing, BoundLink):
        return type(thing)(core, thing._name, thing._links, thing._options, thing._fillers)
    if isinstance(thing, Scope):
        kind, (outer, *others) = cast("tuple[type[Scope], tuple[Any, ...]]", thing.__reduce__())
        return kind(_on_core(outer, core), *others)
    return type(thing)(core, thing._resource.name, thing._label, thing._options, thing._fillers)
