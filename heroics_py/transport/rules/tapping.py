"""The innermost rule: a request leaves as it is, unless the wiretaps of the process see it first."""

from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import WIRE, Rule, Steps
from heroics_py.http.wiretaps import tapped_wire

__all__ = ["TAPPED_WIRE"]


class _TappedWire:
    """Sends a request, past the wiretaps that are active at that moment."""

    __slots__ = ()

    def send(self, request: Request) -> Steps[Response]:
        return (tapped_wire() or WIRE).send(request)


TAPPED_WIRE: Rule = _TappedWire()
