"""Everything that can go wrong, as one tree under `HeroicsError`."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, NamedTuple, Self

from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from datetime import datetime

    from heroics_py.display.tables import Table
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Response
    from heroics_py.record import Record

__all__ = [
    "ApiWarning",
    "BadGateway",
    "BadRequest",
    "CallError",
    "Conflict",
    "ConnectionFailed",
    "DecodeError",
    "Forbidden",
    "GatewayTimeout",
    "Gone",
    "HeroicsError",
    "InternalServerError",
    "Locked",
    "MethodNotAllowed",
    "NoSuchAttribute",
    "NoSuchName",
    "NotAcceptable",
    "NotFound",
    "NotModified",
    "PagingError",
    "PaymentRequired",
    "PreconditionFailed",
    "Problem",
    "ProtocolError",
    "RangeNotSatisfiable",
    "RateLimited",
    "ReadOnlyError",
    "RedirectRefused",
    "RequestRefused",
    "RequestTimeout",
    "ResponseError",
    "ResponseTooLarge",
    "SchemaError",
    "ServerError",
    "ServiceUnavailable",
    "ThrottleTimeout",
    "TransportError",
    "Unauthorized",
    "UnprocessableEntity",
    "UnsupportedMediaType",
    "UntrustedServer",
    "ValidationError",
    "WaitFailed",
    "WaitTimeout",
    "error_for",
    "warn",
]

_NOT_THE_CALLERS = frozenset({"heroics_py", "jsonschema"})


class HeroicsError(Exception):
    """Any error of this library. Errors compare by type and content, and survive pickling.

    What of its text would steer a terminal is escaped.
    """

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*(_shown(each) if isinstance(each, str) else each for each in args), **named)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.args == other.args and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), str(self)))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.args, dict(self.__dict__)))

    def __copy__(self) -> Self:
        return self._again(dict(self.__dict__))

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        load_modules("copy")
        from copy import deepcopy

        return self._again(deepcopy(self.__dict__, memo))

    def _again(self, state: dict[str, object]) -> Self:
        return _rebuild(type(self), self.args, state)  # type: ignore[return-value]

    def _repr_html_(self) -> str:
        return self._table().html()

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows of it: what went wrong and the caller's own line; all with ``%xmode Verbose``."""
        load_modules("heroics_py.display.notebook")
        from heroics_py.display.notebook import in_short

        return in_short(self)

    def _table(self) -> Table:
        """Return it as a table: what went wrong first."""
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import Table

        return Table(title=type(self).__name__, told=str(self))


def _shown(text: str) -> str:
    """Return a text as a terminal may have it, its line ends as they are."""
    if text.isprintable():
        return text
    from heroics_py.display.terminal import printable

    return printable(text)


def _without_secrets(text: str) -> str:
    """Return what a server said without what shows by itself that it is secret."""
    load_modules("heroics_py.secrecy.texts")
    from heroics_py.secrecy.texts import mask_text

    return mask_text(text)


def _harmless(text: str) -> str:
    """Return what a server said without what would steer the terminal that it may be shown in."""
    if text.isprintable():
        return text
    from heroics_py.display.terminal import escaped

    return escaped(text)


def _rebuild(kind: type[HeroicsError], args: tuple[object, ...], state: dict[str, object]) -> HeroicsError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ApiWarning(UserWarning):
    """What the API warns of in the headers of an answer, such as a feature that is to go."""


def warn(message: str, kind: type[Warning] = UserWarning) -> None:
    """Warn at the line that called this library, however many frames lie between."""
    frame = sys._getframe(1)  # noqa: SLF001 - the way of `warnings` itself; inspect.stack() would read every source file
    level = 2
    while frame.f_back is not None and _home(frame.f_globals) in _NOT_THE_CALLERS:
        frame = frame.f_back
        level += 1
    warnings.warn(_shown(message), kind, stacklevel=level)


def _home(names: dict[str, object]) -> str:
    return str(names.get("__name__", "")).partition(".")[0]


class SchemaError(HeroicsError):
    """A schema, or the part of it that a call needs, can't be used.

    Attributes:
        pointer: where in the document, as a URI fragment (RFC 6901, 6); empty for the document as a whole.
    """

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(f"{message} (at {pointer})" if pointer else message)
        self.pointer = pointer


class CallError(HeroicsError, TypeError):
    """A link was called with arguments that don't fit its signature; nothing was sent."""


class NoSuchName(HeroicsError, KeyError):
    """Index access by a name that is not there; the text names the closest ones."""

    __str__ = Exception.__str__


class NoSuchAttribute(HeroicsError, AttributeError):
    """What stands behind the dot is not there; the text names the closest names."""


class ReadOnlyError(HeroicsError):
    """A read-only client was asked to change something; nothing was sent."""


