"""Connections that are kept open to a host, and one exchange over them, without what nobody asks for."""

import logging
from errno import ECONNRESET, EPROTOTYPE
from types import FunctionType
from typing import Any

from urllib3 import BaseHTTPResponse, connectionpool
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from heroics_py.messages import Headers
from heroics_py.transport.masking import masked_target
from heroics_py.transport.wire import Answer, Secure, Timed, current

__all__ = ["POOLS", "Whole"]

_LARGEST = 1 << 20
_LOG = logging.getLogger("urllib3.connectionpool")


class Whole:
    """An answer with a usual head and a body of moderate length, which is read in one piece.

    It stands for the answer of the library where nobody but this one gets to see it.

    Attributes:
        status: the HTTP status code.
        headers: the header fields.
        length: of the body, in bytes.
    """

    __slots__ = ("_answer", "_connection", "_pool", "headers", "length", "status")

    def __init__(self, answer: Answer, connection: Timed, pool: HTTPConnectionPool) -> None:
        self.status = answer.status
        self.headers = Headers(answer.fields or ())
        self.length = answer.length or 0
        self._answer = answer
        self._connection: Timed | None = connection
        self._pool = pool

    def read(self) -> bytes:
        """Return the body, and give the connection back.

        Raises:
            OSError, http.client.HTTPException: it did not come whole, or in time; the connection is closed.
        """
        body = self._answer.read()
        connection, self._connection = self._connection, None
        if self._answer.surplus and connection is not None:
            connection.close()  # nobody can tell where the next answer begins
        self._pool._put_conn(connection)  # noqa: SLF001 - as the library's own answers do
        return body

    def close(self) -> None:
        """Close the connection, unless the body has been read."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
            self._pool._put_conn(None)  # noqa: SLF001 - the same


def _untouched(method: Any) -> object:
    """Return a method of the library, or None where something else stands in its place."""
    own = type(method) is FunctionType and method.__code__.co_filename == connectionpool.__file__
    return method if own else None


_URLOPEN = _untouched(HTTPConnectionPool.urlopen)


class _Lean(HTTPConnectionPool):
    """Connections to a host, over which requests that nobody else sees go without detours."""

    def urlopen(self, method: str, url: str, body: Any = None, headers: Any = None, *rest: Any, **options: Any) -> Any:
        """Send a request and return the answer.

        All goes the way of the library itself where somebody looks on: its log, or what was put around this method, to
        trace calls or to answer them in tests; and what goes by a proxy, or is read from a file.

        Raises:
            OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: nothing usable came.
        """
        direct = current.unseen and self.proxy is None and (body is None or isinstance(body, bytes))
        theirs = super().urlopen
        if not direct or getattr(theirs, "__func__", theirs) is not _URLOPEN or _LOG.isEnabledFor(logging.DEBUG):
            return theirs(method, url, body, headers, *rest, **options)
        connection: Any = self._get_conn()
        response = None
        try:
            connection.timeout = current.left(current.connect)
            self._validate_conn(connection)
            response = self._exchanged(connection, method, url, body, headers)
        finally:
            if response is None:
                connection.close()
                self._put_conn(None)
        return response

    def _exchanged(self, connection: Any, method: str, url: str, body: bytes | None, headers: Any) -> Any:
        self.num_requests += 1
        try:
            shown = _masked_for_the_log(url)
            connection.request(method, shown, body=body, headers=headers, preload_content=False, decode_content=False)
        except BrokenPipeError:
            pass  # the answer may have come before the whole request had left
        except OSError as error:
            if error.errno not in (EPROTOTYPE, ECONNRESET):  # the same, on other systems
                raise
        connection.timeout = current.left(current.read)
        answer = connection.begin(method)
        if answer.fields is not None and answer.length <= _LARGEST:
            return Whole(connection.usual_answer(), connection, self)
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
    shown.masked = masked_target(target, current.secret_fields)
    return shown


POOLS = {"http": _PlainPool, "https": _SecurePool}
