"""What the tests of the transport share: an environment in which nothing is set."""

import pytest
from certificates import made_in


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("HEROKU_API_KEY", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def netrc(monkeypatch, tmp_path):
    def write(text):
        path = tmp_path / "netrc"
        path.write_text(text)
        monkeypatch.setenv("NETRC", str(path))

    return write


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The path of a certificate for this machine, and the context of a server that has it."""
    return made_in(tmp_path_factory.mktemp("certificate"))
