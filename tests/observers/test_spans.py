"""Our spans beside the instruments of requests, urllib3 and aiohttp: no request has two spans."""

import asyncio
import sys

import pytest
import requests
from live import SCHEMA

import heroics_py

MODULES = {
    "requests": "RequestsInstrumentor",
    "urllib3": "URLLib3Instrumentor",
    "aiohttp_client": "AioHttpClientInstrumentor",
}


@pytest.fixture
def spans(needed):
    """A provider of tracers, with the spans that it made."""
    needed("opentelemetry.sdk.trace")
    from spans import recorded

    with recorded() as made:
        yield made


@pytest.fixture(params=[*MODULES, "requests and urllib3"])
def instrumented(request, spans, needed):
    """Instruments of other makes, which make their spans by the same provider."""
    instruments = []
    for name in request.param.split(" and "):
        module = needed(f"opentelemetry.instrumentation.{name}")
        instruments.append(getattr(module, MODULES[name])())
        instruments[-1].instrument(tracer_provider=spans.provider)
    yield request.param
    for instrument in instruments:
        instrument.uninstrument()


@pytest.mark.parametrize("own", [True, False], ids=["own session", "given session"])
def test_blocking_calls(instrumented, spans, live, own):
    """A blocking call has one span, and its request one below it."""
    session = None if own else requests.Session()
    with heroics_py.connect(SCHEMA, url=live.url, session=session, cache=None, telemetry=spans.provider) as client:
        client.thing.info()
        client.thing.create(name="a")
    if session is not None:
        session.close()
    assert spans.tree() == {"thing.info 0": {"GET /things/one 0": {}}, "thing.create 1": {"POST /things 0": {}}}
    assert len(live.seen) == 2


def test_awaited_calls(instrumented, spans, live, needed):
    """A call that is awaited has one span, and its request one below it, also among others at the same time."""
    needed("aiohttp")

    async def main():
        async with heroics_py.connect_async(SCHEMA, url=live.url, cache=None, telemetry=spans.provider) as client:
            await asyncio.gather(*(client.thing.info() for _ in range(5)))

    asyncio.run(main())
    assert spans.tree() == {f"thing.info {number}": {"GET /things/one 0": {}} for number in range(5)}
    assert len(live.seen) == 5


def test_theirs_without_ours(instrumented, spans, live):
    """Without our spans, theirs are made: those of the library that sends."""
    with heroics_py.connect(SCHEMA, url=live.url, cache=None, telemetry=False) as client:
        client.thing.info()
    assert len(spans.ended) == (0 if instrumented == "aiohttp_client" else 1)


def test_ours_suppressed(spans, live, needed):
    """Where the program suppresses the spans of HTTP clients, ours are suppressed as well."""
    utils = needed("opentelemetry.instrumentation.utils")
    with heroics_py.connect(SCHEMA, url=live.url, cache=None, telemetry=spans.provider) as client:
        with utils.suppress_http_instrumentation():
            client.thing.info()
        assert spans.names() == []
        client.thing.info()
    assert spans.names() == ["GET /things/one", "thing.info"]
    assert "opentelemetry.instrumentation.utils" in sys.modules
