"""Secrets kept out of texts: headers without credentials, URLs without keys."""

from heroics_py.http.messages import Headers, Request, Response
from heroics_py.secrecy.names import MASK, is_plain_url, is_secret_name, masked_target, masked_url, shown_origin
from heroics_py.secrecy.reflected import masked_value, secrets_of, values_of, without_pair
from heroics_py.secrecy.sealed import Secret

__all__ = [
    "MASK",
    "Secret",
    "is_plain_url",
    "is_secret_name",
    "masked_target",
    "masked_url",
    "shown_origin",
    "shown_target",
    "shown_url",
    "veiled",
    "without_key",
]


def shown_url(request: Request) -> str:
    """Return the URL of ``request`` as logs and errors show it: its secrets masked, by their names and their values."""
    return shown_target(request, masked_url(request.url, request.secret_fields))


def shown_target(request: Request, text: str) -> str:
    """Return a text of ``request``, such as its target, with the values of its secrets masked wherever they are."""
    fields = request.secret_fields
    values = values_of(secrets_of(request.url, request.headers.items(), fields))
    return masked_value(text, fields, values) if values else text


def without_key(headers: Headers, field: str) -> Headers:
    """Return the headers of an answer with the query field ``field``, which held a key, taken out of each URL."""
    changes = {name: without_pair(text, field) for name, text in headers.items() if "=" in text}
    return headers.replaced({name: text for name, text in changes.items() if text != headers[name]})


def veiled(response: Response, request: Request) -> Response:
    """Return ``response`` such that it shows none of the secrets of ``request``, the one that was sent."""
    secrets = secrets_of(request.url, request.headers.items(), request.secret_fields)
    if not secrets and not request.secret_fields:
        return response
    return response.replaced(headers=response.headers.veiled(request.secret_fields, values_of(secrets)))
