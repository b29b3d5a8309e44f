"""Which requests a recorded exchange answers."""

from binascii import a2b_base64
from collections import Counter
from collections.abc import Collection, Iterator
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlsplit

from heroics_py.http.headers import Headers
from heroics_py.http.origins import is_loopback, origin_of
from heroics_py.support.json_types import Json
from heroics_py.tapes.exchange import TapedBody, TapedExchange, TapedRequest
from heroics_py.tapes.masked_bytes import are_same_bytes
from heroics_py.tapes.placeholders import fits, is_placeholder

__all__ = [
    "SELECTING_HEADERS",
    "answers",
    "are_same_paths",
    "asks_the_same",
    "confirmed_etag",
    "counting",
    "escaped",
    "likeness",
    "moved",
]

SELECTING_HEADERS = ("range", "if-range", "if-match", "if-unmodified-since")
"""Headers that say which response is asked for, or whether a change may happen."""

_CONDITIONS = ("if-none-match", "if-modified-since")
_NOT_MODIFIED = 304


def answers(exchange: TapedExchange, request: TapedRequest, headers: Collection[str] = ()) -> bool:
    """Return whether the response of ``exchange`` answers ``request``.

    Method, URL and body have to be the same by value: the order of query fields, of the keys of JSON and of the fields
    of a form does not count. What is secret does not count either.

    Args:
        exchange: of a tape.
        request: without its secrets.
        headers: names of further headers that count, in lower case.
    """
    if exchange.response.status == _NOT_MODIFIED and not _has_same_conditions(exchange, request):
        return False
    return asks_the_same(exchange, request, headers)


def asks_the_same(exchange: TapedExchange, request: TapedRequest, headers: Collection[str] = ()) -> bool:
    """Return whether the request of an exchange asks for the same, on whatever condition.

    Args:
        exchange: of a tape.
        request: without its secrets.
        headers: names of further headers that count, in lower case.
    """
    taped = exchange.request
    if _method(request) != _method(taped) or not _is_same_url(request.url, taped.url):
        return False
    names = (*SELECTING_HEADERS, *headers)
    return _have_same_headers(request, taped, names) and _is_same_body(request.body, taped)


def confirmed_etag(exchange: TapedExchange) -> str | None:
    """Return the ETag of the version that a 304 has confirmed; None if an exchange confirms none."""
    return exchange.request.headers.get("If-None-Match") if exchange.response.status == _NOT_MODIFIED else None


def counting(request: TapedRequest, exchange: TapedExchange, headers: Collection[str] = ()) -> TapedRequest:
    """Return a request with what counts when it is compared with an exchange, to tell how they differ."""
    conditions = _CONDITIONS if exchange.response.status == _NOT_MODIFIED else ()
    names = {*SELECTING_HEADERS, *conditions, *headers}
    kept = Headers([(name, value) for name, value in request.headers.items() if name.lower() in names])
    url = request.url
    if _are_same_origins(url, exchange.request.url):
        url = moved(url, url, exchange.request.url)
    return request.replaced(headers=kept, url=url)


def moved(text: str, url: str, other: str) -> str:
    """Return a text in which URLs have the origin of ``other`` in place of that of ``url``."""
    old, new = origin_of(url), origin_of(other)
    if old is None or new is None or old == new or old not in text:
        return text
    first, *rest = text.split(old)
    return first + "".join(f"{old if piece[:1].isdigit() or piece[:1] == ':' else new}{piece}" for piece in rest)


def likeness(exchange: TapedExchange, request: TapedRequest) -> tuple[bool, bool]:
    """Return how much the request of an exchange that answers ``request`` is like it, to choose among several."""
    is_same_origin = origin_of(request.url) == origin_of(exchange.request.url)
    return is_same_origin, _has_same_conditions(exchange, request)


def _has_same_conditions(exchange: TapedExchange, request: TapedRequest) -> bool:
    """Return whether a request depends on the same version of what it asks for."""
    return _have_same_headers(request, exchange.request, _CONDITIONS)


def _method(request: TapedRequest) -> str:
    return request.headers.get("X-Http-Method-Override") or request.method


