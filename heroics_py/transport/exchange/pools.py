"""Pools of connections to a host, and one exchange over them."""

import logging
from errno import ECONNRESET, EPROTOTYPE
from typing import Any

from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from heroics_py.transport.exchange.attempt import Attempt, current_attempt
from heroics_py.transport.exchange.connections import TimedConnection, TimedTLSConnection
from heroics_py.transport.exchange.direct_response import DirectResponse

__all__ = ["POOLS"]

_MAX_DIRECT_BYTES = 1 << 20
_LOG = logging.getLogger("urllib3.connectionpool")


class _DirectPool(HTTPConnectionPool):
    """Connections to a host, with a shorter path for requests that nothing else observes."""

    def urlopen(self, method: str, url: str, body: Any = None, headers: Any = None, *rest: Any, **options: Any) -> Any:
        """Send a request and return the response.

        A request by a proxy, with a streamed body, or that is logged takes the path of urllib3.

        Raises:
            OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: no usable response came.
        """
        attempt = current_attempt()
        is_direct = attempt.direct and self.proxy is None and (body is None or isinstance(body, bytes))
        if not is_direct or _LOG.isEnabledFor(logging.DEBUG):
            return super().urlopen(method, url, body, headers, *rest, **options)
        connection: Any = self._get_conn()
        response = None
        try:
            connection.timeout = attempt.left(attempt.connect)
            self._validate_conn(connection)
            response = self._exchange(connection, attempt, method, url, body, headers)
        finally:
            if response is None:
                connection.close()
                self._put_conn(None)
        return response

    def _exchange(  # noqa: PLR0913, PLR0917 - a request line, its headers and its body
        self, connection: Any, attempt: Attempt, method: str, url: str, body: bytes | None, headers: Any
    ) -> Any:
        self.num_requests += 1
        try:
            shown = _set_target(connection, url)
            connection.request(method, shown, body=body, headers=headers, preload_content=False, decode_content=False)
        except BrokenPipeError:
            pass  # the response may arrive before the whole request was sent
        except OSError as error:
            if error.errno not in (EPROTOTYPE, ECONNRESET):  # the same, on other systems
                raise
        connection.timeout = attempt.left(attempt.read)
        begun = connection.begin_response(method)
        if begun.fields is not None and begun.length <= _MAX_DIRECT_BYTES:
            return DirectResponse(connection.simple_response(), connection, release=self._put_conn)
        response = connection.getresponse()
        response._pool, response._connection = self, connection  # noqa: SLF001 - as the pool of urllib3 does
        return response

    def _make_request(self, conn: Any, method: str, url: str, *rest: Any, **options: Any) -> BaseHTTPResponse:
        return super()._make_request(conn, method, _set_target(conn, url), *rest, **options)


class _HTTPPool(_DirectPool):
    ConnectionCls = TimedConnection


class _HTTPSPool(_DirectPool, HTTPSConnectionPool):
    ConnectionCls = TimedTLSConnection

    def _validate_conn(self, conn: Any) -> None:
        """Open the connection, without a warning for each one if certificates are not checked."""
        if conn.is_closed:
            conn.connect()


def _set_target(connection: TimedConnection, target: str) -> str:
    """Hand the target to the connection, and return it with its secrets masked.

    urllib3 logs the URL that its pool passes on, and puts it into its errors. So the pool passes on a masked one, and
    the connection sends the one that it was handed.
    """
    connection.target = target
    return current_attempt().mask(target) if "?" in target else target


POOLS = {"http": _HTTPPool, "https": _HTTPSPool}
