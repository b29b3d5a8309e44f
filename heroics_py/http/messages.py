"""Requests, responses, and the transport that turns one into the other."""

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Protocol, Self

from heroics_py.display.terminal import escaped
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of, is_stream
from heroics_py.http.options import Options
from heroics_py.http.strict_json import parse_json
from heroics_py.http.tape_marks import TapeMark
from heroics_py.http.watch import Watch
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Request", "Response", "Transport", "Waits"]

_NO_FIELDS = Headers()
_NO_OPTIONS = Options()


class Waits:
    """The time that one call has waited so far, for its turn and between attempts.

    Attributes:
        seconds: all waits together.
        is_cut: whether the request would have been sent again, had there been more time.
    """

    __slots__ = ("is_cut", "seconds")

    def __init__(self) -> None:
        self.seconds = 0.0
        self.is_cut = False


class Request(Value, kw_only=True, uncompared=("link",)):
    """One request, before the transport adds credentials and conditions.

    Attributes:
        method: the method of the schema, even if the wire carries another one.
        url: absolute.
        headers: the header fields.
        body: the bytes to send, a stream of them, or None for no body at all.
        call: the name of the call, such as "app.list", for logs and errors.
        template: the href of the link, as a URI template (RFC 6570), for spans and hooks; empty without a link.
        storable: False if the response holds secrets, so that no cache may store it.
        secret_fields: names of query and header fields whose values are masked in logs and errors.
        anonymous: whether to leave out the client's credentials.
        secured: whether the link asks for credentials; if not, only those that the caller passed are sent.
        security: the alternatives that this link declares, each a set of credentials that are sent together: a
            kind ("bearer", "basic", "key", "http"), a location, a field and a name; empty for those of the API.
        own_headers: the names of headers that are arguments of the call, in lower case; they go to another origin too.
        is_redirected: whether a redirect from another origin led to it.
        account: the opaque name of the account whose token the header Authorization carries, if the token changes while
            the account does not; it then counts in the keys of the cache in place of the token.
        auth: an authorization object of requests that has to see the final request (digest, signatures).
        deadline: the moment on the monotonic clock, in seconds, by which the call has to end; None for no limit.
        waits: what the call has waited so far, if it is counted.
        watch: what is observed of the call, if hooks or spans observe it.
        streamed: whether a successful response stays open, to be read piece by piece.
        open_types: further media types of streams; if it is not None, only a response that is a stream of items stays
            open, and then the deadline is for its head alone.
        options: timeouts, retries and the like.
        link: the link of the call, whose schemas say what is secret; None without one, and in copies and pickles.
    """

    method: str
    url: str
    headers: Headers = _NO_FIELDS
    body: bytes | BodyStream | None = None
    call: str = ""
    template: str = ""
    storable: bool = True
    secret_fields: frozenset[str] = frozenset()
    anonymous: bool = False
    secured: bool = True
    security: tuple[tuple[tuple[str, str, str, str], ...], ...] = ()
    own_headers: frozenset[str] = frozenset()
    is_redirected: bool = False
    account: str = ""
    auth: object = None
    deadline: float | None = None
    waits: Waits | None = None
    watch: Watch | None = None
    streamed: bool = False
    open_types: frozenset[str] | None = None
    options: Options = _NO_OPTIONS
    link: object = None

    __hash__ = None  # type: ignore[assignment]  # options may hold a dict

    def __getstate__(self) -> dict[str, object]:
        return {**super().__getstate__(), "link": None}

    def keeps_open(self, status: int, media_type: str) -> bool:
        """Return whether a response to it stays open.

        Args:
            status: of the response.
            media_type: of the response, with or without parameters.
        """
        if not self.streamed or not 200 <= status < 300:
            return False
        return self.open_types is None or is_stream(media_type) or essence_of(media_type) in self.open_types

    def __repr__(self) -> str:
        url = mask_url(self.url, self.secret_fields)
        headers = self.headers.with_secrets(self.secret_fields)
        size = f", {len(self.body)} bytes" if isinstance(self.body, bytes) else f", {self.body!r}" if self.body else ""
        call = f", call={self.call!r}" if self.call else ""
        return escaped(f"Request({self.method} {url}, {headers!r}{size}{call})")


