"""The outcome of a flight, and the calls that share it."""

from copy import copy
from enum import Enum

from heroics_py.cache.directives import field_names
from heroics_py.cache.stored_headers import vary_names
from heroics_py.errors import RequestRefused, RequestTimeout, ThrottleTimeout, TransportError
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Timeout
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.support.values import Value

__all__ = ["Outcome", "Sharing", "is_about_the_call", "sharing_of"]

_OF_THE_CALL = (RequestRefused, ThrottleTimeout)
_REFUSALS = frozenset({401, 403})  # of one token, which others of the same account may have renewed
_CLOSE = 0.05  # seconds: a time limit of the system may end so much before the deadline


class Sharing(Enum):
    """What the outcome of a flight means for a call that waits for it."""

    SHARED = "it is the outcome of this call too"
    AGAIN = "it is about the call that led, so that one of those that wait leads next"
    ALONE = "it is a response to the request of the leader alone"


class Outcome(Value, kw_only=True):
    """How a flight ended.

    Attributes:
        request: of the call that led.
        result: the response, or why none came.
        client: the rule that sent it; a failure concerns this one alone.
        is_own: whether it is a failure of that call, such as the end of its time.
    """

    request: Request
    result: Response | TransportError
    client: object
    is_own: bool = False

    @classmethod
    def of(cls, request: Request, result: Response | TransportError, *, client: object, now: float) -> "Outcome":
        """Return the outcome of the flight that ``request`` led, with a result for others to share."""
        is_own = isinstance(result, TransportError) and is_about_the_call(result, request, now=now)
        return cls(request=request, result=_copy(result), client=client, is_own=is_own)

    def share(self, request: Request) -> Response:
        """Return the response to ``request``, a copy of its own.

        Raises:
            TransportError: no response came; a copy too.
        """
        result = _copy(self.result)
        if isinstance(result, TransportError):
            raise result
        return result.replaced(url=request.url) if result.url == self.request.url else result


def sharing_of(outcome: Outcome | None, request: Request, *, client: object) -> Sharing:
    """Return what ``outcome`` means for the call of ``request``, which waited for it.

    Args:
        outcome: None if the leader was interrupted.
        request: of the call.
        client: the rule of the call.
    """
    if outcome is None or _is_cut_short(outcome, request):
        return Sharing.AGAIN
    result = outcome.result
    if isinstance(result, Response):
        if result.status in _REFUSALS and _counted(outcome.request) != _counted(request):
            return Sharing.AGAIN
        return Sharing.SHARED if _is_same_variant(result, outcome.request, request) else Sharing.ALONE
    if outcome.is_own or outcome.client is not client:
        return Sharing.AGAIN
    is_as_patient = not isinstance(result, RequestTimeout) or _limits(outcome.request) == _limits(request)
    return Sharing.SHARED if is_as_patient else Sharing.AGAIN


def is_about_the_call(failure: TransportError, request: Request, *, now: float) -> bool:
    """Return whether ``failure`` is about the call of ``request`` alone, and not about the server.

    Args:
        failure: why no response came.
        request: of the call.
        now: the moment of the failure, on the monotonic clock.
    """
    is_late = request.deadline is not None and now >= request.deadline - _CLOSE
    return isinstance(failure, _OF_THE_CALL) or (isinstance(failure, RequestTimeout) and is_late)


def _is_cut_short(outcome: Outcome, request: Request) -> bool:
    """Return whether the leader would have tried again, had it had the time of ``request``."""
    led = outcome.request
    if led.waits is None or not led.waits.is_cut or led.deadline is None:
        return False
    return request.deadline is None or request.deadline > led.deadline


def _limits(request: Request) -> tuple[float | None, float | None]:
    timeout = Timeout.of(request.options.timeout)
    return timeout.connect, timeout.read


def _counted(request: Request) -> list[tuple[str, str]]:
    """Return the headers that may carry credentials, with the token itself, and not only the name of its account."""
    fields = [(name.lower(), text) for name, text in request.headers.items()]
    return sorted(field for field in fields if field[0] not in HARMLESS_HEADERS)


def _is_same_variant(response: Response, led: Request, request: Request) -> bool:
    """Return whether the server would choose the same response for both requests (RFC 9110, 12.5.5)."""
    if "*" in field_names(response.headers.get("Vary")):
        return False
    return all(led.headers.get(name) == request.headers.get(name) for name in vary_names(response.headers))


def _copy(result: Response | TransportError) -> Response | TransportError:
    """Return a copy that shares nothing that its owner may change."""
    if isinstance(result, Response):
        return result.replaced()
    failure = copy(result)
    failure.take_partial()
    if notes := failure.__dict__.pop("__notes__", None):
        failure.__notes__ = [*notes]
    return failure
