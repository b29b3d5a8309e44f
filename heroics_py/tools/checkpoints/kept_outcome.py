"""An outcome as JSON, without secrets, and back."""

from __future__ import annotations

import builtins
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

import heroics_py.errors as own_errors
from heroics_py.client.calls import Call
from heroics_py.errors import HeroicsError
from heroics_py.errors.base import rebuild_error
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Response
from heroics_py.secrecy.names import MASK
from heroics_py.secrecy.request_secrets import credential_fields
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.json_types import Json
from heroics_py.tools.checkpoints.scrubber import Scrubber

__all__ = ["keep_error", "keep_response", "restore_error", "restore_response"]

_NOTHING = object()
_SCALARS = (str, int, float, bool, type(None))


def keep_response(call: Call, response: Response, hint: str) -> dict[str, Json]:
    """Return a response as JSON.

    Of an error, secrets are masked. Of any other response, an object is kept without its secret fields, and the key
    ``cut`` says so; of one that is secret as a whole, nothing but the status.

    Args:
        call: that the response belongs to.
        response: as it arrived.
        hint: advice for the error that it may be.
    """
    request = call.request()
    scrubber = Scrubber(call, request)
    head: dict[str, Json] = {"status": response.status, "method": response.method}
    is_error = response.status >= 400
    if not is_error and not request.storable:
        return {**head, "cut": "all"}
    body = _error_body(response, scrubber) if is_error else _body(response, scrubber)
    if body is None:
        return {**head, "cut": "all"}
    fields = [[name, scrubber.text(response.headers.masked(value))] for name, value in _public(response.headers)]
    url = scrubber.text(mask_url(response.url, response.headers.secret_fields))
    return {**head, "url": url, "headers": fields, "hint": scrubber.text(hint), **body}  # type: ignore[dict-item]


def restore_response(kept: Mapping[str, Any]) -> tuple[Response, str]:
    """Return a response that `keep_response` has kept, and the advice for the error that it may be."""
    body = kept.get("body", "")
    response = Response(
        status=kept["status"],
        headers=Headers([(name, value) for name, value in kept["headers"]]),
        body=b64decode(kept["base64"]) if "base64" in kept else body.encode(),
        url=kept["url"],
        method=kept["method"],
    )
    return response, kept["hint"]


def keep_error(error: BaseException, scrub: Scrubber | None) -> dict[str, Json]:
    """Return an error as JSON: its class, and those attributes that are texts and numbers, secrets masked."""
    kind = type(error)
    name = kind.__name__ if getattr(own_errors, kind.__name__, None) is kind else ""
    if not name and getattr(builtins, kind.__name__, None) is not kind:
        return {"type": "HeroicsError", "args": [_masked(f"{kind.__name__}: {error}", scrub)], "state": {}}
    state = {key: _masked(value, scrub) for key, value in vars(error).items() if _is_plain(value)}
    args = [_masked(value, scrub) if isinstance(value, _SCALARS) else str(value) for value in error.args]
    return {"type": kind.__name__, "args": args, "state": state}


def restore_error(kept: Mapping[str, Any]) -> Exception:
    """Return an error that `keep_error` has kept."""
    kind = getattr(own_errors, kept["type"], None) or getattr(builtins, kept["type"], None)
    if not isinstance(kind, type) or not issubclass(kind, Exception):
        kind = HeroicsError
    args = tuple(kept["args"])
    if issubclass(kind, HeroicsError):
        return rebuild_error(kind, args, dict(kept["state"]))
    try:
        error = kind(*args)
    except TypeError:  # UnicodeDecodeError, for instance, whose arguments are not all texts and numbers
        return HeroicsError(f"{kept['type']}: {' '.join(map(str, args))}")
    error.__dict__.update(kept["state"])
    return error


def _public(headers: Headers) -> list[tuple[str, str]]:
    secret = credential_fields(headers, headers.secret_fields)
    return [(name, value) for name, value in headers.items() if name not in secret]


def _body(response: Response, scrubber: Scrubber) -> dict[str, Json] | None:
    """Return the body of a response without its secrets; None if it is one as a whole."""
    value = _json_of(response)
    if value is _NOTHING:
        return _coded(response.body) if _is_harmless(response, scrubber) else None
    masked = scrubber.value(value, response.headers.masked)
    if masked == value:
        return _coded(response.body)
    rest = _without_secrets(value, masked)
    return {"body": json.dumps(rest), "cut": "part"} if isinstance(rest, dict) and rest else None


def _error_body(response: Response, scrubber: Scrubber) -> dict[str, Json]:
    """Return the body of an error, with its secrets masked."""
    value = _json_of(response)
    if value is not _NOTHING:
        masked = scrubber.value(value, response.headers.masked)
        return _coded(response.body) if masked == value else {"body": json.dumps(masked)}
    return {"body": scrubber.text(response.headers.masked(response.body.decode(errors="replace")))}


def _json_of(response: Response) -> Any:
    """Return the value of a body that is JSON; another object if it is not."""
    if not response.body or not (is_json(response.media_type) or not response.media_type):
        return _NOTHING
    try:
        return response.read_json()
    except ValueError:
        return _NOTHING


def _is_harmless(response: Response, scrubber: Scrubber) -> bool:
    """Return whether a body that is not JSON has no secret that shows."""
    text = response.body.decode(errors="replace")
    return scrubber.text(response.headers.masked(text)) == text


def _coded(body: bytes) -> dict[str, Json]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(body).decode()}


def _without_secrets(value: Any, masked: Any) -> Any:
    """Return a value without the fields that a mask has changed; of a list, with None in their places."""
    if isinstance(value, dict) and isinstance(masked, dict):
        pairs = [(key, _without_secrets(item, masked.get(key, MASK))) for key, item in value.items() if key in masked]
        return {key: item for key, item in pairs if item is not _NOTHING}
    if isinstance(value, list) and isinstance(masked, list):
        items = [_without_secrets(item, other) for item, other in zip(value, masked, strict=True)]
        return [None if item is _NOTHING else item for item in items]
    return value if value == masked else _NOTHING


def _masked(value: Any, scrub: Scrubber | None) -> Any:
    if isinstance(value, str):
        return value if scrub is None else scrub.text(value)
    return [_masked(each, scrub) for each in value] if isinstance(value, list) else value


def _is_plain(value: object) -> bool:
    return isinstance(value, _SCALARS) or (isinstance(value, list) and all(isinstance(each, str) for each in value))
