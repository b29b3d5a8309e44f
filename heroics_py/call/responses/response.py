"""The value of a response, or the error that it means."""

import re
import time
from email.message import Message

from heroics_py.call.responses.api_explanation import explanation_of
from heroics_py.call.responses.markup import is_page, text_of, title_of
from heroics_py.display.terminal import escaped
from heroics_py.errors import (
    ApiWarning,
    DecodeError,
    RateLimited,
    ResponseError,
    ServiceUnavailable,
    error_for,
    warn,
)
from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Response
from heroics_py.http.retry_delay import parse_retry_after
from heroics_py.record import Record
from heroics_py.support.json_types import Json

__all__ = ["decode", "error_of", "is_success", "read_response", "warn_from_headers"]

_NO_CONTENT = frozenset({204, 205, 304})
_LONGEST_TEXT = 500
_LARGEST_TEXT = 10_000
_BLANKS = (b" ", b"\t", b"\r", b"\n")
_EVENTS = re.compile(rb"(?:\xef\xbb\xbf)?(?:(?:data|event|id|retry)?:[^\r\n]*+(?:\r\n?|\n))+")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_response(  # noqa: PLR0913 - what a response alone does not tell
    response: Response,
    call: str,
    hint: str = "",
    *,
    expects_json: bool = False,
    is_file: bool = False,
    line_reader: str = "",
) -> Response:
    """Return the response with its decoded data.

    Args:
        response: the response.
        call: the name of the call, for errors: "app.info".
        hint: advice that is appended to the text of an error.
        expects_json: whether the link returns JSON, so that an HTML page is an error.
        is_file: whether the data is the bytes of the response, whatever its media type.
        line_reader: what yields its lines, for the error of a body that holds several values, one a line.

    Raises:
        ResponseError: the status is not 2xx; each status has its own class.
        DecodeError: the body does not match its media type.
    """
    if not is_success(response.status):
        raise error_of(response, call, hint)
    if is_file:
        return response.replaced(data=response.body)
    return response.replaced(data=decode(response, expects_json=expects_json, line_reader=line_reader))


def is_success(status: int) -> bool:
    """Return whether a status is successful (RFC 9110, 15.3)."""
    return 200 <= status < 300


def decode(response: Response, *, expects_json: bool = False, line_reader: str = "") -> object:
    """Return the value of a response: a `Record`, a list, text, bytes, or None without content.

    JSON that consists of white space counts as no content.

    Args:
        response: the response.
        expects_json: whether the link returns JSON, so that an HTML page is an error.
        line_reader: as of `read_response`.

    Raises:
        DecodeError: the body does not match its media type, or is an HTML page in place of JSON.
    """
    if response.status in _NO_CONTENT or response.method == "HEAD" or not response.body:
        return None
    media_type = response.media_type
    expects_value = not media_type or is_json(media_type)
    if expects_value and _is_blank(response.body):
        return None
    if media_type and expects_value:
        return _value(_json(response, line_reader))
    if not media_type:
        return _value_without_media_type(response, expects_json=expects_json)
    if expects_json and (media_type in _PAGES or (media_type == "text/plain" and is_page(_text(response)))):
        raise _page_error(response)
    return _text(response) if media_type.startswith("text/") else response.body


def _is_blank(body: bytes) -> bool:
    """Return whether a body consists of JSON white space (RFC 8259, 2)."""
    return body[:1] in _BLANKS and not body.strip(b" \t\r\n")


def _value(value: Json) -> object:
    return Record(value) if isinstance(value, dict) else value


def _value_without_media_type(response: Response, *, expects_json: bool) -> object:
    """Return the value of a response without a media type: JSON if it is valid JSON, else bytes.

    Raises:
        DecodeError: it is an HTML page in place of JSON.
    """
    try:
        return _value(response.take_json())
    except ValueError:
        pass
    if expects_json and is_page(_text(response)):
        raise _page_error(response)
    return response.body


