"""What a session of the caller adds to requests below the cache, where no key sees it."""

from collections.abc import Callable, Mapping

from heroics_py.messages import Request
from heroics_py.transport.cache.key import carries_credentials

__all__ = ["added_by", "adds_nothing"]


def adds_nothing(_: Request) -> bool:
    """Return False: what sends adds nothing that tells who asks."""
    return False


def added_by(session: object) -> Callable[[Request], bool]:
    """Return what tells whether ``session``, a session of requests, adds something to a request that tells who asks.

    That are its cookies, its client certificate, its query fields, and headers of its own that carry credentials and
    that the request does not bear already. They are looked at anew for each request, since they may change.
    """
    if session is None:
        return adds_nothing

    def adds(request: Request) -> bool:
        if any(getattr(session, name, None) for name in ("cookies", "cert", "params")):
            return True
        headers: Mapping[str, object] = getattr(session, "headers", None) or {}
        return any(carries_credentials(name.lower()) and name not in request.headers for name in headers)

    return adds
