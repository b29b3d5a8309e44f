"""Errors of sending a request and receiving its response."""

from typing import TYPE_CHECKING

from heroics_py.errors.base import HeroicsError

if TYPE_CHECKING:
    from heroics_py.http.messages import Response

__all__ = [
    "ConnectionFailed",
    "ProtocolError",
    "RedirectRefused",
    "RequestRefused",
    "RequestTimeout",
    "ResponseTooLarge",
    "TransportError",
    "UntrustedServer",
]


class TransportError(HeroicsError):
    """No usable response arrived.

    Attributes:
        method, url: of the request, secrets masked.
        sent: False if it is certain that the server has seen nothing of the request.
        partial: the response as far as it arrived, if its body was cut short; for those who can complete it.
    """

    partial: "Response | None" = None

    def __init__(self, message: str, *, method: str = "", url: str = "", sent: bool = True) -> None:
        super().__init__(f"{method} {url}: {message}" if url else message)
        self.method = method
        self.url = url
        self.sent = sent

    def take_partial(self) -> "Response | None":
        """Return what arrived, if anything, and forget it: it may be large."""
        partial: Response | None = self.__dict__.pop("partial", None)
        return partial


class ConnectionFailed(TransportError, ConnectionError):
    """The connection could not be opened, or broke before the response was complete."""


class RequestRefused(TransportError, ValueError):
    """HTTP can't carry the request, because of its URL or a header. Nothing was sent."""


class UntrustedServer(ConnectionFailed):
    """TLS failed, or the certificate of the server is not trusted.

    No cached response is served instead.
    """


class RequestTimeout(TransportError, TimeoutError):
    """The response did not arrive within the time limit of the call."""


class ProtocolError(TransportError):
    """The response is not valid HTTP, as with a garbled status line or huge headers."""


class ResponseTooLarge(TransportError):
    """The response is larger than the limit; the connection was closed."""


class RedirectRefused(TransportError):
    """A redirect that this client does not follow.

    It points to another origin, from https to http, or in a circle. Also a 301 or 302 after a POST, which leaves open
    whether to send the POST again.

    Attributes:
        location: the new address, secrets masked.
    """

    def __init__(self, message: str, *, location: str = "", method: str = "", url: str = "", sent: bool = True) -> None:
        super().__init__(message, method=method, url=url, sent=sent)
        self.location = location
