"""What identifies the caller stays at the API's own origin."""

import pytest
import requests
from requests.adapters import HTTPAdapter
from scripted import FINE, Scripted, answer, saying

from heroics_py.http.messages import Request
from heroics_py.http.options import Options
from heroics_py.transport.connection import open_transport


class Watching(HTTPAdapter):
    """The caller's adapter, which records the certificate that it gets."""

    def __init__(self):
        super().__init__()
        self.certificates = []

    def send(self, request, **settings):
        self.certificates.append((request.url, settings["cert"]))
        settings["cert"] = None  # the file does not exist
        return super().send(request, **settings)


@pytest.fixture
def session():
    """A session that identifies the caller by all of its settings."""
    identifying = requests.Session()
    identifying.cookies.set("anywhere", "c00kie")
    identifying.cookies.set("host", "c00kie", domain="127.0.0.1")
    identifying.headers.update(
        {"X-Acme-Customer": "forty-two", "Proxy-Authorization": "Basic eDp5", "Referer": "http://x.example"}
    )
    identifying.params = {"customer": "forty-two"}
    identifying.auth = ("user", "password")
    identifying.cert = "mine.pem"
    identifying.mount("http://", Watching())
    yield identifying
    identifying.close()


SECRETS = ("c00kie", "forty-two", "Authorization", "eDp5", "Referer", "mine.pem")


def seen_by(server):
    return [word for word in SECRETS if any(word.encode().lower() in each.lower() for each in server.requests)]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("how", ["redirect", "absolute href"])
def test_another_origin(how, method, session):
    """An allowed origin, reached by redirect or by href, gets nothing that identifies the caller."""
    with Scripted(saying(FINE)) as stranger:
        moved = answer(307, b"", Location=f"{stranger.url}/there")
        with Scripted(saying(moved)) as home:
            connection = open_transport(
                base_url=home.url, session=session, token=None, allowed_origins=frozenset({stranger.url})
            )
            url = f"{home.url}/here" if how == "redirect" else f"{stranger.url}/there"
            body = b"{}" if method == "POST" else None
            request = Request(method=method, url=url, body=body, options=Options(retries=0))
            assert connection.send(request).status == 200
            connection.close()
        assert (seen_by(stranger), len(stranger.requests)) == ([], 1)
        certificates = dict(session.get_adapter("http://x").certificates)
        assert certificates.pop(f"{stranger.url}/there") is None
        assert set(certificates.values()) <= {"mine.pem"}


def test_own_origin(session):
    """The API's own origin gets everything."""
    with Scripted(saying(FINE)) as home:
        connection = open_transport(base_url=home.url, session=session)
        connection.send(Request(method="GET", url=f"{home.url}/here"))
        connection.close()
        assert seen_by(home) == [word for word in SECRETS if word != "mine.pem"]
        assert [each for _, each in session.get_adapter("http://x").certificates] == ["mine.pem"]


def test_another_port(session):
    """A cookie goes to one port of its host only, though cookies ignore ports (RFC 6265, 8.5)."""
    with Scripted(saying(answer(200, b"{}", Set_Cookie="sid=c00kie"))) as home, Scripted(saying(FINE)) as stranger:
        allowed = frozenset({stranger.url})
        connection = open_transport(base_url=home.url, session=session, allowed_origins=allowed)
        for url in (home.url, stranger.url, home.url):
            connection.send(Request(method="GET", url=f"{url}/"))
        connection.close()
        assert (seen_by(stranger), home.header("Cookie").count("c00kie")) == ([], 3)
