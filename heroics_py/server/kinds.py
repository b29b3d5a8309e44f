"""What the schema tells of each kind of thing that the sandbox holds."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api, Link, Parameter, Resource
from heroics_py.model.identifiers import identifier
from heroics_py.model.schema import Alternative, Schema
from heroics_py.samples.sampling import TooLargeError, sample
from heroics_py.server.answers import Refusal
from heroics_py.server.routes import Place, Router
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checker

__all__ = ["Catalogue", "Kind", "is_list", "is_value", "safely"]

_OF_STATE = frozenset({"GET", "PATCH", "PUT"})
_LONGEST_NUMBER = 20
_VALUES = frozenset({"string", "integer", "number", "boolean", "null"})
_STAMPS = ("created_at", "updated_at")


@dataclass(slots=True, eq=False)
class Kind:
    """One kind of thing.

    Attributes:
        name: of the resource.
        schema: what one looks like, references followed; None where the schema says nothing.
        properties: its attributes.
        identity: the attributes that identify one.
        places: for each of these, where in the schema it stands, and where its references lead.
        listed: whether some link lists things of this kind.
        creatable: whether some link creates them; where none does, the sandbox begins with a few.
        is_map: whether it is a map of names to values, which an update merges.
        created_below: the resources that own the captures of its create links.
    """

    name: str
    schema: Schema | None
    properties: Mapping[str, Schema] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listed: bool = False
    creatable: bool = False
    is_map: bool = False
    created_below: frozenset[str] = frozenset()
    _sample: Json = None
    _is_made: bool = False
    _checkers: dict[str, Checker] = field(default_factory=dict)
    _borne: dict[str, bool] = field(default_factory=dict)

    @property
    def stamps(self) -> tuple[str, ...]:
        """The attributes that tell when a thing was made and changed."""
        return tuple(name for name in _STAMPS if name in self.properties)

    def bears(self, name: str) -> bool:
        """Tell whether things of this kind have an attribute ``name``, of their own or in an object inside them."""
        if name not in self._borne:
            inside = (_followed(schema) for schema in self.properties.values())
            found = any(below is not None and name in below.children("properties") for below in inside)
            self._borne[name] = found or name in self.properties or self.is_free
        return self._borne[name]

    @property
    def is_free(self) -> bool:
        """Whether the schema says nothing of the attributes, so that all are kept."""
        return not self.properties and not self.is_map

    def example(self) -> dict[str, Json]:
        """Return an example of one; a map begins empty."""
        if self.is_map or self.schema is None:
            return {}
        if not self._is_made:
            self._sample, self._is_made = safely(self.schema), True
        return deepcopy(self._sample) if isinstance(self._sample, dict) else {}

    def accepts(self, name: str, value: Json) -> bool:
        """Tell whether ``value`` can stand for the attribute ``name``."""
        if name not in self.properties:
            return self.is_free
        try:
            if name not in self._checkers:
                self._checkers[name] = Checker(self.properties[name])
            return not self._checkers[name].problems(value)
        except SchemaError:
            return True


def is_list(link: Link) -> bool:
    """Tell whether a link answers with a list."""
    target = _followed(link.target_schema)
    if target is None or not ({"type", "items", "properties"} & target.node.keys()):
        return link.rel == "instances"
    kinds = target.node.get("type")
    return "array" in (kinds if isinstance(kinds, list) else [kinds]) or ("items" in target.node and kinds is None)


def is_value(link: Link) -> bool:
    """Tell whether a link answers with a bare value, such as a text or a list of numbers, that can't be a thing."""
    described = [schema for schema in map(_followed, _described(link)) if schema is not None]
    if not described:
        return False
    named = described[-1].node.get("type")
    kinds = {named} if isinstance(named, str) else {kind for kind in named or () if isinstance(kind, str)}  # type: ignore[union-attr]
    return bool(kinds) and kinds <= _VALUES


def _described(link: Link) -> tuple[Schema, ...]:
    """Return the schema of what a link answers, and of its items where that is a list."""
    target = link.target_schema
    followed = _followed(target)
    if target is None or followed is None:
        return ()
    return (target, followed.child("items")) if isinstance(followed.node.get("items"), dict) else (target,)


def safely(schema: Schema) -> Json:
    """Return a sample, or None where none can be made.

    Raises:
        Refusal: 501 where one would be too large.
    """
    try:
        return sample(schema)
    except TooLargeError as error:
        reason = str(error)
    except SchemaError:
        return None
    raise Refusal(501, "no_example", f"The sandbox can't answer: {reason}.")


