"""Sessions whose adapters, hooks or authorization misbehave."""

import io

import pytest
import requests
from requests.adapters import BaseAdapter
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.http.messages import Request
from heroics_py.http.options import Options
from heroics_py.transport.connection import open_transport


class Odd(BaseAdapter):
    """Raises an error, or returns a fixed value."""

    def __init__(self, outcome):
        super().__init__()
        self.outcome = outcome
        self.count = 0

    def send(self, request, **_):
        self.count += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        if isinstance(self.outcome, requests.Response):
            self.outcome.request = request
        return self.outcome

    def close(self):
        pass


def response(status=200, raw=b"{}", **headers):
    created = requests.Response()
    created.status_code = status
    created.raw = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    created.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return created


def sent_over(outcome, method="GET"):
    adapter = Odd(outcome)
    session = requests.Session()
    session.mount("https://", adapter)
    connection = open_transport(base_url="https://api.example", session=session, token=None)
    options = Options(retries=0)
    try:
        return connection.send(Request(method=method, url="https://api.example/things", options=options))
    finally:
        assert adapter.count == 1


@pytest.mark.parametrize(
    "outcome",
    [
        ValueError("own"),
        KeyError("own"),
        RecursionError(),
        UnicodeError("own"),
        None,
        7,
        object(),
        response(status=None),
        response(status="200"),
        response(raw=io.StringIO("text")),
        response(raw=object()),
        response(302, Location="\u20ac"),
    ],
    ids=lambda outcome: type(outcome).__name__,
)
def test_odd_adapters(outcome):
    """An error of the caller's adapter, or an odd response of it, is a TransportError."""
    with pytest.raises(heroics_py.TransportError, match=r"GET https://api\.example/things: ") as caught:
        sent_over(outcome)
    if isinstance(outcome, Exception):
        assert f"the session's Odd raised {type(outcome).__name__}" in str(caught.value)
    assert caught.value.sent


@pytest.mark.parametrize(("status", "method"), [(204, "GET"), (304, "GET"), (200, "HEAD")])
def test_adapter_with_file(status, method):
    """An adapter may return any file as the body."""
    result = sent_over(response(status, b""), method)
    assert (result.status, result.body) == (status, b"")


def test_callers_errors():
    """An error of the caller's own code, such as a hook, stays theirs."""

    class Own(requests.auth.AuthBase):
        def __call__(self, request):
            raise LookupError("own")

    for change in ({"hooks": {"response": [lambda *_, **__: {}["own"]]}}, {"auth": Own()}):
        session = requests.Session()
        for name, value in change.items():
            setattr(session, name, value)
        session.mount("https://", Odd(response()))
        connection = open_transport(base_url="https://api.example", session=session)
        with pytest.raises(LookupError):
            connection.send(Request(method="GET", url="https://api.example/things"))


@pytest.mark.parametrize(
    "challenge", ["Digest", "Digest realm", "Digest =", 'Digest realm="x", algorithm=?', "Digest ,"]
)
def test_broken_challenge(challenge):
    """A malformed Digest challenge is not an error of Python."""
    auth = requests.auth.HTTPDigestAuth("user", "word")
    with Scripted(saying(answer(401, WWW_Authenticate=challenge))) as server:
        client = heroics_py.connect(
            {"links": [], "definitions": {"thing": {"links": [{"title": "Info", "href": "/"}]}}},
            url=server.url,
            auth=auth,
            retries=0,
            timeout=20,
        )
        with client, pytest.raises((heroics_py.Unauthorized, heroics_py.TransportError)):
            client.thing.info()
