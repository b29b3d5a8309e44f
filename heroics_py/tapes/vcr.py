"""Cassettes of vcrpy, and of other recorders that took over its layout, read as tapes."""

import json
import re
import zlib
from binascii import a2b_base64
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from heroics_py.errors import TapeError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.tapes.bodies import taped_body
from heroics_py.tapes.content_codings import LARGEST_BODY, decoded
from heroics_py.tapes.exchange import TapedExchange, TapedResponse
from heroics_py.tapes.kept_headers import with_durations
from heroics_py.tapes.scrubbing import Scrubber
from heroics_py.tapes.vcr_text import parse_cassette

__all__ = ["is_cassette", "read_cassette"]

_NO_TAPE = "it is not a tape: expected 'heroics_tape' at its beginning, or a cassette of vcrpy"
_CASSETTE = re.compile(r"interactions[\"']?[ \t]{0,9}:|\"request\"[ \t]{0,9}:|^- request:", re.MULTILINE)
_MOST_BYTES = 4 * LARGEST_BODY
_MOST_INTERACTIONS = 100_000
_FORM = "application/x-www-form-urlencoded"
# What a connection says about a body that it decodes.
_OF_THE_CONNECTION = frozenset({"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"})


def is_cassette(text: str) -> bool:
    """Return whether a text looks like a cassette."""
    return _CASSETTE.search(text) is not None


def read_cassette(text: str) -> tuple[TapedExchange, ...]:
    """Return the exchanges of a cassette.

    Its responses are as they were recorded; secrets of its requests are replaced, to be compared with others.

    Raises:
        TapeError: it is not a cassette, or one of its interactions can't be read.
    """
    if not is_cassette(text):
        raise TapeError(_NO_TAPE)
    interactions = _interactions(parse_cassette(text))
    scrubber, bodies = Scrubber(), _Bodies()
    return tuple([_exchange(scrubber, bodies, each, number) for number, each in enumerate(interactions, 1)])


class _Bodies:
    """Decodes the bodies of one cassette, which have a limit together: the same may be there many times."""

    def __init__(self) -> None:
        self._left = _MOST_BYTES

    def decoded(self, data: bytes, headers: Headers) -> bytes:
        """Return a body without its content coding.

        Raises:
            TapeError: it can't be decoded, or is too large.
        """
        plain = decoded(data, headers.get("Content-Encoding") or "")
        self._left -= len(plain)
        if self._left < 0:
            raise TapeError(f"the bodies up to it have more than {_MOST_BYTES:,} bytes")
        return plain


def _interactions(document: object) -> list[object]:
    """Return the interactions of a document; one from before version 1 is a list of them."""
    found = document
    if isinstance(document, dict):
        found = document.get("interactions", document.get("http_interactions"))
        if found is None:
            raise TapeError(_NO_TAPE)
    if not isinstance(found, list) or len(found) > _MOST_INTERACTIONS:
        raise TapeError(f"its interactions have to be a list of at most {_MOST_INTERACTIONS:,}")
    return found


def _exchange(scrubber: Scrubber, bodies: _Bodies, interaction: object, number: int) -> TapedExchange:
    try:
        fields = _mapping(interaction, "it")
        if "request" not in fields or "response" not in fields:
            raise TapeError("it has no 'request' and 'response', as vcrpy writes them")  # noqa: TRY301
        request = _request(_mapping(fields.get("request"), "its request"), bodies)
        response = _response(_mapping(fields.get("response"), "its response"), bodies)
    except (TapeError, ValueError, zlib.error) as error:
        problem = str(error)
    except RecursionError:
        problem = "it is nested too deeply"
    else:
        return TapedExchange(request=scrubber.request(request), response=response)
    raise TapeError(f"interaction {number} can't be read: {problem}")


