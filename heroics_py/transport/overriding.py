"""The skin for networks that block methods: PUT, PATCH and DELETE travel as POST."""

from heroics_py.http.messages import Request, Response, Transport

__all__ = ["OVERRIDE", "Overriding"]

OVERRIDE = "X-Http-Method-Override"
_BLOCKED = frozenset({"PUT", "PATCH", "DELETE"})


class Overriding:
    """Sends PUT, PATCH and DELETE as POST with the true method in a header; skins above see the true one."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def send(self, request: Request) -> Response:
        """Send ``request``, in disguise where its method may be blocked."""
        if request.method not in _BLOCKED:
            return self._inner.send(request)
        headers = request.headers.replaced({OVERRIDE: request.method})
        response = self._inner.send(request.replaced(method="POST", headers=headers))
        return response.replaced(method=request.method)

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()
