"""The rule for networks that block methods: it sends PUT, PATCH and DELETE as POST."""

from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Rule, Steps

__all__ = ["OVERRIDE", "Overriding"]

OVERRIDE = "X-Http-Method-Override"
_BLOCKED = frozenset({"PUT", "PATCH", "DELETE"})


class Overriding:
    """Sends PUT, PATCH and DELETE as POST, with the original method in a header and in the response."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Rule) -> None:
        self._inner = inner

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request``, as POST if networks may block its method."""
        if request.method not in _BLOCKED:
            return (yield from self._inner.send(request))
        headers = request.headers.replaced({OVERRIDE: request.method})
        response = yield from self._inner.send(request.replaced(method="POST", headers=headers))
        return response.replaced(method=request.method)
