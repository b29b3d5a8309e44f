"""A link bound to a client: what stands behind ``client.app.list``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.client.core import Core, Origin
from heroics_py.client.identities import Filler, filled
from heroics_py.client.settings import Settings
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, HeroicsError, SchemaError
from heroics_py.http.options import Options
from heroics_py.model.api import Api, Body, Link
from heroics_py.record import Record
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from inspect import Signature

    from heroics_py.call.binding import Bound
    from heroics_py.call.collection import Collection, Page
    from heroics_py.call.shape import CallShape
    from heroics_py.http.messages import Request, Response
    from heroics_py.model.schema import Schema
    from heroics_py.writers.docstring import Example

__all__ = ["BoundLink"]


class BoundLink:
    """A link of a client: call it, or ask what it is.

    Attributes:
        method, href, rel, title, description, body_schema, target_schema: of the link; where several share the
            callable, of the one that takes the fewest href parameters.
    """

    __slots__ = ("_core", "_doc", "_fillers", "_link", "_links", "_name", "_options", "_spellings")

    def __init__(
        self, core: Core, name: str, links: tuple[Link, ...], options: Options, *, fillers: tuple[Filler, ...] = ()
    ) -> None:
        self._core = core
        self._fillers = fillers
        self._name = name
        self._links = links
        self._link = min(links, key=lambda link: len(link.path_parameters))
        self._options = options
        self._spellings: tuple[CallShape, ...] | None = None
        self._doc: str | None = None

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Send the request and return the decoded answer."""
        request, bound = self._request(args, kwargs)
        return self._value(request, bound, self._answer(request))

    def send(self, /, *args: Any, **kwargs: Any) -> Response:
        """Send the request and return the whole answer; a 304 is one too.

        Raises:
            HeroicsError: as a call does.
        """
        request, bound = self._request(args, kwargs)
        response = self._answer(request, not_modified=True)
        if isinstance(response.data, Record):
            self._mark(response.data, bound, response.etag)
        if isinstance(response.data, list):
            made = self._making(bound)
            response.data[:] = [made(item) if type(item) is dict else item for item in response.data]
        return response

    def prepare(self, /, *args: Any, **kwargs: Any) -> Request:
        """Return the request that a call would send, credentials left out; nothing is sent."""
        return self._request(args, kwargs)[0]

    def curl(self, /, *args: Any, **kwargs: Any) -> str:
        """Return the command line that does the same as a call, credentials left out; nothing is sent."""
        load_modules("heroics_py.writers.curl")
        from heroics_py.writers.curl import curl

        return curl(self._request(args, kwargs)[0])

    def with_options(self, **options: Any) -> BoundLink:
        """Return the same link with other options, on the same connection and cache.

        Args:
            **options: of `Options`: timeout, retries, headers, range, limit, if_match, validate, cache_mode,
                throttle, prefetch.

        Raises:
            TypeError: for an option that does not exist.
            ValueError: for a value that an option can't have.
        """
        merged = self._options.merged(**options)
        twin = BoundLink(self._core, self._name, self._links, merged, fillers=self._fillers)
        twin._spellings = self._spellings
        return twin

    @property
    def method(self) -> str:
        """The method, in capitals."""
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
        """What the schema says of the link."""
        return self._link.description

    @property
    def body_schema(self) -> dict[str, Any] | None:
        """The schema of the body (on a GET, of the query), as it stands; None where there is none."""
        schema = self._link.query or (self._link.body.schema if self._link.body else None)
        return _node(schema)

    @property
    def target_schema(self) -> dict[str, Any] | None:
        """The schema of the answer, its reference followed; None where there is none."""
        return _node(self._link.target_schema)

    @property
    def __name__(self) -> str:
        return self._name.rpartition(".")[2]

    @property
    def __signature__(self) -> Signature:
        load_modules("heroics_py.call.signature")
        from heroics_py.call.signature import signature_of

        return signature_of(self._spelled())

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What the link does, its arguments, what it returns, and an example: in Python, and in a shell."""
        if self._doc is None:  # help() asks more than once
            load_modules("heroics_py.writers.docstring")
            from heroics_py.writers.docstring import link_doc

            self._doc = link_doc(self._name, self._spelled(), self._in_shell)
        return self._doc

    def __repr__(self) -> str:
        return escaped(f"<{self._told()}>")

    def _repr_html_(self) -> str:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import link_table

        return link_table(self._name, self._spelled()).html()

    def _in_shell(self, example: Example) -> str:
        """Return the command line that does the same as an example; empty where none can be made.

        The example is checked as a call would be, at a glance where that will do: a look loads no jsonschema.
        """
        load_modules("heroics_py.validation.quick_check", "heroics_py.call.request", "heroics_py.writers.curl")
        from heroics_py.call.request import build_request
        from heroics_py.validation.quick_check import QuickCheck

        load_modules("heroics_py.writers.curl")
        from heroics_py.writers.curl import curl

        args, kwargs = example
        try:
            around = self._core.surroundings(lambda schema: QuickCheck(schema, self._core.checker))
            return curl(build_request(self._name, self._bound(*args, **kwargs), around, self._options))
        except HeroicsError:
            return ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BoundLink):
            return NotImplemented
        mine = (self._name, self._links, self._options)
        return self._core is other._core and mine == (other._name, other._links, other._options)

    def __hash__(self) -> int:
        return hash((id(self._core), self._name))

    def __copy__(self) -> BoundLink:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> BoundLink:
        return BoundLink(self._core.twin(), self._name, self._links, self._options, fillers=self._fillers)

    def __reduce__(self) -> tuple[object, ...]:
        kept = (self._name, self._links, self._core.travelling(self._options), self._fillers)
        return (_link_again, (self._core.seed(), *kept))

    def _told(self) -> str:
        """Return the call in one line: name, signature, method and path."""
        ways = dict.fromkeys(f"{link.method} {link.href}" for link in self._links)
        return f"{self._name}{self.__signature__}  {' | '.join(ways)}"

    def _short(self) -> str:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import short_call

        return short_call(self.__name__, self._spelled())

    def _spelled(self) -> tuple[CallShape, ...]:
        """Return how each link is called; one whose schema can't be followed takes anything, and has a fault."""
        if self._spellings is None:
            self._spellings = tuple(self._spelling(link) for link in self._links)
        return self._spellings

    def _spelling(self, link: Link) -> CallShape:
        load_modules("heroics_py.call.shape")
        from heroics_py.call.shape import shape_of

        given = self._given(link)
        try:
            return shape_of(link, given)
        except SchemaError as error:
            fault, pointer = str(error).removesuffix(f" (at {error.pointer})"), error.pointer
        body = Body() if link.query or link.body else None
        return shape_of(link.replaced(query=None, body=body, fault=fault, pointer=pointer), given)

    def _given(self, link: Link) -> Mapping[str, object]:
        return filled(link, self._fillers, self._core.attributes) if self._fillers else {}

    def _request(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Request, Bound]:
        load_modules("heroics_py.call.shape", "heroics_py.call.binding", "heroics_py.call.request", "unicodedata")
        from heroics_py.call.request import build_request

        bound = self._bound(*args, **kwargs)
        return build_request(self._name, bound, self._core.around, self._options), bound

    def _bound(self, /, *args: Any, **kwargs: Any) -> Bound:
        from heroics_py.call.binding import bind

        spellings = self._spelled()
        if all(each.link.fault for each in spellings):
            fault, pointer = spellings[0].link.fault, spellings[0].link.pointer
            raise SchemaError(f"{self._name} can't be called: {fault}", pointer=pointer)
        try:
            return bind(self._name, spellings, args, kwargs)
        except CallError as error:
            refused = error.with_traceback(None)
        raise self._refused(refused, args, kwargs) from None

    def _refused(self, error: CallError, args: tuple[Any, ...], kwargs: dict[str, Any]) -> CallError:
        """Return the error of a call, with the link that may have been meant."""
        load_modules("heroics_py.client.neighbours")
        from heroics_py.client.neighbours import neighbour

        hint = "" if self._fillers else neighbour(self._core, self._name, self._links, args, kwargs)
        return CallError(f"{error}; {hint}") if hint else error

    def _repeating(self, bound: Bound) -> Callable[[Options], Any]:
        """Return what makes one call again and again, each time with options of its own."""
        from heroics_py.call.request import build_request

        def again(options: Options) -> Any:
            twin = BoundLink(self._core, self._name, self._links, options)
            request = build_request(self._name, bound, self._core.around, options)
            return twin._value(request, bound, twin._answer(request))

        return again

    def _answer(self, request: Request, *, not_modified: bool = False) -> Response:
        response = self._core.send(request)
        from heroics_py.call.response import read_response, warn_of

        if not_modified and response.status == 304:
            return response
        promised, hint = self._promises_json(request), self._core.hint(request, response)
        read = read_response(response, self._name, hint=hint, promised=promised)
        warn_of(response)
        return read

    def _promises_json(self, request: Request) -> bool:
        """Return whether an answer has to be JSON: it was asked for alone, or the schema describes the answer."""
        accept = (request.headers.get("Accept") or "").lower()
        if "html" in accept or "text/" in accept:
            return False
        return "json" in accept or any(link.target_schema is not None for link in self._links)

    def _value(self, request: Request, bound: Bound, response: Response) -> Any:
        if isinstance(response.data, list):
            return self._collection(request, bound, response)
        if isinstance(response.data, Record):
            self._mark(response.data, bound, response.etag)
        return response.data

    def _mark(self, record: Record, bound: Bound, etag: str | None) -> None:
        record._origin = Origin(core=self._core, options=self._options, bound=bound, etag=etag)

    def _making(self, bound: Bound) -> Callable[[dict[str, Any]], Record]:
        """Return what makes the records of one list: they share where they came from."""
        shared = Origin(core=self._core, options=self._options, bound=bound, listed=True)

        def made(item: dict[str, Any]) -> Record:
            record = Record(item)
            object.__setattr__(record, "_origin", shared)  # a list may hold thousands: not by way of the keys
            return record

        return made

    def _collection(self, request: Request, bound: Bound, response: Response) -> Collection:
        load_modules("heroics_py.call.paging")
        from heroics_py.call.collection import Collection
        from heroics_py.call.paging import asking_for, only_page, page_of, refuse_order

        asked = request.headers.get("Range")
        if asked is not None:
            refuse_order(asked, response)

        def fetch(wanted: str) -> Page:
            return page_of(self._answer(asking_for(request, wanted)))

        return Collection(
            page_of(response) if request.method == "GET" else only_page(response),
            fetch,
            method=request.method,
            limit=self._options.limit,
            prefetch=self._options.prefetch,
            asked=filter(None, (asked, request.url)),
            made=self._making(bound),
            identities=lambda: self._core.identities(bound.spelling.link.resource),
        )


def _link_again(
    seed: tuple[Api, str, Settings], name: str, links: tuple[Link, ...], options: Options, fillers: tuple[Filler, ...]
) -> BoundLink:
    return BoundLink(Core(*seed), name, links, options, fillers=fillers)


def _node(schema: Schema | None) -> dict[str, Any] | None:
    return None if schema is None else dict(schema.dereference().node)
