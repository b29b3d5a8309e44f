"""From an answer to one decoded value, or to the error that it means."""

import re
import time
from email.message import Message

from heroics_py.call.error_text import explanation_of
from heroics_py.call.markup import is_page, text_of, title_of
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

__all__ = ["decoded", "error_of", "is_success", "read_response", "warn_of"]

_NO_CONTENT = frozenset({204, 205, 304})
_LONGEST_TEXT = 500
_LARGEST_TEXT = 10_000
_BLANKS = (b" ", b"\t", b"\r", b"\n")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_response(response: Response, call: str, hint: str = "", *, promised: bool = False) -> Response:
    """Return the answer with its decoded data.

    Args:
        response: the answer.
        call: what was called, for errors: "app.info".
        hint: what may help, for the text of an error.
        promised: whether JSON was promised, so that a page of HTML is an error.

    Raises:
        ResponseError: the status is none of success; its class says which.
        DecodeError: the body is not of the media type that it claims.
    """
    if not is_success(response.status):
        raise error_of(response, call, hint)
    return response.replaced(data=decoded(response, promised=promised))


def is_success(status: int) -> bool:
    """Tell whether a status is one of success (RFC 9110, 15.3)."""
    return 200 <= status < 300


def decoded(response: Response, *, promised: bool = False) -> object:
    """Return the value of an answer: a `Record`, a list, text, bytes, or None where there is no content.

    JSON that is nothing but white space is no content either.

    Args:
        response: the answer.
        promised: whether JSON was promised, so that a page of HTML is an error.

    Raises:
        DecodeError: the body is broken, or not of the media type that it claims or that was promised.
    """
    if response.status in _NO_CONTENT or response.method == "HEAD" or not response.body:
        return None
    media_type = response.media_type
    if (not media_type or is_json(media_type)) and _is_blank(response.body):
        return None
    if is_json(media_type):
        return _value(_json(response))
    if not media_type:
        return _guessed(response, promised=promised)
    if promised and (media_type in _PAGES or (media_type == "text/plain" and is_page(_text(response)))):
        raise _unexpected(response)
    return _text(response) if media_type.startswith("text/") else response.body


def _is_blank(body: bytes) -> bool:
    """Return whether a body is nothing but the white space of JSON (RFC 8259, 2)."""
    return body[:1] in _BLANKS and not body.strip(b" \t\r\n")


def _value(value: Json) -> object:
    return Record(value) if isinstance(value, dict) else value


def _guessed(response: Response, *, promised: bool) -> object:
    """Return the value of an answer without a media type: JSON if it reads as JSON, else its bytes.

    Raises:
        DecodeError: it is a page, and JSON was promised.
    """
    try:
        return _value(response.take_json())
    except ValueError:
        pass
    if promised and is_page(_text(response)):
        raise _unexpected(response)
    return response.body


def _unexpected(response: Response) -> DecodeError:
    """Return the error of a page that came in the place of JSON, such as one to log in."""
    headers = response.headers
    title = headers.masked(title_of(_text(response))[:_LONGEST_TEXT])
    shown = f'"{title}"' if title else "without a title"
    url = headers.masked(response.url)
    return DecodeError(
        f"expected JSON, and {response.method} {url} answered {response.status} with an HTML page {shown}: "
        "a login page or a proxy may be in between",
        response=response,
    )


def _json(response: Response) -> Json:
    """Read JSON strictly."""
    try:
        return response.take_json()
    except ValueError as error:
        reason = str(error)
    if is_page(text := _text(response)) and (title := title_of(text)):
        reason = f'it is an HTML page "{response.headers.masked(title[:_LONGEST_TEXT])}"'
    raise DecodeError(f"the answer says {response.media_type} and is not: {reason}", response=response)


def _text(response: Response) -> str:
    header = Message()
    try:
        header["Content-Type"] = (response.headers.get("Content-Type") or "text/plain")[:_LONGEST_TEXT]
        return response.body.decode(str(header.get_param("charset") or "utf-8"), errors="replace")
    except (LookupError, ValueError):
        return response.body.decode(errors="replace")


def error_of(response: Response, call: str, hint: str = "") -> ResponseError:
    """Return the error that an answer means, with what the API says of it, and ``hint`` behind it."""
    said = explanation_of(_said(response))
    mask = response.headers.masked
    message = mask(said.message or _plain_text(response))
    wait = parse_retry_after(response.headers, time.time())
    kind = error_for(response.status)
    if wait and issubclass(kind, RateLimited | ServiceUnavailable):
        hint = "; ".join(filter(None, (hint, f"the server asks to wait {wait:.0f} s")))
    text = f"{message.rstrip('.')}; {hint}" if hint else message
    url = mask(said.url) if said.url else said.url
    made = kind(text, response=response, id=said.id, url=url, call=call)
    if isinstance(made, RateLimited | ServiceUnavailable):
        made.retry_after = wait
    return made


def _said(response: Response) -> Json:
    """Return the JSON of an error; None if it is none."""
    begins = response.body[:_LONGEST_TEXT].lstrip()[:1]
    if not is_json(response.media_type) and begins not in (b"{", b"["):
        return None
    try:
        return response.take_json()
    except ValueError:
        return None


def _plain_text(response: Response) -> str:
    """Return the text of an answer that says nothing in JSON; of HTML, its title and what a person would see of it."""
    text = _text(response) if response.body else ""
    if "html" in response.media_type or text.lstrip()[:1] == "<":
        title, shown = title_of(text), text_of(text)
        text = shown if title in shown else ": ".join(filter(None, (title, shown)))
    text = " ".join(text[:_LARGEST_TEXT].split())
    if not text:
        return f"the server answered {response.status} and said nothing"
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def warn_of(response: Response) -> None:
    """Turn the warning headers of an answer into a Python warning (`ApiWarning`) at the caller's line.

    ``Warning`` (RFC 7234, 5.5), and the ``...Warning-Id`` and ``...Warning-Message`` that some APIs send.
    """
    said: dict[str, str] = {}
    for name in response.headers:
        kind = name.lower().rpartition("warning")[1:]
        if kind[0] and kind[1] in {"", "-id", "-message"}:
            said[kind[1]] = _warning_text(response.headers[name])
    if said:
        text = said.get("-message") or said.get("") or "the API sent a warning"
        name = f" ({said['-id']})" if "-id" in said else ""
        warn(escaped(response.headers.masked(f"{text}{name}")), ApiWarning)


def _warning_text(value: str) -> str:
    quoted = re.fullmatch(r'\s*\d{3} \S+ "((?:[^"\\]|\\.)*+)".*', value)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value.strip()
