"""The rules that call the hooks of a call: one around everything, and one around each request that is sent.

| hook | called | how often |
| --- | --- | --- |
| on_request | before a request is sent | for each: also those of retries, redirects and revalidation |
| on_retry | before the wait for another attempt (by `Retrying`) | for each retry |
| on_response | at the end of a call, with its response or error | once, also for a response from the cache |

`CallHooks` is the outermost of all rules but the spans, `RequestHooks` the innermost but the spans and the override of
methods. Both return the steps of the next rule unchanged if nothing observes the call.
"""

from typing import Any, NoReturn

from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, TransportError, warn
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.exchange_hook import ExchangeHook
from heroics_py.http.hooks import (
    HOOK_NAMES,
    RequestDetails,
    ResponseDetails,
    RetryDetails,
    is_coroutine_function,
)
from heroics_py.http.masking import mask_response, shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.option_hooks import LostHook
from heroics_py.http.steps import Clock, Close, Notify, Rule, Steps
from heroics_py.http.watch import Watch
from heroics_py.secrecy.urls import mask_url

__all__ = ["CallHooks", "HookFailed", "RequestHooks", "cache_verdict", "retry_details", "run_hook"]


class HookFailed(Exception):  # noqa: N818 - not an error of its own: `CallHooks` raises the one in it
    """A hook raised an error, which no rule may take for the failure of a request.

    Attributes:
        error: what the hook raised.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class CallHooks:
    """Calls ``on_response`` at the end of a call, and raises what a hook raised.

    Args:
        inner: sends the request.
        clock: the time.
        awaits: whether the driver awaits hooks that are coroutine functions.
    """

    __slots__ = ("_awaits", "_clock", "_inner")

    def __init__(self, inner: Rule, *, clock: Clock, awaits: bool = False) -> None:
        self._inner = inner
        self._clock = clock
        self._awaits = awaits

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request``.

        Raises:
            CallError: a hook is a coroutine function, and the driver blocks; nothing is sent.
            Exception: what a hook raises.
        """
        return self._observed(request) if request.options.has_hooks else self._inner.send(request)

    def _observed(self, request: Request) -> Steps[Response]:
        _check(request, awaits=self._awaits)
        started = self._clock.monotonic()
        watched = request if request.watch else request.replaced(watch=Watch(request.url, request.template))
        outcome = yield from self._outcome(watched)
        if isinstance(outcome, HookFailed):
            raise outcome.error from None
        if request.options.on_response is not None:
            details = _response_details(watched, outcome, self._clock.monotonic() - started)
            yield from _finish(request, outcome, details)
        if isinstance(outcome, TransportError):
            raise outcome from None
        return outcome

    def _outcome(self, request: Request) -> Steps[Response | TransportError | HookFailed]:
        try:
            return (yield from self._inner.send(request))
        except (TransportError, HookFailed) as error:
            return error


class RequestHooks:
    """Counts the requests of a call that is observed, and calls ``on_request`` before each.

    Args:
        inner: sends one request.
    """

    __slots__ = ("_inner",)

    def __init__(self, inner: Rule) -> None:
        self._inner = inner

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` once."""
        watch = request.watch
        if watch is None:
            return self._inner.send(request)
        watch.attempts += 1
        return self._inner.send(request) if request.options.on_request is None else self._announced(request, watch)

    def _announced(self, request: Request, watch: Watch) -> Steps[Response]:
        hook: Any = request.options.on_request
        yield from run_hook(hook, _request_details(request, watch))
        if not isinstance(hook, ExchangeHook):
            return (yield from self._inner.send(request))
        hook.show_request(request)
        response = yield from self._inner.send(request)
        hook.show_response(mask_response(response, request))
        return response


def run_hook(hook: Any, details: object) -> Steps[None]:
    """Call a hook.

    Raises:
        HookFailed: it raised an error.
    """
    try:
        yield Notify(hook, details)
    except Exception as error:  # noqa: BLE001 - the code is the caller's
        failure = HookFailed(error)
    else:
        return
    raise failure


def retry_details(request: Request, outcome: Response | TransportError, reason: str, wait: float) -> RetryDetails:
    """Return what ``on_retry`` is called with.

    Args:
        request: that failed.
        outcome: its response, or what was raised in place of one.
        reason: what happened, in words.
        wait: seconds until the next attempt.
    """
    return RetryDetails(
        **_subject(request, request.url),
        attempt=request.watch.attempts if request.watch else 1,
        status=outcome.status if isinstance(outcome, Response) else None,
        error="" if isinstance(outcome, Response) else type(outcome).__name__,
        reason=reason,
        wait=wait,
    )


def _request_details(request: Request, watch: Watch) -> RequestDetails:
    body = request.body
    size = body.length if isinstance(body, BodyStream) else len(body or b"")
    return RequestDetails(**_subject(request, request.url), attempt=watch.attempts, body_size=size)


def _response_details(request: Request, outcome: Response | TransportError, seconds: float) -> ResponseDetails:
    subject: dict[str, Any] = {**_subject(request, request.url), "seconds": seconds}
    watch = request.watch
    if watch is not None:
        subject |= {"attempts": watch.attempts, "cache": cache_verdict(outcome, watch)}
    if isinstance(outcome, TransportError):
        return ResponseDetails(**subject, body_size=0, error=type(outcome).__name__, reason=str(outcome))
    subject["url"] = escaped(outcome.headers.masked(outcome.url)) if outcome.url else subject["url"]
    return ResponseDetails(
        **subject,
        status=outcome.status,
        body_size=len(outcome.body) if outcome.source is None else None,
        request_id=outcome.request_id and escaped(outcome.request_id),
    )


def _subject(request: Request, url: str) -> dict[str, Any]:
    """Return the fields that say which request it is."""
    template = request.template if request.watch is None else request.watch.template_of(url)
    return {
        "call": escaped(request.call),
        "method": request.method,
        "url": escaped(shown_url(request)),
        "url_template": escaped(mask_url(template)),
    }


def cache_verdict(outcome: object, watch: Watch) -> Any:
    """Return what the cache did for a call."""
    if watch.cache == "joined":
        return watch.cache
    if isinstance(outcome, Response) and outcome.from_cache:
        return "revalidated" if outcome.revalidated else "stale" if outcome.stale else "hit"
    return watch.cache


def _finish(request: Request, outcome: Response | TransportError, details: ResponseDetails) -> Steps[None]:
    """Call ``on_response``.

    Raises:
        Exception: what it raises, with a note on the response that the caller does not get; unless the call has an
            error of its own, which gets the note.
    """
    try:
        yield from run_hook(request.options.on_response, details)
    except HookFailed as failed:
        error = failed.error
    else:
        return
    if isinstance(outcome, TransportError):
        outcome.add_note(f"the hook on_response raised {type(error).__name__} for it")
        return
    if outcome.source is not None:
        yield Close(outcome.source)
    error.add_note(f"raised by the hook on_response, after {request.call or 'the call'} had got {outcome.status}")
    raise error from None


def _check(request: Request, *, awaits: bool) -> None:
    """Check the hooks of a request, and warn of those that a pickle left out.

    Raises:
        CallError: one is a coroutine function, and the driver does not await it.
    """
    for name in HOOK_NAMES:
        hook = getattr(request.options, name)
        if isinstance(hook, LostHook):
            warn(str(hook))
        elif hook is not None and not awaits and is_coroutine_function(hook):
            _refuse(request, name)


def _refuse(request: Request, name: str) -> NoReturn:
    raise CallError(
        f"{request.call or 'the request'} was not sent: {name} is a coroutine function, which only an async client "
        "awaits; pass a plain function"
    )
