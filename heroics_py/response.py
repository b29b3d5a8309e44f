"""From an answer to one decoded value, or to the error that it means."""

import re
import time
from email.message import Message
from urllib.parse import urljoin

from heroics_py.errors import (
    ApiWarning,
    DecodeError,
    PagingError,
    RateLimited,
    ResponseError,
    ServiceUnavailable,
    error_for,
    warn,
)
from heroics_py.jsontypes import Json
from heroics_py.messages import Response
from heroics_py.record import Record
from heroics_py.secrecy import masked_url
from heroics_py.strict_json import read_body
from heroics_py.terminal import escaped
from heroics_py.transport.origins import origin
from heroics_py.transport.waiting import retry_after

__all__ = ["decoded", "error_of", "is_success", "next_url", "read_response", "warn_of"]

_NO_CONTENT = frozenset({204, 205, 304})
_LONGEST_TEXT = 500


def read_response(response: Response, call: str, hint: str = "") -> Response:
    """Return the answer with its decoded data.

    Args:
        response: the answer.
        call: what was called, for errors: "app.info".
        hint: what may help, for the text of an error.

    Raises:
        ResponseError: the status is none of success; its class says which.
        DecodeError: the body is not of the media type that it claims.
    """
    if not is_success(response.status):
        raise error_of(response, call, hint)
    return response.replaced(data=decoded(response))


def is_success(status: int) -> bool:
    """Tell whether a status is one of success (RFC 9110, 15.3)."""
    return 200 <= status < 300


def decoded(response: Response) -> object:
    """Return the value of an answer: a `Record`, a list, text, bytes, or None where there is no content.

    Raises:
        DecodeError: the body is empty, broken, or not of the media type that it claims.
    """
    if response.status in _NO_CONTENT or response.method == "HEAD":
        return None
    media_type = response.media_type
    if is_json(media_type):
        if not response.body and response.status == 202:
            return None
        value = _json(response)
        return Record(value) if isinstance(value, dict) else value
    if not response.body:
        return None
    return _text(response) if media_type.startswith("text/") else response.body


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON (RFC 8259; RFC 6839, 3.1)."""
    return media_type == "application/json" or media_type.endswith("+json")


def _json(response: Response) -> Json:
    """Read JSON strictly."""
    if not response.body:
        raise DecodeError(f"the answer says {response.media_type} and has no body", response=response)
    try:
        return read_body(response)
    except ValueError as error:
        reason = str(error)
    raise DecodeError(f"the answer says {response.media_type} and is not: {reason}", response=response)


def _text(response: Response) -> str:
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type") or "text/plain"
    charset = str(header.get_param("charset") or "utf-8")
    try:
        return response.body.decode(charset, errors="replace")
    except LookupError:
        return response.body.decode(errors="replace")


def error_of(response: Response, call: str, hint: str = "") -> ResponseError:
    """Return the error that an answer means, with what the API says of it, and ``hint`` behind it."""
    said = _said(response)
    message = _first(said, "message", "error_description", "detail", "error", "title") or _plain_text(response)
    wait = retry_after(response.headers, time.time())
    kind = error_for(response.status)
    if wait and issubclass(kind, RateLimited | ServiceUnavailable):
        hint = "; ".join(filter(None, (hint, f"the server asks to wait {wait:.0f} s")))
    made = kind(
        f"{message.rstrip('.')}; {hint}" if hint else message,
        response=response,
        id=_first(said, "id", "code", "type"),
        url=_first(said, "url"),
        call=call,
    )
    if isinstance(made, RateLimited | ServiceUnavailable):
        made.retry_after = wait
    return made


def _said(response: Response) -> dict[str, Json]:
    if not is_json(response.media_type) or not response.body:
        return {}
    try:
        value = _json(response)
    except DecodeError:
        return {}
    if isinstance(value, dict) and isinstance(value.get("error"), dict):
        return value["error"]  # type: ignore[return-value]
    errors = value.get("errors") if isinstance(value, dict) else None
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return errors[0]
    return value if isinstance(value, dict) else {}


def _first(said: dict[str, Json], *names: str) -> str | None:
    for name in names:
        if isinstance(found := said.get(name), str | int) and not isinstance(found, bool) and str(found).strip():
            return str(found).strip()
    return None


def _plain_text(response: Response) -> str:
    """Return the text of an answer that says nothing in JSON; of HTML, what a person would see of it."""
    text = _text(response) if response.body else ""
    if "html" in response.media_type or text.lstrip()[:1] == "<":
        text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", text)
    text = " ".join(text.split())
    if not text:
        return f"the server answered {response.status} and said nothing"
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[^\s;,="<>]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"<>]*))?)*)')
_LINK_FIELD = re.compile(r';\s*([^\s;,="<>]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"<>]*))')
_LONGEST_LINK = 16_000


def next_url(response: Response) -> str | None:
    """Return the absolute URL of the next page, from ``Link: <...>; rel="next"`` (RFC 8288); None where there is none.

    Raises:
        PagingError: it leads to another origin, where this list does not belong.
    """
    for found in _LINK.finditer((response.headers.get("Link") or "")[:_LONGEST_LINK]):
        fields = {name.lower(): quoted or plain for name, quoted, plain in _LINK_FIELD.findall(found[2])}
        if "next" not in fields.get("rel", "").lower().split() or "anchor" in fields:
            continue
        try:
            url = str(urljoin(response.url, found[1].strip())).partition("#")[0]
        except ValueError:
            url = ""
        if origin(url) is None or origin(url) != origin(response.url):
            raise PagingError(
                f"the next page of this list would be at {masked_url(found[1])}, another place than "
                f"{origin(response.url)}: it is not followed"
            )
        return url
    return None


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
        warn(escaped(f"{text}{name}"), ApiWarning)


def _warning_text(value: str) -> str:
    quoted = re.fullmatch(r'\s*\d{3} \S+ "((?:[^"\\]|\\.)*)".*', value)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value.strip()
