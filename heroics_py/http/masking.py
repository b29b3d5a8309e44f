"""Requests and responses as logs, errors and other origins may see them."""

from functools import partial
from urllib.parse import urlsplit

from heroics_py.display.terminal import escaped
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of
from heroics_py.http.messages import Request, Response
from heroics_py.secrecy import request_secrets
from heroics_py.secrecy.body_secrets import body_secrets
from heroics_py.secrecy.request_secrets import mask_field, repeatable_values, secrets_of
from heroics_py.secrecy.urls import mask_url

__all__ = [
    "mask_request_secrets",
    "mask_response",
    "remove_query_field",
    "shown_host",
    "shown_url",
]


def shown_host(request: Request) -> str:
    """Return the host of ``request`` as logs and errors show it."""
    return escaped(urlsplit(request.url).hostname or "the API")


def shown_url(request: Request) -> str:
    """Return the URL of ``request`` with its secrets masked, for logs and errors."""
    return mask_request_secrets(request, mask_url(request.url, request.secret_fields))


def mask_request_secrets(request: Request, text: str) -> str:
    """Return ``text`` with the values of the secrets of ``request`` masked."""
    fields = request.secret_fields
    values = _repeatable(request.url, request.headers, fields)
    return mask_field(text, fields, values) if values else text


def mask_response(response: Response, request: Request) -> Response:
    """Return ``response`` so that it masks the secrets of ``request`` when shown; an error, also those of the body."""
    find = partial(_repeatable, request.url, request.headers, request.secret_fields)
    if response.status >= 400 and isinstance(request.body, bytes):
        find = partial(_repeatable, request.url, request.headers, request.secret_fields, request.body)
    return response.with_headers(response.headers.with_secrets(request.secret_fields, find))


def _repeatable(url: str, headers: Headers, fields: frozenset[str], body: bytes = b"") -> tuple[str, ...]:
    secrets = secrets_of(url, headers.items(), fields)
    if body:
        found = body_secrets(body, essence_of(headers.get("Content-Type") or ""))
        secrets |= {f"body {number}": text for number, text in enumerate(found)}
    return repeatable_values(secrets)


def remove_query_field(headers: Headers, field: str) -> Headers:
    """Return the headers without the query field ``field`` in their URLs."""
    changes = {name: request_secrets.remove_query_field(text, field) for name, text in headers.items() if "=" in text}
    return headers.replaced({name: text for name, text in changes.items() if text != headers[name]})
