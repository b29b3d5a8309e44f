"""What a session of the caller adds to requests below the cache, where no key sees it."""

from collections.abc import Mapping
from typing import Protocol

from heroics_py.messages import Request
from heroics_py.secrecy import is_secret_name
from heroics_py.transport.cache.key import HARMLESS_HEADERS

__all__ = ["Unseen", "added_by", "adds_nothing"]


class Unseen(Protocol):
    """What says whether something that counts is added to a request below the cache."""

    def __call__(self, request: Request, /, *, vouched: bool) -> bool:
        """Return whether something that counts is added to ``request``.

        Args:
            request: as it reaches the cache.
            vouched: whether an identity names the account, so that credentials don't count.
        """
        ...


def adds_nothing(_: Request, /, *, vouched: bool) -> bool:  # noqa: ARG001 - one of a kind
    """Return False: what sends adds nothing."""
    return False


def added_by(session: object) -> Unseen:
    """Return what says whether ``session``, a session of requests, adds something to a request that counts.

    That are its cookies, its client certificate, credentials for a proxy, its query fields, and any header of its own
    that the request does not bear already, except harmless ones and those that every session has. They are looked at
    for each request, since they may change.
    """
    if session is None:
        return adds_nothing

    def adds(request: Request, /, *, vouched: bool) -> bool:
        secrets = frozenset(name.lower() for name in request.secret_fields)
        if not vouched and (getattr(session, "cookies", None) or getattr(session, "cert", None)):
            return True
        if not vouched and any("@" in str(each) for each in _items(session, "proxies").values()):
            return True
        if getattr(session, "params", None) and not (vouched and _all_secret(session, secrets)):
            return True
        headers = _items(session, "headers").items()
        return any(_counts(name.lower(), value, request, secrets, vouched=vouched) for name, value in headers)

    return adds


def _counts(name: str, value: object, request: Request, secrets: frozenset[str], *, vouched: bool) -> bool:
    if value is None or name in request.headers:
        return False
    if name in secrets or is_secret_name(name):
        return not vouched
    return name not in HARMLESS_HEADERS and (name, value) != _ANY_TYPE and name != "accept-encoding"


def _all_secret(session: object, secrets: frozenset[str]) -> bool:
    names = [str(name) for name in _items(session, "params")]
    return bool(names) and all(name.lower() in secrets or is_secret_name(name) for name in names)


def _items(session: object, name: str) -> Mapping[str, object]:
    found = getattr(session, name, None)
    return found if isinstance(found, Mapping) else {}


_ANY_TYPE = ("accept", "*/*")  # of every session of requests
