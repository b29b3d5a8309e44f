"""The keys of entries, which decide which requests may share a response."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from heroics_py.http.messages import Request
from heroics_py.http.origins import resolve_url, split_origin
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.names import is_secret_name

__all__ = ["Keys", "cache_keys", "changed_groups", "group_of", "groups_above", "origin_group"]

_COMMA = re.compile(" ?, ?")
# Headers whose value has several spellings; the value of any other counts unchanged.
_NORMALIZED_HEADERS = HARMLESS_HEADERS | {"accept-encoding", "accept-language", "prefer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The place of an entry in a store.

    Attributes:
        group: the key of all variants of a URL, with any query and headers.
        key: the key of one variant.
    """

    group: str
    key: str


def cache_keys(
    request: Request, secret: bytes, *, identity: str | None = None, vary: frozenset[str] = frozenset()
) -> Keys:
    """Return the keys for the response to ``request``.

    Both are MACs: without ``secret`` they reveal neither the URL nor the credentials.

    Args:
        request: a GET with its final credentials. Its URL and all its headers count, except `HARMLESS_HEADERS`.
        secret: the secret of the store.
        identity: the name of the account. It replaces the headers that carry credentials, which are those with such a
            name and the request's ``secret_fields``. All other headers count.
        vary: names of further headers that count, in lower case (RFC 9111, 4.1).
    """
    url = _plain(request.url)
    place = url.partition("#")[0]
    parts = [*_identity_parts(request, identity), *_vary_parts(request, vary)]
    variant = "".join([f"|{len(part)}:{part}" for part in parts])
    return Keys(group=group_of(url, secret), key=_mac(secret, f"key|{len(place)}:{place}{variant}"))


def _identity_parts(request: Request, identity: str | None) -> list[str]:
    """Return the parts of a key that name the account, and the form of the response that it requests."""
    declared = frozenset([name.lower() for name in request.secret_fields])
    parts = [] if identity is None else ["identity", _plain(identity)]
    for lower, name, value in sorted([(name.lower(), name, value) for name, value in request.headers.items()]):
        is_declared = lower in declared
        if lower in HARMLESS_HEADERS and not (is_declared and identity is None):
            continue
        if identity is None or not (is_declared or is_secret_name(_plain(name))):
            parts += ("header", lower, _normalized(lower, value))
    return parts


def _vary_parts(request: Request, vary: frozenset[str]) -> list[str]:
    parts: list[str] = []
    for name in sorted(vary):
        value = request.headers.get(name)
        parts += ("vary", name, "-" if value is None else f"={_normalized(name, value)}")
    return parts


def _normalized(name: str, value: str) -> str:
    """Return ``value`` in a spelling that all equivalent values of the header ``name`` share (RFC 9111, 4.1).

    Spaces around commas mean nothing outside quotes. Neither does the case of a language.
    """
    text = _plain(value)
    if not text or name not in _NORMALIZED_HEADERS:
        return text
    text = " ".join(text.split())
    if '"' not in text:
        text = _COMMA.sub(",", text)
    return text.replace(" ", "").lower() if name == "accept-language" else text


def _plain(text: str) -> str:
    """Return ``text`` as it is sent: a subclass of str may format or compare as another text."""
    return str.__str__(text)


def group_of(url: str, secret: bytes) -> str:
    """Return the group of ``url``: that of its origin and path, percent-decoded."""
    origin, path = _place(url)
    return _group(origin, path, secret)


def groups_above(url: str, secret: bytes) -> tuple[str, ...]:
    """Return the groups of ``url`` and of each path above it, up to the root of its origin."""
    origin, path = _place(url)
    paths = [path]
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] or "/"
        paths.append(path)
    return tuple([_group(origin, each, secret) for each in paths])


def origin_group(url: str, secret: bytes) -> str:
    """Return the group of the root of the origin of ``url``, which every change at that origin invalidates."""
    return _group(_place(url)[0], "/", secret)


def changed_groups(url: str, references: Iterable[str | None], secret: bytes) -> tuple[str, ...]:
    """Return the groups that a change at ``url`` may have changed (RFC 9111, 4.4).

    Args:
        url: the target of the change.
        references: the response's references to what has changed. Those to other origins change nothing.
        secret: the secret of the store.
    """
    origin = _place(url)[0]
    groups = dict.fromkeys(groups_above(url, secret))
    for reference in references:
        target = resolve_url(url, reference) if reference else ""
        place, path = _place(target) if target else ("", "")
        if place == origin:
            groups[_group(origin, path, secret)] = None
    return tuple(groups)


def _place(url: str) -> tuple[str, str]:
    """Return origin and path of ``url``; an invalid URL is an origin of its own."""
    parts = split_origin(url)
    if parts is None:
        return url, "/"
    scheme, host, port = parts
    return f"{scheme}://{host}:{port}", unquote(urlsplit(url).path) or "/"


def _group(origin: str, path: str, secret: bytes) -> str:
    path = path.rstrip("/") or "/"
    return _mac(secret, f"group|{len(origin)}:{origin}|{len(path)}:{path}")


def _mac(secret: bytes, text: str) -> str:
    return hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:40]
