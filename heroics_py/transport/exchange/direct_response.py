"""A response of the direct route, whose body is read in one piece."""

from collections.abc import Callable
from typing import Any

from heroics_py.http.headers import Headers

__all__ = ["DirectResponse"]


class DirectResponse:
    """A response with a simple head and a body of moderate length.

    Args:
        response: the head, and the body that is still to be read.
        connection: the connection that it arrives on.
        release: takes the connection back, or None if it was closed.

    Attributes:
        status: the HTTP status code.
        headers: the header fields.
        length: of the body, in bytes.
    """

    __slots__ = ("_connection", "_release", "_response", "headers", "length", "status")

    def __init__(self, response: Any, connection: Any, *, release: Callable[[Any], object]) -> None:
        self.status: int = response.status
        self.headers = Headers(response.fields or ())
        self.length: int = response.length or 0
        self._response = response
        self._connection = connection
        self._release = release

    def read(self) -> bytes:
        """Return the body, and release the connection.

        Raises:
            OSError, http.client.HTTPException: it was cut short or late; the connection is closed.
        """
        body: bytes = self._response.read()
        connection, self._connection = self._connection, None
        if self._response.surplus and connection is not None:
            connection.close()  # where the next response begins is unknown
        self._release(connection)
        return body

    def close(self) -> None:
        """Close the connection, unless the body has been read."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
            self._release(None)