def _page_error(response: Response) -> DecodeError:
    """Return the error of an HTML page in place of JSON, such as a login page."""
    headers = response.headers
    title = headers.masked(title_of(_text(response))[:_LONGEST_TEXT])
    shown = f'"{title}"' if title else "without a title"
    url = headers.masked(response.url)
    return DecodeError(
        f"expected JSON, but {response.method} {url} returned an HTML page {shown} with status {response.status}: "
        "a login page or a proxy may be in between",
        response=response,
    )


def _json(response: Response, line_reader: str) -> Json:
    """Read JSON strictly."""
    try:
        return response.take_json()
    except ValueError as error:
        reason = str(error)
    if is_page(text := _text(response)) and (title := title_of(text)):
        reason = f'it is an HTML page "{response.headers.masked(title[:_LONGEST_TEXT])}"'
    elif line_reader and _has_items(response):
        reason += f"; it holds several items, line by line: {line_reader} yields its lines as they arrive"
    raise DecodeError(f"the body is not valid {response.media_type}: {reason}", response=response)


def _has_items(response: Response) -> bool:
    """Return whether a body that is not JSON looks like JSON Lines, a JSON sequence or events."""
    if _EVENTS.match(response.body) or response.body[:1] == b"\x1e":
        return True
    first, _, rest = response.body.lstrip().partition(b"\n")
    try:
        response.replaced(body=first).take_json()
    except ValueError:
        return False
    return not _is_blank(rest + b"\n")


def _text(response: Response) -> str:
    header = Message()
    try:
        header["Content-Type"] = (response.headers.get("Content-Type") or "text/plain")[:_LONGEST_TEXT]
        return response.body.decode(str(header.get_param("charset") or "utf-8"), errors="replace")
    except (LookupError, ValueError):
        return response.body.decode(errors="replace")


def error_of(response: Response, call: str, hint: str = "") -> ResponseError:
    """Return the error of a response, with the API's message followed by ``hint``."""
    explanation = explanation_of(_error_json(response))
    mask = response.headers.masked
    message = mask(explanation.message or _plain_text(response))
    wait = parse_retry_after(response.headers, time.time())
    kind = error_for(response.status)
    if wait and issubclass(kind, RateLimited | ServiceUnavailable):
        hint = "; ".join(filter(None, (hint, f"the server asks to wait {wait:.0f} s")))
    text = f"{message.rstrip('.')}; {hint}" if hint else message
    url = mask(explanation.url) if explanation.url else explanation.url
    error = kind(text, response=response, id=explanation.id, url=url, call=call)
    if isinstance(error, RateLimited | ServiceUnavailable):
        error.retry_after = wait
    return error


def _error_json(response: Response) -> Json:
    """Return the JSON of an error, or None if its body is not JSON."""
    begins = response.body[:_LONGEST_TEXT].lstrip()[:1]
    if not is_json(response.media_type) and begins not in (b"{", b"["):
        return None
    try:
        return response.take_json()
    except ValueError:
        return None


def _plain_text(response: Response) -> str:
    """Return the text of a body that is not JSON; for HTML, its title and visible text."""
    text = _text(response) if response.body else ""
    if "html" in response.media_type or text.lstrip()[:1] == "<":
        title, shown = title_of(text), text_of(text)
        text = shown if title in shown else ": ".join(filter(None, (title, shown)))
    text = " ".join(text[:_LARGEST_TEXT].split())
    if not text:
        return f"the server responded with {response.status} and no message"
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def warn_from_headers(response: Response) -> None:
    """Raise the warning headers of a response as a Python warning (`ApiWarning`) at the caller's line.

    ``Warning`` (RFC 7234, 5.5), and the ``...Warning-Id`` and ``...Warning-Message`` that some APIs send.
    """
    parts: dict[str, str] = {}
    for name, value in response.headers.containing("warning"):
        kind = name.lower().rpartition("warning")[2]
        if kind in {"", "-id", "-message"}:
            parts[kind] = _warning_text(value)
    if parts:
        text = parts.get("-message") or parts.get("") or "the API sent a warning"
        name = f" ({parts['-id']})" if "-id" in parts else ""
        warn(escaped(response.headers.masked(f"{text}{name}")), ApiWarning)


def _warning_text(value: str) -> str:
    quoted = re.fullmatch(r'\s*\d{3} \S+ "((?:[^"\\]|\\.)*+)".*', value)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value.strip()
