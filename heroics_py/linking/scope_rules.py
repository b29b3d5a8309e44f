"""The href parameters that an identity fills, from the references of the schema.

An identity fills a parameter if every attribute that the parameter refers to identifies the thing.

    href  /apps/{(#/definitions/app/definitions/identity)}/dynos
                   |
                   v  follow $ref, anyOf, oneOf
    parameter's attributes   {app/id, app/name}
                   |
                   v  a subset of
    filler's attributes      {app/id, app/name}    client.app["example"]

Where the paths show what a parameter identifies (`heroics_py.model.things`), its attributes are the kind of the thing
and its fields; a record fills every parameter of its kind.
"""

from collections.abc import Iterable, Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.api import Api, Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import scalar_at
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.readers.path_shapes import shape_of_path
from heroics_py.record import Record
from heroics_py.support.values import Value

__all__ = ["AttachedLink", "Filler", "IdentityAttributes", "is_offered", "lacking_variables", "path_values"]


class AttachedLink(Value):
    """A link that the schema attaches to a record, with what the response gives it.

    Attributes:
        values: the values of its variables, by name.
        base: the template that its href is relative to; None if it is the one that the schema shows without a record.
        lacking: variables that it needs, and that neither the response nor a caller gives a value.
        unfilled: all variables that have no value and that it needs, unless the caller names the thing.
        is_at_response: whether the base is the URL of the response.
    """

    values: Mapping[str, object]
    base: str | None = None
    lacking: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    is_at_response: bool = False


_NO_DATA: Mapping[str, AttachedLink] = {}


class Filler(Value, kw_only=True, uncompared=("data",)):
    """The identity of one thing, which fills href parameters.

    Attributes:
        attributes: the attributes that may identify it, as JSON pointers to their definitions.
        value: the identity: text, a number or a Record.
        resource: the name of its resource in the schema.
        thing: its kind, as the paths show; None if only the schema says what identifies it.
        data: the links that the schema attaches to it, by their pointers.
    """

    attributes: frozenset[str]
    value: object
    resource: str = ""
    thing: Thing | None = None
    data: Mapping[str, AttachedLink] = _NO_DATA

    @property
    def is_plain(self) -> bool:
        """Whether the identity is text or a number: what its scope offers depends on its `kind` alone."""
        return not self.data and not isinstance(self.value, Record)

    @property
    def kind(self) -> tuple[frozenset[str], Thing | None]:
        """What things of one kind have in common."""
        return self.attributes, self.thing

    def data_for(self, link: Link) -> Record | None:
        """Return the record whose data fills parameters of ``link``, if the link belongs to the record's resource."""
        return self.value if isinstance(self.value, Record) and link.resource == self.resource else None


