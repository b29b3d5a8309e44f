"""A patch of requests, urllib3 or sockets sees every call."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import MagicMock, patch

import pytest
import requests

import heroics_py

MOCKED = {"name": "mocked"}


@contextmanager
def responses(url, load, _path):
    library = load("responses")
    with library.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(f"{url}/things/one", json=MOCKED)
        mock.post(f"{url}/things", json=MOCKED)
        yield lambda: len(mock.calls)


@contextmanager
def requests_mock(url, load, _path):
    library = load("requests_mock")
    with library.Mocker() as mock:
        mock.get(f"{url}/things/one", json=MOCKED)
        mock.post(f"{url}/things", json=MOCKED)
        yield lambda: len(mock.request_history)


@contextmanager
def pook(url, load, _path):
    library = load("pook")
    with library.use():
        for mock in (library.get(f"{url}/things/one"), library.post(f"{url}/things")):
            mock.persist().reply(200).json(MOCKED)
        yield lambda: sum(mock.calls for mock in library.engine().mocks)


@contextmanager
def httpretty(url, load, _path):
    library = load("httpretty")
    with library.enabled(allow_net_connect=False):
        for method, path in (("GET", "/things/one"), ("POST", "/things")):
            library.register_uri(method, f"{url}{path}", body=json.dumps(MOCKED), content_type="application/json")
        yield lambda: len(library.latest_requests())


@contextmanager
def vcr(url, load, path):
    library = load("vcr")
    tape = path / "tape.yaml"
    answer = {
        "status": {"code": 200, "message": "OK"},
        "headers": {"Content-Type": ["application/json"]},
        "body": {"string": json.dumps(MOCKED)},
    }
    exchanges = [
        {"request": {"method": method, "uri": f"{url}{target}", "body": None, "headers": {}}, "response": answer}
        for method, target in (("GET", "/things/one"), ("POST", "/things"))
    ]
    tape.write_text(json.dumps({"version": 1, "interactions": exchanges}))
    recorder = library.VCR(record_mode="none", match_on=["method", "uri"])
    with recorder.use_cassette(str(tape), allow_playback_repeats=True) as cassette:
        yield lambda: cassette.play_count


MOCKS = [responses, requests_mock, pook, httpretty, vcr]


def works(mock, load, path):
    """Return whether a mock works with the installed requests and urllib3."""
    with mock("http://probe.example", load, path):
        try:
            return requests.get("http://probe.example/things/one", timeout=5).json() == MOCKED
        except Exception:  # noqa: BLE001 - each observer has its own error for an unknown request
            return False


def refused(mock, client, live, load, path):
    """Check that a mock that does not work with these libraries raises, and that no request bypasses it."""
    with mock(live.url, load, path), pytest.raises(Exception) as caught:  # noqa: PT011 - an error of the mock
        client.thing.create(name="a")
    assert (live.seen, isinstance(caught.value, Exception)) == ([], True)


@pytest.mark.parametrize("mock", MOCKS, ids=lambda mock: mock.__name__)
def test_first_call_inside(mock, client, live, needed, tmp_path):
    """A mock that is active at the first call sees it, and the client works live afterwards."""
    if not works(mock, needed, tmp_path):
        return refused(mock, client, live, needed, tmp_path)
    with mock(live.url, needed, tmp_path) as count:
        assert (client.thing.info().name, client.thing.create(name="a").name) == ("mocked", "mocked")
        assert count() >= 2
    assert live.seen == []
    assert (client.thing.info().name, live.seen) == ("live", ["GET /things/one"])
    return None


@pytest.mark.parametrize("mock", MOCKS, ids=lambda mock: mock.__name__)
def test_first_call_outside(mock, client, live, needed, tmp_path):
    """A mock that comes after the first call sees what follows, as often as it comes and goes."""
    assert client.thing.info().name == "live"
    live.seen.clear()
    if not works(mock, needed, tmp_path):
        return refused(mock, client, live, needed, tmp_path)
    for number in (1, 2):
        with mock(live.url, needed, tmp_path):
            assert (client.thing.info().name, client.thing.create(name="a").name) == ("mocked", "mocked")
        assert len(live.seen) == number - 1
        assert (client.thing.info().name, len(live.seen)) == ("live", number)
    return None


@pytest.mark.parametrize("mock", MOCKS, ids=lambda mock: mock.__name__)
def test_unmocked_request(mock, client, needed, live, tmp_path):
    """A request that a mock does not know is refused with an error, and does not go live."""
    with mock("http://other.example", needed, tmp_path), pytest.raises(Exception) as caught:  # noqa: PT011
        client.thing.create(name="a")
    assert live.seen == []
    assert isinstance(caught.value, Exception)


def test_a_recorder_records(live, client, needed, tmp_path):
    """A recorder that lets requests through writes down each of them, and plays them back."""
    recorder = needed("vcr").VCR(record_mode="once")
    tape = str(tmp_path / "tape.yaml")
    for _ in range(2):
        with recorder.use_cassette(tape):
            assert client.thing.create(name="a").name == "live"
    assert live.seen == ["POST /things"]


@pytest.mark.parametrize("timeout", [None, 60], ids=["no deadline", "a deadline"])
def test_a_recorded_body(live, client, needed, tmp_path, timeout):
    """A recorder plays back any body: read at once, by a deadline or as a download, also a compressed one."""
    recorder = needed("vcr").VCR(record_mode="once")
    plain = client.thing.info.with_options(timeout=timeout)
    for _ in range(2):
        with recorder.use_cassette(str(tmp_path / "tape.yaml")):
            for info in (plain, plain.with_options(headers={"X-Coded": "yes"})):
                assert info().name == "live"
                assert heroics_py.stream(info, to=tmp_path / "thing.json").read_bytes() == b'{"name": "live"}'
    assert live.seen == ["GET /things/one"] * 4


@pytest.mark.parametrize("instrumented", ["requests", "urllib3"])
@pytest.mark.parametrize("early", [True, False], ids=["before the first call", "after the first call"])
def test_an_instrument_sees_each_call_once(instrumented, early, client, live, needed):
    """An instrumentor of OpenTelemetry makes one span for each request."""
    name = f"opentelemetry.instrumentation.{instrumented}"
    module = needed(name)
    needed("opentelemetry.sdk.trace")
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = {"requests": "RequestsInstrumentor", "urllib3": "URLLib3Instrumentor"}[instrumented]
    instrument = getattr(module, instrumentor)()
    if not early:
        client.thing.info()
    live.seen.clear()
    instrument.instrument(tracer_provider=provider)
    try:
        client.thing.info()
        client.thing.create(name="a")
    finally:
        instrument.uninstrument()
    client.thing.info()
    assert (len(exporter.get_finished_spans()), len(live.seen)) == (2, 3)


@pytest.mark.parametrize("door", ["requests.Session.send", "requests.adapters.HTTPAdapter.send"])
def test_a_wrapped_method_sees_each_call(door, client, live, monkeypatch):
    """A function in the place of one of the library's sees the call, though it bears the name of what it wraps."""
    import functools

    owner, _, name = door.rpartition(".")
    owner = requests.Session if owner.endswith("Session") else requests.adapters.HTTPAdapter
    theirs, seen = getattr(owner, name), []

    @functools.wraps(theirs)
    def wrapped(*args, **options):
        seen.append(args[1].url)
        return theirs(*args, **options)

    monkeypatch.setattr(owner, name, wrapped)
    client.thing.info()
    monkeypatch.undo()
    client.thing.info()
    assert (seen, len(live.seen)) == ([f"{live.url}/things/one"], 2)


