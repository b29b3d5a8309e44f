"""The caller's session without what identifies the caller."""

import requests

__all__ = ["anonymous_session"]


class _AnonymousSession(requests.Session):
    """Sends as another session does: its adapters and its own ``send`` see each request."""

    def __init__(self, session: requests.Session) -> None:
        super().__init__()
        self.adapters = session.adapters
        self.proxies, self.verify, self.trust_env = session.proxies, session.verify, session.trust_env
        self.hooks = session.hooks
        self.cookies.set_policy(requests.cookies.cookielib.DefaultCookiePolicy(allowed_domains=()))  # type: ignore[attr-defined]
        self.original = session

    def send(self, request: requests.PreparedRequest, **settings: object) -> requests.Response:
        """Send a prepared request over the original session."""
        return self.original.send(request, **settings)  # type: ignore[arg-type]


def anonymous_session(session: object) -> object:
    """Return a session like ``session``, without its headers, auth, cookies, parameters and certificate.

    Its adapters, hooks, proxies, verify and its own ``send`` stay, so that a mock or a recorder sees the request.
    """
    return _AnonymousSession(session) if isinstance(session, requests.Session) else session
