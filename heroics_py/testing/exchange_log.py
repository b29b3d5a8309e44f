"""The last exchanges of a test, and their text without secrets."""

import json
from collections import deque
from http import HTTPStatus
from urllib.parse import parse_qsl

from heroics_py.display.terminal import printable
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.masking import mask_request_secrets, shown_url
from heroics_py.http.media_types import essence_of
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Rule, Steps
from heroics_py.http.wiretaps import Wiretap
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.secrecy.texts import mask_text

__all__ = ["ExchangeLog"]

_KEPT = 10
_LONGEST = 600  # characters of a body
_LARGEST = 1 << 20  # bytes of a body whose text is looked at


class ExchangeLog(Wiretap):
    """Keeps the last exchanges of all clients of this process; their text is made when a test has failed."""

    def __init__(self) -> None:
        self._exchanges: deque[tuple[Request, Response | str]] = deque(maxlen=_KEPT)
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def send(self, request: Request, inner: Rule) -> Steps[Response]:
        """Send a request, and keep what came of it."""
        try:
            response = yield from inner.send(request)
        except BaseException as error:
            self._keep(request, f"{type(error).__name__}: {error}" if isinstance(error, Exception) else "interrupted")
            raise
        self._keep(request, response)
        return response

    def _keep(self, request: Request, outcome: Response | str) -> None:
        self._exchanges.append((request, outcome))
        self._count += 1

    def text(self) -> str:
        """Return the exchanges, the oldest first, with what is secret masked and with their bodies shortened."""
        kept = list(self._exchanges)
        left_out = self._count - len(kept)
        lines = [f"({left_out} earlier {'exchange is' if left_out == 1 else 'exchanges are'} left out)"] * bool(
            left_out
        )
        return printable("\n".join([*lines, *(_exchange_text(*exchange) for exchange in kept)]))


def _exchange_text(request: Request, outcome: Response | str) -> str:
    call = f"  ({request.call})" if request.call else ""
    lines = [
        f"> {request.method} {shown_url(request)}{call}",
        *_body_lines(">", request, request.headers, request.body),
    ]
    if isinstance(outcome, Response):
        lines += [
            f"< {_status_text(outcome.status)}",
            *_body_lines("<", request, outcome.headers, _content_of(outcome)),
        ]
    else:
        lines.append(f"< {mask_request_secrets(request, mask_text(outcome))}")
    return "\n".join(lines)


def _status_text(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _content_of(response: Response) -> bytes | str:
    return response.body if response.source is None else "(a stream)"


def _body_lines(sign: str, request: Request, headers: Headers, body: bytes | BodyStream | str | None) -> list[str]:
    """Return the lines of a body, each with a sign in front."""
    if not body:
        return []
    if isinstance(body, BodyStream):
        text = f"({body.label or 'a stream'})"
    elif isinstance(body, str):
        text = body
    else:
        text = mask_request_secrets(request, _masked_text(request, essence_of(headers.get("Content-Type") or ""), body))
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} ... ({len(text) - _LONGEST} more characters)"
    return [f"{sign} {line}" for line in text.splitlines()]


def _masked_text(request: Request, media_type: str, body: bytes) -> str:
    """Return a body as text without its secrets; its size where nobody can tell what is secret."""
    size = f"({media_type or 'body'}, {len(body)} bytes)"
    if len(body) > _LARGEST:
        return size
    mask = ValueMask(suspicious=not request.storable)
    if media_type == "application/json" or media_type.endswith("+json"):
        return _masked_json(mask, body) or size
    if media_type == "application/x-www-form-urlencoded":
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return "&".join(f"{name}={mask.apply(text, (name,))}" for name, text in fields)
    if media_type in {"text/plain", "text/html"} and request.storable:
        return mask_text(body.decode("utf-8", "replace"))
    return size


def _masked_json(mask: ValueMask, body: bytes) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return json.dumps(mask.apply(value), ensure_ascii=False)