def test_streams_and_uploads(live, monkeypatch):
    """Streams and uploads are seen as well, and a stream is not read to its end before its first line is here."""
    theirs, seen = requests.adapters.HTTPAdapter.send, []

    def wrapped(*args, **options):
        seen.append(args[1].method)
        return theirs(*args, **options)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", wrapped)
    with heroics_py.stream(f"{live.url}/endless") as lines:
        assert next(lines) == "line 0"
    heroics_py.upload(f"{live.url}/blob", b"x" * 100_000, progress=False)
    assert (seen, live.seen) == (["GET", "PUT"], ["GET /endless", "PUT /blob"])


ANSWER = requests.Response()
ANSWER.status_code, ANSWER._content = 200, b'{"name": "mocked"}'
ANSWER.headers["Content-Type"] = "application/json"


@pytest.mark.parametrize(
    "door",
    [
        "requests.get",
        "requests.api.get",
        "requests.request",
        "requests.api.request",
        "requests.Session.request",
        "requests.Session.send",
        "requests.sessions.Session.send",
        "requests.adapters.HTTPAdapter.send",
    ],
)
@pytest.mark.parametrize("autospec", [False, True])
def test_a_patched_function_sees_each_call(door, autospec, live, client):
    """Whatever function of requests is patched, with the mocks of Python itself too, sees the call."""
    with patch(door, autospec=autospec, return_value=ANSWER) as mock:
        assert client.thing.info().name == "mocked"
    assert (mock.call_count, live.seen) == (1, [])
    assert (client.thing.info().name, len(live.seen)) == ("live", 1)


def test_a_first_call_under_autospec(live):
    """A process whose first call is made under such a mock works as well."""
    code = (
        "from unittest.mock import patch; import heroics_py, requests; from live import SCHEMA\n"
        "r = requests.Response(); r.status_code = 204; r._content = b''\n"
        "with patch('requests.Session.send', autospec=True, return_value=r) as mock:\n"
        f"    heroics_py.connect(SCHEMA, url={live.url!r}).thing.info()\n"
        "print(mock.call_count)"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=here)
    assert (done.stdout.strip(), live.seen) == ("1", []), done.stderr


@pytest.mark.parametrize("door", ["requests.Session.send", "requests.adapters.HTTPAdapter.send"])
def test_invalid_mock_response(door, live, client):
    """What a mock returns in the place of an answer is refused by an error that says what was expected."""
    with patch(door, return_value=MagicMock()), pytest.raises(heroics_py.ProtocolError, match=r"a requests\.Response"):
        client.thing.info()
    assert live.seen == []


def test_a_mock_with_content(live, client):
    """A substitute with the attributes of a response is a response."""
    stand_in = MagicMock(status_code=404, headers={"Content-Type": "application/json"}, content=b'{"message": "gone"}')
    with patch("requests.Session.send", return_value=stand_in), pytest.raises(heroics_py.NotFound, match="gone"):
        client.thing.info()
    assert live.seen == []


def test_unknown_request_in_mock(client, needed):
    """What a mock says of a request that it does not know is in the error."""
    library = needed("responses")
    with library.RequestsMock(), pytest.raises(heroics_py.ConnectionFailed, match="doesn't match any registered mock"):
        client.thing.info()
