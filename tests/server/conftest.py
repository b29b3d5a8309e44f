import pytest
from wire import Wire

from heroics_py.readers import read_api
from heroics_py.server import Server


@pytest.fixture(scope="session")
def heroku():
    return read_api("heroku")


@pytest.fixture
def serve(heroku):
    """Return a function that starts a server and connects to it; all are closed after the test."""
    resources = []

    def start(api=None, **controls):
        server = Server(heroku if api is None else api, **controls).start()
        wire = Wire(server.url)
        resources.extend((wire, server))
        return server, wire

    yield start
    for each in resources:
        each.close()


@pytest.fixture
def server(serve):
    return serve()[0]


@pytest.fixture
def wire(server):
    wire = Wire(server.url)
    yield wire
    wire.close()


@pytest.fixture
def app(wire):
    """A new app, as the response shows it."""
    return wire("POST", "/apps", {"name": "example", "region": "eu"}).data
