"""Spans of OpenTelemetry: which are made, their names and attributes, and the header that carries them."""

import asyncio
import contextvars
import subprocess
import sys

import pytest
from canned import CannedTransport, canned
from ruled import DRIVERS, Awaited, ruled

import heroics_py
from heroics_py.errors import RequestTimeout
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry
from heroics_py.http.steps import SYSTEM_CLOCK
from heroics_py.transport.drivers.awaiting import AsyncDriver
from heroics_py.transport.observing.rules import observed, observed_wire
from heroics_py.transport.rules.deadlines import Deadlines
from heroics_py.transport.rules.redirecting import Redirecting
from heroics_py.transport.rules.retrying import Retrying

pytest.importorskip("opentelemetry.sdk.trace")

from opentelemetry import trace  # after the check
from opentelemetry.trace import SpanKind, StatusCode
from spans import recorded

URL = "https://api.example/things/one"


@pytest.fixture
def spans():
    with recorded() as made:
        yield made


def rules(_wire):
    retrying = Retrying(observed_wire(), clock=SYSTEM_CLOCK)
    return observed(Deadlines(Redirecting(retrying), clock=SYSTEM_CLOCK), clock=SYSTEM_CLOCK, awaits=True)


@pytest.fixture(params=DRIVERS)
def send(request, spans):
    """Return a function that sends a request by these rules, over each driver, and returns the transport."""

    def run(*outcomes, error=None, **fields):
        rest = list(outcomes)

        def respond(_request):
            outcome = rest.pop(0)
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        transport = CannedTransport(respond)
        options = Options().merged(telemetry=spans.provider, retries=Retry(attempts=3, backoff=0))
        fields = {"method": "GET", "url": URL, "call": "thing.info", "template": "/things/{thing}", **fields}
        made = ruled(rules, transport, driver=request.param, pause=lambda _: None)
        asked = Request(options=options, **fields)
        if error is None:
            made.send(asked)
        else:
            with pytest.raises(error):
                made.send(asked)
        return transport

    return run


SERVER = {"server.address": "api.example", "server.port": 443}


def test_one_call(send, spans):
    """A call is a client span named by its link, with one below it for the request, by the conventions for HTTP."""
    send(canned())
    below, call = spans.ended
    subject = {"http.request.method": "GET", "url.full": URL, "url.template": "/things/{thing}", **SERVER}
    assert (call.name, call.kind, call.parent, call.status.status_code) == (
        "thing.info",
        SpanKind.CLIENT,
        None,
        StatusCode.UNSET,
    )
    assert dict(call.attributes) == {
        **subject,
        "http.response.status_code": 200,
        "heroics_py.link": "thing.info",
        "heroics_py.cache": "bypass",
    }
    assert (below.name, below.kind, below.parent.span_id) == (
        "GET /things/{thing}",
        SpanKind.CLIENT,
        call.context.span_id,
    )
    assert dict(below.attributes) == {**subject, "http.response.status_code": 200}


def test_retries(send, spans):
    """Each attempt is a span; those after the first, and the call, count how often the request was sent again."""
    send(canned(503), canned(503), canned())
    facts = [
        (each.attributes["http.response.status_code"], each.attributes.get("http.request.resend_count"))
        for each in spans.ended
    ]
    assert facts == [(503, None), (503, 1), (200, 2), (200, 2)]
    assert [each.status.status_code for each in spans.ended] == [
        StatusCode.ERROR,
        StatusCode.ERROR,
        StatusCode.UNSET,
        StatusCode.UNSET,
    ]


def test_redirects(send, spans):
    """After a redirect the span of the request has its own URL, and no template."""
    send(canned(302, Location="/elsewhere"), canned())
    _, second, call = spans.ended
    assert (second.name, second.attributes["url.full"], "url.template" in second.attributes) == (
        "GET",
        "https://api.example/elsewhere",
        False,
    )
    assert call.attributes["url.full"] == URL


@pytest.mark.parametrize("status", [400, 404, 500])
def test_statuses_of_errors(send, spans, status):
    """From 400 on the status of the span is an error, whose type is the status of the response."""
    send(canned(status))
    for span in spans.ended:
        assert (span.status.status_code, span.attributes["error.type"]) == (StatusCode.ERROR, str(status))


def test_no_response(send, spans):
    """Where no response came, the type of the error is its name, and no traceback is recorded."""
    send(RequestTimeout("no response in 2 s"), error=RequestTimeout, method="POST")
    for span in spans.ended:
        assert (span.status.status_code, span.attributes["error.type"], span.events) == (
            StatusCode.ERROR,
            "heroics_py.RequestTimeout",
            (),
        )


def test_other_methods(send, spans):
    """A method that the conventions don't know has the name that they say."""
    send(canned(), method="PURGE")
    assert spans.names() == ["HTTP /things/{thing}", "thing.info"]
    assert spans.ended[0].attributes["http.request.method"] == "_OTHER"
    assert spans.ended[0].attributes["http.request.method_original"] == "PURGE"


