"""A session of our own: its connections keep the time, and its requests are prepared by hand."""

from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from heroics_py._version import __version__
from heroics_py.messages import Request
from heroics_py.transport.pools import POOLS

__all__ = ["Adapter", "by_hand", "fields_of", "open_session", "split"]

_MOST_PLACES = 32
_USER_AGENT = f"heroics-py/{__version__}"
_OURS = (("User-Agent", _USER_AGENT), ("Accept-Encoding", "gzip, deflate"), ("Accept", "*/*"))


def open_session(pool_size: int) -> requests.Session:
    """Return a session whose pool keeps ``pool_size`` connections open to a host; it has no cookies."""
    session = requests.Session()
    adapter = Adapter(pool_connections=pool_size, pool_maxsize=pool_size)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.cookies.set_policy(_NoCookies())
    return session


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[misc, name-defined]
    """An API is called without cookies, unless the caller brings a session that has them."""

    def __init__(self) -> None:
        super().__init__(allowed_domains=())


class Adapter(HTTPAdapter):
    """The adapter of our own session: its connections keep the time."""

    def init_poolmanager(self, *args: object, **options: object) -> None:
        """Begin without connections."""
        super().init_poolmanager(*args, **options)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = POOLS
        self._found: dict[tuple[str, bool | str], Any] = {}

    def proxy_manager_for(self, proxy: str, **options: object) -> object:
        """Return what keeps the connections to a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """Find the connections to a place; they are remembered, for finding them takes as long as using one."""
        if not isinstance(request, _Quick) or proxies or cert:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool = self._found.get((request.place, verify))
        if pool is None or pool.pool is None:  # closed meanwhile
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            if len(self._found) >= _MOST_PLACES:
                self._found.clear()
            self._found[request.place, verify] = pool
        return pool

    def widen(self, pool_size: int) -> None:
        """Keep so many connections open to a host, also to those that connections are open to already."""
        self._pool_maxsize = pool_size
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            manager.connection_pool_kw["maxsize"] = pool_size
        for pool in self._found.values():
            if pool.pool is not None:  # closed meanwhile
                pool.pool.maxsize = pool_size

    def close(self) -> None:
        """Close all connections."""
        super().close()
        found, self._found = self._found, {}
        for pool in found.values():
            pool.close()

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """Return what the request line asks for: of a place without a proxy, what stands behind it."""
        if not isinstance(request, _Quick) or proxies:
            return super().request_url(request, proxies)
        return request.target

    def build_response(self, request: requests.PreparedRequest, raw: urllib3.BaseHTTPResponse) -> requests.Response:
        """Build the answer: without the parts that nobody asks for, where nobody but us will see it."""
        if not isinstance(request, _Quick):
            return super().build_response(request, raw)
        answer = requests.Response()
        answer.status_code, answer.headers, answer.raw = raw.status, raw.headers, raw  # type: ignore[assignment]
        answer.request, answer.url, answer.connection = request, request.url or "", self
        return answer


class _Quick(requests.PreparedRequest):
    """A request that was prepared by hand: there is no session to merge, and its URL is encoded already."""

    place = ""
    target = "/"


def by_hand(request: Request) -> requests.PreparedRequest:
    """Prepare a request for a session of ours: there is none to merge, and no credential but its own."""
    prepared = _Quick()
    prepared.method, prepared.url, prepared.body = request.method, request.url, request.body
    prepared.place, prepared.target = split(request.url)
    prepared.headers = CaseInsensitiveDict(fields_of(request))
    if request.body is not None:
        prepared.headers["Content-Length"] = str(len(request.body))
    return prepared


def split(url: str) -> tuple[str, str]:
    """Split a URL into its scheme and host, and what the request line asks for."""
    whole = url.partition("#")[0]
    end = whole.find("/", 8)
    query = whole.find("?")
    if end < 0 or 0 <= query < end:
        end = query if query >= 0 else len(whole)
    target = whole[end:]
    return whole[:end], target if target.startswith("/") else f"/{target}"


def fields_of(request: Request) -> dict[str, str]:
    """Return the header fields to send: the lengths are for what sends them to tell."""
    fields = request.headers
    headers = {
        name: value for name, value in fields.items() if name.lower() not in ("content-length", "transfer-encoding")
    }
    headers.update((name, value) for name, value in _OURS if name not in fields)
    return headers
