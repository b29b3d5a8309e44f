"""The certificates and proxies of a session: the caller's, else the environment's."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy

from heroics_py.http.origins import is_loopback, origin_of
from heroics_py.transport.exchange.proxies import is_usable_proxy

__all__ = ["NetworkSettings"]


class NetworkSettings:
    """Which certificates to trust, and which proxies to use.

    Args:
        session: the caller's session, or None.
        trust_environment: whether environment variables count.
        verify: check certificates: True, False, or a file or folder of trusted ones.
    """

    def __init__(self, session: requests.Session | None, *, trust_environment: bool, verify: bool | str) -> None:
        self._session = session
        self._trusts_environment = trust_environment and (session is None or session.trust_env)
        self._verify = verify
        self._environment_proxies: dict[str, dict[str, str]] = {}

    def certificates(self) -> bool | str:
        """Return what requests takes as ``verify``."""
        if self._verify is not True:
            return self._verify
        own = True if self._session is None else self._session.verify
        if own is not True and own is not None:
            return own
        if not self._trusts_environment:
            return True
        return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True

    def proxies(self, url: str) -> dict[str, str]:
        """Return the session's own proxies, else the environment's; this machine is reached directly."""
        place = origin_of(url) or url
        proxies = self._environment_proxies.get(place)
        if proxies is None:
            applies = self._trusts_environment and not is_loopback(urlsplit(url).hostname or "")
            proxies = dict(get_environ_proxies(url, no_proxy=None)) if applies else {}
            self._environment_proxies[place] = proxies
        own = None if self._session is None else self._session.proxies
        return {**proxies, **own} if own else proxies

    def usable_proxies(self, url: str) -> dict[str, str]:
        """Return the proxies.

        Raises:
            requests.exceptions.InvalidProxyURL: the URL of the one for ``url`` is invalid.
        """
        proxies = self.proxies(url)
        if proxies and (proxy := select_proxy(url, proxies)) and not is_usable_proxy(proxy):
            raise requests.exceptions.InvalidProxyURL
        return proxies

    def proxy_for(self, url: str) -> str | None:
        """Return the proxy for ``url``, if any."""
        proxies = self.proxies(url)
        return select_proxy(url, proxies) if proxies else None
