"""The rules that make spans of OpenTelemetry: one for each call, and one below it for each request that is sent.

Nothing of OpenTelemetry is imported unless the program has loaded it, or asks for it by ``telemetry=``. `CallSpans` is
the outermost of all rules, so that hooks run within the span of their call; `RequestSpans` is the innermost, below the
cache, so that a header with the trace is not part of a key. Both return the steps of the next rule unchanged if no
spans are made.
"""

import sys
from typing import Any

from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Rule, Steps
from heroics_py.http.watch import Watch
from heroics_py.support.loading import load_modules

__all__ = ["CallSpans", "RequestSpans", "provider_for"]

_API = "opentelemetry.trace"


class CallSpans:
    """Makes a span for each call.

    Args:
        inner: sends the request.
    """

    __slots__ = ("_inner",)

    def __init__(self, inner: Rule) -> None:
        self._inner = inner

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` within a span, if spans are on."""
        telemetry = request.options.telemetry
        if telemetry is False or (telemetry is None and _API not in sys.modules):
            return self._inner.send(request)
        provider = provider_for(telemetry)
        return self._inner.send(request) if provider is None else self._traced(request, provider)

    def _traced(self, request: Request, provider: Any) -> Steps[Response]:
        load_modules("heroics_py.transport.observing.spans")
        from heroics_py.transport.observing.spans import CallSpan, is_suppressed

        if is_suppressed():
            return (yield from self._inner.send(request))
        watch = Watch(request.url, request.template)
        with CallSpan(provider, request, watch) as watch.span:
            response = yield from self._inner.send(request.replaced(watch=watch))
            watch.span.describe(response)
            return response


class RequestSpans:
    """Makes a span for each request, below that of its call, and sends its context along.

    Args:
        inner: sends one request.
    """

    __slots__ = ("_inner",)

    def __init__(self, inner: Rule) -> None:
        self._inner = inner

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` once, within a span if the call has one."""
        if request.watch is None or request.watch.span is None:
            return self._inner.send(request)
        return self._traced(request, request.watch)

    def _traced(self, request: Request, watch: Watch) -> Steps[Response]:
        with watch.span.of_request(request, watch) as span:
            response = yield from self._inner.send(span.with_context(request))
            span.describe(response)
            return response


def provider_for(telemetry: object) -> Any:
    """Return the provider of tracers that the option ``telemetry`` means; None if no spans are made.

    Args:
        telemetry: True, None or a provider.
    """
    if not isinstance(telemetry, bool | None):
        return telemetry
    if telemetry:
        load_modules(_API)
    find = getattr(sys.modules[_API], "get_tracer_provider", None)  # it may be half loaded
    provider = find() if find is not None else None
    # Those of the API itself record nothing: the program has set up none.
    return None if type(provider).__module__ in (_API, "builtins") else provider
