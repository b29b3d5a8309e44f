"""An exchange with its texts changed, wherever they are on the tape."""

from binascii import a2b_base64
from collections.abc import Callable, Iterable

from heroics_py.http.headers import Headers
from heroics_py.support.json_types import Json
from heroics_py.tapes.bodies import binary
from heroics_py.tapes.exchange import TapedBody, TapedExchange, TapedRequest, TapedResponse

__all__ = ["change_exchange", "change_request", "change_value", "texts_of"]

_Change = Callable[[str], str]
_ChangeBytes = Callable[[bytes], bytes]


def change_exchange(exchange: TapedExchange, change: _Change, change_bytes: _ChangeBytes) -> TapedExchange:
    """Return an exchange with ``change`` applied to each text, and ``change_bytes`` to each binary body."""
    response = exchange.response
    return exchange.replaced(
        request=change_request(exchange.request, change, change_bytes),
        response=TapedResponse(
            status=response.status,
            headers=_headers(response.headers, change),
            body=_body(response.body, change, change_bytes),
        ),
    )


def texts_of(exchanges: Iterable[TapedExchange]) -> list[str]:
    """Return each text of exchanges, in the order of their appearance on a tape."""
    texts: list[str] = []

    def collect(text: str) -> str:
        texts.append(text)
        return text

    for each in exchanges:
        change_exchange(each, collect, bytes)
    return texts


def change_request(request: TapedRequest, change: _Change, change_bytes: _ChangeBytes) -> TapedRequest:
    """Return a request with its texts changed in the same way."""
    return TapedRequest(
        method=request.method,
        url=change(request.url),
        headers=_headers(request.headers, change),
        body=_body(request.body, change, change_bytes),
    )


def _headers(headers: Headers, change: _Change) -> Headers:
    return Headers([(name, change(value)) for name, value in headers.items()])


def _body(body: TapedBody | None, change: _Change, change_bytes: _ChangeBytes) -> TapedBody | None:
    if body is None:
        return None
    if body.kind == "parts" and isinstance(body.content, list):
        return TapedBody(body.kind, [_part(part, change, change_bytes) for part in body.content])
    return TapedBody(body.kind, _content(body.kind, body.content, change, change_bytes))


def _part(part: Json, change: _Change, change_bytes: _ChangeBytes) -> Json:
    if not isinstance(part, dict):
        return part
    return {name: _content(name, value, change, change_bytes) for name, value in part.items()}


def _content(kind: str, content: Json, change: _Change, change_bytes: _ChangeBytes) -> Json:
    if kind == "base64":
        return binary(change_bytes(a2b_base64(str(content))))
    return change_value(content, change)


def change_value(value: Json, change: _Change) -> Json:
    """Return a JSON value with its texts changed, its keys among them; a number whose text would change becomes 0."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): change_value(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [change_value(item, change) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    text = repr(value)
    return value if len(text) < 6 or change(text) == text else type(value)(0)
