"""A link of a client: ``client.app.list``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Unpack

from heroics_py.client.core import Core
from heroics_py.client.fixed_names import NotAList
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, NoSuchAttribute, SchemaError
from heroics_py.http.option_signature import takes_link_options
from heroics_py.http.options import LINK_OPTION_NAMES, OPTION_NAMES, LinkOptionsDict, Options, unknown_option
from heroics_py.linking.scope_rules import Filler, path_values
from heroics_py.model.api import Link
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from inspect import Signature

    from heroics_py.call.additions import Additions
    from heroics_py.call.binding import Bound
    from heroics_py.call.shape import CallShape
    from heroics_py.client.calls import Call
    from heroics_py.http.messages import Request, Response
    from heroics_py.model.paging import Paging
    from heroics_py.model.schema import Schema
    from heroics_py.writers.examples import Example

__all__ = ["BoundLink"]


class BoundLink(NotAList):
    """A link of a client: call it, or read its attributes.

    Attributes:
        method, href, rel, title, description, body_schema, target_schema: of the link; where several links share the
            callable, of the one with the fewest href parameters.
        paging: how its list continues.
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

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Send the request and return what the response holds."""
        call = self._call(args, kwargs)
        del args, kwargs  # a traceback keeps this frame
        return call.value()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("_"):
                raise AttributeError(name)
            load_modules("heroics_py.client.advice.uses")
            from heroics_py.client.advice.uses import missing_in_link

            raise NoSuchAttribute(missing_in_link(self, name))

        def __getitem__(self, key: object) -> NoReturn:
            load_modules("heroics_py.client.advice.uses")
            from heroics_py.client.advice.uses import indexed_link

            raise CallError(indexed_link(self, key))

    def _list_advice(self, use: str) -> str:
        load_modules("heroics_py.client.advice.uses")
        from heroics_py.client.advice.uses import listed_link

        return listed_link(self, use)

    def send(self, /, *args: Any, **kwargs: Any) -> Response:
        """Send the request and return the whole response; a 304 is returned too.

        Raises:
            HeroicsError: as a call does.
        """
        call = self._call(args, kwargs)
        del args, kwargs  # a traceback keeps this frame
        return call.response()

    def prepare(self, /, *args: Any, **kwargs: Any) -> Request:
        """Return the request that a call would send, without credentials; nothing is sent."""
        load_modules("heroics_py.call.bodies.positions")
        from heroics_py.call.bodies.positions import restored_positions

        with restored_positions(args, kwargs):
            return self._call(args, kwargs).request()

    def curl(self, /, *args: Any, **kwargs: Any) -> str:
        """Return the curl command that does the same as a call, without credentials; nothing is sent.

        The secrets of an `Env` are in it by their names.
        """
        load_modules("heroics_py.call.bodies.positions", "heroics_py.client.curl_lines")
        from heroics_py.call.bodies.positions import restored_positions
        from heroics_py.client.curl_lines import curl_line

        with restored_positions(args, kwargs):
            return curl_line(self._call(args, kwargs))

    @takes_link_options
    def with_options(self, **options: Unpack[LinkOptionsDict]) -> BoundLink:
        """Return the same link with other options, on the same connection and cache.

        Args:
            **options: the fields of `Options`: timeout, retries, headers, range, limit, if_match, validate,
                check_answers, media_type, cache_mode, throttle, prefetch, on_request, on_response, on_retry, telemetry;
                and what the document forgot: query, a dict of further query fields (None leaves out one of the href);
                body; accept, the media type to ask for, which decides what comes back: "text/csv" text, "image/png"
                bytes, "application/json" data.

        Raises:
            TypeError: there is no such option.
            ValueError: an option can't have that value.
        """
        changes: dict[str, Any] = {**options}
        further = {name: changes.pop(name) for name in LINK_OPTION_NAMES if name in changes}
        if unknown := [name for name in changes if name not in OPTION_NAMES]:
            raise TypeError(unknown_option(unknown[0], (*LINK_OPTION_NAMES, *OPTION_NAMES)))
        merged = self._options.merged(**changes)
        if self._additions is not None:  # a request has headers and a media type of its own, until they are replaced
            further |= {name: changes[name] for name in ("headers", "media_type") if name in changes}
        return self._with(merged, self._merged_additions(further) if further else self._additions)

    def _merged_additions(self, changes: Mapping[str, object]) -> Additions:
        load_modules("heroics_py.call.additions")
        from heroics_py.call.additions import NO_ADDITIONS

        return (self._additions or NO_ADDITIONS).merged(changes)

    def _with(self, options: Options, additions: Additions | None) -> BoundLink:
        link = BoundLink(self._core, self._name, self._links, options, self._fillers, additions)
        link._shapes = self._shapes
        return link

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

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What the link does, its arguments, what it returns, and an example in Python and for the shell."""
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

    def _check_example(self, example: Example) -> str:
        """Return the curl command that does the same as an example.

        The example is validated as a call's body is.

        Raises:
            HeroicsError: the call would not accept it.
        """
        load_modules("heroics_py.call.request", "heroics_py.client.curl_lines", "heroics_py.writers.curl")
        from heroics_py.call.request import build_request
        from heroics_py.client.curl_lines import without_references
        from heroics_py.writers.curl import curl

        bound = self._bind(*example.args, **example.kwargs)
        if "body=" in self._addition_words():  # it may be large, or secret
            return ""
        core, options = without_references(self._core, self._options.merged(validate=True))
        request = build_request(self._name, bound, core.request_context, options)
        return "" if bound.shape.link.scheme else curl(request)

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

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
        return self._call_with(self._bind(*args, **kwargs), self._options)

    def _call_with(self, bound: Bound, options: Options) -> Call:
        load_modules("heroics_py.client.calls", "unicodedata")
        from heroics_py.client.calls import Call

        return Call(core=self._core, name=self._name, links=self._links, bound=bound, options=options)

    def _bind(self, /, *args: Any, **kwargs: Any) -> Bound:
        shapes = self._call_shapes()
        if shapes[0].link.fault and all(each.link.fault for each in shapes):
            raise SchemaError(f"{self._name} can't be called: {shapes[0].link.fault}", pointer=shapes[0].link.pointer)
        if self._options.media_type is not None:  # it may take values that the media types of the document don't
            shapes = tuple((each.whole or each).replaced(any_body=each.takes_body) for each in shapes)
        try:
            bound = self._core.bind(self._name, shapes, args, kwargs)
            return bound if self._additions is None else bound.replaced(additions=self._additions)
        except CallError as error:
            problem = error.with_traceback(None)
        raise self._with_neighbour(problem, args, kwargs) from None

    def _with_neighbour(self, error: CallError, args: tuple[Any, ...], kwargs: dict[str, Any]) -> CallError:
        """Return an error that names the link which the call may have meant."""
        load_modules("heroics_py.client.similar_links")
        from heroics_py.client.similar_links import describe_neighbour

        if self._fillers or self._link.resource not in self._core.api.resources:
            return error
        hint = describe_neighbour(self._core, self._name, self._links, args, kwargs)
        return CallError(f"{error}; {hint}") if hint else error

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BoundLink):
            return NotImplemented
        return (
            self._core is other._core
            and self._name == other._name
            and self._links == other._links
            and self._options == other._options
            and self._additions == other._additions
        )

    def __hash__(self) -> int:
        return hash((id(self._core), self._name))

    def __copy__(self) -> BoundLink:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> BoundLink:
        load_modules("copy")
        from copy import deepcopy

        core = deepcopy(self._core, memo)
        return BoundLink(core, self._name, self._links, self._options, self._fillers, self._additions)

    def __reduce__(self) -> tuple[object, ...]:
        options = self._core.portable_options(self._options)
        additions = None if self._additions is None else self._additions.portable(self._core.key_headers)
        return (BoundLink, (self._core, self._name, self._links, options, self._fillers, additions))


def _node(schema: Schema | None) -> dict[str, Any] | None:
    return None if schema is None else dict(schema.dereference().node)
