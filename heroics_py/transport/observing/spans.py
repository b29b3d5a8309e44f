"""Spans of OpenTelemetry, with the names of its conventions for HTTP clients."""

import sys
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from weakref import WeakKeyDictionary

from opentelemetry import context as contexts
from opentelemetry import propagate
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, TracerProvider, set_span_in_context

from heroics_py._version import __version__
from heroics_py.display.terminal import escaped
from heroics_py.errors import HeroicsError
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import split_origin
from heroics_py.http.watch import Watch
from heroics_py.secrecy.names import MASK
from heroics_py.secrecy.urls import mask_url
from heroics_py.transport.observing.hooks import cache_verdict

__all__ = ["CallSpan", "RequestSpan", "is_suppressed"]

_SCHEMA_URL = "https://opentelemetry.io/schemas/1.27.0"
_INSTRUMENTS = "opentelemetry.instrumentation.utils"
# RFC 9110, 9.1, and RFC 5789; the conventions call any other method "_OTHER".
_METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
_REDACTED = "REDACTED"  # what the conventions put in place of a secret in a URL

_tracers: WeakKeyDictionary[TracerProvider, Tracer] = WeakKeyDictionary()


class _HttpSpan:
    """A span that is current while it lasts, and ends with its block.

    An error that leaves the block is its status, without its traceback, whose frames hold requests.
    """

    def __init__(self, tracer: Tracer, name: str, attributes: dict[str, Any], parent: contexts.Context | None) -> None:
        self._tracer = tracer
        self._span: Span = tracer.start_span(name, parent, SpanKind.CLIENT, attributes)
        self.context = set_span_in_context(self._span, parent)
        self._current = self.context
        self._token: Any = None

    def __enter__(self) -> Self:
        self._token = contexts.attach(self._current)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if contexts.get_current() is self._current:  # not where a generator is dropped that nobody runs any more
            contexts.detach(self._token)
        if error is not None:
            self._fail(error)
        self._span.end()

    def describe(self, response: Response) -> None:
        """Set what the response says."""
        self._span.set_attribute("http.response.status_code", response.status)
        if response.status >= 400:
            self._span.set_attribute("error.type", str(response.status))
            self._span.set_status(Status(StatusCode.ERROR))

    def _fail(self, error: BaseException) -> None:
        is_ours = isinstance(error, HeroicsError)
        module = "heroics_py" if is_ours else type(error).__module__
        name = type(error).__qualname__
        self._span.set_attribute("error.type", name if module == "builtins" else f"{module}.{name}")
        self._span.set_status(Status(StatusCode.ERROR, str(error) if is_ours else None))


class CallSpan(_HttpSpan):
    """The span of a call, named by its link.

    Args:
        provider: of tracers.
        request: of the call.
        watch: what is observed of the call.
    """

    def __init__(self, provider: TracerProvider, request: Request, watch: Watch) -> None:
        attributes = _attributes(request, request.template)
        if request.call:
            attributes["heroics_py.link"] = escaped(request.call)
        self._watch = watch
        name = escaped(request.call) or _name(attributes)
        super().__init__(_tracer_of(provider), name, attributes, contexts.get_current())

    def of_request(self, request: Request, watch: Watch) -> "RequestSpan":
        """Return a span for a request of the call, below this one; also for a refresh after its end."""
        return RequestSpan(self._tracer, request, watch, self.context)

    def describe(self, response: Response) -> None:
        """Set what the response says, and what the cache did."""
        super().describe(response)
        self._span.set_attribute("heroics_py.cache", cache_verdict(response, self._watch))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._watch.attempts > 1:
            self._span.set_attribute("http.request.resend_count", self._watch.attempts - 1)
        super().__exit__(kind, error, traceback)


class RequestSpan(_HttpSpan):
    """The span of one request that is sent, named by its method and template.

    Instruments of the libraries that send make no span of their own within it.

    Args:
        tracer: makes the span.
        request: that is sent.
        watch: what is observed of the call.
        parent: the context of the span of the call.
    """

    def __init__(self, tracer: Tracer, request: Request, watch: Watch, parent: contexts.Context) -> None:
        attributes = _attributes(request, watch.template_of(request.url))
        if watch.attempts > 1:
            attributes["http.request.resend_count"] = watch.attempts - 1
        super().__init__(tracer, _name(attributes), attributes, parent)
        self._current = _without_instruments(self.context)

    def with_context(self, request: Request) -> Request:
        """Return ``request`` with the headers that carry this span, unless the caller set them."""
        carrier: dict[str, str] = {}
        propagate.inject(carrier, self.context)
        headers = {name: text for name, text in carrier.items() if name not in request.headers}
        return request.replaced(headers=request.headers.replaced(headers)) if headers else request


def is_suppressed() -> bool:
    """Return whether the program has suppressed the spans of HTTP clients, as an exporter does."""
    is_enabled = getattr(sys.modules.get(_INSTRUMENTS), "is_http_instrumentation_enabled", None)
    return is_enabled is not None and not is_enabled()


def _without_instruments(context: contexts.Context) -> contexts.Context:
    """Return ``context``, in which the instruments of other libraries make no spans; the same if none is loaded."""
    suppression = getattr(sys.modules.get(_INSTRUMENTS), "suppress_http_instrumentation", None)
    if suppression is None:
        return context
    token = contexts.attach(context)
    try:
        with suppression():
            return contexts.get_current()
    finally:
        contexts.detach(token)


def _tracer_of(provider: TracerProvider) -> Tracer:
    with suppress(TypeError):  # a provider that has no weak references gets a tracer for each call
        if (tracer := _tracers.get(provider)) is not None:
            return tracer
    tracer = provider.get_tracer("heroics_py", __version__, schema_url=_SCHEMA_URL)
    with suppress(TypeError):
        _tracers[provider] = tracer
    return tracer


def _attributes(request: Request, template: str) -> dict[str, Any]:
    """Return what is known of a request before it is sent, by the names of the conventions."""
    is_known = request.method in _METHODS
    attributes: dict[str, Any] = {
        "http.request.method": request.method if is_known else "_OTHER",
        "url.full": escaped(shown_url(request)).replace(MASK, _REDACTED),
    }
    if not is_known:
        attributes["http.request.method_original"] = escaped(request.method)
    if template:
        attributes["url.template"] = escaped(mask_url(template)).replace(MASK, _REDACTED)
    if origin := split_origin(request.url):
        attributes |= {"server.address": origin[1], "server.port": origin[2]}
    return attributes


def _name(attributes: dict[str, Any]) -> str:
    method = "HTTP" if attributes["http.request.method"] == "_OTHER" else attributes["http.request.method"]
    template = attributes.get("url.template")
    return f"{method} {template}" if template else method