def _have_same_headers(request: TapedRequest, taped: TapedRequest, names: Collection[str]) -> bool:
    return all(fits(request.headers.get(name), taped.headers.get(name)) for name in names)


def _is_same_url(url: str, taped: str) -> bool:
    if url == taped:
        return True
    parts, taped_parts = urlsplit(url), urlsplit(taped)
    if not _are_same_origins(url, taped) or not are_same_paths(parts.path or "/", taped_parts.path or "/"):
        return False
    pairs = parse_qsl(parts.query, keep_blank_values=True), parse_qsl(taped_parts.query, keep_blank_values=True)
    return _are_same_pairs(*pairs)


def are_same_paths(path: str, taped: str) -> bool:
    """Return whether two paths are the same, however their characters are escaped."""
    return fits(path, taped) or fits(escaped(path), escaped(taped))


def escaped(path: str) -> str:
    """Return a path whose characters are escaped as those of any other that means the same (RFC 3986, 6.2.2)."""
    return "/".join(quote(unquote_to_bytes(segment), safe="") for segment in path.split("/"))


def _are_same_origins(url: str, taped: str) -> bool:
    """Return whether two URLs have the same origin; a server of this machine has another port each time."""
    return origin_of(url) == origin_of(taped) or all(
        is_loopback(urlsplit(each).hostname or "") for each in (url, taped)
    )


def _are_same_pairs(pairs: list[tuple[str, str]], taped: list[tuple[str, str]]) -> bool:
    """Return whether two queries have the same fields; one whose value is secret on the tape may be missing."""
    left = Counter(pairs)
    open_pairs = []
    for pair in taped:
        if left[pair] > 0:
            left[pair] -= 1
        else:
            open_pairs.append(pair)
    rest = list(left.elements())
    for name, value in open_pairs:
        found = next((pair for pair in rest if pair[0] == name and fits(pair[1], value)), None)
        if found is not None:
            rest.remove(found)
        elif not is_placeholder(value):
            return False
    return not rest


def _is_same_body(body: TapedBody | None, request: TapedRequest) -> bool:
    taped = request.body
    if body is None or taped is None:
        return body is taped or _is_empty(body or taped)
    # What vcrpy records of aiohttp does not say whether fields are JSON or a form.
    is_open = taped.kind == "json" and "Content-Type" not in request.headers
    if body.kind == taped.kind and body.kind in ("base64", "parts"):
        return _are_same_parts(_parts(body), _parts(taped))
    if body.kind == taped.kind or (is_open and body.kind == "form"):
        return fits(_without_secrets(body.content, taped.content), _without_secrets(taped.content, taped.content))
    return body.encode() == taped.encode() != b""


def _parts(body: TapedBody) -> Json:
    return [{body.kind: body.content}] if body.kind == "base64" else body.content


def _are_same_parts(parts: Json, taped: Json) -> bool:
    """Return whether the parts of a body are those on the tape, binary ones as far as it shows them."""
    if not isinstance(parts, list) or not isinstance(taped, list) or len(parts) != len(taped):
        return False
    return all(_is_same_part(*pair) for pair in zip(parts, taped, strict=True))


def _is_same_part(part: Json, taped: Json) -> bool:
    if isinstance(part, dict) and isinstance(taped, dict) and "base64" in part and "base64" in taped:
        if not are_same_bytes(a2b_base64(str(part["base64"])), a2b_base64(str(taped["base64"]))):
            return False
        part = {**part, "base64": taped["base64"]}
    return fits(part, taped)


def _is_empty(body: TapedBody | None) -> bool:
    return body is None or body.content in ("", {}, [])


def _without_secrets(content: Json, taped: Json) -> Json:
    """Return an object without the fields that are secret on the tape: who plays it need not have them."""
    if not isinstance(content, dict) or not isinstance(taped, dict):
        return content
    hidden = set(_secret_names(taped))
    return {name: _without_secrets(value, taped.get(name)) for name, value in content.items() if name not in hidden}


def _secret_names(taped: dict[str, Json]) -> Iterator[str]:
    for name, value in taped.items():
        values = value if isinstance(value, list) and value else [value]
        if all(isinstance(each, str) and is_placeholder(each) for each in values):
            yield name
