"""The fields that identify things, as the caller of `connect` states them.

identities={"item": "sku"}                     an item is identified by its sku
identities={"item": ["sku", "id"]}             .. by the first of them that a record has
identities={"repo": {"owner": "/owner/login",  each parameter of its paths by a field, or a JSON pointer to one
"repo": "name"}}
"""

from collections.abc import Iterable, Mapping

from heroics_py.client.arguments.connect_arguments import resolve_resource
from heroics_py.errors import CallError
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.identifiers import resource_names
from heroics_py.model.parameters import Parameter
from heroics_py.model.things import Thing
from heroics_py.readers.identities import identity_schema
from heroics_py.support.lazy_mapping import LazyMapping
from heroics_py.support.suggestions import did_you_mean

__all__ = ["Identities", "with_identities"]

Identities = Mapping[str, str | Iterable[str] | Mapping[str, str | Iterable[str]]]
"""The fields by the name of their resource, or by that and a path parameter."""

_Fields = tuple[str, ...]


def with_identities(api: Api, identities: object) -> Api:
    """Return ``api`` with the identities that the caller states; a resource is read when it is first looked up.

    Args:
        api: the API.
        identities: the names of fields, by resource; see `Identities`.

    Raises:
        CallError: there is no such resource, or a field has no name.
    """
    if identities is None:
        return api
    if not isinstance(identities, Mapping):
        raise CallError(f"identities={type(identities).__name__}: expected a dict such as {{'item': 'sku'}}")
    stated = _Statements(api)
    for name, value in identities.items():
        if (kind := _kind_of_parameter(api, name)) is not None:
            raise CallError(
                f"identities= names {name!r}, which is a path parameter: expected its resource first, "
                f"identities={{{kind!r}: {{{name!r}: {value!r}}}}}"
            )
        stated.add(resolve_resource(api, "identities", name), value)
    return api.replaced(resources=LazyMapping(api.resources, stated.resource))


class _Statements:
    """What the caller states, by resource."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._fields: dict[str, _Fields] = {}
        self._by_parameter: dict[str, dict[str, _Fields]] = {}
        self._things: dict[tuple[str, str], Thing] | None = None

    def add(self, name: str, value: object) -> None:
        if isinstance(value, Mapping):
            self._by_parameter[name] = {parameter: _fields(name, each) for parameter, each in value.items()}
        else:
            self._fields[name] = _fields(name, value)

    def resource(self, name: str) -> Resource:
        """Return a resource with what is stated of its own things and those in its paths."""
        if self._things is None:
            self._things = self._things_by_parameter()
        resource = self._api.resources[name]
        links = tuple(self._link(link) for link in resource.links)
        if name not in self._fields and name not in self._by_parameter:
            return resource.replaced(links=links)
        own = [each.thing for link in links for each in link.path_parameters if each.thing and each.thing.is_stated]
        thing = next((thing for thing in reversed(own) if thing.kind == name), None)
        fields = self._fields.get(name, thing.fields if thing is not None else ())
        identity = resource.identity
        if resource.thing is not None or identity is None:
            identity = identity_schema(resource.schema, fields) or identity
        return resource.replaced(links=links, identity=identity, thing=_thing(name, fields))

    def _link(self, link: Link) -> Link:
        return link.replaced(parameters=tuple(map(self._parameter, link.parameters)))

    def _parameter(self, parameter: Parameter) -> Parameter:
        if parameter.location != "path":
            return parameter
        kind = _kind(parameter)
        thing = (self._things or {}).get((kind, parameter.name))
        if thing is None and kind in self._fields:
            thing = _thing(kind, self._fields[kind])
        return parameter if thing is None else parameter.replaced(thing=thing)

    def _things_by_parameter(self) -> dict[tuple[str, str], Thing]:
        """Return what is stated of single parameters, by their kind and name.

        Raises:
            CallError: no path of the resource has such a parameter.
        """
        things: dict[tuple[str, str], Thing] = {}
        for name, fields in self._by_parameter.items():
            parameters = [each for link in self._api.resources[name].links for each in link.path_parameters]
            names = {each.name for each in parameters}
            for unknown in [each for each in fields if each not in names]:
                raise CallError(
                    f"identities= names the parameter {unknown!r} of {name!r}, but no path of it has one; "
                    f"{did_you_mean(unknown, names)}"
                )
            for each in parameters:
                if each.name in fields:
                    is_kind = each.thing is not None and each.thing.noun != ""
                    things[_kind(each), each.name] = _thing(
                        _kind(each) if is_kind else name, fields[each.name], each.thing.noun if each.thing else ""
                    )
        return things


def _kind_of_parameter(api: Api, name: object) -> str | None:
    """Return the first resource with a path parameter ``name``; None if a resource has that name, or none does."""
    if name in api.resources or name in resource_names(api.resources):
        return None
    links = (link for link in api.links for each in link.path_parameters if each.name == name)
    return next((link.resource for link in links), None)


def _kind(parameter: Parameter) -> str:
    return parameter.thing.kind if parameter.thing is not None else parameter.owner


def _thing(kind: str, fields: _Fields, noun: str = "") -> Thing:
    return Thing(kind=kind, noun=noun or kind.replace("-", " "), fields=fields, is_certain=True, is_stated=True)


def _fields(name: str, value: object) -> _Fields:
    fields = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else ()
    if not fields or not all(isinstance(field, str) and field for field in fields):
        raise CallError(
            f"identities={{{name!r}: {value!r}}}: expected the name of a field, a list of names, or a dict of path "
            "parameters and fields"
        )
    return fields
