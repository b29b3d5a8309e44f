"""What a client shares with everything derived from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self

from heroics_py.client.arguments.settings import Settings
from heroics_py.client.lazy_transport import LazyTransport
from heroics_py.client.pickle_gaps import credential_source, missing_settings
from heroics_py.client.schema_secrets import SchemaSecrets
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, MissingCredentials, ReadOnlyError
from heroics_py.http.options import Options
from heroics_py.linking.catalog import Catalog
from heroics_py.model.api import Api, Link
from heroics_py.model.paging import Paging
from heroics_py.record import Record, etag_of
from heroics_py.secrecy.names import is_secret_name
from heroics_py.support.cached_property import cached_property
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.cache import Caching
    from heroics_py.call.binding import Bound
    from heroics_py.call.lists.lazy_list import LazyList
    from heroics_py.call.request import RequestContext
    from heroics_py.client.notices.answer_checks import AnswerChecks
    from heroics_py.client.notices.deprecations import Deprecations
    from heroics_py.client.notices.unfollowed_pages import UnfollowedPages
    from heroics_py.client.records.url_links import UrlLinks
    from heroics_py.http.messages import Request, Response, Transport
    from heroics_py.http.steps import Steps
    from heroics_py.model.schema import Schema
    from heroics_py.transport.connection import Connection
    from heroics_py.validation.checker import Checker

__all__ = ["Core"]

_READ_METHODS = frozenset({"GET", "HEAD"})
_OVERRIDES = ("X-Http-Method-Override", "X-Http-Method", "X-Method-Override")


class Core:
    """One API on one connection, shared by a client and all its resources, scopes, links and records.

    A pickle keeps the API and the settings, without secrets. A deep copy has a connection of its own.

    Attributes:
        api: the API, as read from its schema.
        base_url: where it is.
        settings: the arguments of `connect` that concern the connection.
        catalog: the names of its resources and links.
        is_async: whether `run` returns an awaitable.
        arguments: parameters that `with_arguments` fills, by their names.
        secrets: what is secret of its responses.
    """

    is_async = False

    def __init__(self, api: Api, base_url: str, settings: Settings, transport: Transport | None = None) -> None:
        self.api = api
        self.base_url = base_url
        self.settings = settings
        self.catalog = Catalog(api)
        self.arguments: Mapping[str, object] = {}
        self._lazy = LazyTransport(api, base_url, settings, transport, is_async=self.is_async)
        self._has_gaps = settings.has_gaps
        self._checkers: dict[tuple[object, ...], Checker] = {}
        self.secrets = SchemaSecrets()
        self._pagings: dict[tuple[str, str, str], Paging] = {}

    def __repr__(self) -> str:
        return escaped(f"<Core of {self.base_url}>")

    @property
    def replacement(self) -> Transport | None:
        """The transport of the caller's that sends the requests, if any."""
        return self._lazy.replacement

    @property
    def connection(self) -> Connection | None:
        """The connection, or None if a transport of the caller's sends the requests."""
        connection = self._lazy.connection
        from heroics_py.transport.connection import Connection

        return connection if isinstance(connection, Connection) else None

    @property
    def cache(self) -> Caching | None:
        """The cache of the connection, if any."""
        return self._lazy.cache

    @property
    def owned(self) -> list[Callable[[], None]]:
        """The functions that `close` calls after closing the connection."""
        return self._lazy.owned

    @property
    def list_type(self) -> Callable[..., LazyList]:
        """What a call returns for a list."""
        from heroics_py.call.lists.collection import Collection

        return Collection

    @cached_property
    def bind(self) -> Callable[..., Bound]:
        """Puts the arguments of a call in their places; its module is loaded by the first call."""
        load_modules("heroics_py.call.binding")
        from heroics_py.call.binding import bind

        return bind

    def run(self, steps: Steps[Any], name: str) -> Any:  # noqa: ARG002 - other cores name what they return
        """Carry out the steps of a call, and return their result.

        Args:
            steps: of the call.
            name: of the call, such as "app.list".
        """
        return self._lazy.connection.run(steps)

    def refuse_blocking(self, call: str) -> None:
        """Refuse a function that blocks, if this core is in an event loop.

        Raises:
            CallError: it names the function to await.
        """
        if self.is_async:
            raise CallError(
                f"{call}() would block the event loop of this client, which connect_async() returned: "
                f"await heroics_py.{call}_async(...)"
            )

    def refuse_awaiting(self, call: str) -> None:
        """Refuse a function that awaits, if this core blocks.

        Args:
            call: its name, which ends in "_async".

        Raises:
            CallError: it names the function that blocks.
        """
        if not self.is_async:
            raise CallError(
                f"{call}() awaits, and this client blocks: use heroics_py.{call.removesuffix('_async')}(...), or a "
                "client of connect_async()"
            )

    def account_of(self, request: Request) -> str | None:
        """Return a text that is the same for the same request of the same account; None if nobody can know that.

        It holds the credentials.
        """
        connection = self._lazy.connection
        return None if self.settings.session is not None else connection.account_of(request)

    def paging_of(self, link: Link) -> Paging:
        """Return how the list of a link continues, recognised once."""
        if link.paging is not None and link.method == "GET":
            return link.paging
        key = (link.pointer, link.method, link.href)
        paging = self._pagings.get(key)
        if paging is None:
            load_modules("heroics_py.paging.recognition")
            from heroics_py.paging.recognition import paging_of

            paging = self._pagings.setdefault(key, paging_of(link))
        return paging

    def steps(self, request: Request) -> Steps[Response]:
        """Return the steps that send a request and lead to its response.

        Raises:
            CallError: pickling this client left out credentials that the request needs.
            ReadOnlyError: the client is read-only, and the request is not a GET or HEAD.
            TransportError: no usable response came.
        """
        if self.settings.read_only and not _is_read(request):
            raise ReadOnlyError(
                f"{request.call} is a {request.method}, and this client is read-only: "
                "connect with read_only=False to send it"
            )
        if self._has_gaps or request.options.headers:
            problem = missing_settings(self.settings, request, self.key_headers)
            if problem:
                raise CallError(f"{request.call} was not sent: {problem}")
        if self.settings.source:
            self._refuse_anonymous(request)
        return self._lazy.steps(request)

    def _refuse_anonymous(self, request: Request) -> None:
        """Refuse to send without credentials what the process that pickled this client sends with some.

        Raises:
            MissingCredentials: this process finds none.
        """
        connection = self.connection
        if connection is None or connection.credential_source is not None:
            return
        load_modules("heroics_py.client.pickle_gaps")
        from heroics_py.client.pickle_gaps import missing_source

        if problem := missing_source(self.settings.source, self.base_url, request):
            raise MissingCredentials(f"{request.call} was not sent: {problem}", name=self.settings.source)

    def hint(self, request: Request, response: Response) -> str:
        """Return advice for the error that ``response`` becomes, if any."""
        load_modules("heroics_py.client.advice.refusals")
        from heroics_py.client.advice.refusals import refusal_hint

        return refusal_hint(request, response, explain=self._explain)

    def _explain(self, request: Request, response: Response) -> str:
        """Return where credentials were looked for; empty if a transport of the caller's sends the requests."""
        connection = self.connection
        return "" if connection is None else connection.explain(request, response)

    def close(self) -> None:
        """Close the connection and what else this core owns; a later request opens the connection again."""
        self._lazy.close()

    @cached_property
    def request_context(self) -> RequestContext:
        """What every request of this client needs."""
        load_modules("heroics_py.client.request_contexts")
        from heroics_py.client.request_contexts import request_context_of

        return request_context_of(self.api, self.base_url, self.settings, checker=self.checker, secrets=self.secrets)

    def checker(self, schema: Schema) -> Checker:
        """Return the checker of a schema, created once."""
        # What is sent and what is received may differ at one place of the document.
        key = (schema.pointer, schema.documents.omits, schema.documents.normalize)
        checker = self._checkers.get(key)
        if checker is None:
            load_modules("heroics_py.validation.checker")
            from heroics_py.validation.checker import Checker

            checker = self._checkers.setdefault(key, Checker(schema, heeds_examples=True))
        return checker

    @cached_property
    def answer_checks(self) -> AnswerChecks:
        """The checks of responses against their schemas."""
        load_modules("heroics_py.client.notices.answer_checks")
        from heroics_py.client.notices.answer_checks import AnswerChecks

        return AnswerChecks()

    @cached_property
    def deprecations(self) -> Deprecations:
        """The warnings of what is deprecated."""
        load_modules("heroics_py.client.notices.deprecations")
        from heroics_py.client.notices.deprecations import Deprecations

        return Deprecations()

    @cached_property
    def unfollowed_pages(self) -> UnfollowedPages:
        """The warnings of responses whose next page nothing follows."""
        load_modules("heroics_py.client.notices.unfollowed_pages")
        from heroics_py.client.notices.unfollowed_pages import UnfollowedPages

        return UnfollowedPages()

    @cached_property
    def url_links(self) -> UrlLinks:
        """The links of the schema by their URLs."""
        load_modules("heroics_py.client.records.url_links")
        from heroics_py.client.records.url_links import UrlLinks

        return UrlLinks(self.api, self.base_url)

    @cached_property
    def key_headers(self) -> frozenset[str]:
        """The names of the headers that carry keys of the API, in lower case."""
        keys = [each for each in self.api.security if each.kind == "key" and each.location != "query"]
        return frozenset(each.field.lower() if each.location == "header" else "cookie" for each in keys)

    def portable_options(self, options: Options) -> Options:
        """Return ``options`` for a pickle: without secret headers, a record to match replaced by its ETag."""
        etag = etag_of(options.if_match) if isinstance(options.if_match, Record) else None
        options = options if etag is None else options.replaced(if_match=etag)
        return options.without_secrets(self.key_headers)

    def with_arguments(self, arguments: Mapping[str, object]) -> Self:
        """Return a core that fills these parameters, and shares everything else with this one."""
        core = type(self).__new__(type(self))
        core.__dict__.update(self.__dict__)
        core.arguments = arguments
        return core

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        core = type(self)(self.api, self.base_url, self.settings, self._lazy.replacement)
        core.arguments = self.arguments
        return core

    def __reduce__(self) -> tuple[object, ...]:
        settings = self.settings.portable(self.key_headers, transport=self._lazy.replacement)
        settings = settings.replaced(source=credential_source(self.settings, self.base_url, self._lazy.replacement))
        public = {name: value for name, value in self.arguments.items() if not is_secret_name(name)}
        return (type(self), (self.api, self.base_url, settings), *(({"arguments": public},) if public else ()))


def _is_read(request: Request) -> bool:
    """Return whether a request changes nothing, also if its server heeds a header with another method."""
    return request.method in _READ_METHODS and not any(name in request.headers for name in _OVERRIDES)
