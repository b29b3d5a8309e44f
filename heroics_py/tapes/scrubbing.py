"""Requests and responses without their secrets, as a tape may hold them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias
from urllib.parse import unquote

from heroics_py.http.body_streams import BodyStream
from heroics_py.http.messages import Request, Response
from heroics_py.tapes.bodies import taped_body
from heroics_py.tapes.changed_texts import change_exchange, change_request, texts_of
from heroics_py.tapes.exchange import TapedExchange, TapedRequest, TapedResponse
from heroics_py.tapes.found_secrets import FoundSecrets
from heroics_py.tapes.kept_headers import kept_request_headers, kept_response_headers, stated_headers
from heroics_py.tapes.marked_secrets import MarkedSecrets, marked_secrets
from heroics_py.tapes.placeholders import ANY_SECRET, numbers_in, placeholder, renumbered
from heroics_py.tapes.request_credentials import credentials_of, path_secrets, response_credentials
from heroics_py.tapes.scrubbed_bodies import scrub_body
from heroics_py.tapes.secret_places import SecretPlaces
from heroics_py.tapes.secret_search import SecretSearch

__all__ = ["Scrub", "Scrubber", "names_of"]

Scrub: TypeAlias = str | Iterable[str] | Callable[[TapedExchange], TapedExchange]
"""Names of further secret fields, or a function that returns an exchange without what must not be on the tape."""

_NO_RESPONSE = TapedResponse(status=204)


def names_of(names: str | Iterable[str]) -> frozenset[str]:
    """Return names as a caller passes them, one or several, in lower case."""
    return frozenset(name.lower() for name in ([names] if isinstance(names, str) else names))


class AnsweredRequest(Protocol):
    """A request, as it left, with its response."""

    @property
    def request(self) -> Request:
        """The request, with its credentials, and its body as bytes."""
        ...

    @property
    def response(self) -> Response:
        """The response, with its whole body."""
        ...


class Scrubber:
    """Replaces the secrets of requests and responses by placeholders: the same secret by the same one.

    Args:
        scrub: names of further secret fields of headers, queries and bodies; or a function that gets each exchange
            without its secrets, and returns it as it is to be on the tape. The function also gets each request to be
            played, with an empty response of the status 204.
        keep: names of fields that are not secret, although they look so, such as "key"; and of header fields of
            responses that would not be kept otherwise.
        headers: names of further header fields of requests that stay on the tape.
    """

    def __init__(
        self,
        scrub: Scrub = (),
        *,
        keep: Iterable[str] = (),
        headers: Iterable[str] = (),
    ) -> None:
        self._names = frozenset() if callable(scrub) else names_of(scrub)
        self._edit = scrub if callable(scrub) else None
        self._kept = names_of(keep)
        self._headers = names_of(headers)
        self._marks: dict[int, tuple[object, MarkedSecrets]] = {}

    def request(self, request: Request) -> TapedRequest:
        """Return a request to be compared with those on a tape; each secret is the placeholder of any secret.

        Args:
            request: as it leaves, with its credentials, and its body as bytes.
        """
        found = FoundSecrets(lambda _: ANY_SECRET)
        taped = self._request(request, found)
        search = SecretSearch(found.distinct())
        if found.changed_texts:
            taped = self._request(request, found, search.narrowed(found.changed_texts))
        taped = change_request(taped, search.mask_sent, search.mask_bytes)
        if self._edit is None:
            return taped
        return self._edit(TapedExchange(call=request.call, request=taped, response=_NO_RESPONSE)).request

    def exchanges(
        self, recordings: Iterable[AnsweredRequest], before: Sequence[TapedExchange] = ()
    ) -> tuple[TapedExchange, ...]:
        """Return what is on a tape already, and after it what was recorded, as the tape may hold it.

        A secret of one exchange is replaced wherever it is in another one. Placeholders are numbered in order.

        Args:
            recordings: requests, as they left, with their responses.
            before: what is on the tape already, whose placeholders keep their numbers.
        """
        first = 1 + max((number for each in before for number in _numbers(each)), default=0)
        found = FoundSecrets(lambda number: placeholder(first + number))
        taped = self._exchanges(list(recordings), before, found)
        search = SecretSearch(found.findable(taped))
        narrowed = search.narrowed(texts_of(taped))
        taped = [_masked(each, narrowed) for each in taped]
        if self._edit is not None:
            edited = taped[len(before) :]
            taped[len(before) :] = [_masked(self._edit(each), search) for each in edited]
        return _numbered(taped, first)

    def _exchanges(
        self, recordings: Sequence[AnsweredRequest], before: Sequence[TapedExchange], found: FoundSecrets
    ) -> list[TapedExchange]:
        """Return exchanges with what is secret by its place replaced.

        "password: a b" shows a part of a password with a space in it. So texts that had a part replaced are read once
        more when all secrets are known.
        """
        taped, again = [*before], []
        for each in recordings:
            count = len(found.changed_texts)
            taped.append(self._exchange(each, found))
            if len(found.changed_texts) > count:
                again.append(len(taped) - 1)
        if again:
            search = SecretSearch(found.findable(taped)).narrowed(found.changed_texts)
            for at in again:
                taped[at] = self._exchange(recordings[at - len(before)], found, search)
        return taped

    def _exchange(self, each: AnsweredRequest, found: FoundSecrets, known: SecretSearch | None = None) -> TapedExchange:
        return TapedExchange(
            call=each.request.call,
            request=self._request(each.request, found, known),
            response=self._response(each.request, each.response, found, known),
        )

    def _marked(self, request: Request) -> MarkedSecrets:
        link = request.link
        known = self._marks.get(id(link))
        if known is None:
            known = self._marks.setdefault(id(link), (link, marked_secrets(link)))
        return known[1]

    def _places(self, request: Request, found: FoundSecrets, known: SecretSearch | None) -> SecretPlaces:
        names = self._names.union(request.secret_fields, self._marked(request).names)
        return SecretPlaces(found, names, self._kept, known.mask_spellings if known is not None else None)

    def _request(self, request: Request, found: FoundSecrets, known: SecretSearch | None = None) -> TapedRequest:
        places, marked = self._places(request, found, known), self._marked(request)
        for value in credentials_of(request, places.names):
            places.replace(value)
        url = places.in_url(request.url.partition("#")[0])
        for value in path_secrets(request, places.names):
            url = url.replace(f"/{value}", f"/{places.replace(unquote(value))}")
        data = _body_of(request)
        body = None
        if data:
            body = taped_body(data, request.headers.get("Content-Type") or "")
            body = scrub_body(places, body, marked.sent, is_map=marked.is_sent_map)
        headers = kept_request_headers(request.headers, self._headers)
        return TapedRequest(method=request.method, url=url, headers=headers, body=body)

    def _response(
        self, request: Request, response: Response, found: FoundSecrets, known: SecretSearch | None
    ) -> TapedResponse:
        places, marked = self._places(request, found, known), self._marked(request)
        for value in response_credentials(response, places.names):
            places.replace(value)
        kept = kept_response_headers(response.headers, self._kept | stated_headers(request))
        headers = kept.replaced(
            {name: places.replace(text) if places.names(name) else places.in_text(text) for name, text in kept.items()}
        )
        is_map = marked.is_answered_map or (not request.storable and request.link is None)
        body = None
        if response.body:
            body = taped_body(response.body, response.headers.get("Content-Type") or "")
            body = scrub_body(places, body, marked.answered, is_map=is_map)
        return TapedResponse(status=response.status, headers=headers, body=body)


def _body_of(request: Request) -> bytes | None:
    body = request.body
    if not isinstance(body, BodyStream):
        return body
    return b"".join(body) if body.repeatable else f"a stream of {body.label or 'data'}".encode()


def _masked(exchange: TapedExchange, search: SecretSearch) -> TapedExchange:
    """Return an exchange without the secrets of a search; compressed data in it can be opened in its response only."""
    request = change_request(exchange.request, search.mask_sent, search.mask_bytes)
    return change_exchange(exchange.replaced(request=request), search.mask, search.mask_bytes)


def _numbered(exchanges: list[TapedExchange], first: int) -> tuple[TapedExchange, ...]:
    """Return exchanges with their placeholders from ``first`` on numbered in the order of their appearance."""
    numbers: dict[int, int] = {}
    for each in exchanges:
        for number in _numbers(each):
            if number >= first:
                numbers.setdefault(number, first + len(numbers))

    def change(text: str) -> str:
        return renumbered(text, lambda old: numbers.get(old, old))

    return tuple([change_exchange(each, change, bytes) for each in exchanges])


def _numbers(exchange: TapedExchange) -> list[int]:
    """Return the numbers of the placeholders of an exchange, in the order of their appearance."""
    return [number for text in texts_of([exchange]) for number in numbers_in(text)]
