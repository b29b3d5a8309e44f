"""The rule that adds credentials for the API's own origin, and for others that the caller passed some for."""

from functools import lru_cache
from typing import NoReturn, TypeAlias

from heroics_py.http.masking import mask_response, remove_query_field
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.http.steps import Rule, Steps
from heroics_py.http.wiretaps import is_played
from heroics_py.model.security import Security
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.secret import Secret
from heroics_py.transport.credentials.credentials import Credentials
from heroics_py.transport.credentials.placement import with_credential, without_field
from heroics_py.transport.credentials.schemes import bearer_text
from heroics_py.transport.credentials.token_source import HeldToken, TokenSource
from heroics_py.transport.rules.cross_origin import dropped_headers
from heroics_py.transport.rules.renewing import replacement_for, usable_token

__all__ = ["Authorizing"]

Tokens: TypeAlias = dict[TokenSource, HeldToken]

_OTHERS = ("from the store", "from the server")  # the tokens to try after a 401


class Authorizing:
    """Adds credentials to requests for the API's origin, and removes them from all others.

    Another origin gets the credentials that the caller passed for it, unless a redirect led there.

    A header that the request already has is the caller's choice and stays. Credentials from the environment or from
    netrc are left out where the document asks for none; credentials that the caller passed are sent.
    """

    __slots__ = ("_credentials", "_inner", "_origin", "_places_of")

    def __init__(self, inner: Rule, *, base_url: str, credentials: Credentials) -> None:
        self._inner = inner
        self._credentials = credentials
        self._origin = origin_of(base_url)
        self._places_of = lru_cache(maxsize=128)(Credentials.places)  # the same for all calls of a link

    def __reduce__(self) -> NoReturn:
        raise TypeError("a transport holds credentials and can't be pickled")

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` with the credentials that its destination may see.

        A token of OAuth is renewed before it expires, and once after a 401.
        """
        use = self._use_of(request)
        tokens: Tokens = {}
        for source in use.sources:
            tokens[source] = yield from usable_token(source, request)
        authorized = use.authorized(tokens)
        response = yield from self._inner.send(authorized)
        for source in use.sources:
            for _ in _OTHERS:
                other = yield from replacement_for(source, tokens[source], request, response)
                if other is None:
                    break
                tokens[source] = other
                authorized = use.authorized(tokens)
                response = yield from self._inner.send(authorized)
                if other.is_new and response.status == 401:
                    source.mark_fruitless(other)
        if authorized.url != request.url:
            response = _without_query_keys(response, use.places)
        return mask_response(response, authorized)

    def account_of(self, request: Request) -> str | None:
        """Return a text that is the same for the same request of the same account, with its credentials in it.

        None if nobody can know that: a session or an authorization object of the caller's adds what it likes, or a
        token is still to be fetched.
        """
        use = self._use_of(request)
        accounts = {source: source.account() for source in use.sources}
        known = {each: HeldToken(Secret(name), name) for each, name in accounts.items() if name is not None}
        if len(known) < len(accounts):
            return None
        authorized = use.authorized(known)
        if self._credentials.session_identifies or authorized.auth is not None:
            return None
        fields = [(name.lower(), text) for name, text in authorized.headers.items()]
        counted = sorted(field for field in fields if field[0] not in HARMLESS_HEADERS)
        return "\n".join([f"{request.method} {authorized.url}", *(f"{name}: {text}" for name, text in counted)])

    def _use_of(self, request: Request) -> "_Use":
        """Return which credentials the destination of ``request`` may see."""
        origin, credentials = origin_of(request.url) or "", self._credentials
        if origin != self._origin:
            request = _for_other_origin(request)
            if request.is_redirected or origin not in credentials.by_origin:
                return _Use(request, credentials)
            credentials = credentials.by_origin[origin]
        if not _needs_credentials(request, credentials):
            return _Use(request, credentials)
        return _Use(request, credentials, self._places_of(credentials, request.security), is_signed=True)


class _Use:
    """The credentials of one request, and where they go.

    Attributes:
        places: where they are in the request.
        sources: keep those that are tokens of OAuth.
    """

    __slots__ = ("_credentials", "_free", "_is_signed", "_request", "places", "sources")

    def __init__(
        self, request: Request, credentials: Credentials, places: tuple[Security, ...] = (), *, is_signed: bool = False
    ) -> None:
        self._request = request
        self._credentials = credentials
        self._is_signed = is_signed
        self.places = places
        self._free = [
            each for each in places if each.location != "header" or not _is_set_by_caller(request, each.field)
        ]
        found = [tokens for place in self._free if (tokens := credentials.tokens_for(place)) is not None]
        self.sources = tuple(dict.fromkeys(found)) if found else ()

    def authorized(self, tokens: Tokens) -> Request:
        """Return the request with its credentials."""
        request = self._request
        for place in self._free:
            source = self._credentials.tokens_for(place)
            if source is None:
                text = self._text_for(place)
                request = request if text is None else with_credential(request, place, text)
            else:
                token = tokens[source]
                request = with_credential(request, place, bearer_text(token.text.reveal()))
                request = request.replaced(account=token.account)
        if self._is_signed and self._credentials.auth is not None and "Authorization" not in request.headers:
            return request.replaced(auth=self._credentials.auth)
        return request

    def _text_for(self, place: Security) -> str | None:
        """Return the text of a credential; None if it is missing, and a tape answers in the place of the server."""
        try:
            return self._credentials.text_for(place)
        except Exception:
            if not is_played():
                raise
        return None


def _for_other_origin(request: Request) -> Request:
    """Return ``request`` without what is meant for the API alone.

    Headers that are arguments of the call stay: its server is the other origin.
    """
    changes = dropped_headers(request.headers, request.secret_fields)
    kept = frozenset() if request.is_redirected else request.own_headers
    changes = {name: None for name in changes if name.lower() not in kept}
    return request.replaced(headers=request.headers.replaced(changes), auth=None)


def _needs_credentials(request: Request, credentials: Credentials) -> bool:
    if request.anonymous or request.auth is not None:
        return False
    return request.secured or credentials.is_explicit


def _without_query_keys(response: Response, places: tuple[Security, ...]) -> Response:
    """Return ``response`` without the keys that its URL, and the URLs in its headers, repeat."""
    for place in places:
        if place.location == "query":
            headers = remove_query_field(response.headers, place.field)
            response = response.replaced(url=without_field(response.url, place.field), headers=headers)
    return response


def _is_set_by_caller(request: Request, name: str) -> bool:
    """Return whether the caller set the header ``name``, or left it out with None."""
    if name in request.headers:
        return True
    headers = request.options.headers
    return bool(headers) and any(value is None and each.lower() == name.lower() for each, value in headers.items())
