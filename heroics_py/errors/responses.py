"""Errors of a response, by its status or its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroics_py.errors.base import HeroicsError, displayable, server_text
from heroics_py.errors.calls import Problem, answer_text, problem_table
from heroics_py.errors.transport import RequestTimeout
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from datetime import datetime

    from heroics_py.display.tables import Table
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Response

__all__ = [
    "AnswerError",
    "BadGateway",
    "BadRequest",
    "Conflict",
    "DecodeError",
    "Forbidden",
    "GatewayTimeout",
    "Gone",
    "InternalServerError",
    "Locked",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "NotModified",
    "PagingError",
    "PaymentRequired",
    "PreconditionFailed",
    "RangeNotSatisfiable",
    "RateLimited",
    "ResponseError",
    "ServerError",
    "ServiceUnavailable",
    "ThrottleTimeout",
    "Unauthorized",
    "UnprocessableEntity",
    "UnsupportedMediaType",
    "error_for",
]


_READ_METHODS = frozenset({"GET", "HEAD"})


class DecodeError(HeroicsError):
    """The body of a response is not what its media type says.

    Attributes:
        response: the response; the message does not repeat its body.
        request_id: the server's name for the request, or None.
    """

    def __init__(self, message: str, *, response: Response | None = None) -> None:
        self.response = response
        self.request_id = response.request_id if response else None
        super().__init__(server_text(f"{message} (request {self.request_id})" if self.request_id else message))


class AnswerError(HeroicsError, ValueError):
    """A response does not follow its schema: because of ``check_answers="raise"``.

    The request was carried out all the same.

    Attributes:
        problems: every `Problem`, the most relevant first.
        response: the whole response, with its data.
        link: the name of the call, such as "app.info".
        method: the method of the request.
        request_id: the server's name for the request, or None.
    """

    def __init__(
        self, problems: tuple[Problem, ...], *, response: Response | None = None, link: str = "", method: str = "GET"
    ) -> None:
        self.problems = tuple(problems)
        self.response = response
        self.link = link
        self.method = method
        self.request_id = response.request_id if response else None
        super().__init__(displayable(self._text()))

    def _text(self) -> str:
        facts = f" (request {self.request_id})" if self.request_id else ""
        status = f" ({self.response.status})" if self.response else ""
        done = "" if self.method in _READ_METHODS else f"the {self.method} was carried out{status}; "
        end = f"{done}with_options(check_answers=None) returns the response all the same"
        return answer_text(self.problems, self.link, facts, end)

    def _table(self) -> Table:
        return problem_table(
            type(self).__name__, f"{self.link}: the response does not follow its schema", self.problems
        )


class PagingError(HeroicsError):
    """A list has no usable next page: its ``Next-Range`` is invalid or repeated."""


class ResponseError(HeroicsError):
    """The server responded with an error.

    Characters of its text that would steer a terminal are escaped.

    Attributes:
        status: the HTTP status code.
        id, message, url: from the API: the name of the error, a text for people, where to read more.
        request_id: the server's name for the request.
        response: the whole response; None if there is none (`ThrottleTimeout`).
        call: the name of the call, such as "app.info".
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
        super().__init__(server_text(self._text()))

    def _text(self) -> str:
        facts = [f"{self.status}" + (f" {self.id}" if self.id else "")]
        if self.call:
            facts.append(self.call)
        if self.request_id:
            facts.append(f"request {self.request_id}")
        see = f"; see {self.url}" if self.url else ""
        return f"{self.message} ({', '.join(facts)}){see}"

    @property
    def headers(self) -> Headers:
        """The header fields of the response; empty without one."""
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
        return Table(title=type(self).__name__, summary=self.message, rows=rows)


class NotModified(ResponseError):
    """304: the server confirms a validator of the caller; the cache has no body."""


class BadRequest(ResponseError):
    """400."""


class Unauthorized(ResponseError):
    """401: no credentials, or invalid ones."""


class PaymentRequired(ResponseError):
    """402."""


class Forbidden(ResponseError):
    """403: the credentials don't give access."""


class NotFound(ResponseError):
    """404."""


class MethodNotAllowed(ResponseError):
    """405."""


class NotAcceptable(ResponseError):
    """406: the server can't respond in the media type or version that was asked for."""


class Conflict(ResponseError):
    """409."""


class Gone(ResponseError):
    """410."""


class PreconditionFailed(ResponseError):
    """412: the resource has changed since the ETag that ``if_match`` named."""


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
        retry_after: the seconds that the server asks to wait, or None if it gives no usable number.
    """

    status = 429
    retry_after: float | None = None


class ThrottleTimeout(RateLimited, RequestTimeout):  # type: ignore[misc]  # its url is that of the request
    """The rate limit asks for a longer wait than the call may take.

    Nothing was sent, so there is no response. It is raised at once, without the wait. The call may wait until its
    deadline, and for ``Retry.budget`` in all.

    Attributes:
        until: when the server takes requests again, in UTC; None if the server does not say, and other requests in
            flight use up the rest of the limit.
        retry_after: the seconds until then, counted from when this was raised; or None.
        status: 429, although there is no response; ``response`` is None, ``headers`` is empty.
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
        return Table(title=type(self).__name__, summary=str(self), rows=[each for each in facts.items() if each[1]])


class ServerError(ResponseError):
    """Any 5xx: a fault of the server."""


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
    """Return the class of ``status``: its own, else `ServerError` for 5xx, else `ResponseError`."""
    return _BY_STATUS.get(status) or (ServerError if status >= 500 else ResponseError)
