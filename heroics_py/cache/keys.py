"""The keys of entries, which decide which requests may share a response."""

import hmac
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from heroics_py.http.messages import Request
from heroics_py.http.origins import resolve_url, split_origin
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.names import is_secret_name

__all__ = [
    "KeyFacts",
    "Keys",
    "cache_keys",
    "changed_groups",
    "counted_fields",
    "group_of",
    "groups_above",
    "make_group",
    "make_keys",
    "origin_group",
]

_NO_NAMES: frozenset[str] = frozenset()
_plain = str.__str__  # a text as it is sent: a subclass of str may format or compare as another text
_TOKEN = "authorization"  # noqa: S105 - the header that carries one
_COMMA = re.compile(" ?, ?")
# Headers whose value has several spellings; the value of any other counts unchanged.
_NORMALIZED_HEADERS = HARMLESS_HEADERS | {"accept-encoding", "accept-language", "prefer"}


class Keys(NamedTuple):
    """The place of an entry in a store.

    Attributes:
        group: the key of all variants of a URL, with any query and headers.
        key: the key of one variant.
    """

    group: str
    key: str


class KeyFacts(NamedTuple):
    """What the keys of a request depend on, in plain texts.

    Attributes:
        url: of the request.
        fields: the header fields that may count: those that are not harmless, or are declared secret, or in ``vary``.
        declared: names of header fields that are secret.
        identity: the name of the account, if there is one.
        vary: names of further headers that count, in lower case.
    """

    url: str
    fields: tuple[tuple[str, str], ...]
    declared: frozenset[str]
    identity: str | None
    vary: frozenset[str]


def cache_keys(
    request: Request,
    secret: bytes,
    *,
    identity: str | None = None,
    vary: frozenset[str] = _NO_NAMES,
    make: Callable[..., Keys] | None = None,
) -> Keys:
    """Return the keys for the response to ``request``.

    Both are MACs: without ``secret`` they reveal neither the URL nor the credentials.

    Args:
        request: a GET with its final credentials. Its URL and all its headers count, except `HARMLESS_HEADERS`.
        secret: the secret of the store.
        identity: the name of the account. It replaces the headers that carry credentials, which are those with such a
            name and the request's ``secret_fields``. All other headers count.
        vary: names of further headers that count, in lower case (RFC 9111, 4.1).
        make: `make_keys`, or a function that remembers what it returned.
    """
    fields = counted_fields(request, vary)
    plain_identity = None if identity is None else _plain(identity)
    return (make or make_keys)(
        KeyFacts(_plain(request.url), fields, request.secret_fields, plain_identity, vary), secret
    )


def counted_fields(request: Request, vary: frozenset[str] = _NO_NAMES) -> tuple[tuple[str, str], ...]:
    """Return the header fields of a request that are not harmless, or are declared secret, or in ``vary``.

    A token that changes while its account does not counts as the account.
    """
    counted = vary.union([name.lower() for name in request.secret_fields])
    return tuple(
        [
            (_plain(name), f"account {request.account}" if request.account and lower == _TOKEN else _plain(value))
            for name, value in request.headers.items()
            if (lower := name.lower()) not in HARMLESS_HEADERS or lower in counted
        ]
    )


def make_keys(facts: KeyFacts, secret: bytes) -> Keys:
    """Return the keys of the requests with these facts."""
    place = facts.url.partition("#")[0]
    parts = [*_identity_parts(facts), *_vary_parts(facts)]
    variant = "".join([f"|{len(part)}:{part}" for part in parts])
    return Keys(group=group_of(facts.url, secret), key=_mac(secret, f"key|{len(place)}:{place}{variant}"))


def _identity_parts(facts: KeyFacts) -> list[str]:
    """Return the parts of a key that name the account, and the form of the response that it requests."""
    identity = facts.identity
    declared = frozenset([name.lower() for name in facts.declared])
    parts = [] if identity is None else ["identity", identity]
    for lower, name, value in sorted([(name.lower(), name, value) for name, value in facts.fields]):
        is_declared = lower in declared
        if lower in HARMLESS_HEADERS and not (is_declared and identity is None):
            continue
        if identity is None or not (is_declared or is_secret_name(name)):
            parts += ("header", lower, _normalized(lower, value))
    return parts


def _vary_parts(facts: KeyFacts) -> list[str]:
    values = {name.lower(): value for name, value in facts.fields}
    parts: list[str] = []
    for name in sorted(facts.vary):
        parts += ("vary", name, f"={_normalized(name, values[name])}" if name in values else "-")
    return parts


def _normalized(name: str, value: str) -> str:
    """Return ``value`` in a spelling that all equivalent values of the header ``name`` share (RFC 9111, 4.1).

    Spaces around commas mean nothing outside quotes. Neither does the case of a language.
    """
    if not value or name not in _NORMALIZED_HEADERS:
        return value
    text = " ".join(value.split())
    if '"' not in text:
        text = _COMMA.sub(",", text)
    return text.replace(" ", "").lower() if name == "accept-language" else text


def group_of(url: str, secret: bytes) -> str:
    """Return the group of ``url``: that of its origin and path, percent-decoded."""
    origin, path = _place(url)
    return make_group(origin, path, secret)


def groups_above(url: str, secret: bytes, make: Callable[..., str] | None = None) -> tuple[str, ...]:
    """Return the groups of ``url`` and of each path above it, up to the root of its origin."""
    make = make or make_group
    origin, path = _place(url)
    paths = [path]
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] or "/"
        paths.append(path)
    return tuple([make(origin, each, secret) for each in paths])


def origin_group(url: str, secret: bytes) -> str:
    """Return the group of the root of the origin of ``url``, which every change at that origin invalidates."""
    return make_group(_place(url)[0], "/", secret)


def changed_groups(
    url: str,
    references: Iterable[str | None],
    secret: bytes,
    *,
    paths: Iterable[str] = (),
    make: Callable[..., str] | None = None,
) -> tuple[str, ...]:
    """Return the groups that a change at ``url`` may have changed (RFC 9111, 4.4).

    Args:
        url: the target of the change.
        references: the response's references to what has changed. Those to other origins change nothing.
        secret: the secret of the store.
        paths: further paths of what has changed, at the same origin and percent-decoded.
        make: `make_group`, or a function that remembers what it returned.
    """
    make = make or make_group
    origin = _place(url)[0]
    changed = [*groups_above(url, secret, make), *[make(origin, path, secret) for path in paths]]
    for reference in references:
        target = resolve_url(url, reference) if reference else ""
        place, path = _place(target) if target else ("", "")
        if place == origin:
            changed.append(make(origin, path, secret))
    return tuple(dict.fromkeys(changed))


def make_group(origin: str, path: str, secret: bytes) -> str:
    """Return the group of a percent-decoded path at an origin."""
    path = path.rstrip("/") or "/"
    return _mac(secret, f"group|{len(origin)}:{origin}|{len(path)}:{path}")


def _place(url: str) -> tuple[str, str]:
    """Return origin and path of ``url``; an invalid URL is an origin of its own."""
    parts = split_origin(url)
    if parts is None:
        return url, "/"
    scheme, host, port = parts
    return f"{scheme}://{host}:{port}", unquote(urlsplit(url).path) or "/"


def _mac(secret: bytes, text: str) -> str:
    return hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:40]