def test_header_of_the_trace(send, spans):
    """Each request carries the context of its own span (W3C Trace Context), and no other request does."""
    sent = send(canned(503), canned()).sent
    expected = [f"00-{each.context.trace_id:032x}-{each.context.span_id:016x}" for each in spans.ended[:2]]
    assert [each.headers["traceparent"].rpartition("-")[0] for each in sent] == expected


def test_header_of_the_caller(send):
    """A header that the caller set is kept."""
    sent = send(canned(), headers=Headers({"Traceparent": "mine"})).sent
    assert [*sent[0].headers.items()] == [("Traceparent", "mine")]


def test_parent(spans):
    """A call belongs to the span that is current where it is made, and leaves it current."""
    tracer = spans.provider.get_tracer("test")
    with heroics_py.sandbox() as client, tracer.start_as_current_span("work") as work:
        client.with_options(telemetry=spans.provider).app.list()
        assert trace.get_current_span() is work
    assert spans.tree() == {"work 0": {"app.list 0": {"GET /apps 0": {}}}}


def test_hooks_within_the_span(spans):
    """Hooks run within the span of their call, so that what they log belongs to it."""
    seen = []

    def hook(_details):
        seen.append(trace.get_current_span().name)

    with heroics_py.sandbox() as client:
        client.with_options(telemetry=spans.provider, on_request=hook, on_response=hook).app.list()
    assert seen == ["app.list", "app.list"]


def test_threads(spans):
    """The calls of gather, and pages that are fetched ahead, belong to the span of their caller."""
    tracer = spans.provider.get_tracer("test")
    with heroics_py.sandbox() as sandbox:
        for number in range(3):
            sandbox.app.create(name=f"app-{number}")
        client = sandbox.with_options(telemetry=spans.provider)
        with tracer.start_as_current_span("work"):
            heroics_py.gather(client.app.info, ["app-0", "app-1"])
            [*client.app.list.with_options(range=heroics_py.Range("name", max=1))()]
    (work,) = spans.tree().values()
    assert sorted(name.partition(" ")[0] for name in work) == ["app.info", "app.info", *["app.list"] * 3]


def test_tasks(spans):
    """Calls in tasks at the same time have spans of their own."""
    driver = AsyncDriver(Awaited(CannedTransport(lambda _: canned())))
    options = Options().merged(telemetry=spans.provider)

    async def call(number):
        request = Request(method="GET", url=URL, call=f"call {number}", options=options)
        with spans.provider.get_tracer("test").start_as_current_span(f"task {number}"):
            await driver.run(rules(None).send(request))

    async def main():
        await asyncio.gather(*(call(number) for number in range(5)))

    asyncio.run(main())
    assert spans.tree() == {f"task {n} {n}": {f"call {n} 0": {"GET 0": {}}} for n in range(5)}


def test_cache_is_untouched(spans):
    """The header of the trace neither changes the key of a response nor keeps it from being stored."""
    with heroics_py.sandbox() as sandbox:
        client = sandbox.with_options(telemetry=spans.provider)
        sandbox.app.create(name="example")
        sandbox.app.info("example")
        client.app.info("example")
        client.app.info("example")
        sandbox.app.info("example")
        info = heroics_py.cache_info(sandbox)
    assert (info.misses, info.revalidated_hits) == (1, 3)
    assert [span.attributes.get("heroics_py.cache") for span in spans.ended] == [None, "revalidated"] * 2


def test_span_from_the_cache_alone(spans):
    """A response from the cache makes the span of a call, and none below it."""
    client = heroics_py.connect(
        "heroku", transport=CannedTransport(lambda _: canned().replaced(from_cache=True)), telemetry=spans.provider
    )
    client.app.info("example")
    assert spans.ended[-1].attributes["heroics_py.cache"] == "hit"


def test_abandoned_call(spans, caplog):
    """A call that nobody carries on ends its spans, and logs no error."""
    steps = rules(None).send(Request(method="GET", url=URL, options=Options().merged(telemetry=spans.provider)))
    contextvars.copy_context().run(next, steps)
    steps.close()
    assert (len(spans.ended), caplog.records, trace.get_current_span()) == (2, [], trace.INVALID_SPAN)


def run(code):
    """Return what a program prints in a process of its own."""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr == ""
    return result.stdout


SET_UP = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
exporter, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
"""


def test_on_once_set_up():
    """Without an option, spans are made as soon as the program has set up a provider, and not with telemetry=False."""
    code = f"""
import heroics_py, sys
with heroics_py.sandbox() as client:
    client.app.list()
    print("opentelemetry" in sys.modules)
    {SET_UP.strip().replace(chr(10), chr(10) + "    ")}
    client.app.list()
    print(len(exporter.get_finished_spans()))
    trace.set_tracer_provider(provider)
    client.app.list()
    print(len(exporter.get_finished_spans()))
    client.with_options(telemetry=False).app.list()
    print(len(exporter.get_finished_spans()))
"""
    assert run(code).split() == ["False", "0", "2", "2"]


def test_off_without_a_provider():
    """With OpenTelemetry loaded, and no provider set up, no rule is added."""
    inner = Redirecting(observed_wire())
    plain = Request(method="GET", url=URL)
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
    assert observed(inner, clock=SYSTEM_CLOCK).send(plain).gi_code is inner.send(plain).gi_code
