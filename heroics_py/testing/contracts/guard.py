"""Where the calls of a contract may go: to the client's own server, and writes to this machine alone unless allowed."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from heroics_py.errors import RequestRefused
from heroics_py.http.hooks import RequestDetails
from heroics_py.http.messages import Request
from heroics_py.http.origins import origin_of
from heroics_py.testing.contracts.subject import READS

__all__ = ["Guard", "LeftServer", "is_this_machine"]


class LeftServer(RequestRefused):
    """A request that must not leave for where it leads."""


def is_this_machine(url: str) -> bool:
    """Return whether a URL certainly leads to this machine: ``localhost``, or an address of the loopback interface.

    Any other name may lead elsewhere tomorrow, also one that leads here today.
    """
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _path_of(url: str) -> str:
    """Return the path of a URL; many servers redirect from one without a slash at its end to one with it, or back."""
    return urlsplit(url).path.rstrip("/")


class Guard:
    """Refuses requests to other servers, and writes that are not allowed, also those that a redirect leads to.

    It is the hook ``on_request`` of each call, and calls the one that the client has.

    Args:
        base_url: of the client.
        may_write: whether requests may change something there.
        hook: the hook of the client, if any.
    """

    def __init__(self, base_url: str, *, may_write: bool, hook: Callable[[RequestDetails], object] | None) -> None:
        self._origin = origin_of(base_url)
        self._may_write = may_write
        self._hook = hook
        self._path = ""

    def check(self, request: Request) -> None:
        """Refuse a request, before it is sent.

        Raises:
            LeftServer: it goes elsewhere, or changes something and must not.
        """
        self._check(request.method, request.url)
        self._path = _path_of(request.url)

    def __call__(self, details: RequestDetails) -> object:
        """Refuse a request that is about to leave."""
        self._check(details.method, details.url)
        if details.method not in READS and _path_of(details.url) != self._path:
            reason = "a contract follows no redirect that changes something else"
            raise LeftServer(reason, method=details.method, url=details.url)
        return None if self._hook is None else self._hook(details)

    def _check(self, method: str, url: str) -> None:
        if origin_of(url) != self._origin:
            reason = "a contract sends nothing to another server than the client's"
        elif method not in READS and not self._may_write:
            reason = "a contract writes to this machine alone: pass allow_writes=True"
        else:
            return
        raise LeftServer(reason, method=method, url=url)
