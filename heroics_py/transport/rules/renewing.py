"""Renewed tokens: the wait for one, and whether a request goes again with another one."""

from collections.abc import Callable
from time import monotonic

from heroics_py.errors import HeroicsError, RequestTimeout, TapeError, TransportError
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Steps, Turn
from heroics_py.transport.credentials.token_source import HeldToken, TokenSource

__all__ = ["replacement_for", "usable_token"]

_LONGEST = 120.0  # seconds, for calls without a deadline: longer than a renewal takes
_Now = Callable[[], float]


def usable_token(source: TokenSource, request: Request, now: _Now = monotonic) -> Steps[HeldToken]:
    """Return a valid token for ``request``, renewed first if it has expired.

    Offline, the last one serves if the server of the tokens can't be reached: it names the account of cached responses.

    Raises:
        HeroicsError: why no token came.
    """
    held = source.held()
    if held is not None:
        return held
    try:
        return (yield from _renewed(source, request, None, now))
    except TransportError:
        last = source.last() if request.options.cache_mode == "offline" else None
        if last is None:
            raise
        return last


def replacement_for(
    source: TokenSource, token: HeldToken, request: Request, response: Response, now: _Now = monotonic
) -> Steps[HeldToken | None]:
    """Return another token to send ``request`` with, after ``response`` to ``token``; None if that can't help.

    A 401 says that the server did not process the request (RFC 9110, 15.5.2), so that any method may go again. A body
    that can't be read again can't.
    """
    if response.status != 401 or not source.may_help(token):
        return None
    if isinstance(request.body, BodyStream) and not request.body.is_ready:
        return None
    try:
        return (yield from _renewed(source, request, token, now))
    except TapeError:
        raise
    except HeroicsError:
        return None  # the 401 is the outcome, and `TokenSource.advice` says what happened


def _renewed(source: TokenSource, request: Request, rejected: HeldToken | None, now: _Now) -> Steps[HeldToken]:
    renewal = source.renew(rejected)
    end = now() + _LONGEST if request.deadline is None else request.deadline
    while not renewal.is_over:
        left = end - now()
        if left <= 0:
            raise RequestTimeout(
                "the call did not finish in its total time: it waits for a token of OAuth",
                method=request.method,
                url=shown_url(request),
                sent=False,
            )
        yield Turn(renewal.ticket(), left)
    return renewal.result()
