"""An answer of the direct way, whose body is read in one piece."""

from collections.abc import Callable
from typing import Any

from heroics_py.http.headers import Headers

__all__ = ["Whole"]


class Whole:
    """An answer with a usual head and a body of moderate length.

    Args:
        answer: the head that was read, and what is to be read of the body.
        connection: what it comes over.
        give_back: takes the connection, or None instead of one that was closed.

    Attributes:
        status: the HTTP status code.
        headers: the header fields.
        length: of the body, in bytes.
    """

    __slots__ = ("_answer", "_connection", "_give_back", "headers", "length", "status")

    def __init__(self, answer: Any, connection: Any, *, give_back: Callable[[Any], object]) -> None:
        self.status: int = answer.status
        self.headers = Headers(answer.fields or ())
        self.length: int = answer.length or 0
        self._answer = answer
        self._connection = connection
        self._give_back = give_back

    def read(self) -> bytes:
        """Return the body, and give the connection back.

        Raises:
            OSError, http.client.HTTPException: it did not come whole, or in time; the connection is closed.
        """
        body: bytes = self._answer.read()
        connection, self._connection = self._connection, None
        if self._answer.surplus and connection is not None:
            connection.close()  # nobody can tell where the next answer begins
        self._give_back(connection)
        return body

    def close(self) -> None:
        """Close the connection, unless the body has been read."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
            self._give_back(None)
