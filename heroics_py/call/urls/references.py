"""The URL of a link whose whole href is one variable, such as ``{self}``, and whose value is a path or a URL."""

import re
from urllib.parse import urlsplit

from heroics_py.call.urls.uri_template import percent_encoded
from heroics_py.call.urls.url import full_url, has_dot_segment
from heroics_py.call.values.scalars import has_surrogate
from heroics_py.errors import CallError
from heroics_py.model.api import Link
from heroics_py.model.href_parts import parts_of
from heroics_py.model.schemes import describe_scheme

__all__ = ["is_reference", "reference_url", "with_tail"]

# What a URL can hold (RFC 3986, 2.2), "%" of a triple aside.
_RESERVED = "!#$&'()*+,/:;=?@[]"
_AUTHORITY = r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?//([^/?#]*)"
_SCHEME = r"([A-Za-z][A-Za-z0-9+.-]*):"
# Schemes of addresses that no HTTP server has, and which values begin with.
_OTHER_SCHEMES = r"(?i)(?:mailto|tel|sms|urn|data|file|ftp|javascript|ws|wss):"
_HTTP = frozenset({"http", "https"})
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
_FORBIDDEN = r"[\x00-\x1f\x7f\\]"


def is_reference(link: Link, value: str) -> bool:
    """Return whether the value of a whole href is a path, a URL or another URI reference (RFC 3986, 4.1).

    Every text is one for ``{+url}``, whose value stays as it is. For ``{self}``, it is a text with a slash or a query;
    any other text is a name, which is percent-encoded.
    """
    if not value.strip():
        return False
    is_kept = parts_of(link.href)[1].startswith("{+")
    return is_kept or "/" in value or "?" in value or re.match(_OTHER_SCHEMES, value) is not None


def with_tail(url: str, tail: str) -> str:
    """Return a URL that a query and a fragment of its template are added to."""
    path, mark, own_fragment = url.partition("#")
    query, sharp, fragment = tail.partition("#")
    if "?" in path:
        query = query.replace("?", "&", 1)
    return f"{path}{query}{f'#{fragment}' if sharp else mark + own_fragment}"


def reference_url(  # noqa: PLR0913 - the parts of an address
    name: str, link: Link, value: str, *, prefix: str, base_url: str, allowed_origins: frozenset[str]
) -> str:
    """Return the absolute URL that a value refers to.

    A path that begins with that of the base URL is at the API's server, as RFC 3986 (5.2) asks. Any other is below the
    base URL, as the paths of a schema are, unless the schema has a base.

    Args:
        name: the name of the call, for errors.
        link: its link.
        value: a path, a URL or another URI reference.
        prefix: the href before the variable: the base that the schema gives.
        base_url: the base URL of the API.
        allowed_origins: further origins that an absolute URL may have.

    Raises:
        CallError: the value is not a valid URL of HTTP.
        SchemaError: it leads to another origin.
    """
    text = value.strip()
    if re.search(_FORBIDDEN, text) or has_surrogate(text):
        raise CallError(f"{name}: {link.reference} holds a backslash or a character that a URL can't carry")
    match = re.match(_AUTHORITY, text)
    address = percent_encoded(text[match.end() :] if match else text, _RESERVED)
    _check_path(name, link, re.split("[?#]", address, maxsplit=1)[0])
    if match:
        scheme = match[1] or urlsplit(base_url).scheme
        if scheme.lower() not in _HTTP:
            raise _scheme_error(name, link, scheme)
        if "@" in match[2]:
            raise CallError(f"{name}: the URL in {link.reference} holds credentials: pass them to connect(), as auth=")
        return full_url(base_url, allowed_origins, f"{scheme}://{match[2]}{address}", link)
    if match := re.match(_SCHEME, text):
        raise _scheme_error(name, link, match[1])
    if text.startswith("/"):
        is_at_server = bool(prefix) or _is_below(text, urlsplit(base_url).path.rstrip("/"))
        return full_url(base_url, allowed_origins, address, link.replaced(at_server=is_at_server))
    base = full_url(base_url, allowed_origins, prefix, link)
    full_url(base_url, allowed_origins, address, link)
    return f"{base}{address}" if text.startswith(("?", "#")) else f"{base.rstrip('/')}/{address}"


def _check_path(name: str, link: Link, path: str) -> None:
    if has_dot_segment(path):
        raise CallError(f"{name}: the path in {link.reference} holds '.' or '..', which would point to another URL")
    if link.method in _CHANGES and not path.strip("/"):
        raise CallError(f"{name}: {link.reference} names no path: a {link.method} would be about everything")


def _scheme_error(name: str, link: Link, scheme: str) -> CallError:
    words = "a URL without a host" if scheme.lower() in _HTTP else describe_scheme(scheme.lower())
    return CallError(f"{name}: {link.reference} is {words}: expected a path, or a URL of http or https")


def _is_below(path: str, base_path: str) -> bool:
    return path == base_path or path.startswith((f"{base_path}/", f"{base_path}?", f"{base_path}#"))
