"""How the file of a tape shows exchanges: plain objects, lists and texts."""

import json
from urllib.parse import urlsplit

from heroics_py.errors import TapeError
from heroics_py.http.headers import Headers
from heroics_py.support.json_types import Json
from heroics_py.tapes.exchange import BODY_KINDS, TapedBody, TapedExchange, TapedRequest, TapedResponse

__all__ = ["VERSION_KEY", "document_of", "exchanges_of"]

VERSION_KEY = "heroics_tape"
"""The first key of the file; its value is the version of the layout."""

_VERSION = 1
_CONTENT = ("headers", *BODY_KINDS)


def document_of(exchanges: tuple[TapedExchange, ...]) -> dict[str, Json]:
    """Return the document of a tape."""
    return {VERSION_KEY: _VERSION, "exchanges": [_exchange_document(each) for each in exchanges]}


def _exchange_document(exchange: TapedExchange) -> Json:
    request, response = exchange.request, exchange.response
    call: dict[str, Json] = {"call": exchange.call} if exchange.call else {}
    sent: dict[str, Json] = {"method": request.method, "url": request.url}
    answered: dict[str, Json] = {"status": response.status}
    return {
        **call,
        "request": {**sent, **_content_document(request.headers, request.body)},
        "response": {**answered, **_content_document(response.headers, response.body)},
    }


def _content_document(headers: Headers, body: TapedBody | None) -> dict[str, Json]:
    content: dict[str, Json] = {}
    if headers:
        fields = sorted(headers.items(), key=lambda field: field[0].lower())
        content["headers"] = {_title(name): value for name, value in fields}
    if body is not None:
        content[body.kind] = body.content
    return content


def _title(name: str) -> str:
    """Return the name of a header as it is usually written, so that another server library changes nothing."""
    return "ETag" if name.lower() == "etag" else "-".join(word.capitalize() for word in name.split("-"))


def exchanges_of(document: dict[str, Json]) -> tuple[TapedExchange, ...]:
    """Return the exchanges of a document.

    Raises:
        TapeError: it is not laid out as a tape.
    """
    version, exchanges = document.get(VERSION_KEY), document.get("exchanges")
    if version != _VERSION:
        raise TapeError(f"its layout is version {version!r}: this version of heroics_py reads version {_VERSION}")
    if not isinstance(exchanges, list):
        raise TapeError("'exchanges' has to be a list")
    return tuple([_read_exchange(each, f"exchange {number}") for number, each in enumerate(exchanges, 1)])


def _read_exchange(value: Json, where: str) -> TapedExchange:
    fields = _known(value, where, ("call", "request", "response"))
    request = _known(fields.get("request"), f"the request of {where}", ("method", "url", *_CONTENT))
    response = _known(fields.get("response"), f"the response of {where}", ("status", *_CONTENT))
    status = response.get("status")
    if isinstance(status, bool) or not isinstance(status, int) or not 100 <= status <= 999:
        raise TapeError(f"the status of {where} is {status!r}: expected a number such as 200")
    return TapedExchange(
        call=_text(fields.get("call", ""), f"the call of {where}"),
        request=TapedRequest(
            method=_text(request.get("method"), f"the method of {where}").upper(),
            url=_url(request.get("url"), f"the URL of {where}"),
            headers=_headers(request, f"the request of {where}"),
            body=_body(request, f"the request of {where}"),
        ),
        response=TapedResponse(
            status=status,
            headers=_headers(response, f"the response of {where}"),
            body=_body(response, f"the response of {where}"),
        ),
    )


def _known(value: Json, where: str, keys: tuple[str, ...]) -> dict[str, Json]:
    """Return an object that has these keys only."""
    fields = _object(value, where)
    for key in fields:
        if key not in keys:
            raise TapeError(f"{where} has an unknown key {key!r}: expected {', '.join(keys)}")
    return fields


def _object(value: Json, where: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TapeError(f"{where} has to be an object")
    return value


def _text(value: Json, where: str) -> str:
    if not isinstance(value, str):
        raise TapeError(f"{where} has to be text")
    return value


def _url(value: Json, where: str) -> str:
    url = _text(value, where)
    try:
        parts = urlsplit(url)
        is_absolute = bool(parts.scheme and parts.netloc)
    except ValueError:  # brackets that are not an IPv6 address
        is_absolute = False
    if not is_absolute:
        raise TapeError(f"{where} is {url[:80]!r}: expected an absolute one, such as https://api.example/things")
    return url


def _headers(fields: dict[str, Json], where: str) -> Headers:
    headers = _object(fields.get("headers", {}), f"the headers of {where}")
    return Headers([(name, _header(value, f"the header {name} of {where}")) for name, value in headers.items()])


def _header(value: Json, where: str) -> str:
    if isinstance(value, dict | list):
        raise TapeError(f"{where} has to be text")
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _body(fields: dict[str, Json], where: str) -> TapedBody | None:
    kinds = [kind for kind in BODY_KINDS if kind in fields]
    if len(kinds) > 1:
        raise TapeError(f"{where} has two bodies, {' and '.join(kinds)}: expected one")
    if not kinds:
        return None
    kind = kinds[0]
    content = fields[kind]
    expected = {"text": str, "base64": str, "form": dict, "parts": list}.get(kind, object)
    if not isinstance(content, expected):
        raise TapeError(f"'{kind}' of {where} has to be {_WORDS[expected]}")
    body = TapedBody(kind, content)
    if kind == "base64" and not _is_base64(str(content)):
        raise TapeError(f"'base64' of {where} is not valid base64")
    return body


_WORDS: dict[type, str] = {str: "text", dict: "an object", list: "a list"}


def _is_base64(text: str) -> bool:
    from binascii import a2b_base64

    try:
        a2b_base64(text, strict_mode=True)
    except ValueError:
        return False
    return True
