"""The credentials that a request carries, and those that a response hands out."""

import re
from binascii import a2b_base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import unquote, unquote_plus, urlsplit

from heroics_py.http.messages import Request, Response
from heroics_py.secrecy.harmless import may_cross_origins
from heroics_py.tapes.found_secrets import is_distinct

__all__ = ["credentials_of", "path_secrets", "response_credentials"]

_Names = Callable[[str], bool]

_SHORTEST_COOKIE = 8
_SHORTEST_PART = 16  # of a credential that also names its scope (AWS)
# What further fields of a request say about its route and its form.
_PUBLIC = re.compile(
    r"host|origin|referer|forwarded|via|x-forwarded-.*|x-http-method(-override)?|x-requested-with|idempotency-key"
    r"|(.*-)?version|upgrade-insecure-requests|sec-.*"
)
# Parameters of an Authorization that describe how it was made (RFC 7616; RFC 5849; RFC 9421).
_DESCRIPTIVE = frozenset(
    {
        "algorithm",
        "charset",
        "created",
        "date",
        "expires",
        "headers",
        "nc",
        "oauth_callback",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_version",
        "opaque",
        "qop",
        "realm",
        "signedheaders",
        "timestamp",
        "uri",
        "username",
        "version",
    }
)
_PARAMETER = re.compile(r"(?<![\w-])([A-Za-z_][\w-]*+)\s?=\s?(?:\"([^\"]*+)\"|([^\s,;\"]*+))")
_COOKIE = re.compile(r"(?:^|[,;])\s?([^=;,\s]++)=([^;,]*+)")
_EXPRESSION = re.compile(r"[+#./;?&]?([^{}:*]*+)(?::\d{1,4}|\*)?")
_IDENTITY = re.compile(r"(?<!session)(?<!sess)[_-]?(id|identity|name|uuid|slug|number|url|uri)$", re.IGNORECASE)


def credentials_of(request: Request, is_secret: _Names) -> Iterator[str]:
    """Yield each value of a request that may be a credential, outside of its URL and its body.

    Those are the fields with secret names, cookies, what an authorization object holds, and any other field that says
    more than how the message is made, unless it is an argument of the call.
    """
    for name, value in request.headers.items():
        if name.lower() == "cookie":
            yield from _cookies(value, is_secret)
        elif is_secret(name):
            yield from _parts(value)
        elif _is_unknown(name.lower(), value, request):
            yield value
    yield from _auth_secrets(request.auth, is_secret)


def _is_unknown(name: str, value: str, request: Request) -> bool:
    if may_cross_origins(name) or name in request.own_headers or _PUBLIC.fullmatch(name):
        return False
    return is_distinct(value) and value.lower() not in (urlsplit(request.url).hostname or "")


def _parts(value: str) -> Iterator[str]:
    """Yield a field, and its credentials: after the scheme, a password, parameters."""
    yield value
    scheme, _, rest = value.partition(" ")
    yield rest.strip()
    if scheme.lower() == "basic":
        with suppress(ValueError):
            pair = a2b_base64(rest).decode("utf-8", "replace")
            yield pair
            yield pair.partition(":")[2]
    if "=" in rest and not rest.endswith("="):
        for match in _PARAMETER.finditer(rest):
            if match[1].lower() not in _DESCRIPTIVE:
                value = unquote(match[2] or match[3] or "")
                yield value
                yield from (part for part in value.split("/") if len(part) >= _SHORTEST_PART)


def _cookies(value: str, is_secret: _Names) -> Iterator[str]:
    for match in _COOKIE.finditer(value):
        text = match[2].strip(' "')
        if len(text) >= _SHORTEST_COOKIE or is_secret(match[1]):
            yield unquote(text)


def _auth_secrets(auth: object, is_secret: _Names) -> Iterator[str]:
    """Yield the secrets of an authorization object of requests, which signs the request after this."""
    if isinstance(auth, tuple) and len(auth) == 2:
        yield str(auth[1])
    for name, value in getattr(auth, "__dict__", {}).items():
        if isinstance(value, str) and is_secret(name):
            yield value


def response_credentials(response: Response, is_secret: _Names) -> Iterator[str]:
    """Yield each value of the header of a response that is a credential, such as that of a cookie."""
    for name, value in response.headers.items():
        if name.lower() == "set-cookie":
            yield from _cookies(value, is_secret)
        elif is_secret(name):
            yield from _parts(value)


def path_secrets(request: Request, is_secret: _Names) -> Iterator[str]:
    """Yield the segments of the path that a parameter with a secret name fills, as they are in the URL."""
    if "{" not in request.template:
        return
    expected = request.template.partition("?")[0].strip("/").split("/")
    segments = urlsplit(request.url).path.strip("/").split("/")
    for part, segment in zip(reversed(expected), reversed(segments), strict=False):
        if part.startswith("{") and part.endswith("}"):
            match = _EXPRESSION.fullmatch(part[1:-1])
            name = unquote_plus(match[1]) if match else ""
            if name and segment and is_secret(name) and not _IDENTITY.search(name):
                yield segment
