"""Exchanges over our own pools of connections: what a request takes if nothing has to see it."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPResponse, Retry, Timeout
from urllib3.connectionpool import HTTPConnectionPool

from heroics_py.http.body_streams import BodyReader, BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import split_origin
from heroics_py.transport.exchange.attempt import current_attempt
from heroics_py.transport.exchange.body_reading import Head
from heroics_py.transport.exchange.connections import POOLS
from heroics_py.transport.exchange.network_settings import NetworkSettings
from heroics_py.transport.exchange.request_headers import framing_fields, header_fields
from heroics_py.transport.exchange.responses import response_of

__all__ = ["PoolExchange"]

_MAX_POOLS = 32
_NEVER = Retry(False, redirect=False)


class PoolExchange:
    """Sends requests directly, without a proxy, over pools of urllib3.

    Args:
        settings: which certificates to trust.
        max_bytes: the largest response.
        pool_size: connections to keep open to each host.
    """

    def __init__(self, settings: NetworkSettings, *, max_bytes: int, pool_size: int) -> None:
        self._settings = settings
        self._max_bytes = max_bytes
        self._pool_size = pool_size
        self._pools: dict[tuple[str, bool | str], HTTPConnectionPool] = {}

    def send(self, request: Request) -> Response:
        """Send ``request``, which has no authorization object, once and return the response.

        Raises:
            Fault, OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: no usable response came.
        """
        place, target = split_url(request.url)
        attempt = current_attempt()
        headers, body = header_fields(request), request.body
        reader = BodyReader(body) if isinstance(body, BodyStream) else None
        if reader is not None:
            headers |= framing_fields(reader)
        pool = self._pool(place)
        attempt.begun, attempt.tracked, attempt.target = True, True, target
        raw: Any = pool.urlopen(
            request.method,
            target,
            body=reader or body,
            headers=headers,
            retries=_NEVER,
            redirect=False,
            assert_same_host=False,
            timeout=_timeout(attempt.left(attempt.connect), attempt.left(attempt.read)),
            chunked="Transfer-Encoding" in headers,
            preload_content=False,
            decode_content=False,
        )
        is_framed = attempt.framed and type(raw) is HTTPResponse  # else something replaced the response
        head = Head(raw.status, Headers(raw.headers.items()), raw, framed=is_framed)
        return response_of(request, head, self._max_bytes)

    def widen(self, pool_size: int) -> None:
        """Keep ``pool_size`` connections open to each host, including hosts with open connections."""
        self._pool_size = pool_size
        for pool in tuple(self._pools.values()):
            if (queue := pool.pool) is not None:  # another thread closed it
                queue.maxsize = pool_size

    def close(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def _pool(self, place: str) -> HTTPConnectionPool:
        """Return the pool for a host; many others are forgotten, and close when no request uses them."""
        verify = self._settings.certificates()
        if (pool := self._pools.get((place, verify))) is not None:
            return pool
        if len(self._pools) >= _MAX_POOLS:
            self._pools = {}
        scheme, host, port = split_origin(place) or ("http", "", 80)
        options = _trusted_options(verify) if scheme == "https" else {}
        return self._pools.setdefault((place, verify), POOLS[scheme](host, port, maxsize=self._pool_size, **options))


def _trusted_options(verify: bool | str) -> dict[str, Any]:  # noqa: FBT001 - as requests has it
    """Return how urllib3 checks certificates: with ``verify``, or with those that requests trusts."""
    if verify is False:
        return {"cert_reqs": "CERT_NONE"}
    trusted = DEFAULT_CA_BUNDLE_PATH if verify is True else verify
    return {"cert_reqs": "CERT_REQUIRED", "ca_cert_dir" if Path(trusted).is_dir() else "ca_certs": trusted}


@lru_cache(maxsize=8)
def _timeout(connect: float | None, read: float | None) -> Timeout:
    return Timeout(connect=connect, read=read)


def split_url(url: str) -> tuple[str, str]:
    """Split a URL into its scheme and host, and the target of its request line."""
    url = url.partition("#")[0]
    end = url.find("/", 8)
    query = url.find("?")
    if end < 0 or 0 <= query < end:
        end = query if query >= 0 else len(url)
    target = url[end:]
    return url[:end].lower(), target if target.startswith("/") else f"/{target}"