class Catalogue:
    """Every kind of an API, and what its links and parameters mean in terms of them."""

    def __init__(self, api: Api, router: Router) -> None:
        self._router = router
        self._by_pointer: dict[str, str] = {}
        for resource in api.resources.values():
            if resource.schema is not None:
                self._by_pointer.setdefault(resource.schema.pointer, resource.name)
        self.kinds = {resource.name: _kind(resource) for resource in api.resources.values()}
        self._names: dict[tuple[str, str], tuple[str, ...]] = {}
        self._of_links: dict[str, Kind] = {}
        self._inline: dict[str, Kind] = {}
        self._designated: dict[tuple[str, str], tuple[Kind, ...]] = {}
        self._references: dict[str, dict[str, tuple[str, ...]]] = {}
        for link in api.links:
            self._note(link)

    def kind_of(self, link: Link) -> Kind:
        """Return the kind that a link is about: what its answer is said to be, else the resource it stands at."""
        key = link.pointer or f"{link.method} {link.href}"
        if key not in self._of_links:
            self._of_links[key] = self._kind_of(link)
        return self._of_links[key]

    def _kind_of(self, link: Link) -> Kind:
        for target in _described(link):
            for pointer in _pointers(target):
                if pointer in self._by_pointer:
                    return self.kinds[self._by_pointer[pointer]]
        own = self.kinds[link.resource]
        if link.method not in _OF_STATE or link.rel == "create" or link.href.endswith("}"):
            return own
        for target in _described(link):
            schema = _followed(target)
            properties = _properties(schema)
            if properties and not properties.keys() <= own.properties.keys():
                name = f"{own.name}: {', '.join(sorted(properties))}"
                identity = tuple(each for each in ("id",) if each in properties)
                return self._inline.setdefault(name, Kind(name, schema, properties, identity, listed=is_list(link)))
        return own

    def designated(self, link: Link, index: int, place: Place) -> tuple[Kind, ...]:
        """Return the kinds that the capture ``index`` of a link may mean, the likeliest first."""
        parameter = _parameter(link, index)
        key = (link.pointer or f"{link.method} {link.href}", str(index))
        if key not in self._designated:
            self._designated[key] = tuple(dict.fromkeys(self._kinds_for(parameter, link, index, place)))
        return self._designated[key]

    def _kinds_for(self, parameter: Parameter | None, link: Link, index: int, place: Place) -> list[Kind]:
        by_shape = self._kinds_by_shape(link, index, place) if parameter is None or _is_plain(parameter, link) else []
        if by_shape:
            return by_shape
        found = [self.kinds[parameter.owner]] if parameter is not None and parameter.owner in self.kinds else []
        alternatives = _alternatives(parameter.schema) if parameter is not None and parameter.schema is not None else ()
        found += [kind for kind in self.kinds.values() if alternatives and _covers(kind, alternatives)]
        return found or self._kinds_by_shape(link, index, place)

    def _kinds_by_shape(self, link: Link, index: int, place: Place) -> list[Kind]:
        """Tell by the path alone: what stands at the same path, cut off after the capture."""
        ends = [number for number, segment in enumerate(place.shape, 1) if "{" in segment]
        shape = place.shape[: ends[index]]
        if shape == place.shape:
            return [self.kind_of(link)]
        there = self._router.places.get(shape)
        return [self.kind_of(other) for links in there.links.values() for other in links] if there else []

    def narrower(self, kind: Kind) -> tuple[Kind, ...]:
        """Return the kinds whose things are things of ``kind`` too, as every identity of theirs is one of its."""
        key = (kind.name, "narrower")
        if key not in self._designated:
            self._designated[key] = tuple(
                other
                for other in self.kinds.values()
                if other is not kind and other.places and all(_passes(kind, trail) for trail in other.places.values())
            )
        return self._designated[key]

    def fields(self, link: Link, index: int, kind: Kind) -> tuple[str, ...]:
        """Return the attributes that the capture ``index`` may give."""
        parameter = _parameter(link, index)
        if parameter is None or parameter.schema is None or _is_plain(parameter, link):
            named = (
                tuple(each for each in (parameter.name,) if each in kind.properties) if parameter is not None else ()
            )
            return tuple(dict.fromkeys((*named, *(kind.identity or ("id", "name")))))
        fields = [alternative.field for alternative in _alternatives(parameter.schema)]
        return tuple(field for field in fields if field is not None) or kind.identity or ("id", "name")

    def accepts(self, link: Link, index: int, text: str) -> bool:
        """Tell whether ``text`` is a value that the schema of the capture ``index`` allows."""
        parameter = _parameter(link, index)
        if parameter is None or parameter.schema is None:
            return True
        values: list[Json] = [text, int(text)] if text.isdecimal() and len(text) < _LONGEST_NUMBER else [text]
        try:
            checker = Checker(parameter.schema)
        except SchemaError:
            return True
        return any(not checker.problems(value) for value in values)

    def is_own_name(self, link: Link, index: int, kind: Kind, text: str) -> bool:
        """Tell whether ``text`` is a fixed word, such as ``~``, that means the caller's own thing."""
        parameter = _parameter(link, index)
        named = _alternatives(parameter.schema) if parameter is not None and parameter.schema is not None else ()
        for alternative in named:
            if alternative.field not in kind.properties:
                words = alternative.schema.node.get("enum")
                if isinstance(words, list) and text in words:
                    return True
        return False

    def references(self, kind: Kind, to: Kind) -> tuple[str, ...]:
        """Return the attributes of ``kind`` that name a thing of the kind ``to``."""
        known = self._references.setdefault(kind.name, {})
        if to.name not in known:
            known[to.name] = tuple(
                name for name, schema in kind.properties.items() if self._refers(name, _followed(schema), to)
            )
        return known[to.name]

    def names_of(self, kind: Kind, to: Kind) -> tuple[str, ...]:
        """Return the attributes of ``kind`` that name a thing of the kind ``to``, or of one that it is a part of."""
        key = (kind.name, to.name)
        if key not in self._names:
            wider = (other for other in self.kinds.values() if to in self.narrower(other))
            found = (self.references(kind, other) for other in (to, *wider))
            self._names[key] = next((names for names in found if names), ())
        return self._names[key]

    def referred(self, kind: Kind, name: str) -> tuple[Kind, ...]:
        """Return the kinds that the attribute ``name`` of ``kind`` may name."""
        return tuple(other for other in self.kinds.values() if name in self.references(kind, other))

    def _refers(self, name: str, schema: Schema | None, to: Kind) -> bool:
        if schema is None or not schema.children("properties"):
            return False
        names = {identifier(other): other for other in self.kinds}
        if identifier(name) in names:
            return names[identifier(name)] == to.name
        return any(_passes(to, _pointers(below)) for below in schema.children("properties").values())

    def _note(self, link: Link) -> None:
        kind = self.kind_of(link)
        if link.method == "GET" and is_list(link):
            kind.listed = True
        if link.rel == "create":
            kind.creatable = True
            owners = {parameter.owner for parameter in link.path_parameters if parameter.owner}
            kind.created_below |= owners


