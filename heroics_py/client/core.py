"""What a client and all that is derived from it share: the API, the connection, and what was made once."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from heroics_py._version import __version__
from heroics_py.client.identities import Attributes
from heroics_py.client.settings import Settings, missing
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, ReadOnlyError, SchemaError
from heroics_py.http.options import Options, known_headers
from heroics_py.model.api import Api, Link
from heroics_py.model.naming import call_names, keeps_its_name, resource_names
from heroics_py.record import Record, origin_of
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock
from heroics_py.support.properties import cached_property

if TYPE_CHECKING:
    from heroics_py.cache import CachingTransport
    from heroics_py.call.binding import Bound
    from heroics_py.call.request import RequestContext
    from heroics_py.http.messages import Request, Response, Transport
    from heroics_py.model.references import Schema
    from heroics_py.secrecy.values import ValueMask
    from heroics_py.transport.connection import Connection
    from heroics_py.validation.checker import Checker
    from heroics_py.validation.quick_check import Checks

__all__ = ["Core", "Origin", "without_frames"]

T = TypeVar("T")

_CALLED_FOR = (
    "logging",  # before all that use it
    "encodings.idna",  # which the look-up of a host imports
    "heroics_py.call.request",
    "heroics_py.call.response",
    "heroics_py.call.collection",
    "heroics_py.transport.connection",
    "heroics_py.cache",
    "heroics_py.transport.session",
)
_READING = frozenset({"GET", "HEAD"})
_REFUSED = frozenset({401, 403})


class Origin(NamedTuple):
    """Where a record came from.

    Attributes:
        core: of the client that brought it.
        options: of the call.
        bound: the link that was called, and its arguments.
        etag: of the answer, where the record is the whole of it.
        listed: whether the record is one item of a list.
    """

    core: Core
    options: Options
    bound: Bound
    etag: str | None = None
    listed: bool = False

    def __repr__(self) -> str:
        return escaped(f"<Origin: {self.kind}>")

    @property
    def kind(self) -> str:
        """What the record is, in the words of the schema: the name of its resource."""
        return self.bound.spelling.link.resource

    @property
    def value_mask(self) -> ValueMask:
        """What of the record may be shown, as its schema says."""
        return self.core.value_mask(self.bound.spelling.link.target_schema)


class Core:
    """One API on one connection. The connection is opened with the first request, and again after `close`."""

    def __init__(self, api: Api, base_url: str, settings: Settings, way: Transport | None = None) -> None:
        self.api = api
        self.base_url = base_url
        self.settings = settings
        self._woken = settings.is_woken
        self.owned: list[Callable[[], None]] = []
        self._given_way = way
        self._way: Transport | None = way
        self._cache: CachingTransport | None = None
        self._calls: dict[str, dict[str, tuple[Link, ...]]] = {}
        self._checkers: dict[str, Checker] = {}
        self._value_masks: dict[str, ValueMask] = {}
        self._secretive: dict[str, bool] = {}
        self._lock = ProcessLock(RLock)

    def __repr__(self) -> str:
        return escaped(f"<Core of {self.base_url}>")

    @cached_property
    def names(self) -> dict[str, str]:
        """The resources by the names they have in Python."""
        return resource_names(self.api.resources)

    @cached_property
    def spelled(self) -> dict[str, str]:
        """The names in Python by those that the schema gives to resources."""
        return {own: name for name, own in self.names.items()}

    def named(self, name: str) -> str | None:
        """Return the resource that has ``name`` in Python, or None; most are called as the schema calls them."""
        # The others are spelled, all of them together, when the first of them is asked for.
        return name if name in self.api.resources and keeps_its_name(name) else self.names.get(name)

    def calls(self, resource: str) -> dict[str, tuple[Link, ...]]:
        """Return the calls of a resource, by the names they have in Python; made once and kept."""
        known = self._calls.get(resource)
        return known or self._calls.setdefault(resource, call_names(self.api.resources[resource]))

    @cached_property
    def attributes(self) -> Attributes:
        """What identifies the things of this API."""
        return Attributes(self.api)

    def identities(self, resource: str) -> tuple[str, ...]:
        """Return the fields that identify a resource, such as id and name."""
        identity = self.api.resources[resource].identity
        try:
            found = [each.field for each in identity.alternatives()] if identity else []
        except SchemaError:
            found = []
        return tuple(name for name in found if name) or ("id", "name")

    @cached_property
    def around(self) -> RequestContext:
        """What every request needs to know."""
        return self.surroundings(self.checker)

    def surroundings(self, checker: Callable[[Schema], Checks]) -> RequestContext:
        """Return what a request needs to know, its body checked by what ``checker`` gives."""
        load_modules("heroics_py.call.request", "heroics_py.transport.credentials.known_apis")
        from heroics_py.call.request import RequestContext, names_no_credentials
        from heroics_py.http.headers import Headers
        from heroics_py.transport.credentials.known_apis import accept_for

        headers: dict[str, str | None] = {"User-Agent": f"heroics-py/{__version__}"}
        if accept := accept_for(self.base_url):
            headers["Accept"] = accept
        return RequestContext(
            base_url=self.base_url,
            headers=Headers().replaced(headers).replaced(known_headers(self.settings.headers.reveal())),
            anonymous=names_no_credentials(self.settings.headers.reveal()),
            allowed_origins=self.settings.allowed_origins,
            secret_resources=self.settings.secret_resources,
            secret_fields=frozenset(each.field for each in self.api.security if each.kind == "key"),
            checker=checker,
            etag_of=etag_of,
            holds_secrets=self.holds_secrets,
        )

    def checker(self, schema: Schema) -> Checker:
        """Return the checker of a schema, made once and kept."""
        known = self._checkers.get(schema.pointer)
        if known is None:
            load_modules("heroics_py.validation.checker")
            from heroics_py.validation.checker import Checker

            known = self._checkers.setdefault(schema.pointer, Checker(schema))
        return known

    def value_mask(self, target: Schema | None) -> ValueMask:
        """Return how much may be shown of an answer that follows ``target``, found once and kept."""
        load_modules("heroics_py.secrecy.values")
        from heroics_py.secrecy.values import ValueMask

        if target is None:
            return ValueMask()
        known = self._value_masks.get(target.pointer)
        if known is None:
            load_modules("heroics_py.model.wording")
            from heroics_py.model.wording import is_map_of_text, secret_places

            made = ValueMask(hidden=secret_places(target), suspicious=is_map_of_text(target))
            known = self._value_masks.setdefault(target.pointer, made)
        return known

    def holds_secrets(self, target: Schema | None) -> bool:
        """Tell whether answers that follow ``target`` are secret as a whole, as config vars are; kept."""
        if target is None:
            return False
        known = self._secretive.get(target.pointer)
        if known is None:
            load_modules("heroics_py.model.wording")
            from heroics_py.model.wording import is_map_of_text

            known = self._secretive[target.pointer] = is_map_of_text(target)
        return known

    def send(self, request: Request) -> Response:
        """Send a request that was built, unless this client only reads, or misses what a pickle left behind.

        Raises:
            CallError: credentials, or a header of them, did not come along when this client was pickled.
            ReadOnlyError: the request would change something, and the client is read-only.
            TransportError: no usable answer came.
        """
        if self.settings.read_only and request.method not in _READING:
            raise ReadOnlyError(
                f"{request.call} is a {request.method}, and this client is read-only: "
                "connect(..., read_only=False) may change things"
            )
        if (self._woken or request.options.headers) and (lacking := missing(self.settings, request, self.key_headers)):
            raise CallError(f"{request.call} was not sent: {lacking}")
        return self.way.send(request)

    @cached_property
    def key_headers(self) -> frozenset[str]:
        """The headers that carry keys of the API, in lower case."""
        keys = [each for each in self.api.security if each.kind == "key" and each.location != "query"]
        return frozenset(each.field.lower() if each.location == "header" else "cookie" for each in keys)

    @property
    def way(self) -> Transport:
        """The connection, opened when it is first asked for."""
        return self._way or self._opened()

    @property
    def connection(self) -> Connection | None:
        """The connection, or None where requests go another way than over a socket."""
        way = self.way
        from heroics_py.transport.connection import Connection

        return way if isinstance(way, Connection) else None

    @property
    def cache(self) -> CachingTransport | None:
        """The cache of this connection, or None where there is none."""
        return self._cache if self.way else None

    def _opened(self) -> Transport:
        return without_frames(self._open)

    def _open(self) -> Transport:
        load_modules(*_CALLED_FOR)
        from heroics_py.cache import open_cache
        from heroics_py.transport.connection import open_transport

        with self._lock.here():
            if self._way is None:
                wrap = open_cache(
                    self.settings.cache, identity=self.settings.cache_identity, session=self.settings.session
                )

                self._way = open_transport(
                    base_url=self.base_url,
                    token=self.settings.token.reveal(),
                    auth=self.settings.auth.reveal(),
                    session=self.settings.session,
                    caching=wrap and self._remembering(wrap),
                    method_override=self.settings.method_override,
                    allowed_origins=self.settings.allowed_origins,
                    trust_environment=self.settings.trust_environment,
                    verify=self.settings.verify,
                    max_bytes=self.settings.max_bytes,
                    pool_size=self.settings.pool_size,
                    security=self.api.security,
                    needs=self.api.needs,
                    find_credentials=not self.settings.left_behind,
                )
            return self._way

    def _remembering(self, wrap: Callable[[Transport], CachingTransport]) -> Callable[[Transport], Transport]:
        def caching(inner: Transport) -> Transport:
            self._cache = wrap(inner)
            return self._cache

        return caching

    def close(self) -> None:
        """Give back the connections, then whatever else is owned; a later request opens the connection anew."""
        with self._lock.here():
            way, self._way = self._way, self._given_way
            owned, self.owned = self.owned, []
        if way is not None:
            way.close()
        for close in owned:
            close()

    def seed(self) -> tuple[Api, str, Settings]:
        """Return what a pickle keeps of it: no connection, no secret, nothing that it owns."""
        settings = self.settings.travelling(self.key_headers, transport=self._given_way)
        return (self.api, self.base_url, settings)

    def travelling(self, options: Options) -> Options:
        """Return ``options`` as a pickle keeps them: a record to match as its ETag, headers without their secrets."""
        etag = etag_of(options.if_match) if isinstance(options.if_match, Record) else None
        options = options if etag is None else options.replaced(if_match=etag)
        return options.without_secrets(self.key_headers)

    def twin(self) -> Core:
        """Return the same with a connection of its own, credentials included."""
        return Core(self.api, self.base_url, self.settings, self._given_way)

    def hint(self, request: Request, response: Response) -> str:
        """Return what may help somebody who gets this answer for an error; empty where nothing is known."""
        if response.status in _REFUSED:
            connection = self.connection
            return "" if connection is None else connection.explain(request, response)
        if response.status == 416 and (offered := response.headers.get("Accept-Ranges")):
            return f"this list can be ordered by {offered}"
        return ""


def etag_of(record: Record) -> str | None:
    """Return the ETag of the answer that ``record`` was the whole of, or None."""
    origin = origin_of(record)
    return origin.etag if isinstance(origin, Origin) else None


def without_frames(open_it: Callable[[], T]) -> T:
    """Return what ``open_it`` opens.

    Raises:
        ValueError: for a setting that can't be used; anew, because the frames below hold the credentials.
    """
    try:
        return open_it()
    except ValueError as error:
        refused = error.with_traceback(None)
    raise refused from None
