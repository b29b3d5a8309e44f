"""A link under examination, with everything that its calls need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from heroics_py.call.shape import UNSET, CallShape
from heroics_py.client import Client
from heroics_py.client.calls import Call
from heroics_py.client.links import BoundLink
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.path_shapes import VARIABLE, Shape, shape_of_path
from heroics_py.support.json_types import Json
from heroics_py.writers.curl import curl

__all__ = ["READS", "Arguments", "Expression", "Subject", "subjects_of"]

READS = frozenset({"GET", "HEAD"})
_IF_MATCH = "if-match"
_NO_FIELDS: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of one call.

    Attributes:
        path: the values of the href, in its order.
        fields: those of the query, of headers and cookies, by keyword.
        body: the body; UNSET for none; bytes for one that is not JSON.
    """

    path: tuple[Json, ...] = ()
    fields: Mapping[str, Json] = field(default_factory=lambda: _NO_FIELDS)
    body: "Json | bytes" = UNSET


class Expression(str):
    """A text that a line of Python reads from the server: its repr is that expression."""

    __slots__ = ("source",)
    source: str

    def __new__(cls, text: str, source: str) -> Self:
        """Return a text and the expression for it."""
        made = super().__new__(cls, text)
        made.source = source
        return made

    def __repr__(self) -> str:
        return self.source


@dataclass(frozen=True)
class Subject:
    """A link of a client.

    Attributes:
        name: of the call, such as "app.list".
        bound: the link of the client.
        shape: how it is called.
        others: the schemas of the bodies of further links with its method and path: its server can't tell them apart.
    """

    name: str
    bound: BoundLink
    shape: CallShape
    others: tuple[Schema, ...] = ()

    @property
    def link(self) -> Link:
        """The link as the schema describes it."""
        return self.shape.link

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return self.link.method in READS

    @cached_property
    def path(self) -> Shape:
        """The shape of its path."""
        return shape_of_path(self.link.href)

    @cached_property
    def variables(self) -> tuple[Parameter, ...]:
        """The parameters of its href that a caller fills, in their order."""
        return tuple(self.shape.parameters.values())

    @cached_property
    def precondition(self) -> str | None:
        """The keyword of its If-Match header, if it takes one (RFC 9110, 13.1.1)."""
        fields = self.shape.fields.items()
        is_named = (keyword for keyword, each in fields if each.location == "header" and each.name.lower() == _IF_MATCH)
        return next(is_named, None)

    @cached_property
    def collections(self) -> tuple[Shape, ...]:
        """For each variable of its path, the shape of the path before it."""
        places = [index for index, segment in enumerate(self.path) if segment == VARIABLE]
        shapes = [self.path[:index] for index in places]
        return tuple(shapes) if len(shapes) == len(self.variables) else ((),) * len(self.variables)

    def call(self, arguments: Arguments, **options: object) -> Call:
        """Return a call with these options.

        Raises:
            HeroicsError: the arguments can't be sent.
        """
        bound, args, kwargs = self._parts(arguments)
        return bound.with_options(**options)._call(args, kwargs)  # type: ignore[arg-type]  # noqa: SLF001 - no public name of a link sends without reading

    def python(self, arguments: Arguments, options: Mapping[str, object]) -> str:
        """Return the line of Python that makes a call, with a client called ``client``."""
        bound, args, kwargs = self._parts(arguments)
        words = {**options}
        if bound is not self.bound:
            words["body"] = arguments.body
            if isinstance(arguments.body, bytes):
                words["media_type"] = "application/json"
        chosen = f".with_options({_keywords(words)})" if words else ""
        listed = ", ".join(filter(None, (", ".join(map(repr, args)), _keywords(kwargs))))
        return f"client.{self.name}{chosen}.send({listed})"

    def curl(self, arguments: Arguments, **options: object) -> str:
        """Return the command line that makes a call, without credentials.

        Raises:
            HeroicsError: the arguments can't be sent.
        """
        return curl(self.call(arguments, **options).sent()).replace("curl ", "curl -i ", 1)

    def _parts(self, arguments: Arguments) -> tuple[BoundLink, tuple[Json, ...], dict[str, Json]]:
        """Return the link, with a body that no argument can be, the positional arguments and the keywords."""
        args: tuple[Json, ...] = arguments.path
        kwargs = dict(arguments.fields)
        if len(self.bound._links) > 1:  # noqa: SLF001 - keywords choose among the links that share a name
            kwargs |= dict(zip(self.shape.parameters, args, strict=False))
            args = ()
        body = arguments.body
        if body is UNSET:
            return self.bound, args, kwargs
        keywords = {each.name: keyword for keyword, each in self.shape.fields.items() if each.location == "body"}
        if isinstance(body, dict) and body and body.keys() <= keywords.keys():
            return self.bound, args, kwargs | {keywords[name]: each for name, each in body.items()}
        if isinstance(body, dict):
            return self.bound, (*args, body), kwargs
        options: dict[str, object] = {"body": body}
        if isinstance(body, bytes):
            options["media_type"] = "application/json"
        elif body is None:
            options = {"body": b"null", "media_type": "application/json"}
        return self.bound.with_options(**options), args, kwargs  # type: ignore[arg-type]  # options by name


def _keywords(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def subjects_of(client: Client) -> Iterator[Subject]:
    """Yield the links of a client, in the order of its schema."""
    catalog = client._core.catalog  # noqa: SLF001 - public names of a client belong to the API
    bodies: dict[tuple[str, Shape], list[Schema]] = {}
    for link in client._core.api.links:  # noqa: SLF001 - as above
        if link.body is not None and link.body.schema is not None:
            bodies.setdefault((link.method, shape_of_path(link.href)), []).append(link.body.schema)
    for resource, own in catalog.names.items():
        for call in catalog.calls(own):
            bound = getattr(getattr(client, resource), call)
            for shape in bound._call_shapes():  # noqa: SLF001 - as above
                link = shape.link
                same = bodies.get((link.method, shape_of_path(link.href)), [])
                own_schema = link.body.schema if link.body is not None else None
                yield Subject(f"{resource}.{call}", bound, shape, tuple(each for each in same if each != own_schema))
