"""Tests of a small program: with a sandbox, with faults of its server, and with a tape of its answers."""

import pytest
from quiet_apps import announce, quiet_apps

import heroics_py

pytestmark = pytest.mark.heroics(
    data={"app": [{"name": "shop"}, {"name": "blog"}], "dyno": [{"app": "shop", "type": "web"}]}
)


def test_an_app_without_a_dyno_is_quiet(heroics_client):
    assert quiet_apps(heroics_client) == ["blog"]


def test_a_quiet_app_gets_into_maintenance(heroics_client, heroics_sandbox):
    assert announce(heroics_client) == ["blog"]
    assert heroics_sandbox.received("app.update")[-1].json == {"maintenance": True}
    assert heroics_client.app.info("blog").maintenance


def test_an_app_that_was_just_deleted_is_left_out(heroics_client, heroics_sandbox):
    heroics_sandbox.fail(404, link="app.update")
    assert announce(heroics_client) == []


def test_an_outage_is_raised(heroics_client, heroics_sandbox):
    heroics_sandbox.fail(503, link="app.update")
    with pytest.raises(heroics_py.ServiceUnavailable):
        announce(heroics_client)


@pytest.mark.heroics(page_size=1)
def test_all_pages_are_read(heroics_client, heroics_sandbox):
    assert quiet_apps(heroics_client) == ["blog"]
    assert len(heroics_sandbox.received("app.list")) == 2


# The tape plays without a key and without a network; `pytest --heroics-tape=all` records it again, with your key.
@pytest.mark.usefixtures("heroics_tape")
def test_an_account():
    with heroics_py.connect() as heroku:
        assert quiet_apps(heroku) == ["staging"]
