"""Which href parameters an identity fills: found from the references of the schema, never from names."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api, Link, Parameter
from heroics_py.model.pointers import scalar_at
from heroics_py.model.schema import Schema
from heroics_py.record import Record

__all__ = ["Attributes", "Filler", "filled", "is_usable"]


class Filler(NamedTuple):
    """Something that is identified.

    Attributes:
        attributes: the attributes that may identify it, as the places in the schema where they are defined.
        value: what identifies it: text, a number, a Record.
        resource: the name of its kind.
    """

    attributes: frozenset[str]
    value: object
    resource: str = ""


class Attributes:
    """The attributes that identify things of one API, each known by the place that defines it.

    An attribute is the last place inside of a resource that the references lead to: where all ids of an API share one
    definition outside of the resources, they are different attributes all the same.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._homes: frozenset[str] | None = None
        self._known: dict[str, frozenset[str]] = {}
        self._named: dict[str, frozenset[str]] | None = None

    def of_parameter(self, parameter: Parameter) -> frozenset[str]:
        """Return the attributes that may stand for a parameter; empty where the schema does not say."""
        return self._of(parameter.schema) if parameter.schema is not None else frozenset()

    def of_resource(self, name: str) -> frozenset[str]:
        """Return the attributes that identify a resource: its identity, else those of its own that hrefs refer to."""
        resource = self._api.resources[name]
        identity = self._of(resource.identity) if resource.identity is not None else frozenset()
        if identity or resource.schema is None:
            return identity
        return self._named_by_hrefs().get(resource.schema.pointer, frozenset())

    def _named_by_hrefs(self) -> dict[str, frozenset[str]]:
        """Return the attributes that hrefs refer to, by the resources inside of which they are; found once."""
        if self._named is None:
            found: dict[str, set[str]] = {}
            for each in (each for link in self._api.links for each in link.path_parameters):
                for place in self.of_parameter(each):
                    for home in self._homes_of(place):
                        found.setdefault(home, set()).add(place)
            self._named = {home: frozenset(places) for home, places in found.items()}
        return self._named

    def _of(self, schema: Schema) -> frozenset[str]:
        known = self._known.get(schema.pointer)
        if known is None:
            try:
                found = [self._attribute(each.chain) for each in schema.alternatives()]
            except SchemaError:
                found = []
            known = self._known.setdefault(schema.pointer, frozenset(found))
        return known

    def _attribute(self, trail: Iterable[Schema]) -> str:
        places = [step.pointer for step in trail]
        return next((place for place in reversed(places) if self._is_inside(place)), places[-1])

    def _is_inside(self, place: str) -> bool:
        return any(True for _ in self._homes_of(place))

    def _homes_of(self, place: str) -> Iterator[str]:
        """Yield the resources that a place is inside of, the innermost first."""
        if self._homes is None:
            schemas = (resource.schema for resource in self._api.resources.values())
            self._homes = frozenset(schema.pointer for schema in schemas if schema is not None)
        above = place
        while "/" in above:
            above = above.rpartition("/")[0]
            if above in self._homes:
                yield above


def filled(link: Link, fillers: Iterable[Filler], attributes: Attributes) -> Mapping[str, object]:
    """Return what the fillers give to the href of ``link``, by variable; a later filler goes before an earlier one.

    A filler fills every parameter whose alternatives are all among the attributes that identify it; a record also
    those of its own links whose values stand in its data.
    """
    given: dict[str, object] = {}
    for filler in fillers:
        data = filler.value if isinstance(filler.value, Record) and link.resource == filler.resource else None
        if data is not None:
            given |= _of_data(link, data)
        for parameter in link.path_parameters:
            if data is not None and parameter.instance:
                continue
            wanted = attributes.of_parameter(parameter)
            if wanted and wanted <= filler.attributes:
                given[parameter.name] = filler.value
    return given


def is_usable(link: Link, filler: Filler, given: Mapping[str, object]) -> bool:
    """Tell whether a link can be called for the thing of a record, once the parameters ``given`` are filled.

    What the caller may not say has to stand in the data (JSON Hyper-Schema 2019-09, 6.4.2 to 6.4.4).
    """
    if not isinstance(filler.value, Record) or link.resource != filler.resource:
        return True
    return all(
        each.name in given or each.source == "caller" or not each.required
        for each in link.parameters
        if each.location in {"path", "query"}
    )


def _of_data(link: Link, record: Record) -> dict[str, object]:
    """Return what the data of a record fills of a link's parameters."""
    found = {each.name: scalar_at(record, each.instance) for each in link.parameters if each.instance}
    return {name: value for name, value in found.items() if value is not None}
