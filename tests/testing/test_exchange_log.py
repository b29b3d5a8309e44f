"""What a failed test shows of its exchanges."""

import pytest

import heroics_py
from heroics_py.http.wiretaps import tapped
from heroics_py.testing import fail, sandbox
from heroics_py.testing.exchange_log import ExchangeLog

TOKEN = "a-token-of-somebody"


@pytest.fixture
def log():
    log = ExchangeLog()
    with tapped(log, observes=True):
        yield log


@pytest.fixture
def heroku():
    with sandbox(socket=False, token=TOKEN, data={"app": [{"name": "shop"}]}) as client:
        yield client


def test_nothing_sent(log):
    """A log without an exchange is false."""
    assert not log


def test_repeated_credentials(log, heroku):
    """Credentials are left out, also where the server repeats them."""
    fail(heroku, status=400, body={"message": f"you sent {TOKEN}"})
    with pytest.raises(heroics_py.BadRequest):
        heroku.with_options(headers={"Authorization": f"Bearer {TOKEN}"}).app.info("shop")
    assert log.text().splitlines() == [
        "> GET http://sandbox.invalid/apps/shop  (app.info)",
        "< 400 Bad Request",
        '< {"message": "you sent ~secret-1~"}',
    ]


def test_config_vars(log, heroku):
    """What the schema says is secret is left out, in both directions."""
    heroku.config_var.update("shop", {"KEY": "a-key-of-somebody"})
    assert "KEY" in log.text()
    assert "a-key-of-somebody" not in log.text()


def test_broken_connection(log, heroku):
    """A request without a response shows the error."""
    fail(heroku, cut="reset")
    with pytest.raises(heroics_py.ConnectionFailed):
        heroku.app.info("shop")
    assert log.text().splitlines() == [
        "> GET http://sandbox.invalid/apps/shop  (app.info)",
        "< ConnectionFailed: GET http://sandbox.invalid/apps/shop: the connection broke before the response",
    ]


def test_long_body(log, heroku):
    """A long body is cut, and the log says by how much."""
    fail(heroku, status=400, body="x" * 700, headers={"Content-Type": "text/plain"})
    with pytest.raises(heroics_py.BadRequest):
        heroku.app.info("shop")
    assert log.text().splitlines()[-1].endswith("x ... (100 more characters)")


def test_failure_of_the_scrubber(log, heroku, monkeypatch):
    """If secrets can't be left out, nothing is shown."""
    heroku.app.info("shop")
    monkeypatch.setattr("heroics_py.testing.exchange_log.Scrubber", lambda: 1 / 0)
    assert log.text() == "(1 exchanges, which can't be shown without their secrets: ZeroDivisionError)"


def test_pages_of_a_list(log):
    """Requests for the pages of a list show the headers by which they differ."""
    with sandbox(socket=False, page_size=1, data={"app": [{"name": "shop"}, {"name": "blog"}]}) as client:
        list(client.app.list())
    ranges = [line for line in log.text().splitlines() if "Range: " in line]
    assert [line.split(" ")[1] for line in ranges] == ["Content-Range:", "Next-Range:", "Range:", "Content-Range:"]


def test_played_response(log, heroku, tmp_path):
    """A response from a tape says so, since a failure may be on the tape."""
    for _ in range(2):
        with heroics_py.tape(tmp_path / "a.json"):
            heroku.app.info("shop")
    marked = [line for line in log.text().splitlines() if line.startswith("< 200")]
    assert marked == ["< 200 OK", f"< 200 OK  (exchange 1 of the tape {tmp_path / 'a.json'})"]
