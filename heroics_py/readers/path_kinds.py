"""The kinds of things that the paths of an API lead to, before their resources are known.

A kind has the shape of the path of one, and what the responses at that path describe.
"""

from collections.abc import Iterator

from heroics_py.model.parameters import Parameter
from heroics_py.model.things import Thing
from heroics_py.readers.english_words import singular, words_of
from heroics_py.readers.identity_fields import identifying_fields, likely_fields
from heroics_py.readers.path_shapes import Shape, last_literal
from heroics_py.readers.response_things import Returned, is_same_thing, name_words, properties_of
from heroics_py.support.values import Value

__all__ = ["PathKind", "are_same", "is_named", "singular_words", "spelled_shape"]


class PathKind(Value, kw_only=True):
    """The things of one collection.

    Attributes:
        shape: the path of one.
        name: its kind, as a `Thing` has it.
        noun: what a text calls one.
        resource: the resource whose own thing it is; empty if it is another one's.
        returned: what a response holds of one, if any does.
        is_certain: whether ``returned`` describes these things, rather than others that they refer to.
    """

    shape: Shape
    name: str
    noun: str
    resource: str = ""
    returned: Returned | None = None
    is_certain: bool = False

    def nouns(self) -> Iterator[tuple[str, ...]]:
        """Yield the names of the thing, as words."""
        yield singular_words(last_literal(self.shape))
        if self.resource:
            yield tuple(self.resource.split("-"))
        if self.returned is not None and self.is_certain:
            yield name_words(self.returned.schema)

    def envelopes(self) -> tuple[str, str]:
        """Return the properties that may hold such a thing, or several, in a response."""
        return last_literal(self.shape), self.noun.replace(" ", "_")

    def thing(self, parameter: Parameter) -> Thing:
        """Return the thing that ``parameter`` identifies."""
        plain = Thing(kind=self.name, noun=self.noun)
        if self.returned is None:
            return plain.replaced(fields=likely_fields(parameter, self.nouns()))
        fields, is_certain = identifying_fields(parameter, properties_of(self.returned.schema), self.nouns())
        has_rival = not self.returned.rivals.isdisjoint(fields)
        return plain.replaced(fields=fields, is_certain=is_certain and self.is_certain and not has_rival)


def spelled_shape(shape: Shape) -> str:
    """Return a shape as a path."""
    return f"/{'/'.join(shape)}"


def are_same(one: PathKind, other: PathKind) -> bool:
    """Return whether two kinds are the same things, as their responses describe them."""
    if one.returned is None or other.returned is None:
        return False
    return one.is_certain and is_same_thing(one.returned.schema, other.returned.schema)


def is_named(resource: str, shape: Shape) -> bool:
    """Return whether a resource is called like the collection of a shape."""
    words = singular_words(last_literal(shape))
    return "".join(words) == resource.replace("-", "")


def singular_words(literal: str) -> tuple[str, ...]:
    """Return the words of a collection's name, the last one in the singular."""
    words = words_of(literal)
    return (*words[:-1], singular(words[-1])) if words else ()
