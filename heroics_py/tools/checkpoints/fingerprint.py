"""Which calls a checkpoint is about: a digest that tells nobody their arguments."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from heroics_py.call.bodies.positions import restored_positions
from heroics_py.errors import HeroicsError
from heroics_py.http.messages import Request
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.names import is_secret_name
from heroics_py.tools.link_target import LinkTarget
from heroics_py.tools.many_calls import ManyCalls

__all__ = ["account_digest", "call_digests"]

_COST = {"n": 1 << 14, "r": 8, "p": 1}  # some 50 ms: a digest does not help to guess a weak password
_CONDITIONS = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since")


def call_digests(
    many: ManyCalls, target: LinkTarget, items: Sequence[Any], salt: bytes, counts: Sequence[int]
) -> list[str]:
    """Return a digest of the first calls, for each of ``counts``, in ascending order.

    Calls are compared by their requests, without credentials: a record as an item counts by its identity.

    Args:
        many: the arguments of `gather`.
        target: the link that is called.
        items: the arguments of each call.
        salt: of the file.
        counts: of the calls, none larger than the number of items.
    """
    state = hashlib.sha256()
    digests: dict[int, str] = {}
    for number in range(max(counts) + 1):
        if number in counts:
            digests[number] = _slow(state.digest(), salt)
        if number < max(counts):
            text = _call_text(many, target, items[number])
            state.update(len(text).to_bytes(8, "big") + text)
    return [digests[each] for each in counts]


def account_digest(many: ManyCalls, target: LinkTarget, items: Sequence[Any], salt: bytes) -> str | None:
    """Return a digest of the account that the calls belong to; None if this process can't know it."""
    core = target.link._core  # noqa: SLF001 - public names of a link are those of its schema
    account = core.settings.cache_identity
    try:
        if account is None and items:
            args, kwargs = many.arguments_of(items[0])
            account = core.account_of(target.call(args, kwargs).request())
    except Exception:  # noqa: BLE001 - an item that can't be sent, or credentials that only the workers have
        return None
    return None if account is None else _slow(account.encode("utf-8", "surrogatepass"), salt)


def _slow(data: bytes, salt: bytes) -> str:
    return hashlib.scrypt(data, salt=salt, dklen=32, **_COST).hex()


def _call_text(many: ManyCalls, target: LinkTarget, item: object) -> bytes:
    """Return what a call sends; of one that sends nothing, its error."""
    try:
        args, kwargs = many.arguments_of(item)
        with restored_positions(args, kwargs):
            return _request_text(target.call(args, kwargs).described())
    except HeroicsError as error:
        return f"{type(error).__name__} {error}".encode("utf-8", "surrogatepass")


def _request_text(request: Request) -> bytes:
    """Return a request as bytes, the same in each run."""
    body, boundary = request.body, _boundary(request)
    content = body if isinstance(body, bytes) else b"" if body is None else repr(body).encode()
    secret = frozenset(map(str.lower, request.secret_fields))
    headers = sorted((name.lower(), text) for name, text in request.headers.items() if _counts(name.lower(), secret))
    head = repr((request.method, request.url, headers)).encode("utf-8", "surrogatepass")
    return head.replace(boundary, b"") + b"\0" + content.replace(boundary, b"") if boundary else head + b"\0" + content


def _counts(name: str, secret_fields: frozenset[str]) -> bool:
    """Return whether a header of a request makes it another call: credentials change from run to run."""
    if name in _CONDITIONS:
        return True
    return name not in HARMLESS_HEADERS and not is_secret_name(name) and name not in secret_fields


def _boundary(request: Request) -> bytes:
    """Return what separates the parts of a multipart body, which is another text each time."""
    _, mark, rest = (request.headers.get("Content-Type") or "").partition("boundary=")
    return rest.partition(";")[0].strip('" ').encode() if mark else b""
