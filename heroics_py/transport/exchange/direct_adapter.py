"""The direct way to the wire: an adapter of our own, whose connections keep the deadline."""

from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from heroics_py.http.messages import Request
from heroics_py.transport.exchange.plain_session import fields_of, without_cookies
from heroics_py.transport.exchange.pools import POOLS

__all__ = ["Adapter", "DirectRequest", "open_direct_session", "prepare_directly", "split"]

_MOST_PLACES = 32


def open_direct_session(pool_size: int) -> requests.Session:
    """Return a session whose pool keeps ``pool_size`` connections open to a host; it has no cookies."""
    session = requests.Session()
    adapter = Adapter(pool_connections=pool_size, pool_maxsize=pool_size)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return without_cookies(session)


class Adapter(HTTPAdapter):
    """The adapter of our own session: its connections keep the deadline."""

    def init_poolmanager(self, *args: object, **options: object) -> None:
        """Begin without connections."""
        super().init_poolmanager(*args, **options)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = POOLS
        self._pools: dict[tuple[str, bool | str], Any] = {}

    def proxy_manager_for(self, proxy: str, **options: object) -> object:
        """Return what keeps the connections to a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # those have pools of their own
            manager.pool_classes_by_scheme = POOLS
        return manager

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """Find the connections to a place; they are remembered, for finding them takes as long as using one."""
        if not isinstance(request, DirectRequest) or proxies or cert:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool = self._pools.get((request.place, verify))
        if pool is None or pool.pool is None:  # another thread has closed it
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            if len(self._pools) >= _MOST_PLACES:
                self._pools.clear()
            self._pools[request.place, verify] = pool
        return pool

    def widen(self, pool_size: int) -> None:
        """Keep so many connections open to a host, also to those that connections are open to already."""
        self._pool_maxsize = pool_size
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            manager.connection_pool_kw["maxsize"] = pool_size
        for pool in tuple(self._pools.values()):
            if (queue := pool.pool) is not None:  # another thread has closed it
                queue.maxsize = pool_size

    def close(self) -> None:
        """Close all connections."""
        super().close()
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """Return the target of the request line: without a proxy, path and query (RFC 9112, 3.2)."""
        if not isinstance(request, DirectRequest) or proxies:
            return super().request_url(request, proxies)
        return request.target

    def build_response(self, request: requests.PreparedRequest, raw: urllib3.BaseHTTPResponse) -> requests.Response:
        """Build the answer: without the parts that nobody asks for, where nobody but us will see it."""
        if not isinstance(request, DirectRequest):
            return super().build_response(request, raw)
        answer = requests.Response()
        answer.status_code, answer.headers, answer.raw = raw.status, raw.headers, raw  # type: ignore[assignment]
        answer.request, answer.url, answer.connection = request, request.url or "", self
        return answer


class DirectRequest(requests.PreparedRequest):
    """A request that was prepared by hand: there is no session to merge, and its URL is encoded already."""

    place = ""
    target = "/"


def prepare_directly(request: Request) -> DirectRequest:
    """Prepare a request for a session of ours: there is nothing to merge, and no credential but its own."""
    prepared = DirectRequest()
    prepared.method, prepared.url, prepared.body = request.method, request.url, request.body
    prepared.place, prepared.target = split(request.url)
    prepared.headers = CaseInsensitiveDict(fields_of(request))
    if request.body is not None:
        prepared.headers["Content-Length"] = str(len(request.body))
    return prepared


def split(url: str) -> tuple[str, str]:
    """Split a URL into its scheme and host, and the target of its request line."""
    whole = url.partition("#")[0]
    end = whole.find("/", 8)
    query = whole.find("?")
    if end < 0 or 0 <= query < end:
        end = query if query >= 0 else len(whole)
    target = whole[end:]
    return whole[:end], target if target.startswith("/") else f"/{target}"