def _mapping(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TapeError(f"{what} has to be an object, not {type(value).__name__}")
    return {str(key): item for key, item in value.items()}


def _request(fields: dict[str, object], bodies: _Bodies) -> Request:
    headers = _headers(fields.get("headers"))
    pairs = _pairs_of(fields.get("body"))
    if pairs:
        headers = headers.replaced({"Content-Type": headers.get("Content-Type") or _FORM})
    body = urlencode(pairs).encode() if pairs else _body(fields)
    sent = bodies.decoded(body, headers) or None
    return Request(method=str(fields.get("method") or "GET").upper(), url=_url(fields), headers=headers, body=sent)


def _url(fields: dict[str, object]) -> str:
    """Return the URL of a request; before version 1, it is in parts."""
    url = fields.get("uri") or fields.get("url")
    if isinstance(url, str):
        _ = urlsplit(url).port  # raises ValueError
        return url
    scheme, host, port = str(fields.get("protocol", "")), fields.get("host"), str(fields.get("port") or "")
    if scheme not in ("http", "https") or not isinstance(host, str):
        raise TapeError("its request has no 'uri'")
    is_default = port in ("", {"https": "443", "http": "80"}[scheme])
    return f"{scheme}://{host}{'' if is_default else f':{port}'}{fields.get('path') or '/'}"


def _response(fields: dict[str, object], bodies: _Bodies) -> TapedResponse:
    status = fields.get("status") or fields.get("status_code")
    code = _mapping(status, "its status").get("code") if isinstance(status, dict) else status
    if not str(code).isdecimal() or not 100 <= int(str(code)) <= 999:
        raise TapeError(f"the status of its response is {str(code)[:20]!r}: expected a number such as 200")
    headers = _headers(fields.get("headers"))
    body = bodies.decoded(_body(fields), headers)
    kept = with_durations(headers.without(_OF_THE_CONNECTION | {"date", "expires"}), headers)
    return TapedResponse(
        status=int(str(code)),
        headers=kept,
        body=taped_body(body, headers.get("Content-Type") or "") if body else None,
    )


def _headers(value: object) -> Headers:
    return Headers(list(_header_pairs(value)))


def _header_pairs(value: object) -> Iterator[tuple[str, str]]:
    """Yield header fields: of an object with lists or texts; before version 1, of lines, pairs, or a set of pairs."""
    if isinstance(value, dict):
        for name, texts in value.items():
            yield from ((str(name), _text(text)) for text in (texts if isinstance(texts, list) else [texts]))
    for item in value if isinstance(value, list) else ():
        if isinstance(item, str):
            name, _, text = item.partition(":")
            yield name.strip(), text.strip()
        elif isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
            yield item[0], _text(item[1])
        else:
            yield from _header_pairs(item)


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else "" if value is None else str(value)


def _body(fields: dict[str, object]) -> bytes:
    """Return the bytes of a body; some serializers write the value of one in JSON beside it, or in its place."""
    body = _bytes(fields.get("body") or fields.get("content"))
    value = fields.get("parsed_body")
    return body if body or value is None else json.dumps(value, ensure_ascii=False, default=_text).encode()


def _pairs_of(body: object) -> list[tuple[str, str]]:
    """Return the fields of a form that was passed to aiohttp as pairs; none for any other body."""
    pairs = body if isinstance(body, list) else []
    if not all(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs):
        return []
    return [(name, _text(value)) for name, value in pairs]


def _bytes(body: object) -> bytes:
    """Return the bytes of a body, as vcrpy and its stubs for other libraries spell it."""
    if body is None or isinstance(body, bytes):
        return body or b""
    if isinstance(body, str):
        return body.encode("utf-8", "surrogateescape")
    if isinstance(body, list):  # the pieces of a chunked body, or the state of a file
        return b"".join(_bytes(piece) for piece in body if isinstance(piece, str | bytes | list))
    if not isinstance(body, dict):
        return str(body).encode()
    if isinstance(body.get("base64_string"), str):
        return a2b_base64(body["base64_string"])
    for key in ("string", "args", "state"):
        if key in body and body.keys() <= {"string", "encoding", "args", "state", "base64"}:
            return _with_base64(body) if body.get("base64") else _bytes(body[key])
    return json.dumps(body, ensure_ascii=False, default=_text).encode("utf-8", "surrogateescape")


def _with_base64(body: dict[str, object]) -> bytes:
    return a2b_base64(_text(body.get("string")))
