"""One call of a link, from its bound arguments to its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from heroics_py.call.binding import Bound
from heroics_py.call.lists.lazy_list import LazyList
from heroics_py.call.lists.page import Page, check_offered_order, is_page, next_request, page_of, single_page
from heroics_py.call.lists.row_list import RowList
from heroics_py.call.request import build_request
from heroics_py.call.responses.response import is_success, read_response, warn_from_headers
from heroics_py.client.core import Core
from heroics_py.client.list_sources import Identities, PageSource, RecordMaker
from heroics_py.client.portable_calls import has_portable_path, portable_bound
from heroics_py.client.records.followed_link import FollowedLink
from heroics_py.client.records.origin import Origin
from heroics_py.client.streams import open_stream, streamed
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, MissingCredentials
from heroics_py.http.media_types import is_stream
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options
from heroics_py.http.steps import Close, Steps
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.paging.continuation import settled
from heroics_py.paging.paths import keys_at
from heroics_py.record import Record
from heroics_py.secrecy.reference import Reference
from heroics_py.support.loading import load_modules

__all__ = ["Call"]

_TEXTS = (str, bytes)


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Call:
    """A link with its arguments, which can be sent any number of times.

    Attributes:
        core: the core of the client.
        name: the name of the call, for errors and logs: "app.update".
        links: the links that share the name.
        bound: the one that is called, and its arguments.
        options: the options of the call.
    """

    core: Core
    name: str
    links: tuple[Link, ...]
    bound: Bound
    options: Options

    def __reduce__(self) -> tuple[object, ...]:
        bound, _ = portable_bound(self.core, self.bound)
        return (_restore, (self.core, self.name, self.links, bound, self.core.portable_options(self.options)))

    @property
    def is_portable(self) -> bool:
        """Whether a pickle holds all of it: no argument may be a secret."""
        return has_portable_path(self.bound) and portable_bound(self.core, self.bound)[1]

    def request(self) -> Request:
        """Return the request, without credentials; nothing is sent."""
        return build_request(self.name, self.bound, self.core.request_context, self.options)

    def described(self) -> Request:
        """Return the request as far as this process knows it: without the headers whose secrets only others have."""
        try:
            return self.request()
        except MissingCredentials:
            pass
        context = self.core.request_context.replaced(references={})
        headers = {name: value for name, value in self.options.headers.items() if not isinstance(value, Reference)}
        return build_request(self.name, self.bound, context, self.options.replaced(headers=headers))

    def sent(self) -> Request:
        """Return the request if it can be sent.

        Raises:
            CallError: its URL is not the address of a web server, but an e-mail address, for instance.
        """
        request = self.request()
        link = self.bound.shape.link
        scheme = link.scheme
        if not scheme:
            return streamed(request, link)
        load_modules("heroics_py.model.schemes", "heroics_py.secrecy.urls")
        from heroics_py.model.schemes import describe_scheme
        from heroics_py.secrecy.urls import mask_url

        url = escaped(mask_url(request.url))
        raise CallError(
            f"{self.name}: this link is {describe_scheme(scheme)}: {url[:200]}; it is not sent, "
            f"{self.name}.prepare(...).url is its address"
        )

    def value(self) -> Any:
        """Send the request and return what the response holds: a record, a collection or a JSON value."""
        return self.core.run(self.value_steps(), self.name)

    def value_steps(self) -> Steps[Any]:
        """Return the steps that lead to what the response holds."""
        return self._value(self.sent())

    def response(self) -> Response:
        """Send the request and return the response, its records marked with their origin; a 304 is returned too."""
        return self.core.run(self._response(self.sent()), f"{self.name}.send")  # type: ignore[no-any-return]

    def exchange(self) -> Any:
        """Send the request, and return the response as it arrives, with the advice for the error that it may be.

        Another process, or a later one, makes a result of them: `result_of`.

        Raises:
            CallError: the response stays open, so that it can't be passed on; nothing was sent.
        """
        return self.core.run(self._exchange(self.sent()), self.name)

    def result_of(self, response: Response, hint: str, *, whole: bool) -> Any:
        """Return the result of a response of `exchange`, as `value` does, or as `response` if ``whole`` is true.

        Raises:
            ResponseError: the response is an error.
            DecodeError: its body does not match its media type.
        """
        request = self.described()
        read = self._read(request, response, hint, accept_304=whole)
        return self._whole(request, read) if whole else self._result(request, read)

    def _exchange(self, request: Request) -> Steps[tuple[Response, str]]:
        if request.streamed:
            raise CallError(
                f"{self.name} returns a stream, which is open in one process as long as it runs: call the link itself"
            )
        response = yield from self.core.steps(request)
        return response, self._hint(request, response)

    def _value(self, request: Request) -> Steps[Any]:
        return self._result(request, (yield from self._send(request)))

    def _result(self, request: Request, response: Response) -> Any:
        paging = self.core.paging_of(self.bound.shape.link)
        if isinstance(response.data, list) or is_page(response, paging):
            return self._collection(request, response, paging)
        self._mark(request, response)
        if isinstance(response.data, Record) and request.method == "GET":
            self.core.unfollowed_pages.warn(self.name, self.bound.shape.link, response)
        return response.data

    def _response(self, request: Request) -> Steps[Response]:
        return self._whole(request, (yield from self._send(request, accept_304=True)))

    def _whole(self, request: Request, response: Response) -> Response:
        self._mark(request, response)
        if isinstance(response.data, list):
            to_record = self._record_maker(request, response)
            items = RowList(to_record(item) if type(item) is dict else item for item in response.data)
            return response.replaced(data=items)
        return response

    def _send(self, request: Request, *, accept_304: bool = False) -> Steps[Response]:
        response = yield from self.core.steps(request)
        is_complete = response.source is None
        try:
            read = self._read(request, response, self._hint(request, response), accept_304=accept_304)
            is_complete = True
        finally:
            if not is_complete:
                yield Close(response.source)
        return read

    def _hint(self, request: Request, response: Response) -> str:
        return "" if is_success(response.status) else self.core.hint(request, response)

    def _read(self, request: Request, response: Response, hint: str, *, accept_304: bool) -> Response:
        """Return the response with its data, and warn of what it says."""
        link = self.bound.shape.link
        self.core.deprecations.warn(self.name, self.bound, response, request.url)
        if accept_304 and response.status == 304:
            return response
        if response.source is not None:
            warn_from_headers(response)
            return self._stream(request, response)
        expects_json = self._expects_json(request)
        accept = "" if self.bound.additions is None else self.bound.additions.accept
        is_file = link.is_file and not accept
        read = read_response(
            _as_accepted(response, accept),
            self.name,
            hint=hint,
            expects_json=expects_json,
            is_file=is_file,
            line_reader=f"heroics_py.{'stream_async' if self.core.is_async else 'stream'}({self._typed()}, ...)",
        )
        read = read.replaced(headers=response.headers) if accept else read
        warn_from_headers(response)
        if isinstance(read.data, _TEXTS) and not is_file and is_stream(response.media_type):
            return self._stream(request, response)
        if self.options.check_answers is not None:
            self.core.answer_checks.check(self.name, link, read, self.options.check_answers)
        if read.taped is not None:
            load_modules("heroics_py.client.notices.played_answers")
            from heroics_py.client.notices.played_answers import check_played

            check_played(self.core.answer_checks, self.name, link, read)
        return read

    def _typed(self) -> str:
        """Return what a program types for the link."""
        return getattr(self.bound.shape.link, "typed", "") or f"client.{self.name}"

    def _stream(self, request: Request, response: Response) -> Response:
        """Return the response with its items, which arrive one by one."""
        stream = open_stream(
            self.core,
            request,
            response,
            name=self.name,
            link=self.bound.shape.link,
            options=self.options,
            to_record=self._record_maker(request, response),
        )
        return response.replaced(data=stream, source=None)

    def _expects_json(self, request: Request) -> bool:
        """Return whether the response has to be JSON: only JSON is accepted, or the schema describes it."""
        accept = (request.headers.get("Accept") or "").lower()
        if "html" in accept or "text/" in accept:
            return False
        if "json" in accept:
            return True
        is_chosen = self.bound.additions is not None and self.bound.additions.accept
        return not is_chosen and any(link.target_schema is not None for link in self.links)

    def _mark(self, request: Request, response: Response) -> None:
        """Let the record of a response remember its origin."""
        if isinstance(response.data, Record):
            response.data._origin = self._origin(
                request, response, etag=response.etag, link_header=response.headers.get("Link")
            )

    def _origin(self, request: Request, response: Response, **facts: Any) -> Origin:
        """Return the origin of what a response holds."""
        bound = self.bound
        if isinstance(bound.shape.link, FollowedLink):
            facts |= {"followed": bound, "name": self.name}
            link = bound.shape.link.schema_link or bound.shape.link
            bound = bound.replaced(shape=bound.shape.replaced(link=link), path=bound.shape.link.values)
        return Origin(core=self.core, options=self.options, bound=bound, url=response.url or request.url, **facts)

    def _record_maker(self, request: Request, response: Response, path: str = "") -> Callable[[dict[str, Any]], Record]:
        """Return a function that makes records of the items of a list at a path; the records share one origin."""
        return RecordMaker(self._origin(request, response, is_list_item=True, items_at=keys_at(response.data, path)))

    def page_steps(self, request: Request, next_range: str, paging: Paging) -> Steps[Page]:
        """Return the steps that lead to a further page of a list.

        Args:
            request: of its first page.
            next_range: what brings the page.
            paging: how the list continues.
        """
        response = yield from self._send(next_request(request, next_range))
        return self._page(request, response, paging)

    def _page(self, request: Request, response: Response, paging: Paging) -> Page:
        """Return a page, whose rest knows what of it is secret."""
        page = page_of(response, paging)
        if not page.meta:
            return page
        meta = Record(page.meta)
        meta._origin = self._origin(request, response)
        return replace(page, meta=meta)

    def _collection(self, request: Request, response: Response, paging: Paging) -> LazyList:
        range_header = request.headers.get("Range")
        if range_header is not None:
            check_offered_order(range_header, response)

        paging = settled(response, paging)
        return self.core.list_type(
            self._page(request, response, paging) if request.method == "GET" else single_page(response),
            PageSource(self, paging, request),
            method=request.method,
            limit=self.options.limit,
            prefetch=self.options.prefetch,
            followed=filter(None, (range_header, request.url)),
            to_record=self._record_maker(request, response, paging.items),
            identities=Identities(self.core, self.bound.shape.link),
        )


def _as_accepted(response: Response, accept: str) -> Response:
    """Return a response whose media type, if it has none, is the one that was asked for."""
    if not accept or response.media_type:
        return response
    from heroics_py.call.added_parts import as_accepted

    return as_accepted(response, accept)


def _restore(core: Core, name: str, links: tuple[Link, ...], bound: Bound, options: Options) -> Call:
    return Call(core=core, name=name, links=links, bound=bound, options=options)
