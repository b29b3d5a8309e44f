"""What to type instead of a line that takes a scope for a link, or for the data of its thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from heroics_py.client.advice.names import listed_names, meant_names, missing_link, noun_of, singulars_of
from heroics_py.client.advice.uses import call_of, fields_of
from heroics_py.client.advice.verbs import kind_of, meant_calls
from heroics_py.display.terminal import shown
from heroics_py.support.suggestions import joined_names

if TYPE_CHECKING:
    from heroics_py.client.advice.subjects import LinkLike, ScopeLike

__all__ = ["called_scope", "indexed_scope", "missing_in_scope"]

_MOST_CANDIDATES = 3
_OF_RESOURCES = frozenset({"create", "list"})


def called_scope(scope: ScopeLike) -> str:
    """Return the message for ``client.app["example"]()``."""
    if text := _link_as_identity(scope):
        return text
    calls = listed_names(scope._own._calls) or listed_names(scope._names())
    return f"{scope._label} is the scope of one {noun_of(scope._own)}: call one of its links: {calls}"


def missing_in_scope(scope: ScopeLike, name: str) -> str:
    """Return the message for an attribute that a scope does not have."""
    if text := _link_as_identity(scope):
        return text
    return f"{scope._label} has no {name!r}; {_in_scope(scope, name, f'.{name}')}"


def indexed_scope(scope: ScopeLike, key: object) -> str:
    """Return the message for ``client.app["example"][key]``."""
    place = f"client.{scope._label}"
    if isinstance(key, str):
        if key in [*scope._own._calls, *scope._names()]:
            return f"{scope._label} takes no index; its links and resources are attributes: {place}.{key}"
        own_name = scope._core.catalog.python_names.get(key)
        if own_name in scope._names():
            return f"{scope._label} takes no index; its links and resources are attributes: {place}.{own_name}"
    if text := _link_as_identity(scope):
        return text
    if isinstance(key, str):
        return f"{scope._label} takes no index {shown(key)}; {_in_scope(scope, key, f'[{key!r}]')}"
    return f"{scope._label} takes no index {shown(key)}; {_data_of(scope, '') or 'its links are attributes'}"


def _link_as_identity(scope: ScopeLike) -> str:
    """Return the message for a scope whose identity is the name of a link, as in ``client["app"]["info"]``."""
    value, outer = scope._fillers[-1].value, scope._outer
    if not isinstance(value, str):
        return ""
    words = outer._words()
    call = words.own.get(value) or words.aliases.get(value)
    if call is None:
        return ""
    noun = noun_of(outer)
    return f"{scope._label} is the scope of the {noun} {value!r}; the link is client.{outer._label}.{call}"


def _in_scope(scope: ScopeLike, name: str, use: str) -> str:
    """Return the links, resources or data of a scope that ``name`` may mean."""
    names = [*scope._own._calls, *scope._names()]
    if name == "with_options":
        return missing_link(scope._own, name)
    if call := _unscoped_call(scope, name):
        return f"the link is {call}"
    data = _data_of(scope, use)
    if data and name in _data_fields(scope):
        return data
    hint = meant_names(name, scope._own, scope._own._calls, scope._names())
    words = singulars_of(name)
    plural = [each for each in names if singulars_of(each) == words]
    if plural and "did you mean" not in hint:
        return f"did you mean {joined_names(plural[:_MOST_CANDIDATES])}?"
    return hint if hint.startswith("did you mean") or not data else f"{hint}; {_data_of(scope, '')}"


def _unscoped_call(scope: ScopeLike, name: str) -> str:
    """Return the link of the resource itself that ``name`` means, such as one that lists all; empty if none does."""
    outer = scope._outer
    kind = kind_of(name, singulars_of(outer._resource.name))
    calls = [name] if name in outer._calls else meant_calls(kind, outer._calls) if kind in _OF_RESOURCES else []
    return f"client.{outer._label}.{calls[0]}" if calls and calls[0] not in scope._own._calls else ""


def _reader(scope: ScopeLike) -> LinkLike | None:
    calls = meant_calls("info", scope._own._calls)
    return getattr(scope._own, calls[0]) if calls else None


def _data_fields(scope: ScopeLike) -> Iterable[str]:
    reader = _reader(scope)
    fields = set(fields_of(reader.target_schema)) if reader is not None else set()
    schema = scope._own._resource.schema
    return fields | set(fields_of(dict(schema.node)) if schema is not None else ())


def _data_of(scope: ScopeLike, use: str) -> str:
    """Return where the data of a scope's thing is; empty if no link reads it."""
    reader = _reader(scope)
    if reader is None:
        return ""
    return f"the data is in {call_of(reader)}{use}"
