"""Mocks, recorders and instruments of other makes, and a server that counts what reaches it past them.

They are installed from `requirements.txt` beside this file, in an environment of their own. A test of one that is
missing is skipped with the reason; with OBSERVERS=required it fails instead.
"""

from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest
import requests
from libraries import load
from live import SCHEMA, Live

import heroics_py


@pytest.fixture
def live():
    """A server on a real socket: requests in ``live.seen`` bypassed the observer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Live)
    server.seen = []
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def needed():
    """Return a function that imports a library, or skips the test that needs it."""
    return partial(load, unless=("OBSERVERS", "required"), install="see tests/observers/requirements.txt")


@pytest.fixture(params=["own session", "given session"])
def client(live, request):
    """A client of that server, over a session of its own or of the caller's."""
    session = requests.Session() if request.param == "given session" else None
    made = heroics_py.connect(SCHEMA, url=live.url, token="t0ken", session=session, cache=None, retries=0)
    yield made
    made.close()
    if session is not None:
        session.close()