class Problem(NamedTuple):
    """One way in which a value fails its schema.

    Attributes:
        pointer: where in the value, as a JSON pointer (RFC 6901) that spells ``%`` as ``%25``, like those of schemas;
            empty for the value as a whole.
        message: what is wrong, in words.
        expected: what the schema asks for.
        description: what the schema says of the field.
        keyword: the keyword of JSON Schema that failed.
    """

    pointer: str
    message: str
    expected: str = ""
    description: str = ""
    keyword: str = ""

    def __str__(self) -> str:
        steps = self.pointer.removeprefix("/").split("/")
        where = ".".join(step.replace("%25", "%").replace("~1", "/").replace("~0", "~") for step in steps)
        return f"{where}: {self.message}" if where else self.message


class ValidationError(HeroicsError, ValueError):
    """A value doesn't fit its schema; nothing was sent.

    Attributes:
        problems: every `Problem`, the most relevant first.
        link: the call that was meant, such as "app.create"; empty outside a call.
    """

    def __init__(self, problems: tuple[Problem, ...], *, link: str = "") -> None:
        self.problems = tuple(problems)
        self.link = link
        super().__init__(_listing(self.problems, link))

    def _table(self) -> Table:
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import Code, Table

        rows = [
            (Code(each.pointer.removeprefix("/") or "the value"), each.message, each.expected, each.description)
            for each in self.problems
        ]
        told = f"{self.link}: nothing was sent" if self.link else ""
        return Table(title=type(self).__name__, told=told, head=("field", "problem", "expected", "about"), rows=rows)


def _listing(problems: tuple[Problem, ...], link: str) -> str:
    head = f"{link}: " if link else ""
    if len(problems) == 1:
        return f"{head}{_line(problems[0])}"
    lines = "".join(f"\n  - {_line(problem)}" for problem in problems)
    return f"{head}{len(problems)} problems{lines}"


def _line(problem: Problem) -> str:
    return f"{problem} ({problem.description})" if problem.description else str(problem)


class TransportError(HeroicsError):
    """No usable answer came.

    Attributes:
        method, url: of the request, secrets masked.
        sent: False where it is certain that the server has seen nothing of the request.
    """

    def __init__(self, message: str, *, method: str = "", url: str = "", sent: bool = True) -> None:
        super().__init__(f"{method} {url}: {message}" if url else message)
        self.method = method
        self.url = url
        self.sent = sent


class ConnectionFailed(TransportError, ConnectionError):
    """The connection could not be opened, or broke before the answer was whole."""


class RequestRefused(TransportError, ValueError):
    """The request can't be put on the wire as it is: a URL or a header that HTTP can't carry. Nothing was sent."""


class UntrustedServer(ConnectionFailed):
    """TLS could not be agreed on with the server, or its certificate can't be trusted; no stored answer stands in."""


class RequestTimeout(TransportError, TimeoutError):
    """The answer did not come in the time that the call was given."""


class ProtocolError(TransportError):
    """What came back is not HTTP as it should be: a garbled status line, too many or oversized headers."""


class ResponseTooLarge(TransportError):
    """The answer is larger than the limit; the connection was closed."""


class RedirectRefused(TransportError):
    """A redirect leads where this client does not go: to another origin, from https to http, or round in circles.

    A 301 or 302 that answers a POST is refused too: it does not say whether the POST is to be sent again.

    Attributes:
        location: the new address, secrets masked.
    """

    def __init__(self, message: str, *, location: str = "", method: str = "", url: str = "", sent: bool = True) -> None:
        super().__init__(message, method=method, url=url, sent=sent)
        self.location = location


class DecodeError(HeroicsError):
    """An answer can't be read as the media type that it names.

    Attributes:
        response: the answer; its body is not in the message.
        request_id: the server's name for the request, or None.
    """

    def __init__(self, message: str, *, response: Response | None = None) -> None:
        self.response = response
        self.request_id = response.request_id if response else None
        told = f"{message} (request {self.request_id})" if self.request_id else message
        super().__init__(_harmless(_without_secrets(told)))


class PagingError(HeroicsError):
    """A list can't be followed to its end: the server's ``Next-Range`` does not move on, or is unusable."""


class _WaitEnded(HeroicsError):
    """A wait ended without what was waited for."""

    def __init__(self, message: str, *, record: Record) -> None:
        super().__init__(message)
        self.record = record


class WaitFailed(_WaitEnded):
    """What was waited for will not come: the record says that it failed.

    Attributes:
        record: as it was last read.
    """


class WaitTimeout(_WaitEnded, TimeoutError):
    """What was waited for did not come in time.

    Attributes:
        record: as it was last read.
    """


