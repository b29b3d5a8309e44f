"""The links of a record that people look for among its keys and the methods of a dict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from heroics_py.client.advice.names import singulars_of
from heroics_py.client.advice.verbs import kind_of, meant_calls
from heroics_py.errors import HeroicsError, LocalChangeWarning, warn
from heroics_py.model.api import Resource
from heroics_py.model.parameters import Parameter
from heroics_py.record import Record, place_of

if TYPE_CHECKING:
    from heroics_py.client.advice.subjects import OriginLike

__all__ = ["hint_for_key", "warn_of_local_change"]

_FUNCTIONS = {"refresh": "refresh", "reload": "refresh", "wait": "wait", "wait_until": "wait", "links": "links"}
_AS_DICT = frozenset({"to_dict", "as_dict", "dict", "json", "to_json", "model_dump", "data"})
_SHOWN = (bool, type(None))


def warn_of_local_change(origin: OriginLike, record: Record, method: str, fields: Mapping[str, object]) -> None:
    """Warn that a method of dict changes the record alone, if a link of the record has the method's name.

    Args:
        origin: where the record came from.
        record: the record.
        method: the name of the method: "update".
        fields: its keyword arguments.
    """
    found = _resource_of(origin, record)
    if found is None or method not in origin.core.catalog.calls(found.name):
        return
    # Values may be secret.
    arguments = [f"{name}={value if isinstance(value, _SHOWN) else '...'}" for name, value in fields.items()]
    call = _call(origin, found, method, arguments or (["..."] if method == "update" else []))
    if call:
        warn(f"record.{method}() changes the dict only, and sends nothing; {call} calls the link", LocalChangeWarning)


def hint_for_key(origin: OriginLike, record: Record, name: str, *, is_close: bool) -> str:
    """Return the function or link that a missing attribute of a record may mean; empty if there is none.

    Args:
        origin: where the record came from.
        record: the record.
        name: the attribute.
        is_close: whether the record has a key like it; then only a link of this very name counts.
    """
    if name in _FUNCTIONS:
        function = _FUNCTIONS[name]
        if origin.core.is_async and function != "links":
            return f"await heroics_py.{function}_async(record) does it"
        return f"heroics_py.{function}(record) does it"
    if name in _AS_DICT and not is_close:
        return "a record is a dict: json.dumps(record), dict(record)"
    found = _resource_of(origin, record)
    if found is None:
        return ""
    calls = origin.core.catalog.calls(found.name)
    kind = None if is_close else kind_of(name, singulars_of(found.name))
    names = [name] if name in calls else meant_calls(kind, calls) if kind else []
    call = next(filter(None, (_call(origin, found, each, []) for each in names)), "")
    return f"a link is called as {call}" if call else ""


def _resource_of(origin: OriginLike, record: Record) -> Resource | None:
    """Return the resource of a record; None if the schema doesn't say what a part of a response is."""
    place = place_of(record)[1]
    resources = origin.core.api.resources
    try:
        thing = origin.thing_at(place)
    except HeroicsError:
        return None
    if thing is not None and thing.kind in resources:
        return resources[thing.kind]
    return None if place else resources.get(origin.kind)


def _call(origin: OriginLike, resource: Resource, call: str, arguments: list[str]) -> str:
    """Return the call of a link, as an expression; empty if its path ends with the identity of another thing."""
    catalog = origin.core.catalog
    wait = "await " if origin.core.is_async else ""
    parameters = min((link.path_parameters for link in catalog.calls(resource.name)[call]), key=len)
    if parameters and not _identifies(parameters[-1], resource):
        return ""
    if len(parameters) > 1:
        return f"{wait}heroics_py.links(record).{call}({', '.join(arguments)})"
    shown = ", ".join([*["record"][: len(parameters)], *arguments])
    return f"{wait}client.{catalog.python_names[resource.name]}.{call}({shown})"


def _identifies(parameter: Parameter, resource: Resource) -> bool:
    kind = parameter.thing.kind if parameter.thing is not None else parameter.owner
    return kind in {"", resource.name}
