"""An authorization server and an API for each test, and clients of both."""

import pytest
from id_server import IdServer

import heroics_py


@pytest.fixture
def server():
    server = IdServer()
    yield server
    server.close()


@pytest.fixture
def program(server):
    """Return a function that makes an OAuth of a program on its own behalf."""

    def make(**settings):
        settings = {
            "client_id": "shop",
            "client_secret": "s3cr3t-of-client",
            "token_url": f"{server.url}/token",
        } | settings
        return heroics_py.OAuth("client_credentials", **settings)

    return make


@pytest.fixture
def person(server, tmp_path):
    """Return a function that makes an OAuth for a person, who logs in in a browser."""

    def make(**settings):
        urls = {"token_url": f"{server.url}/token", "authorization_url": f"{server.url}/authorize"}
        return heroics_py.OAuth(
            "authorization_code", **({"client_id": "shop", "store": tmp_path / "logins", **urls} | settings)
        )

    return make


@pytest.fixture
def connect(server):
    """Return a function that connects to the API, and closes the client at the end."""
    clients = []

    def make(auth, **settings):
        clients.append(heroics_py.connect(server.schema, auth=auth, **settings))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
