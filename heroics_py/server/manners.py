"""The rules of HTTP that hold for every request: credentials, media types, validators."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from hashlib import blake2b
from hmac import compare_digest
from urllib.parse import parse_qsl, unquote

from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of
from heroics_py.model.api import Security
from heroics_py.server.answers import Refusal

__all__ = ["check_accept", "check_credentials", "etag_of", "matches", "version_of"]

_JSON = re.compile(r"application/(json|[\w.-]+\+json)|application/\*|\*/\*|\*")


def check_credentials(
    headers: Headers, token: str | None, query: str = "", security: tuple[Security, ...] = ()
) -> None:
    """Let a request with credentials pass; where a token is set, only with that token (Bearer, or Basic password).

    Args:
        headers: of the request.
        token: the one that is let in; None for any.
        query: of the request.
        security: further places where the API lets a key stand.

    Raises:
        Refusal: 401 (RFC 9110, 15.5.2).
    """
    authorization = (headers.get("Authorization") or "").strip()
    keys = [key for each in security if each.kind == "key" for key in _keys(each, headers, query)]
    given = [*(_secrets(authorization) if authorization else []), *keys]
    if (authorization or keys) and (
        token is None or any(compare_digest(one.encode(), token.encode()) for one in given)
    ):
        return
    some = authorization or keys
    message = "These credentials are not valid." if some else "There were no credentials in your request."
    raise Refusal(401, "unauthorized", message, {"WWW-Authenticate": 'Bearer realm="sandbox"'})


def _keys(place: Security, headers: Headers, query: str) -> list[str]:
    if place.location == "query":
        return [value for name, value in parse_qsl(query) if name == place.field]
    if place.location == "header":
        return [headers[place.field]] if place.field in headers else []
    pairs = (pair.strip().partition("=") for pair in (headers.get("Cookie") or "").split(";"))
    return [unquote(value) for name, _, value in pairs if name == place.field]


def _secrets(given: str) -> list[str]:
    """Return the secrets that an Authorization header may carry."""
    scheme, _, rest = given.partition(" ")
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


def check_accept(accept: str | None, version: str, spoken: str) -> None:
    """Let a request pass whose Accept header has room for JSON of the right version.

    Args:
        accept: the header, or None.
        version: of the API; a media type that asks for another one is refused.
        spoken: the media type of the answer, where the schema names it.

    Raises:
        Refusal: 406 (RFC 9110, 15.5.7).
    """
    if accept is None or not accept.strip():
        return
    for choice in accept.split(","):
        media_type, *settings = (part.strip().lower() for part in choice.split(";"))
        values = dict(setting.partition("=")[::2] for setting in settings)
        fits = _JSON.fullmatch(media_type) or media_type == essence_of(spoken)
        if fits and values.get("version", version).strip('"') == version and values.get("q") not in {"0", "0.0"}:
            return
    raise Refusal(406, "not_acceptable", f"Can't answer as {accept!r}: expected JSON of version {version}.")


def version_of(media_type: str) -> str | None:
    """Return the version that a media type names, or None."""
    found = re.search(r"version\s*=\s*\"?([\w.-]+)", media_type)
    return found[1] if found else None


def etag_of(body: bytes, variant: str = "") -> str:
    """Return a strong validator of a representation (RFC 9110, 8.8.3)."""
    return f'"{blake2b(body + variant.encode(), digest_size=16).hexdigest()}"'


def matches(condition: str, etag: str | None, *, weakly: bool) -> bool:
    """Tell whether an If-Match (strongly) or If-None-Match (weakly) names ``etag`` (RFC 9110, 13.1)."""
    if etag is None:
        return False
    if condition.strip() == "*":
        return True
    named = re.findall(r'(?:W/)?"[^"]*"', condition)
    return etag in ([name.removeprefix("W/") for name in named] if weakly else named)
