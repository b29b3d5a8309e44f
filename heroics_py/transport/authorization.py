"""The skin that says who asks, to the API's own origin and to nobody else."""

from dataclasses import replace
from typing import NoReturn

from heroics_py.messages import Request, Response, Transport
from heroics_py.transport.credentials import Credentials
from heroics_py.transport.masking import for_stranger
from heroics_py.transport.origins import origin

__all__ = ["Authorizing"]


class Authorizing:
    """Adds the credentials to requests for the API's origin, and takes any away from all others.

    An Authorization header that the request already bears is the caller's own and stays.
    """

    __slots__ = ("_credentials", "_inner", "_origin", "_prefix")

    def __init__(self, inner: Transport, *, base_url: str, credentials: Credentials) -> None:
        self._inner = inner
        self._credentials = credentials
        self._origin = origin(base_url)
        self._prefix = f"{self._origin}/"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a transport holds credentials and can't be pickled")

    def send(self, request: Request) -> Response:
        """Send ``request`` with the credentials that its destination may see."""
        return self._inner.send(self._authorized(request))

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()

    def _authorized(self, request: Request) -> Request:
        if not (request.url.startswith(self._prefix) or origin(request.url) == self._origin):
            return replace(request, headers=request.headers.replaced(for_stranger(request.headers)), auth=None)
        if "Authorization" in request.headers or request.auth is not None:
            return request
        known = self._credentials
        if known.header is not None:
            return replace(request, headers=request.headers.replaced({"Authorization": known.header()}))
        return request if known.auth is None else replace(request, auth=known.auth)
