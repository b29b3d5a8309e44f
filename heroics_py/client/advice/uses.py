"""What to type instead of a line that other libraries would take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from heroics_py.client.advice.names import any_call, listed_names
from heroics_py.client.advice.verbs import meant_calls
from heroics_py.display.terminal import shown
from heroics_py.errors import HeroicsError
from heroics_py.http.options import OPTION_NAMES
from heroics_py.record import Record
from heroics_py.support.suggestions import closest_names

if TYPE_CHECKING:
    from heroics_py.client.advice.subjects import ClientLike, LinkLike, ResourceLike

__all__ = [
    "call_of",
    "called_client",
    "called_resource",
    "changed_name",
    "fields_of",
    "indexed_link",
    "listed_link",
    "listed_resource",
    "missing_in_link",
    "no_identity",
]

_CONNECTING = frozenset({"token", "auth", "url", "base_url", "session", "cache", "verify", "read_only"})
# What other libraries call the attributes of a link.
_LINK_ATTRIBUTES = {
    "path": "href",
    "uri": "href",
    "template": "href",
    "url": "prepare(...).url",
    "schema": "body_schema",
    "response": "send(...)",
    "status": "send(...).status",
    "status_code": "send(...).status",
    "etag": "send(...).etag",
    "raw": "send(...).body",
}


def called_client(client: ClientLike) -> str:
    """Return the message for ``client()``."""
    return f"a client can't be called: call a link of one of its resources, such as {any_call(client)}"


def called_resource(resource: ResourceLike, args: Sequence[object]) -> str:
    """Return the message for ``client.app()``."""
    place = f"client.{resource._label}"
    if not resource._calls:
        return f"{place} is a resource without links: it can't be called"
    text = f"{place} is a resource: call one of its links: {listed_names(resource._calls)}"
    reading = meant_calls("info", resource._calls)
    if len(args) == 1 and isinstance(args[0], str | int | Record) and reading:
        return f"{text}; {place}.{reading[0]}(...) reads one, {place}[...] is the scope of one"
    return text


def listed_resource(resource: ResourceLike, use: str = "{}") -> str:
    """Return the message for a resource that is used as a list.

    Args:
        resource: the resource.
        use: what is done with the list, as a format: "len({})".
    """
    place = resource._label
    lists = meant_calls("list", resource._calls)
    names = f"dir(client.{place}) has the names of its links"
    hint = f"call {use.format(f'client.{place}.{lists[0]}()')}; {names}" if lists else names
    return f"{place} is a resource, not a list; {hint}"


def no_identity(resource: ResourceLike, key: object) -> str:
    """Return the message for an index that is not an identity: None, a slice, a list or a dict."""
    place = f"client.{resource._label}"
    kind = "None" if key is None else type(key).__name__
    text = f"{resource._label}[...] expects an identity, text or a Record; got {kind}"
    lists, reading = (meant_calls(kind, resource._calls)[:1] for kind in ("list", "info"))
    if isinstance(key, Sequence | AbstractSet) and not isinstance(key, bytes) and reading:
        several = "await heroics_py.gather_async" if resource._core.is_async else "heroics_py.gather"
        return f"{text}; for several: {several}({place}.{reading[0]}, [...])"
    if isinstance(key, slice) and lists:
        part = f"a part of the list is {place}.{lists[0]}(){_sliced(key)}"
        return f"{text}; {part}" if _sliced(key) else f"{text}; the list is {place}.{lists[0]}()"
    if isinstance(key, Mapping):
        name = next((name for name in ("id", "name") if isinstance(key.get(name), str | int)), None)
        return f"{text}; {place}[{key[name]!r}] is the scope of one" if name else text
    if key is None and lists:
        return f"{text}; {place}.{lists[0]}() lists all"
    return text


def missing_in_link(link: LinkLike, name: str) -> str:
    """Return the message for an attribute that a link does not have."""
    place, hint = link._typed() or f"client.{link._name}", ""
    if name in _LINK_ATTRIBUTES:
        hint = f"did you mean .{_LINK_ATTRIBUTES[name]}?"
    elif name == "with_arguments":
        hint = f"it is a function: heroics_py.with_arguments({place}, ...)"
    elif name in OPTION_NAMES:
        hint = f"an option is set by {place}.with_options({name}=...)"
    elif close := closest_names(name, _public(type(link)), 1):
        hint = f"did you mean {close[0]!r}?"
    return f"{link._name} is a link and has no {name!r}; {hint or _called(link, f'.{name}')}"


def indexed_link(link: LinkLike, key: object) -> str:
    """Return the message for ``client.app.list[0]``."""
    parameters = link._link.path_parameters
    if isinstance(key, str) and len(parameters) == 1 and key not in fields_of(link.target_schema):
        return f"{link._name} is a link and takes no index; call it: client.{link._name}({key!r})"
    index = _sliced(key) if isinstance(key, slice) else f"[{shown(key)}]"
    return f"{link._name} is a link and takes no index; {_called(link, index)}"


def listed_link(link: LinkLike, use: str = "{}") -> str:
    """Return the message for a link that is used as a list.

    Args:
        link: the link.
        use: what is done with the list, as a format: "len({})".
    """
    return f"{link._name} is a link, not a list; {_called(link, '', use)}"


def changed_name(owner: Any, name: str, action: str) -> str:
    """Return the message for ``client.app = 3`` and ``del client.app``.

    Args:
        owner: a client, resource, scope or link.
        name: the attribute or the index, as it is written after the owner: ".app".
        action: "set" or "deleted".
    """
    label = getattr(owner, "_label", "") or getattr(owner, "_name", "")
    place = f"client.{label}" if label else "client"
    word = name.removeprefix(".")
    text = f"{place}{name} can't be {action}: its names come from the schema"
    if word in OPTION_NAMES and not (label and hasattr(owner, "_resource")):
        return f"{text}; {place}.with_options({word}=...) returns one with another option"
    if word in _CONNECTING and not label:
        return f"{text}; pass {word}= to connect()"
    if hint := _change_by_link(owner, place, name, action):
        return f"{text}; {hint}"
    return text


def call_of(link: LinkLike) -> str:
    """Return a call with its required arguments, as an expression."""
    try:
        short = link._short_call()
    except HeroicsError:
        short = f"{link.__name__}(...)"
    short = short.replace("…", "...")
    if typed := link._typed():  # it has no name of its own, or further options
        return f"{typed}({short.partition('(')[2]}"
    return f"client.{link._name.rpartition('.')[0]}.{short}"


def fields_of(schema: Mapping[str, Any] | None) -> Iterable[str]:
    """Return the names of the properties of a schema."""
    properties = schema.get("properties") if schema is not None else None
    return properties if isinstance(properties, Mapping) else ()


def _called(link: LinkLike, use: str, form: str = "{}") -> str:
    """Return how to use what a link returns; nobody is told to change something in order to read it."""
    if link._link.method in {"GET", "HEAD"}:
        return f"call it first: {form.format(call_of(link) + use)}"
    return f"its call sends {link._link.method} {link._link.href}, and returns the data"


def _sliced(key: slice) -> str:
    parts = [key.start, key.stop, *([key.step] if key.step is not None else [])]
    if any(part is not None and not isinstance(part, int) for part in parts):
        return ""
    return f"[{':'.join('' if part is None else str(part) for part in parts)}]"


def _public(kind: type) -> list[str]:
    return [name for name in dir(kind) if not name.startswith("_")]


def _change_by_link(owner: Any, place: str, name: str, action: str) -> str:
    """Return the link that changes or deletes what the caller meant to, if one does."""
    resource = getattr(owner, "_own", owner)
    calls = getattr(resource, "_calls", {})
    found = meant_calls("update" if action == "set" else "delete", calls)
    if not found:
        return ""
    if resource is owner:  # client.app["x"] = ...; an attribute is a link
        arguments = f"{name[1:-1]}{', ...' * (action == 'set')}"
        return (
            f"{place}.{found[0]}({arguments}) {'changes' if action == 'set' else 'deletes'} one"
            if name.startswith("[")
            else ""
        )
    word = name.strip(".[]'")
    is_field = action == "set" and word in fields_of(getattr(resource, found[0]).body_schema)
    return f"{place}.{found[0]}({word}=...) changes it" if is_field else ""