class IdentityAttributes:
    """The attributes that identify the things of one API, as JSON pointers to their definitions.

    An attribute is the last place inside a resource that its references lead to. If all ids of an API share one
    definition outside the resources, they are different attributes nevertheless.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._homes: frozenset[str] | None = None
        self._by_pointer: dict[str, frozenset[str]] = {}
        self._in_hrefs: dict[str, frozenset[str]] | None = None

    def of_parameter(self, parameter: Parameter) -> frozenset[str]:
        """Return the attributes that a parameter refers to, if the schema names any."""
        if parameter.thing is not None:
            return parameter.thing.attributes
        return self.of_schema(parameter.schema) if parameter.schema is not None else frozenset()

    def of_resource(self, name: str) -> frozenset[str]:
        """Return the attributes that identify a resource: its identity, else its attributes that hrefs refer to."""
        resource = self._api.resources[name]
        identity = self.of_schema(resource.identity) if resource.identity is not None else frozenset()
        if resource.thing is not None:
            return identity | resource.thing.attributes
        if identity or resource.schema is None:
            return identity
        return self._referred_by_hrefs().get(resource.schema.pointer, frozenset())

    def _referred_by_hrefs(self) -> dict[str, frozenset[str]]:
        """Return the attributes that hrefs refer to, by the pointer of the resource they are in; computed once."""
        if self._in_hrefs is None:
            attributes: dict[str, set[str]] = {}
            for parameter in (parameter for link in self._api.links for parameter in link.path_parameters):
                for place in self.of_parameter(parameter):
                    for home in self._homes_of(place):
                        attributes.setdefault(home, set()).add(place)
            self._in_hrefs = {home: frozenset(places) for home, places in attributes.items()}
        return self._in_hrefs

    def of_schema(self, schema: Schema) -> frozenset[str]:
        """Return the attributes that a schema refers to, through ``$ref``, anyOf and oneOf."""
        attributes = self._by_pointer.get(schema.pointer)
        if attributes is None:
            try:
                alternatives = [self._attribute(each.chain) for each in alternatives_of(schema)]
            except SchemaError:
                alternatives = []
            attributes = self._by_pointer.setdefault(schema.pointer, frozenset(alternatives))
        return attributes

    def _attribute(self, trail: Iterable[Schema]) -> str:
        places = [step.pointer for step in trail]
        return next((place for place in reversed(places) if self._is_inside(place)), places[-1])

    def _is_inside(self, place: str) -> bool:
        return any(True for _ in self._homes_of(place))

    def _homes_of(self, place: str) -> Iterator[str]:
        """Yield the pointers of the resources that contain a place, the innermost first."""
        if self._homes is None:
            schemas = (resource.schema for resource in self._api.resources.values())
            self._homes = frozenset(schema.pointer for schema in schemas if schema is not None)
        above = place
        while "/" in above:
            above = above.rpartition("/")[0]
            if above in self._homes:
                yield above


def path_values(link: Link, fillers: Iterable[Filler], attributes: IdentityAttributes) -> Mapping[str, object]:
    """Return the values that ``fillers`` give to the href of ``link``, by variable; a later filler wins.

    A filler fills every parameter whose attributes all identify it. A record also fills the parameters of its own
    links that its data holds.
    """
    values: dict[str, object] = {}
    for filler in fillers:
        data = filler.data_for(link)
        attached = filler.data.get(link.pointer)
        if attached is not None:
            values |= attached.values
        elif data is not None:
            values |= _values_in(data, link)
        for parameter in link.path_parameters:
            if (data is not None and parameter.instance) or (
                attached is not None and parameter.name in attached.values
            ):
                continue
            if _fills(filler, parameter, attributes):
                values[parameter.name] = filler.value
    return values


def _fills(filler: Filler, parameter: Parameter, attributes: IdentityAttributes) -> bool:
    if filler.thing is not None and parameter.thing is not None and isinstance(filler.value, Record):
        return filler.thing.kind == parameter.thing.kind
    needed = attributes.of_parameter(parameter)
    return bool(needed) and needed <= filler.attributes


def is_offered(link: Link, filler: Filler, attributes: IdentityAttributes) -> bool:
    """Return whether the scope of ``filler`` offers ``link``: it fills a parameter, and leaves none that it must fill.

    A parameter that the caller may not set needs a value in the record's data (JSON Hyper-Schema 2019-09, 6.4.2 to
    6.4.4).
    """
    values = path_values(link, (filler,), attributes)
    attached = filler.data.get(link.pointer)
    is_attached = attached is not None
    if attached is not None and attached.lacking:
        return False
    if not values and not is_attached:
        return _is_below(link, filler)
    if filler.data_for(link) is None and not is_attached:
        return True
    return all(
        each.name in values or each.source == "caller" or not each.required
        for each in link.parameters
        if each.location in {"path", "query"}
    )


def lacking_variables(link: Link, attached: AttachedLink | None) -> tuple[str, ...]:
    """Return the variables without which a link that is attached to a record can't be used, and that have no value."""
    if attached is None:
        return ()
    needed = [each.name for each in link.path_parameters if each.required and each.source != "caller"]
    return (*attached.lacking, *(name for name in needed if name not in attached.values))


def _is_below(link: Link, filler: Filler) -> bool:
    """Return whether a link leads to the only thing of its path, such as ``/account``, or below it."""
    if filler.thing is None or not filler.thing.path:
        return False
    shape = shape_of_path(filler.thing.path)
    return shape_of_path(link.href)[: len(shape)] == shape


def _values_in(record: Record, link: Link) -> dict[str, object]:
    """Return the values of a link's parameters that the data of a record holds."""
    values = {each.name: scalar_at(record, each.instance) for each in link.parameters if each.instance}
    return {name: value for name, value in values.items() if value is not None}
