"""Which requests may share an answer."""

import hmac
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.origins import split_origin
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.names import is_secret_name

__all__ = [
    "Keys",
    "asker_of",
    "cache_keys",
    "group_at",
    "group_of",
    "groups_above",
    "groups_touched",
]

_AROUND_COMMAS = re.compile(" ?, ?")
# Fields that may be spelled in several ways; any other counts as it is written.
_SPELLED = HARMLESS_HEADERS | {"accept-encoding", "accept-language", "prefer"}
# A path that means itself at any place of its origin: no empty part, none that begins with a dot (RFC 3986, 5.2.4).
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~%@+-][A-Za-z0-9_~%@+.-]*)+", re.ASCII)
_NONE: frozenset[str] = frozenset()
_Fields = tuple[tuple[str, str], ...]


class Keys(NamedTuple):
    """Where an answer lies: ``key`` is its own, ``group`` that of all variants of its URL, whatever the query."""

    group: str
    key: str


def cache_keys(  # noqa: PLR0913 - what counts, and who makes the parts
    request: Request,
    secret: bytes,
    *,
    identity: str | None = None,
    vary: frozenset[str] = _NONE,
    asker: Callable[[_Fields, frozenset[str], str | None, frozenset[str]], str] | None = None,
    group: Callable[[str, str, bytes], str] | None = None,
) -> Keys:
    """Return the keys for the answer to ``request``, a GET that bears its final credentials.

    Both are MACs: nothing of the URL or the credentials can be read from them without ``secret``.

    Args:
        request: the URL and every header count, except those of `HARMLESS_HEADERS`.
        secret: the store's own.
        identity: stands for the credentials where they change and the account does not: for the headers whose names say
            that they hold one, and for the request's own ``secret_fields``. All other headers count.
        vary: names of further header fields that count (RFC 9111, 4.1), in lower case.
        asker: `asker_of`, or what keeps what that returned.
        group: `group_at`, or what keeps what that returned.
    """
    place = request.url.partition("#")[0]
    fields = tuple([(_plain(name), _plain(value)) for name, value in request.headers.items()])
    told = (asker or asker_of)(fields, request.secret_fields, identity and _plain(identity), vary)
    origin, path = _place(request.url)
    return Keys((group or group_at)(origin, path, secret), _mac(secret, f"key|{len(place)}:{place}{told}"))


def asker_of(fields: _Fields, secret_fields: frozenset[str], identity: str | None, vary: frozenset[str]) -> str:
    """Return what a key says beside the URL: which form of the answer is asked for, and who asks.

    Args:
        fields: names and values of the header fields of the request.
        secret_fields: those of the request.
        identity: as for `cache_keys`.
        vary: as for `cache_keys`.
    """
    headers = Headers(fields)
    secrets = frozenset(name.lower() for name in secret_fields)
    parts = [] if identity is None else ["identity", identity]
    for original in sorted(headers, key=str.lower):
        name = original.lower()
        secret = name in secrets or _is_credential(original)
        if secret if identity is not None else (name in HARMLESS_HEADERS and name not in secrets):
            continue
        if secret or name not in HARMLESS_HEADERS:
            parts.extend(("header", name, _spelled(name, headers[name])))
    for name in sorted(vary):
        value = headers.get(name)
        parts.extend(("vary", name, "-" if value is None else f"={_spelled(name, value)}"))
    return "".join(f"|{len(part)}:{part}" for part in parts)


_is_credential = lru_cache(maxsize=256)(is_secret_name)


def _plain(text: str) -> str:
    """Return ``text`` as it goes over the wire: a kind of str of the caller's own may show or compare as another."""
    return str.__str__(text)


def group_of(url: str, secret: bytes) -> str:
    """Return the key that all variants of ``url`` share: its origin and path, percent-encoding undone."""
    return group_at(*_place(url), secret)


def group_at(origin: str, path: str, secret: bytes) -> str:
    """Return the key of the group at ``path``, percent-encoding undone, of ``origin``."""
    path = path.rstrip("/") or "/"
    return _mac(secret, f"group|{len(origin)}:{origin}|{len(path)}:{path}")


def groups_above(url: str, secret: bytes) -> tuple[str, ...]:
    """Return the groups of ``url`` and of every collection that it hangs below, up to the root of its origin."""
    origin, path = _place(url)
    groups = [group_at(origin, path, secret)]
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] or "/"
        groups.append(group_at(origin, path, secret))
    return tuple(groups)


def groups_touched(
    url: str,
    references: Iterable[str | None],
    secret: bytes,
    *,
    above: Callable[[str, bytes], Iterable[str]] | None = None,
    group: Callable[[str, str, bytes], str] | None = None,
) -> tuple[str, ...]:
    """Return the groups that a change at ``url`` may have changed (RFC 9111, 4.4).

    Args:
        url: the target of the change.
        references: values of the answer's ``Location`` and ``Content-Location``; other origins are left alone.
        secret: the store's own.
        above: `groups_above`, or what keeps what that returned.
        group: `group_at`, or what keeps what that returned.
    """
    group = group or group_at
    groups = dict.fromkeys((above or groups_above)(url, secret))
    origin = _place(url)[0]
    for reference in references:
        if reference and _PLAIN_PATH.fullmatch(reference):
            groups[group(origin, unquote(reference), secret)] = None
        elif reference and (target := _joined(url, reference)) and _place(target)[0] == origin:
            groups[group(*_place(target), secret)] = None
    return tuple(groups)


def _spelled(name: str, value: str) -> str:
    """Return ``value`` in the one spelling that stands for all that mean the same (RFC 9111, 4.1).

    Spaces around commas mean nothing outside of quotes, nor does the case of a language.
    """
    if not value or name not in _SPELLED:
        return value
    plain = " ".join(value.split())
    if '"' not in plain:
        plain = _AROUND_COMMAS.sub(",", plain)
    return plain.replace(" ", "").lower() if name == "accept-language" else plain


def _joined(url: str, reference: str) -> str | None:
    try:
        return urljoin(url, reference.strip())
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _place(url: str) -> tuple[str, str]:
    """Return origin and path of ``url``; one that can't be taken apart is a place of its own."""
    parts = split_origin(url)
    if parts is None:
        return url, "/"
    scheme, host, port = parts
    return f"{scheme}://{host}:{port}", unquote(urlsplit(url).path) or "/"


def _mac(secret: bytes, text: str) -> str:
    return hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:40]
