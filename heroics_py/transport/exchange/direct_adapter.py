"""The direct route: an adapter whose connections keep to the deadline."""

from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from heroics_py.http.messages import Request
from heroics_py.transport.exchange.plain_route import header_fields, without_cookies
from heroics_py.transport.exchange.pools import POOLS

__all__ = ["DirectAdapter", "DirectRequest", "open_direct_session", "prepare_request", "split_url"]

_MAX_PLACES = 32


def open_direct_session(pool_size: int) -> requests.Session:
    """Return a session without cookies that keeps ``pool_size`` connections open to each host."""
    session = requests.Session()
    adapter = DirectAdapter(pool_connections=pool_size, pool_maxsize=pool_size)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return without_cookies(session)


class DirectAdapter(HTTPAdapter):
    """The adapter of the direct route."""

    def init_poolmanager(self, *args: object, **options: object) -> None:
        """Start without connections."""
        super().init_poolmanager(*args, **options)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = POOLS
        self._pools: dict[tuple[str, bool | str], Any] = {}

    def proxy_manager_for(self, proxy: str, **options: object) -> object:
        """Return the pools of connections to a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # SOCKS has pools of its own
            manager.pool_classes_by_scheme = POOLS
        return manager

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """Return the pool of connections to a host; it is kept, because finding it takes as long as using it."""
        if not isinstance(request, DirectRequest) or proxies or cert:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool = self._pools.get((request.place, verify))
        if pool is None or pool.pool is None:  # another thread closed it
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            if len(self._pools) >= _MAX_PLACES:
                self._pools.clear()
            self._pools[request.place, verify] = pool
        return pool

    def widen(self, pool_size: int) -> None:
        """Keep ``pool_size`` connections open to each host, including hosts with open connections."""
        self._pool_maxsize = pool_size
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            manager.connection_pool_kw["maxsize"] = pool_size
        for pool in tuple(self._pools.values()):
            if (queue := pool.pool) is not None:  # another thread closed it
                queue.maxsize = pool_size

    def close(self) -> None:
        """Close all connections."""
        super().close()
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """Return the target of the request line: path and query, unless a proxy needs more (RFC 9112, 3.2)."""
        if not isinstance(request, DirectRequest) or proxies:
            return super().request_url(request, proxies)
        return request.target

    def build_response(self, request: requests.PreparedRequest, raw: urllib3.BaseHTTPResponse) -> requests.Response:
        """Build the response; one of the direct route gets only the parts that this library reads."""
        if not isinstance(request, DirectRequest):
            return super().build_response(request, raw)
        response = requests.Response()
        response.status_code, response.headers, response.raw = raw.status, raw.headers, raw  # type: ignore[assignment]
        response.request, response.url, response.connection = request, request.url or "", self
        return response


class DirectRequest(requests.PreparedRequest):
    """A request of the direct route: complete, with an encoded URL and nothing to merge from a session."""

    place = ""
    target = "/"


def prepare_request(request: Request) -> DirectRequest:
    """Prepare a request for the direct route."""
    prepared = DirectRequest()
    prepared.method, prepared.url = request.method, request.url
    prepared.place, prepared.target = split_url(request.url)
    prepared.headers = CaseInsensitiveDict(header_fields(request))
    if isinstance(request.body, bytes):
        prepared.body = request.body
        prepared.headers["Content-Length"] = str(len(request.body))
    return prepared


def split_url(url: str) -> tuple[str, str]:
    """Split a URL into its scheme and host, and the target of its request line."""
    url = url.partition("#")[0]
    end = url.find("/", 8)
    query = url.find("?")
    if end < 0 or 0 <= query < end:
        end = query if query >= 0 else len(url)
    target = url[end:]
    return url[:end], target if target.startswith("/") else f"/{target}"
