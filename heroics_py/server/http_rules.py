"""The rules of HTTP that apply to every request: credentials, media types and preconditions."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from hashlib import blake2b
from hmac import compare_digest
from urllib.parse import parse_qsl, unquote

from heroics_py.http.etags import matches_etag
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.security import Security
from heroics_py.server.responses import HttpError

__all__ = ["check_accept", "check_credentials", "check_preconditions", "etag_of", "version_of"]

_WILDCARDS = frozenset({"application/*", "*/*", "*"})


def check_credentials(
    headers: Headers,
    token: str | None,
    query: str = "",
    security: tuple[Security, ...] = (),
    *,
    only: bool = False,
) -> None:
    """Refuse a request without credentials or, if a token is set, without that token.

    Args:
        headers: the header fields of the request.
        token: the only token that is accepted, as Bearer token, password or key; None accepts any.
        query: the query of the request.
        security: where else the API accepts a key.
        only: whether credentials are accepted in the places of ``security`` alone.

    Raises:
        HttpError: 401 (RFC 9110, 15.5.2).
    """
    authorization = (headers.get("Authorization") or "").strip()
    keys = [key for each in security if each.kind == "key" for key in _keys(each, headers, query)]
    if only and all(each.kind == "key" for each in security):
        authorization = ""
    if authorization or keys:
        secrets = [*_authorization_secrets(authorization), *keys]
        if token is None or any(compare_digest(each.encode(), token.encode()) for each in secrets):
            return
        message = "Invalid credentials: expected the token of the sandbox."
    else:
        names = [f"{each.location} {each.field}" for each in security if only and each.kind == "key"]
        message = f"No credentials in the request: expected {' or '.join(names) or 'an Authorization header'}."
    raise HttpError(401, "unauthorized", message, {"WWW-Authenticate": 'Bearer realm="sandbox"'})


def _keys(security: Security, headers: Headers, query: str) -> list[str]:
    if security.location == "query":
        return [value for name, value in parse_qsl(query) if name == security.field]
    if security.location == "header":
        value = headers.get(security.field)
        return [] if value is None else [value.removeprefix(f"{security.prefix} ")]
    cookies = (pair.strip().partition("=") for pair in (headers.get("Cookie") or "").split(";"))
    return [unquote(value) for name, _, value in cookies if name == security.field]


def _authorization_secrets(authorization: str) -> list[str]:
    """Return the secret in an Authorization header, if any."""
    scheme, _, rest = authorization.partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer":
        return [rest]
    if scheme.lower() == "token":
        return [rest.partition("token=")[2].strip('"')]
    if scheme.lower() != "basic":
        return []
    try:
        name, _, password = b64decode(rest, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return []
    return [password or name]


def check_accept(accept: str | None, version: str, media_type: str) -> None:
    """Refuse a request whose Accept header excludes the response.

    Args:
        accept: the value of the header, or None.
        version: the version of the API; a media type may name it.
        media_type: the media type that the schema gives the response; JSON is always possible.

    Raises:
        HttpError: 406 (RFC 9110, 15.5.7).
    """
    if accept is None or not accept.strip():
        return
    for choice in accept.split(","):
        essence, *parameters = (part.strip().lower() for part in choice.split(";"))
        values = dict(parameter.partition("=")[::2] for parameter in parameters)
        matches = is_json(essence) or essence in _WILDCARDS or essence == essence_of(media_type)
        if matches and values.get("version", version).strip('"') == version and values.get("q") not in {"0", "0.0"}:
            return
    raise HttpError(406, "not_acceptable", f"Can't satisfy Accept {accept!r}: expected JSON of version {version}.")


def version_of(media_type: str) -> str | None:
    """Return the version in a media type, or None."""
    match = re.search(r"version\s*=\s*\"?([\w.-]+)", media_type)
    return match[1] if match else None


def etag_of(body: bytes, variant: str = "") -> str:
    """Return a strong ETag for a representation (RFC 9110, 8.8.3)."""
    return f'"{blake2b(body + variant.encode(), digest_size=16).hexdigest()}"'


def check_preconditions(headers: Headers, etag: str | None) -> None:
    """Refuse a change if its If-Match or If-None-Match doesn't fit the current ``etag``.

    Raises:
        HttpError: 412 (RFC 9110, 13.1.1 and 13.1.2).
    """
    if_match, if_none_match = headers.get("If-Match"), headers.get("If-None-Match")
    if if_match is not None and not matches_etag(if_match, etag, weakly=False):
        raise HttpError(
            412, "precondition_failed", "The current version doesn't match If-Match. Read it again, then retry."
        )
    if if_none_match is not None and matches_etag(if_none_match, etag):
        raise HttpError(
            412, "precondition_failed", "The current version matches If-None-Match, so nothing has changed."
        )
