"""The skin for networks that block methods: it sends PUT, PATCH and DELETE as POST."""

from heroics_py.http.messages import Request, Response, Transport

__all__ = ["OVERRIDE", "Overriding"]

OVERRIDE = "X-Http-Method-Override"
_BLOCKED = frozenset({"PUT", "PATCH", "DELETE"})


class Overriding:
    """Sends PUT, PATCH and DELETE as POST, with the original method in a header and in the response."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def send(self, request: Request) -> Response:
        """Send ``request``, as POST if networks may block its method."""
        if request.method not in _BLOCKED:
            return self._inner.send(request)
        headers = request.headers.replaced({OVERRIDE: request.method})
        response = self._inner.send(request.replaced(method="POST", headers=headers))
        return response.replaced(method=request.method)

    def close(self) -> None:
        """Close the skin below."""
        self._inner.close()