class ResponseError(HeroicsError):
    """The server answered with an error. What of its text would steer a terminal is escaped in ``str``.

    Attributes:
        status: the HTTP status code.
        id, message, url: what the API says: the name of the error, a text for people, where to read more.
        request_id: the server's name for the request.
        response: the whole answer; None where the error is not an answer of the server (`ThrottleTimeout`).
        call: the call that was made, such as "app.info".
    """

    status: int = 0

    def __init__(
        self, message: str, *, response: Response | None, id: str | None = None, url: str | None = None, call: str = ""
    ) -> None:
        self.response = response
        self.status = response.status if response else type(self).status
        self.id = id
        self.message = message
        self.url = url
        self.request_id = response.request_id if response else None
        self.call = call
        super().__init__(_harmless(_without_secrets(_told(self))))

    @property
    def headers(self) -> Headers:
        """The header fields of the answer; none without one."""
        from heroics_py.http.headers import Headers

        return self.response.headers if self.response else Headers()

    def _table(self) -> Table:
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import Code, Table

        facts = {
            "call": Code(self.call),
            "status": self.status,
            "id": self.id,
            "request": self.request_id,
            "see": self.url,
        }
        rows = [(name, value) for name, value in facts.items() if value]
        return Table(title=type(self).__name__, told=self.message, rows=rows)


def _told(error: ResponseError) -> str:
    facts = [f"{error.status}" + (f" {error.id}" if error.id else "")]
    if error.call:
        facts.append(error.call)
    if error.request_id:
        facts.append(f"request {error.request_id}")
    more = f"; see {error.url}" if error.url else ""
    return f"{error.message} ({', '.join(facts)}){more}"


class NotModified(ResponseError):
    """304: the server confirms a validator that the caller sent, and no cache entry holds the body."""


class BadRequest(ResponseError):
    """400."""


class Unauthorized(ResponseError):
    """401: no credentials, or not valid ones."""


class PaymentRequired(ResponseError):
    """402."""


class Forbidden(ResponseError):
    """403: the credentials don't give access."""


class NotFound(ResponseError):
    """404."""


class MethodNotAllowed(ResponseError):
    """405."""


class NotAcceptable(ResponseError):
    """406: the server has no answer of the media type or version that was asked for."""


class Conflict(ResponseError):
    """409."""


class Gone(ResponseError):
    """410."""


class PreconditionFailed(ResponseError):
    """412: it changed since the ETag that ``if_match`` named."""


class UnsupportedMediaType(ResponseError):
    """415."""


class RangeNotSatisfiable(ResponseError):
    """416: the list has no such range, or can't be ordered by that attribute."""


class UnprocessableEntity(ResponseError):
    """422: the server refuses the values that were sent."""


class Locked(ResponseError):
    """423."""


class RateLimited(ResponseError):
    """429: too many requests.

    Attributes:
        retry_after: seconds to wait as the server says, or None where it says nothing usable.
    """

    status = 429
    retry_after: float | None = None


class ThrottleTimeout(RateLimited, RequestTimeout):  # type: ignore[misc]  # its url is that of the request
    """The rate limit asks for a longer wait than the call may take; nothing was sent, so there is no response.

    It is raised at once, without the wait. The call may wait until its deadline, and for ``Retry.budget`` in all.

    Attributes:
        until: when the server takes requests again, in UTC; None where it did not say, and other requests that are
            under way use up the rest of the limit.
        retry_after: the seconds until then, counted from when this was raised; or None.
        status: 429, though no answer came; ``response`` is None, ``headers`` is empty.
        method, url: of the request, secrets masked.
        sent: False.
    """

    def __init__(  # noqa: PLR0913 - each is an attribute
        self,
        message: str,
        *,
        until: datetime | None = None,
        retry_after: float | None = None,
        method: str = "",
        url: str = "",
        call: str = "",
    ) -> None:
        RequestTimeout.__init__(self, message, method=method, url=url, sent=False)
        self.response, self.request_id, self.id = None, None, None
        self.message = message
        self.call = call
        self.until = until
        self.retry_after = retry_after

    def _table(self) -> Table:
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import Code, Table

        facts = {"call": Code(self.call), "until": str(self.until or "")}
        return Table(title=type(self).__name__, told=str(self), rows=[each for each in facts.items() if each[1]])


class ServerError(ResponseError):
    """Any 5xx: a fault on the server's side."""


class InternalServerError(ServerError):
    """500."""


class BadGateway(ServerError):
    """502."""


class ServiceUnavailable(ServerError):
    """503."""

    retry_after: float | None = None


class GatewayTimeout(ServerError):
    """504."""


_BY_STATUS: dict[int, type[ResponseError]] = {
    304: NotModified,
    400: BadRequest,
    401: Unauthorized,
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    409: Conflict,
    410: Gone,
    412: PreconditionFailed,
    415: UnsupportedMediaType,
    416: RangeNotSatisfiable,
    422: UnprocessableEntity,
    423: Locked,
    429: RateLimited,
    500: InternalServerError,
    502: BadGateway,
    503: ServiceUnavailable,
    504: GatewayTimeout,
}


def error_for(status: int) -> type[ResponseError]:
    """Return the class that stands for ``status``: its own, else `ServerError` for 5xx, else `ResponseError`."""
    return _BY_STATUS.get(status) or (ServerError if status >= 500 else ResponseError)
