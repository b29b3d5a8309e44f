"""What a link of a client says about itself: its facts, its signature and its help; nothing is sent."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.client.core import Core
from heroics_py.client.fixed_names import NotAList
from heroics_py.display.terminal import escaped
from heroics_py.http.options import Options
from heroics_py.linking.scope_rules import Filler, path_values
from heroics_py.model.api import Link
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from inspect import Signature

    from heroics_py.call.additions import Additions
    from heroics_py.call.shape import CallShape
    from heroics_py.model.paging import Paging
    from heroics_py.model.schema import Schema
    from heroics_py.writers.examples import Example

__all__ = ["DescribedLink"]


class DescribedLink(NotAList):
    """A link of a client, to be read: `heroics_py.client.links.BoundLink` is the one to be called.

    Args:
        core: the core of its client.
        name: how it is called, such as "app.list".
        links: the links of the schema that share the name.
        options: the options of its calls.
        fillers: the identities that its scopes fill in.
        additions: what `with_options` adds to the requests; None for nothing.
    """

    __slots__ = ("_additions", "_core", "_doc", "_fillers", "_link", "_links", "_name", "_options", "_shapes")

    def __init__(  # noqa: PLR0913, PLR0917 - links of many clients are created, each with all of its parts
        self,
        core: Core,
        name: str,
        links: tuple[Link, ...],
        options: Options,
        fillers: tuple[Filler, ...] = (),
        additions: Additions | None = None,
    ) -> None:
        self._additions = additions
        self._core = core
        self._fillers = fillers
        self._name = name
        self._links = links
        self._link = min(links, key=lambda link: len(link.path_parameters))
        self._options = options
        self._shapes: tuple[CallShape, ...] | None = None
        self._doc: str | None = None

    @property
    def method(self) -> str:
        """The HTTP method, in capitals."""
        return self._link.method

    @property
    def href(self) -> str:
        """The URI template (RFC 6570), relative to the base URL."""
        return self._link.href

    @property
    def rel(self) -> str:
        """The relation of the link."""
        return self._link.rel

    @property
    def title(self) -> str:
        """The title of the link."""
        return self._link.title

    @property
    def description(self) -> str:
        """The description of the link."""
        return self._link.description

    @property
    def body_schema(self) -> dict[str, Any] | None:
        """The schema of the body (of the query, on a GET), if any."""
        schema = self._link.query or (self._link.body.schema if self._link.body else None)
        return _node(schema)

    @property
    def target_schema(self) -> dict[str, Any] | None:
        """The schema of the response, with its reference resolved, if any."""
        return _node(self._link.target_schema)

    @property
    def paging(self) -> Paging:
        """How its list continues, and by what that was recognised; nothing is sent."""
        return self._core.paging_of(self._link)

    @property
    def __name__(self) -> str:
        return self._name.rpartition(".")[2]

    @property
    def __signature__(self) -> Signature:
        load_modules("heroics_py.call.signature")
        from heroics_py.call.signature import signature_of

        return signature_of(self._call_shapes())

    def _help(self) -> str:
        """Return what the link does, its arguments, what it returns, and an example in Python and for the shell."""
        if self._doc is None:  # help() reads it several times
            load_modules("heroics_py.writers.docstring")
            from heroics_py.writers.docstring import link_doc

            self._doc = link_doc(self._name, self._call_shapes(), self._check_example, self._typed())
            if words := self._addition_words():
                self._doc += f"\n\nOptions:\n    {words}"
        return self._doc

    def __repr__(self) -> str:
        return escaped(f"<{self._summary()}>")

    def _repr_html_(self) -> str:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import link_table

        return link_table(self._name, self._call_shapes(), self._check_example, self._typed()).html()

    def _typed(self) -> str:
        """Return what a program types for a link of a response; empty for a link of the schema."""
        typed = getattr(self._links[0], "typed", "")
        words = self._addition_words()
        return f"{typed or f'client.{self._name}'}.with_options({words})" if words else typed

    def _addition_words(self) -> str:
        return "" if self._additions is None else self._additions.words()

    def _summary(self) -> str:
        """Return the call in one line: name, signature, method and path."""
        load_modules("heroics_py.model.schemes")
        from heroics_py.model.schemes import target_text

        targets = dict.fromkeys(map(target_text, self._links))
        note = "  (deprecated)" if all(link.deprecation for link in self._links) else ""
        words = self._addition_words()
        return f"{self._name}{self.__signature__}  {' | '.join(targets)}{note}{words and f'  with {words}'}"

    def _short_call(self) -> str:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import short_call

        return short_call(self.__name__, self._call_shapes())

    def _row(self) -> dict[str, object]:
        """Return the link as a row of a table."""
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import link_row

        return link_row(self._name, self._call_shapes())

    @abstractmethod
    def _check_example(self, example: Example) -> str:
        """Return the curl command that does the same as an example.

        Raises:
            HeroicsError: a call would not accept it.
        """

    def _call_shapes(self) -> tuple[CallShape, ...]:
        """Return how each link is called; computed once."""
        if self._shapes is None:
            self._shapes = tuple(self._filled(self._call_shape(link)) for link in self._links)
        return self._shapes

    def _filled(self, shape: CallShape) -> CallShape:
        """Return a shape without the parameters that `with_arguments` fills."""
        if not self._core.arguments:
            return shape
        load_modules("heroics_py.call.filled_arguments")
        from heroics_py.call.filled_arguments import with_filled

        return with_filled(shape, self._core.arguments)

    def _call_shape(self, link: Link) -> CallShape:
        """Return how a link is called; inside scopes, their identities are filled in."""
        if not self._fillers:
            return self._shape_with(link, {})
        values = path_values(link, self._fillers, self._core.catalog.identity_attributes)
        if not all(each.is_plain for each in self._fillers):
            return self._shape_with(link, values)
        known, key = self._core.catalog.scoped_shapes, (id(link), frozenset(values))
        shape = known.get(key) or self._shape_with(link, dict.fromkeys(values))
        if shape.link is link:  # so the id stays that of this link
            known[key] = shape
        return shape.replaced(preset=values)

    def _shape_with(self, link: Link, values: Mapping[str, object]) -> CallShape:
        load_modules("heroics_py.call.shape")
        from heroics_py.call.shape import usable_shape_of

        return usable_shape_of(link, values)


def _node(schema: Schema | None) -> dict[str, Any] | None:
    return None if schema is None else dict(schema.dereference().node)
