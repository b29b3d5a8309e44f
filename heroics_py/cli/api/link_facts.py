"""What the command of a link knows about it: its arguments and how it is sent."""

import re
from collections.abc import Iterable
from functools import cached_property
from inspect import Parameter

from heroics_py.call.shape import CallShape
from heroics_py.call.signature import signature_of
from heroics_py.call.values.text_values import member_schema
from heroics_py.cli.api.names import shell_names
from heroics_py.client import BoundLink
from heroics_py.errors import HeroicsError
from heroics_py.model.bodies import Body
from heroics_py.model.identifiers import identifier
from heroics_py.model.parameters import Parameter as PathParameter
from heroics_py.model.schema import Schema
from heroics_py.model.schemes import target_text
from heroics_py.support.suggestions import did_you_mean, same_letters
from heroics_py.writers.arguments import Argument, arguments_of
from heroics_py.writers.examples import Example, example_of

__all__ = ["LinkFacts"]

_IDENTITY = "_identity"
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\[\]]*)\]")


class LinkFacts:
    """What the command of a link knows about it. Nothing is sent.

    Args:
        link: the link.
        shapes: how each link that shares the callable is called, if that is known already.
    """

    def __init__(self, link: BoundLink, shapes: tuple[CallShape, ...] = ()) -> None:
        self.link = link
        self._known_shapes = shapes

    @cached_property
    def shapes(self) -> tuple[CallShape, ...]:
        """How each link that shares the callable is called."""
        return self._known_shapes or self.link._call_shapes()  # noqa: SLF001 - public names of a link belong to its schema

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments with a name of their own."""
        return tuple(each for each in arguments_of(self.shapes) if each.wire_name)

    @cached_property
    def positional(self) -> tuple[Argument, ...]:
        """The arguments that words without a name fill, in their order."""
        parameters = signature_of(self.shapes).parameters.values()
        names = [each.name for each in parameters if each.kind is Parameter.POSITIONAL_OR_KEYWORD]
        by_keyword = {each.keyword: each for each in self.arguments}
        return tuple(by_keyword[name] for name in names)

    @cached_property
    def typed(self) -> dict[str, Argument]:
        """The arguments by the names to type."""
        by_keyword = {each.keyword or each.wire_name: each for each in self.arguments}
        return {word: by_keyword[name] for word, name in shell_names(by_keyword).items()}

    def is_positional(self, argument: Argument) -> bool:
        """Return whether a word without a name may fill an argument."""
        return any(each is argument for each in self.positional)

    def word(self, argument: Argument) -> str:
        """Return the name of an argument, as it is typed."""
        return next(word for word, each in self.typed.items() if each is argument)

    @staticmethod
    def placeholder(argument: Argument) -> str:
        """Return what stands for the value of an argument in help: "APP_IDENTITY"."""
        return (argument.keyword or argument.wire_name).strip("_").upper()

    @property
    def is_open(self) -> bool:
        """Whether the schema takes fields that it does not name."""
        return any(shape.open and shape.takes_body for shape in self.shapes)

    @property
    def takes_body(self) -> bool:
        """Whether a value may be the whole body, or the whole query."""
        return any(shape.takes_body for shape in self.shapes)

    @property
    def body(self) -> Body | None:
        """The body of the first link that has one."""
        return next((shape.link.body for shape in self.shapes if shape.link.body is not None), None)

    @property
    def targets(self) -> tuple[str, ...]:
        """The method and path of each link."""
        return tuple(dict.fromkeys(target_text(shape.link) for shape in self.shapes))

    @property
    def text(self) -> str:
        """What the link does."""
        link = self.shapes[0].link
        return link.description or link.title

    def find(self, name: str) -> tuple[Argument, tuple[str, ...]] | None:
        """Return the argument that a name means, and the steps into its value: "email" for ``owner.email``.

        An empty step appends to a list.

        Args:
            name: as typed, in Python or in the schema.
        """
        if (own := self._named(name)) is not None:
            return own, ()
        steps = [part or below for part, below in _STEP.findall(name)]
        is_path = len(steps) > 1 and "".join(match.group() for match in _STEP.finditer(name)) == name
        if is_path and (own := self._named(steps[0])) is not None:
            return own, tuple(steps[1:])
        if not self.is_open:
            meant = self._similar(name) or self._identifying(name)
            return None if meant is None else (meant, ())
        if is_path and name.endswith("]") and "[" in name:
            return self._free(steps[0]), tuple(steps[1:])
        return self._free(name), ()

    def missing(self, name: str) -> str:
        """Return the end of a message for an argument that does not exist: what may be meant."""
        return did_you_mean(name, self.typed)

    def identifies(self, argument: Argument, resource: str) -> bool:
        """Return whether an argument of the path identifies a resource of that name: ``app_identity`` an ``app``."""
        parameter = self.path_parameter(argument.keyword)
        if parameter is None:
            return False
        thing = parameter.thing.kind if parameter.thing else ""
        kinds = {argument.keyword.removesuffix(_IDENTITY), parameter.owner, thing}
        return identifier(resource) in {identifier(each) for each in kinds if each}

    def path_parameter(self, keyword: str) -> PathParameter | None:
        """Return the parameter of the path that an argument fills, if it is one."""
        return next((shape.parameters[keyword] for shape in self.shapes if keyword in shape.parameters), None)

    def _identifying(self, resource: str) -> Argument | None:
        """Return the only argument of the path that identifies a resource of that name, if any."""
        found = [each for each in self.positional if self.identifies(each, resource)]
        return found[0] if len(found) == 1 else None

    def _named(self, name: str) -> Argument | None:
        if (own := self.typed.get(name)) is not None:
            return own
        exact = [each for each in self.arguments if name in {each.keyword, each.wire_name}]
        return exact[0] if exact else None

    def _similar(self, name: str) -> Argument | None:
        """Return the only argument whose name differs in case and separators alone, if any."""
        same = same_letters(name, self.typed) if _PLAIN.fullmatch(name) else []
        return self.typed[same[0]] if len(same) == 1 else None

    def _free(self, name: str) -> Argument:
        schema = next(filter(None, (self._free_schema(shape, name) for shape in self.shapes)), None)
        location = "query" if self.shapes[0].link.query is not None else "body"
        return Argument(name=name, wire_name=name, location=location, schema=schema)

    @staticmethod
    def _free_schema(shape: CallShape, name: str) -> Schema | None:
        link = shape.link
        return member_schema(link.query or (link.body.schema if link.body is not None else None), name)

    def passes(self, schema: Schema, value: object) -> bool:
        """Return whether a value passes a schema; False if the schema is invalid."""
        try:
            return not self.link._core.checker(schema).problems(value)  # noqa: SLF001 - as above
        except HeroicsError:
            return False

    @cached_property
    def example(self) -> Example | str:
        """Return the arguments of a call that the link accepts, or why there are none."""
        return example_of(self.shapes[0], self.link._check_example)  # noqa: SLF001 - as above

    def required(self, places: Iterable[str]) -> list[Argument]:
        """Return the arguments at some places that every call needs."""
        return [each for each in self.arguments if each.is_required and each.location in set(places)]
