"""A sandbox as a test double: faults on demand, and what the server received."""

from datetime import UTC, datetime

import pytest

import heroics_py
from heroics_py.testing import fail, rate_limit, received, sandbox, server_of
from tests.helpers.driven_clients import drive

SOCKET = pytest.mark.heroics(socket=True, throttle=False)


@pytest.fixture(
    params=[
        pytest.param("heroics_client", marks=SOCKET, id="socket"),
        pytest.param("heroics_client", id="no socket"),
        pytest.param("heroics_async_client", marks=SOCKET, id="async"),
        pytest.param("heroics_async_client", id="async without a socket"),
    ]
)
def heroku(request):
    return drive(request.getfixturevalue(request.param))


def target(client):
    """Return the client itself, which a test over both kinds wraps."""
    return getattr(client, "target", client)


def test_fault_of_one_link(heroku):
    """A fault for one link by its name leaves the others alone, and ends after so many requests."""
    fail(target(heroku), "app.create", status=500, times=2)
    assert list(heroku.app.list()) == []
    for _ in range(2):
        with pytest.raises(heroics_py.InternalServerError):
            heroku.app.create(name="example")
    assert heroku.app.create(name="example").name == "example"


def test_fault_of_a_link_object(heroku):
    """A link of the client is as good as its name."""
    fail(target(heroku), target(heroku).app.list)
    with pytest.raises(heroics_py.ResponseError) as caught:
        list(heroku.app.list())
    assert caught.value.status == 503


@pytest.mark.parametrize("cut", ["reset", "truncate"])
def test_cut(heroku, cut):
    """A cut breaks the connection; only a truncated request changes something."""
    fail(target(heroku), cut=cut)
    with pytest.raises(heroics_py.ConnectionFailed):
        heroku.app.create(name="example")
    assert [app.name for app in heroku.app.list()] == (["example"] if cut == "truncate" else [])


def test_fault_with_a_body(heroku):
    """A fault has the header fields and the body that the test states."""
    fail(target(heroku), "app.list", status=429, retry_after=3, headers={"X-Own": "1"}, body={"message": "too fast"})
    with pytest.raises(heroics_py.RateLimited, match="too fast") as caught:
        list(heroku.app.list())
    response = caught.value.response
    assert (response.headers["Retry-After"], response.headers["X-Own"]) == ("3", "1")


def test_delay_alone(heroku):
    """A delay without a status performs the request."""
    fail(target(heroku), "app.create", delay=0.01)
    assert heroku.app.create(name="example").name == "example"


def test_received(heroku):
    """The requests that the server received are known by link, with query, headers and JSON."""
    heroku.app.create(name="example")
    list(heroku.app.list())
    create, listed = received(target(heroku))
    assert (create.link, create.method, create.path, create.json) == (
        "app.create",
        "POST",
        "/apps",
        {"name": "example"},
    )
    assert (listed.link, listed.query, listed.json) == ("app.list", {}, None)
    assert received(target(heroku), "app.list") == received(target(heroku), target(heroku).app.list) == (listed,)


def test_credentials_of_a_received_request():
    """The text of a received request masks credentials; its headers have them."""
    with sandbox(token="own-token") as client:
        client.app.create()
        [request] = received(client)
        assert "own-token" not in repr(request)
        assert request.headers["Authorization"] == "Bearer own-token"


def test_rate_limit(heroku):
    """A limit answers 429 after so many requests."""
    rate_limit(target(heroku), 1)
    list(heroku.app.list())
    with pytest.raises(heroics_py.RateLimited):
        list(heroku.app.list())
    rate_limit(target(heroku), None)
    assert list(heroku.app.list()) == []


def test_short_rate_limit():
    """A limit of a short time asks a client to wait for no whole second, so that its retries pass soon."""
    with sandbox(retries=0) as client:
        rate_limit(client, 1, per=0.2)
        core = server_of(client).core
        assert (core.rate_limit.refill, core.rate_limit.wait) == (5.0, 0)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [({"status": 42}, "status=42"), ({"times": 0}, "times=0"), ({"delay": -1}, "delay=-1"), ({"cut": "x"}, "cut='x'")],
)
def test_wrong_argument_of_a_fault(arguments, text):
    """A fault that can't be is refused at once."""
    with sandbox(socket=False) as client, pytest.raises(ValueError, match=text):
        fail(client, **arguments)


@pytest.mark.parametrize("call", [fail, received])
def test_unknown_link_of_a_fault(call):
    """An unknown link is refused with the closest name."""
    with sandbox(socket=False) as client, pytest.raises(LookupError, match=r"did you mean 'app\.list'"):
        call(client, "app.lst")


def exchanged(**options):
    """Return the bytes and header fields of a few responses of a new sandbox."""
    with sandbox(**options) as client:
        client.app.create(name="example")
        client.app.update("example", maintenance=True)
        sent = [client.app.create.send(), client.app.list.send(), client.account.info.send()]
        return [(response.status, response.body, sorted(response.headers.items())) for response in sent]


@pytest.mark.parametrize("socket", [True, False])
@pytest.mark.parametrize("clock", ["2026-01-31T12:00:00Z", lambda: datetime(2026, 1, 31, 12, tzinfo=UTC)])
def test_stable_responses(socket, clock):
    """Two sandboxes with the same clock and seed give the same bytes and header fields."""
    first, second = (exchanged(socket=socket, clock=clock, ids=7) for _ in range(2))
    assert first == second
    assert dict(first[0][2])["Date"] == "Sat, 31 Jan 2026 12:00:00 GMT"
    assert first != exchanged(socket=socket, clock=clock, ids=8)


@pytest.mark.parametrize("as_function", [True, False])
def test_stated_ids(as_function):
    """New things get the ids that the test states, in order; then it is an error."""
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2)]
    with sandbox(socket=False, ids=iter(ids).__next__ if as_function else ids, retries=0) as client:
        assert [client.app.create().id for _ in ids] == ids
        if not as_function:
            with pytest.raises(heroics_py.InternalServerError, match="no further id"):
                client.app.create()


@pytest.mark.parametrize("arguments", [{"clock": "soon"}, {"clock": 3}, {"ids": "abc"}, {"ids": 1.5}])
def test_wrong_clock_or_ids(arguments):
    """A clock or ids that can't be are refused at once."""
    with pytest.raises(ValueError, match=f"{next(iter(arguments))}="):
        sandbox(socket=False, **arguments)
