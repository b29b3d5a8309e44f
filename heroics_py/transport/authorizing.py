"""The skin that says who asks, to the API's own origin and to nobody else."""

from typing import NoReturn

from heroics_py.http.masking import mask_response, private_removals, remove_query_field
from heroics_py.http.messages import Request, Response, Transport
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Security
from heroics_py.transport.credentials.placement import with_credential, without_field
from heroics_py.transport.credentials.sources import Credentials

__all__ = ["Authorizing"]


class Authorizing:
    """Adds the credentials to requests for the API's origin, and takes any away from all others.

    A header that the request already bears is the caller's own and stays. What was only found, in the environment or
    in netrc, does not go along where the document asks for no credentials; what the caller gave does.
    """

    __slots__ = ("_credentials", "_inner", "_origin", "_prefix")

    def __init__(self, inner: Transport, *, base_url: str, credentials: Credentials) -> None:
        self._inner = inner
        self._credentials = credentials
        self._origin = origin_of(base_url)
        self._prefix = f"{self._origin}/"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a transport holds credentials and can't be pickled")

    def send(self, request: Request) -> Response:
        """Send ``request`` with the credentials that its destination may see."""
        if not (request.url.startswith(self._prefix) or origin_of(request.url) == self._origin):
            strange = private_removals(request.headers, request.secret_fields)
            return self._inner.send(request.replaced(headers=request.headers.replaced(strange), auth=None))
        known = self._credentials
        if request.anonymous or request.auth is not None or not (request.secured or known.explicit):
            return mask_response(self._inner.send(request), request)
        places = known.places(request.security)
        sent = self._authorized(request, places)
        response = self._inner.send(sent)
        for place in places if sent.url != request.url else ():
            if place.location == "query":
                # What the answer tells of its URL, and of further ones, is told without the key.
                headers = remove_query_field(response.headers, place.field)
                response = response.replaced(url=without_field(response.url, place.field), headers=headers)
        return mask_response(response, sent)

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()

    def _authorized(self, request: Request, places: tuple[Security, ...]) -> Request:
        for place in places:
            if place.location != "header" or not _is_settled(request, place.field):
                request = with_credential(request, place, self._credentials.text_for(place))
        if self._credentials.auth is not None and "Authorization" not in request.headers:
            return request.replaced(auth=self._credentials.auth)
        return request


def _is_settled(request: Request, name: str) -> bool:
    """Return whether the caller has said of the header ``name`` what it holds, or that it is left out."""
    if name in request.headers:
        return True
    given = request.options.headers
    return bool(given) and any(text is None and each.lower() == name.lower() for each, text in given.items())
