"""A fork of urllib3 that replaces it, as niquests installs one."""

import http.client

import pytest
import urllib3

import heroics_py


def test_another_build_of_urllib3(live, client, needed):
    """With a fork of urllib3 in its place, calls take the plain route."""
    needed("niquests")
    assert not issubclass(urllib3.connection.HTTPConnection, http.client.HTTPConnection)
    assert (client.thing.info().name, client.thing.create(name="a").name) == ("live", "live")
    assert live.seen == ["GET /things/one", "POST /things"]


def test_an_error_of_a_fork(client, live):
    """What fails there is one of our errors as well."""
    with pytest.raises(heroics_py.NotFound):
        client.with_options(headers={"X-Status": "404"}).thing.info()
