"""The certificates and proxies of requests in an event loop."""

import asyncio
import os
import ssl
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from heroics_py.errors import ConnectionFailed, RequestRefused
from heroics_py.http.origins import origin_of
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.exchange.network_settings import NetworkSettings

__all__ = ["Network"]


class Network:
    """Which certificates to trust, and which proxy to use, by the rules of the blocking exchange.

    Args:
        trust_environment: whether environment variables count.
        verify: check certificates: True, False, or a file or folder of trusted ones.

    Attributes:
        is_set: whether the caller passed certificates to trust, or chose to check none.
    """

    def __init__(self, *, trust_environment: bool, verify: bool | str) -> None:
        self._settings = NetworkSettings(None, trust_environment=trust_environment, verify=verify)
        self.is_set = verify is not True
        self._contexts: dict[bool | str, ssl.SSLContext] = {}
        self._proxies: dict[str, str | None] = {}

    async def settings(self, url: str) -> dict[str, Any]:
        """Return what aiohttp needs to know for ``url``.

        Raises:
            Fault: the certificates can't be read, or the proxy can't be used.
        """
        place = origin_of(url) or url
        proxy = self._proxies[place] if place in self._proxies else await self._proxy(place, url)
        is_encrypted = place.startswith("https")
        return {"proxy": proxy, "ssl": await self.certificates(url)} if is_encrypted else {"proxy": proxy}

    async def certificates(self, url: str) -> ssl.SSLContext | bool:
        """Return what aiohttp takes as ``ssl``.

        Raises:
            Fault: the certificates can't be read.
        """
        if not url.lower().startswith("https"):
            return True
        verify = self._settings.certificates()
        if (context := self._contexts.get(verify)) is not None:
            return context
        try:
            context = await asyncio.to_thread(_context, verify)
        except OSError:
            raise Fault(ConnectionFailed, "the file or folder of trusted certificates can't be read") from None
        return self._contexts.setdefault(verify, context)

    async def _proxy(self, place: str, url: str) -> str | None:
        """Look up the proxy of an origin; some systems resolve the host for that."""
        proxy = self._proxies[place] = await asyncio.to_thread(self._look_up, url)
        return proxy

    def known_proxy(self, url: str) -> str | None:
        """Return the proxy that was looked up for ``url``, if any."""
        return self._proxies.get(origin_of(url) or url)

    def _look_up(self, url: str) -> str | None:
        try:
            self._settings.usable_proxies(url)
        except requests.exceptions.InvalidProxyURL:
            raise Fault(RequestRefused, "invalid URL") from None
        proxy = self._settings.proxy_for(url)
        if not proxy:
            return None
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        if urlsplit(proxy).scheme.lower() not in ("http", "https"):
            raise Fault(RequestRefused, "an async client takes http and https proxies, and no SOCKS proxy")
        return proxy


def _context(verify: bool | str, /) -> ssl.SSLContext:  # noqa: FBT001 - as requests takes it
    """Return a context that trusts what requests trusts."""
    if verify is False:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    else:
        trusted = DEFAULT_CA_BUNDLE_PATH if verify is True else verify
        is_folder = os.path.isdir(trusted)
        context = (
            ssl.create_default_context(capath=trusted) if is_folder else ssl.create_default_context(cafile=trusted)
        )
    context.set_alpn_protocols(["http/1.1"])
    return context
