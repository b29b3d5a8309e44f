"""What an API is, once read: resources, their links, and nothing of the dialect that said so."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from heroics_py.model.references import Documents, Schema

__all__ = ["Api", "Body", "LazyMapping", "Link", "Parameter", "Resource", "Security"]

V = TypeVar("V")


class LazyMapping(Mapping[str, V]):
    """A frozen mapping whose values are made when they are first looked at, and kept."""

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, names: Iterable[str], make: Callable[[str], V]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made.setdefault(name, self._make(name))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"LazyMapping({list(self._names)})"

    def __reduce__(self) -> tuple[object, ...]:
        return (_finished, (dict(self),))


def _finished(made: dict[str, V]) -> LazyMapping[V]:
    return LazyMapping(made, made.__getitem__)


class Parameter(NamedTuple):
    """What fills one variable of a link's href, or travels beside it.

    Attributes:
        name: the variable in the href template, or the field of a query, header or cookie.
        schema: what a value follows; None where the schema says nothing.
        location: "path", "query", "header" or "cookie".
        required: whether a call has to give it.
        description: what the schema says of it.
        owner: the resource whose attribute it is; empty where that can't be told.
        style, explode: how several values are spelled, in the words of RFC 6570 and OpenAPI.
        instance: where in the data of a thing its value stands, as a JSON pointer; empty where only a caller has it.
        source: who says the value: "caller"; "thing" for its data alone, and for whoever names the thing; "data" for
            nothing but its data.
    """

    name: str
    schema: Schema | None = None
    location: str = "path"
    required: bool = True
    description: str = ""
    owner: str = ""
    style: str = "simple"
    explode: bool = False
    instance: str = ""
    source: str = "caller"


class Body(NamedTuple):
    """What a request carries.

    Attributes:
        schema: what it follows; None where anything goes.
        media_type: how it is encoded.
        required: whether a call has to give one.
    """

    schema: Schema | None = None
    media_type: str = "application/json"
    required: bool = False


class Link(NamedTuple):
    """Something that can be done with a resource.

    Attributes:
        resource: the name of the resource, as the schema spells it.
        href: an RFC 6570 template, relative to the base URL of the API, whatever it begins with.
        at_server: whether the href is relative to the API's server instead, past the path of the base URL.
        method: in capitals.
        rel: the relation, in lower case; empty where the schema gives none.
        title, description: what the schema says.
        name: the words that the link is called by; empty where title, rel, or method and path are to say.
        aliases: further names that reach it by index.
        parameters: what the href needs, in its order; then query, header and cookie parameters.
        query: what the query fields of the link follow; None where it takes none.
        body: what the request carries; None where it carries nothing.
        target_schema: what the answer follows; None where the schema says nothing.
        media_type: the media type of the answer; empty where the schema says nothing.
        ranges: the attributes that the list may be ordered by.
        stability: "production", "prototype", "deprecated" and the like; empty where the schema says nothing.
        secured: whether it asks for credentials; False where the schema says that it does not.
        security: the alternatives that are its own, each the credentials that it needs at once; empty where those of
            the API count.
        pointer: where in the document it stands.
        fault: why it can't be used; empty where it can.
    """

    resource: str
    href: str
    method: str = "GET"
    rel: str = ""
    title: str = ""
    description: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    query: Schema | None = None
    body: Body | None = None
    target_schema: Schema | None = None
    media_type: str = ""
    ranges: tuple[str, ...] = ()
    stability: str = ""
    secured: bool = True
    security: tuple[tuple["Security", ...], ...] = ()
    at_server: bool = False
    pointer: str = ""
    fault: str = ""

    @property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that are part of the path, in its order."""
        return tuple(parameter for parameter in self.parameters if parameter.location == "path")


class Security(NamedTuple):
    """A way to say who asks.

    Attributes:
        kind: "bearer", "basic", "key" for a key in a field of its own, or "http" for any other scheme of Authorization.
        location: of a key: "header", "query" or "cookie".
        field: the name of the key's header, query field or cookie.
        name: what the document calls it; empty where it has no name.
    """

    kind: str
    location: str = "header"
    field: str = "Authorization"
    name: str = ""

    def __eq__(self, other: object) -> bool:
        # What it is called changes nothing about where credentials go.
        return isinstance(other, Security) and self[:-1] == other[:-1]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-1])


class Resource(NamedTuple):
    """A noun of the API.

    Attributes:
        name: as the schema spells it.
        title, description: what the schema says.
        links: what can be done with it, in the order of the schema.
        schema: what it looks like; None where the schema says nothing.
        identity: what identifies one of its kind; None where the schema says nothing.
        stability: "production", "prototype", "deprecated" and the like.
    """

    name: str
    title: str = ""
    description: str = ""
    links: tuple[Link, ...] = ()
    schema: Schema | None = None
    identity: Schema | None = None
    stability: str = ""


class Api(NamedTuple):
    """A whole API, as a schema describes it. Reading one document twice gives equal ones.

    Attributes:
        title, description: what the schema says.
        url: the base URL that the schema names; empty where it names none.
        resources: by name, in the order of the schema; each is read when it is first looked at.
        documents: what it was read from.
        dialect: the name of the reader.
        security: the ways to say who asks that the schema names, those that it asks for first.
        needs: the alternatives that it asks for, each the credentials that are needed at once; empty where it does not
            say, so that each of ``security`` is one.
        source: the path or URL that it came from; empty for text and dicts.
        forgiven: what was wrong with the text of the document, and mended while it was read.
        left_out: what of a folder of documents was not read, and why.
    """

    resources: Mapping[str, Resource]
    documents: Documents
    title: str = ""
    description: str = ""
    url: str = ""
    dialect: str = ""
    security: tuple[Security, ...] = ()
    needs: tuple[tuple[Security, ...], ...] = ()
    source: str = ""
    forgiven: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        # Where it came from is no part of what it is.
        return isinstance(other, Api) and self[:-3] == other[:-3]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.title, self.url, self.dialect))

    def __repr__(self) -> str:
        return f"<Api {self.title or 'without a title'!r}: {len(self.resources)} resources, {self.dialect}>"

    @property
    def links(self) -> tuple[Link, ...]:
        """Every link of every resource."""
        return tuple(link for resource in self.resources.values() for link in resource.links)
