"""Connections that are kept open to a host, and one exchange over them, without what nobody asks for."""

import logging
from errno import ECONNRESET, EPROTOTYPE
from typing import Any

from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from heroics_py.transport.exchange.attempt import Attempt, current_attempt
from heroics_py.transport.exchange.connections import Secure, Timed
from heroics_py.transport.exchange.direct_response import Whole

__all__ = ["POOLS"]

_LARGEST = 1 << 20
_LOG = logging.getLogger("urllib3.connectionpool")


class _Lean(HTTPConnectionPool):
    """Connections to a host, over which requests that nobody else sees go without detours."""

    def urlopen(self, method: str, url: str, body: Any = None, headers: Any = None, *rest: Any, **options: Any) -> Any:
        """Send a request and return the answer.

        What has a proxy, is read from a file, or is logged goes the way of the library.

        Raises:
            OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: no usable answer came.
        """
        attempt = current_attempt()
        direct = attempt.direct and self.proxy is None and (body is None or isinstance(body, bytes))
        if not direct or _LOG.isEnabledFor(logging.DEBUG):
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

    def _exchange(  # noqa: PLR0913, PLR0917 - a request line, its header and its body
        self, connection: Any, attempt: Attempt, method: str, url: str, body: bytes | None, headers: Any
    ) -> Any:
        self.num_requests += 1
        try:
            shown = _masked_for_the_log(url)
            connection.request(method, shown, body=body, headers=headers, preload_content=False, decode_content=False)
        except BrokenPipeError:
            pass  # the answer may have come before the whole request had left
        except OSError as error:
            if error.errno not in (EPROTOTYPE, ECONNRESET):  # the same, on other systems
                raise
        connection.timeout = attempt.left(attempt.read)
        answer = connection.begin(method)
        if answer.fields is not None and answer.length <= _LARGEST:
            return Whole(connection.usual_answer(), connection, give_back=self._put_conn)
        response = connection.getresponse()
        response._pool, response._connection = self, connection  # noqa: SLF001 - as the library's own pool does
        return response

    def _make_request(self, conn: Any, method: str, url: str, *rest: Any, **options: Any) -> BaseHTTPResponse:
        return super()._make_request(conn, method, _masked_for_the_log(url), *rest, **options)


class _PlainPool(_Lean):
    ConnectionCls = Timed


class _SecurePool(_Lean, HTTPSConnectionPool):
    ConnectionCls = Secure

    def _validate_conn(self, conn: Any) -> None:
        """Open the connection; that certificates are not checked was said once, when it was asked for."""
        if conn.is_closed:
            conn.connect()


class _MaskedTarget(str):
    """A request target that the library's log shows without its secrets."""

    __slots__ = ("masked",)
    masked: str

    def __str__(self) -> str:
        return self.masked


def _masked_for_the_log(target: str) -> str:
    """Return ``target``, which shows itself masked where it has a query; `Timed` sends it as it truly is."""
    if "?" not in target:
        return target
    shown = _MaskedTarget(target)
    shown.masked = current_attempt().mask(target)
    return shown


POOLS = {"http": _PlainPool, "https": _SecurePool}
