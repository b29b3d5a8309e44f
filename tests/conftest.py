"""What holds for every test: nothing of the user's is read, and nothing of the tests is left with the user."""

import pytest


@pytest.fixture(autouse=True)
def _a_home_of_its_own(monkeypatch, tmp_path_factory):
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("NETRC", str(home / "netrc"))
    monkeypatch.delenv("HEROKU_API_KEY", raising=False)