def _kind(resource: Resource) -> Kind:
    schema = _followed(resource.schema)
    properties = _properties(schema)
    alternatives = _alternatives(resource.identity) if resource.identity is not None else ()
    places = {
        alternative.field: tuple(step.pointer for step in alternative.chain)
        for alternative in alternatives
        if alternative.field in properties or not properties
    }
    patterned = schema is not None and not properties and bool(schema.children("patternProperties"))
    named = not patterned and ("id" in properties or not properties)
    identity = tuple(name for name in places if name is not None) or (("id",) if named else ())
    return Kind(
        name=resource.name,
        schema=schema,
        properties=properties,
        identity=identity,
        places={name: trail for name, trail in places.items() if name is not None},
        is_map=patterned,
    )


def _properties(schema: Schema | None) -> dict[str, Schema]:
    if schema is None:
        return {}
    found = dict(schema.children("properties"))
    for part in schema.branches("allOf"):
        found.update(_properties(_followed(part)))
    return found


def _is_plain(parameter: Parameter, link: Link) -> bool:
    """Tell whether a variable is a bare name, which only seems to be an attribute of the resource it stands at."""
    return (
        parameter.owner == link.resource and parameter.schema is not None and "/properties/" in parameter.schema.pointer
    )


def _parameter(link: Link, index: int) -> Parameter | None:
    return link.path_parameters[index] if index < len(link.path_parameters) else None


def _followed(schema: Schema | None) -> Schema | None:
    try:
        followed = schema.dereference() if schema is not None else None
        return followed if followed is not None and isinstance(followed.node, dict) else None
    except SchemaError:
        return None


def _alternatives(schema: Schema) -> tuple[Alternative, ...]:
    try:
        return schema.alternatives()
    except SchemaError:
        return ()


def _covers(kind: Kind, alternatives: tuple[Alternative, ...]) -> bool:
    return all(_passes(kind, tuple(step.pointer for step in one.chain)) for one in alternatives)


def _passes(kind: Kind, trail: tuple[str, ...]) -> bool:
    """Tell whether references on ``trail`` lead through an attribute that identifies things of ``kind``."""
    return any(places[0] in trail for places in kind.places.values())


def _pointers(schema: Schema) -> tuple[str, ...]:
    try:
        return tuple(step.pointer for step in schema.reference_chain())
    except SchemaError:
        return ()
