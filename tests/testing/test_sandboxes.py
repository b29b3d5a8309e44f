"""Sandboxes, each a client with its own API."""

import pytest
from event_loop import run

import heroics_py
from heroics_py.errors import SchemaError
from heroics_py.testing import sandbox, sandbox_async, server_of

pytestmark = pytest.mark.heroics(page_size=2)


@pytest.fixture(
    params=[pytest.param("socket", marks=pytest.mark.heroics(socket=True)), pytest.param("no socket")],
)
def heroku(heroics_client):
    return heroics_client


def test_create(heroku):
    """A sandbox stores what was created."""
    app = heroku.app.create(name="example", region="eu")
    assert (app.name, app.region.name) == ("example", "eu")
    assert heroku.app.info("example") == app


def test_list_pages(heroku, heroics_sandbox):
    """A list of a sandbox is fetched page by page."""
    apps = [heroku.app.create() for _ in range(5)]
    assert list(heroku.app.list()) == apps
    assert [request.method for request in heroics_sandbox.requests].count("GET") == 3


def test_error(heroku):
    """An error response raises an error of the client."""
    with pytest.raises(heroics_py.NotFound, match="Couldn't find that app"):
        heroku.app.info("missing")


def test_faults(heroku, heroics_sandbox):
    """Each kind of fault raises an error of the client."""
    heroics_sandbox.fail(500)
    with pytest.raises(heroics_py.InternalServerError):
        heroku.app.list()[0]
    heroics_sandbox.fail(reset=True)
    with pytest.raises(heroics_py.ConnectionFailed):
        heroku.app.create()
    heroics_sandbox.fail(truncate=True)
    with pytest.raises(heroics_py.ConnectionFailed):
        heroku.app.create()
    assert len(list(heroku.app.list())) == 1


@pytest.mark.parametrize("socket", [True, False])
def test_token(socket):
    """The client sends the token of its sandbox."""
    with sandbox(socket=socket, token="own") as client:
        assert list(client.app.list()) == []
        assert server_of(client).requests[-1].headers["Authorization"] == "Bearer own"


def test_close():
    """A closed client has stopped its server."""
    client = sandbox()
    url = server_of(client).url
    client.close()
    with pytest.raises(LookupError):
        server_of(client)
    with (
        heroics_py.connect("heroku", url=url, token="x", retries=0) as other,
        pytest.raises(heroics_py.ConnectionFailed),
    ):
        other.app.create()


def test_other_schema():
    """A sandbox answers for any schema."""
    with sandbox("heroku-platform-api-0.5.0") as client:
        assert client.account.info().email == "username@example.com"


@pytest.mark.parametrize(
    ("arguments", "meant"), [({"pagesize": 3}, "page_size"), ({"latncy": 3}, "latency"), ({"tokn": "x"}, "token")]
)
def test_misspelled_argument(arguments, meant):
    """A misspelled argument of a sandbox gets the one that is meant, whether it is the server's or the client's."""
    with pytest.raises(TypeError, match=rf"sandbox\(\) has no argument .*did you mean {meant!r}"):
        sandbox(**arguments)
    with pytest.raises(TypeError, match=rf"sandbox_async\(\) has no argument .*did you mean {meant!r}"):
        sandbox_async(**arguments)


@pytest.mark.parametrize("socket", ["no", 0, None])
def test_socket_of_another_kind(socket):
    """A socket is there or not: any other value is refused, also in an event loop."""
    with pytest.raises(ValueError, match=r"socket=.*expected True or False"):
        sandbox(socket=socket)
    with pytest.raises(ValueError, match=r"socket=.*expected True or False"):
        run(sandbox_async(socket=socket))


@pytest.mark.parametrize("function", [heroics_py.read, heroics_py.connect, sandbox])
def test_client_as_a_schema(function):
    """A client in place of a schema is an error that says what to pass."""
    with (
        sandbox(socket=False) as client,
        pytest.raises(SchemaError, match="pass the schema that it was"),
    ):
        function(client)


def test_call_after_its_server_has_ended():
    """A call of a sandbox that was closed says that its server has ended with it."""
    client = sandbox(retries=0)
    client.app.create(name="example")
    client.close()
    with pytest.raises(heroics_py.ConnectionFailed) as caught:
        client.app.list()
    assert caught.value.__notes__ == ["this client was closed, and with it the server of the sandbox, which it owned"]


@pytest.mark.parametrize("other", ["app.list", None, 3])
def test_double_needs_a_client(other):
    """Anything but a client is refused with what was expected."""
    with pytest.raises(
        LookupError, match=rf"expected a client of heroics_py\.sandbox\(\) first; got {type(other).__name__}"
    ):
        heroics_py.testing.fail(other)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([{"name": "shop"}], "data=list: expected a dict of lists by the names of resources"),
        (3, "data=int: expected a dict of lists"),
        ("nowhere.yaml", "data='nowhere.yaml': there is no such file"),
    ],
)
def test_data_that_is_none(data, text):
    """What can't be data to start with is refused with what was expected."""
    with pytest.raises(ValueError, match=r"^data=") as caught:
        sandbox(socket=False, data=data)
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize("name", ["url", "transport"])
def test_argument_of_its_own(name):
    """A sandbox refuses the arguments of connect which it fills itself."""
    with pytest.raises(TypeError, match=rf"sandbox\(\) has no argument '{name}': its server is its own"):
        heroics_py.sandbox(**{name: "http://localhost"})


def test_server_as_in_a_fixture():
    """The server itself takes cut= and a link of the client, as the functions do; it has a url with a socket."""
    with heroics_py.sandbox(socket=False, retries=0) as client:
        server = server_of(client)
        server.fail(cut="reset", link=client.app.list)
        with pytest.raises(heroics_py.ConnectionFailed):
            client.app.list()
        assert [request.path for request in server.received(client.app.list)] == ["/apps"]
        assert repr(server) == "<Sandbox of Heroku Platform API, without a socket>"
        with pytest.raises(AttributeError, match="socket=True gives it one"):
            _ = server.url
