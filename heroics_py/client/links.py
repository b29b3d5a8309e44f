"""A link of a client: ``client.app.list``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Unpack

from heroics_py.client.described_link import DescribedLink
from heroics_py.errors import CallError, NoSuchAttribute, SchemaError
from heroics_py.http.option_signature import takes_link_options
from heroics_py.http.options import LINK_OPTION_NAMES, OPTION_NAMES, LinkOptionsDict, Options, unknown_option
from heroics_py.support.instance_doc import InstanceDoc
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.call.additions import Additions
    from heroics_py.call.binding import Bound
    from heroics_py.client.calls import Call
    from heroics_py.http.messages import Request, Response
    from heroics_py.writers.examples import Example

__all__ = ["BoundLink"]


class BoundLink(DescribedLink):
    """A link of a client: call it, or read its attributes.

    Attributes:
        method, href, rel, title, description, body_schema, target_schema: of the link; where several links share the
            callable, of the one with the fewest href parameters.
        paging: how its list continues.
    """

    __slots__ = ()
    __doc__ = InstanceDoc(__doc__ or "", lambda link: link._help())

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
