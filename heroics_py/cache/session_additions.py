"""What a session of the caller adds to requests below the cache, where no key sees it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from heroics_py.http.messages import Request
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.names import is_secret_name

__all__ = ["SessionAdditions", "added_by", "adds_nothing", "seen_with"]

_KNOWN = frozenset({"requests", "builtins"})
_MAKERS = ("prepare_request", "send", "request", "get_adapter", "merge_environment_settings", "rebuild_auth")


class SessionAdditions(Protocol):
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


def added_by(session: object) -> SessionAdditions:
    """Return what says whether ``session``, a session of requests, adds something to a request that counts.

    That are methods of its own that make or send requests, its cookies, its certificate, credentials for a proxy,
    its query fields, and the headers that carry credentials and that the request does not bear already. They are looked
    at for each request, since they may change.
    """
    if session is None:
        return adds_nothing

    original = getattr(session, "original", session)  # a session without what identifies the caller sends as another

    def adds(request: Request, /, *, vouched: bool) -> bool:
        if not vouched and _changes_requests(original):
            return True
        secrets = frozenset(name.lower() for name in request.secret_fields)
        if not vouched and (getattr(session, "cookies", None) or getattr(session, "cert", None)):
            return True
        if not vouched and any("@" in str(each) for each in _items(session, "proxies").values()):
            return True
        if getattr(session, "params", None) and not (vouched and _all_secret(session, secrets)):
            return True
        added = _headers_of(session, request)
        return not vouched and any(name.lower() in secrets or is_secret_name(name) for name in added)

    return adds


def _changes_requests(session: object) -> bool:
    """Return whether a session has methods of its own where requests are made and sent: they may add anything."""
    kinds = [each for each in type(session).__mro__ if each.__module__.partition(".")[0] not in _KNOWN]
    return any(name in vars(each) for each in (session, *kinds) for name in _MAKERS)


def seen_with(session: object) -> Callable[[Request], Request]:
    """Return what completes a request by the headers that ``session`` adds, so that they count in its key."""

    def complete(request: Request) -> Request:
        added = {} if session is None else _headers_of(session, request)
        return request.replaced(headers=request.headers.replaced(added)) if added else request

    return complete


def _headers_of(session: object, request: Request) -> dict[str, str]:
    headers = _items(session, "headers").items()
    return {
        name: value if isinstance(value, str) else repr(value)
        for name, value in headers
        if value is not None and name not in request.headers and name.lower() not in HARMLESS_HEADERS
    }


def _all_secret(session: object, secrets: frozenset[str]) -> bool:
    names = [str(name) for name in _items(session, "params")]
    return bool(names) and all(name.lower() in secrets or is_secret_name(name) for name in names)


def _items(session: object, name: str) -> Mapping[str, object]:
    found = getattr(session, name, None)
    return found if isinstance(found, Mapping) else {}
