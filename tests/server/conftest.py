import pytest
from wire import Wire

from heroics_py.readers import read_api
from heroics_py.server import Server


@pytest.fixture(scope="session")
def heroku():
    return read_api("heroku")


@pytest.fixture
def serve(heroku):
    """A function that starts a server, and returns it with a connection to it; all are ended after the test."""
    opened = []

    def start(api=None, **knobs):
        server = Server(heroku if api is None else api, **knobs).start()
        wire = Wire(server.url)
        opened.extend((wire, server))
        return server, wire

    yield start
    for one in opened:
        one.close()


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
    """An app that was created, as its answer shows it."""
    return wire("POST", "/apps", {"name": "example", "region": "eu"}).data