class Response(Value, kw_only=True, uncompared=("taped", "sent")):
    """One response: what the server sent, and where it comes from.

    Attributes:
        status: the HTTP status code; after a 304, the status of the cached response.
        headers: the header fields, with names of any case.
        body: the bytes, decoded from any Content-Encoding.
        url: the absolute URL that responded.
        data: the decoded value: a `Record`, a list, text, bytes or None.
        from_cache: whether the body comes from the cache.
        revalidated: whether the server has just confirmed the cached body with a 304.
        stale: whether the cached body was served without confirmation.
        source: the open body of a streamed response, which the steps `Read` and `Close` take; None for any other.
        taped: its place on the tape that played it; None if a server sent it.
        sent: the request with what a session or an authorization object of the caller's added to it, for a tape that
            is recorded; None for everybody else.
    """

    status: int
    headers: Headers = _NO_FIELDS
    body: bytes = b""
    url: str = ""
    method: str = "GET"
    data: object = None
    from_cache: bool = False
    revalidated: bool = False
    stale: bool = False
    source: object = None
    taped: TapeMark | None = None
    sent: Request | None = None

    __hash__ = None  # type: ignore[assignment]  # data may hold a dict

    _json: ClassVar[Json] = None  # until `read_json` keeps a value; copies and pickles leave it out

    def __repr__(self) -> str:
        facts = [f", {name}" for name in ("from_cache", "revalidated", "stale") if getattr(self, name)]
        url = mask_url(self.url, self.headers.secret_fields)
        return escaped(f"Response({self.status}, {self.method} {url}, {self.headers!r}{''.join(facts)})")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            hint = _OTHER_NAMES.get(name, "")
            raise AttributeError(f"a Response has no attribute {name!r}{hint and '; '}{hint}")

    def _row(self) -> dict[str, object]:
        """Return the response as a row of a table, without its data and its credentials."""
        facts = ", ".join(name for name in ("from_cache", "revalidated", "stale") if getattr(self, name))
        url = mask_url(self.url, self.headers.secret_fields)
        return {"status": self.status, "method": self.method, "url": url, "media type": self.media_type, "cache": facts}

    def _repr_html_(self) -> str:
        """Return the response as a table, with its data below it where they have a table of their own."""
        from heroics_py.display.tables import Table

        facts = {"etag": self.etag, "request": self.request_id, "headers": repr(self.headers)}
        rows = [(name, value) for name, value in {**self._row(), **facts}.items() if value]
        table = Table(title="Response", rows=rows).html()
        own = getattr(type(self.data), "_repr_html_", None)
        return table if own is None else f"{table}{own(self.data)}"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the URL and the headers without credentials, and the body as it is."""
        url = mask_url(self.url, self.headers.secret_fields)
        left_out = {"source": None, "taped": None, "sent": None}
        return (_unpickle, (type(self), {**self.__getstate__(), "url": url, **left_out}))

    def __copy__(self) -> Self:
        return self.replaced()

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        from copy import deepcopy

        return self.replaced(data=deepcopy(self.data, memo))

    @property
    def etag(self) -> str | None:
        """The validator of this representation (RFC 9110, 8.8.3)."""
        return self.headers.get("ETag")

    @property
    def request_id(self) -> str | None:
        """The server's name for this request, to quote when you ask for help; a secret that it repeats is masked."""
        name = self.headers.get("Request-Id") or self.headers.get("X-Request-Id")
        return name and self.headers.masked(name)

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty if there is none."""
        return essence_of(self.headers.get("Content-Type") or "")

    def with_headers(self, headers: Headers) -> Self:
        """Return the response with other header fields; it takes over the value that `read_json` keeps."""
        value = self.__dict__.pop("_json", None)
        copy = self.replaced(headers=headers)
        if value is not None:
            copy.__dict__["_json"] = value
        return copy

    def read_json(self) -> Json:
        """Return the value of the JSON body, and keep it for `take_json`. Don't change it.

        Raises:
            ValueError: the body is not strict JSON; the message is the reason.
        """
        value = self.__dict__["_json"] = parse_json(self.body)
        return value

    def take_json(self) -> Json:
        """Return the value of the JSON body for the caller to own.

        It is the one that `read_json` kept, or a new one.

        Raises:
            ValueError: the body is not strict JSON; the message is the reason.
        """
        value: Json = self.__dict__.pop("_json", None)
        return parse_json(self.body) if value is None else value


# What responses of other libraries have.
_OTHER_NAMES = {
    "json": "its .data is the decoded value",
    "text": "its .data is the decoded value, and .body the bytes",
    "content": "its .body are the bytes",
    "status_code": "its .status is the code",
    "reason": "its .status is the code",
    "ok": "a response that is an error was raised already",
    "raise_for_status": "a response that is an error was raised already",
}


class Transport(Protocol):
    """Anything that sends a request and returns the response."""

    def send(self, request: Request) -> Response:
        """Send ``request`` and return the response, of any status.

        Raises:
            TransportError: the response did not arrive, or not completely.
        """
        ...

    def close(self) -> None:
        """Close the connections; a second call does nothing."""
        ...


def _unpickle(kind: type[Response], fields: dict[str, Any]) -> Response:
    return kind(**fields)
