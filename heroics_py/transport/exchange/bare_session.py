"""A session of the caller without anything that says who they are."""

import requests

__all__ = ["bare_session"]


class _Bare(requests.Session):
    """Sends the way that another session sends: its adapters and its own ``send`` see each request."""

    def __init__(self, session: requests.Session) -> None:
        super().__init__()
        self.adapters = session.adapters
        self.proxies, self.verify, self.trust_env = session.proxies, session.verify, session.trust_env
        self.hooks = session.hooks
        self.cookies.set_policy(requests.cookies.cookielib.DefaultCookiePolicy(allowed_domains=()))  # type: ignore[attr-defined]
        self.original = session

    def send(self, request: requests.PreparedRequest, **settings: object) -> requests.Response:
        """Send a request that was prepared without the other session."""
        return self.original.send(request, **settings)  # type: ignore[arg-type]


def bare_session(session: object) -> object:
    """Return a session that sends as ``session`` does, without its headers, auth, cookies, parameters and certificate.

    Its adapters, hooks, proxies, verify and whatever it makes of ``send`` stay: a mock or a recorder sees the request.
    """
    return _Bare(session) if isinstance(session, requests.Session) else session
