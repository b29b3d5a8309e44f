"""The last exchanges of a test, and their text without secrets."""

import json
from collections import deque
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlencode

from heroics_py.display.terminal import printable
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Rule, Steps
from heroics_py.http.tape_marks import TapeMark
from heroics_py.http.wiretaps import Wiretap
from heroics_py.support.values import Value
from heroics_py.tapes.exchange import TapedBody, TapedExchange
from heroics_py.tapes.scrubbing import Scrubber

__all__ = ["ExchangeLog"]

_KEPT = 10
_LONGEST = 600  # characters of a body
_LARGEST = 1 << 20  # bytes of a body that is looked at
# By which two requests for one URL differ, and what a response says of the next one.
_SHOWN_OF_REQUESTS = ("Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")
_SHOWN_OF_RESPONSES = ("Content-Range", "Next-Range", "Link", "Location", "Retry-After")
_TEXT_TYPE = {"Content-Type": "text/plain; charset=utf-8"}
_NO_RESPONSE = 0


class _Kept(Value):
    """A request and its response; a response with the status 0 is the text of an error in its place."""

    request: Request
    response: Response


class ExchangeLog(Wiretap):
    """Keeps the last exchanges of all clients of this process; their text is made when a test has failed."""

    def __init__(self) -> None:
        self._exchanges: deque[_Kept] = deque(maxlen=_KEPT)
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def send(self, request: Request, inner: Rule) -> Steps[Response]:
        """Send a request, and keep what came of it."""
        try:
            response = yield from inner.send(request)
        except BaseException as error:
            text = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else "no response: interrupted"
            self._keep(
                request,
                Response(status=_NO_RESPONSE, headers=Headers(_TEXT_TYPE), body=text.encode("utf-8", "replace")),
            )
            raise
        self._keep(request, response)
        return response

    def _keep(self, request: Request, response: Response) -> None:
        self._exchanges.append(_Kept(request, response))
        self._count += 1

    def text(self) -> str:
        """Return the exchanges, the oldest first, without what is secret, as on a tape, and with their bodies cut."""
        kept = [_Kept(_without_stream(each.request), _without_source(each.response)) for each in self._exchanges]
        try:
            shown = zip(Scrubber().exchanges(kept), self._exchanges, strict=True)
            lines = [line for each, own in shown for line in _lines(each, own.response.taped)]
        except Exception as error:  # noqa: BLE001 - the failure of the test is what has to be shown
            lines = [f"({len(kept)} exchanges, which can't be shown without their secrets: {type(error).__name__})"]
        if left_out := self._count - len(kept):
            lines.insert(0, f"({left_out} earlier {'exchange is' if left_out == 1 else 'exchanges are'} left out)")
        return printable("\n".join(lines))


def _without_stream(request: Request) -> Request:
    if isinstance(request.body, BodyStream):
        headers = request.headers.replaced(_TEXT_TYPE)
        return request.replaced(headers=headers, body=f"({request.body.label or 'a stream'})".encode())
    return request.replaced(body=_shown_bytes(request.body)) if request.body else request


def _without_source(response: Response) -> Response:
    if response.source is not None:
        return response.replaced(source=None, headers=response.headers.replaced(_TEXT_TYPE), body=b"(a stream)")
    return response.replaced(body=_shown_bytes(response.body))


def _shown_bytes(body: bytes) -> bytes:
    return body if len(body) <= _LARGEST else f"({len(body)} bytes)".encode()


def _lines(exchange: TapedExchange, mark: TapeMark | None) -> Iterator[str]:
    """Yield the lines of an exchange: of the request, then of what came of it."""
    request, response = exchange.request, exchange.response
    yield f"> {request.method} {request.url}{f'  ({exchange.call})' if exchange.call else ''}"
    yield from _header_lines(">", _SHOWN_OF_REQUESTS, request.headers)
    yield from _body_lines(">", request.body, request.headers)
    if response.status != _NO_RESPONSE:
        played = f"  (exchange {mark.number} of the tape {mark.tape})" if mark else ""
        yield f"< {_status_text(response.status)}{played}"
        yield from _header_lines("<", _SHOWN_OF_RESPONSES, response.headers)
    yield from _body_lines("<", response.body, response.headers)


def _status_text(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _header_lines(sign: str, names: tuple[str, ...], headers: Headers) -> Iterator[str]:
    for name in names:
        if text := headers.get(name):
            yield f"{sign} {name}: {text if len(text) <= _LONGEST else f'{text[:_LONGEST]} ...'}"


def _body_lines(sign: str, body: TapedBody | None, headers: Headers) -> list[str]:
    if body is None:
        return []
    text = _body_text(body, headers.get("Content-Type") or "body")
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} ... ({len(text) - _LONGEST} more characters)"
    return [f"{sign} {line}" for line in text.splitlines()]


def _body_text(body: TapedBody, media_type: str) -> str:
    if body.kind == "text":
        return str(body.content)
    if body.kind == "form" and isinstance(body.content, dict):
        return urlencode(body.content, doseq=True)
    if body.kind == "base64":
        return f"({media_type}, {len(body.encode())} bytes)"
    return json.dumps(body.content, ensure_ascii=False)
