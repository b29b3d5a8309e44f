import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from heroics_py.cli.commands import heroics, run
from heroics_py.cli.profiles.profile_file import user_profiles
from tests.helpers.id_server import IdServer


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    server = IdServer()
    (tmp_path / "orders.json").write_text(json.dumps(server.schema))
    yield server
    server.close()


@pytest.fixture
def browser(monkeypatch):
    """Let a browser follow the redirect of the authorization server at once."""
    monkeypatch.setattr("heroics_py.oauth.code_login.open_in_browser", lambda url: bool(urlopen(url).close()) or True)


def add(server, tmp_path, *options, url=None):
    schema = str(tmp_path / "orders.json")
    where = ["--url", url or server.url, "--token-url", f"{server.url}/token", "--client-id", "cli"]
    return run(["profile", "add", "shop", "--schema", schema, *where, *options])


def test_client_credentials_of_a_variable(server, tmp_path, monkeypatch):
    """A profile gets its tokens by OAuth, with the secret in the variable that it names; later commands reuse them."""
    add(server, tmp_path, "--oauth", "client", "--client-secret-from", "SHOP_SECRET")
    monkeypatch.setenv("SHOP_SECRET", "sesame")
    assert [run(["shop", "order", "list"]), run(["shop", "order", "list"])] == [0, 0]
    assert [fields["authorization"] for fields in server.seen] == ["Basic Y2xpOnNlc2FtZQ=="]
    assert len({token for _, _, token in server.calls}) == 1


def test_missing_secret_is_named(server, tmp_path, capsys):
    """A variable without the secret is named, and nothing is sent."""
    add(server, tmp_path, "--oauth", "client", "--client-secret-from", "SHOP_SECRET")
    capsys.readouterr()
    assert run(["shop", "order", "list"]) == 1
    assert "the environment variable SHOP_SECRET is empty" in capsys.readouterr().err
    assert server.seen == []


def test_secret_from_stdin_is_kept_with_the_login(server, tmp_path):
    """A login reads the client's secret from standard input; it is kept with the login, and not in the profile."""
    add(server, tmp_path, "--oauth", "client")
    done = CliRunner().invoke(heroics, ["profile", "login", "shop"], input="sesame\n")
    assert (done.exit_code, "the token is in" in done.output) == (0, True)
    assert run(["shop", "order", "list"]) == 0
    holders = [path for path in tmp_path.rglob("*") if path.is_file() and b"sesame" in path.read_bytes()]
    assert [path.parent for path in holders] == [tmp_path / "data" / "heroics-py" / "logins"]
    assert holders[0].stat().st_mode & 0o777 == 0o600
    run(["profile", "remove", "shop"])
    assert not holders[0].exists()


def test_person_logs_in_with_a_browser(server, tmp_path, browser, capsys):
    """The authorization code arrives at a port of this machine, and the token goes to the url of the profile."""
    add(server, tmp_path, "--oauth", "code", "--authorization-url", f"{server.url}/authorize")
    assert run(["shop", "order", "list"]) == 1
    assert "heroics profile login shop" in capsys.readouterr().err
    assert run(["profile", "login", "shop"]) == 0
    assert run(["shop", "me", "info"]) == 0
    assert run(["profile", "logout", "shop"]) == 0
    assert run(["shop", "order", "list"]) == 1


def test_login_belongs_to_its_origin(server, tmp_path, host, browser):
    """A url that was changed by hand gets no token of the login."""
    add(server, tmp_path, "--oauth", "code", "--authorization-url", f"{server.url}/authorize")
    assert run(["profile", "login", "shop"]) == 0
    file = Path(user_profiles().path)
    file.write_text(re.sub(r'"url": "[^"]*"', f'"url": "{host.url}"', file.read_text()))
    assert run(["shop", "order", "list"]) == 1
    assert host.received == []


def test_environment_wins_over_oauth(server, tmp_path, monkeypatch):
    """HEROICS_TOKEN comes before the OAuth of the profile."""
    add(server, tmp_path, "--oauth", "client")
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    run(["shop", "order", "list"])
    assert ([token for _, _, token in server.calls], server.seen) == (["sesame"], [])


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--oauth", "device"], "the grant device_code also needs --device-url"),
        (["--oauth", "client", "--client-id", ""], "--client-id"),
        (["--oauth", "client", "--token-url", "http://evil.example/token"], "is not https"),
        (["--oauth", "client", "--token-url", "https://ann:sesame@id.example/token"], "holds credentials"),
        (["--oauth", "client", "--client-secret-from", "s3same!"], "expected the NAME of an environment variable"),
        ([], "--client-id is for OAuth: add --oauth"),
    ],
)
def test_settings_are_checked(server, tmp_path, capsys, options, problem):
    """Settings of OAuth are checked when the profile is added."""
    assert add(server, tmp_path, *options) == 2
    error = capsys.readouterr().err
    assert (problem in error, "sesame" in error) == (True, False)


def test_server_that_only_the_schema_names_gets_no_secret(server, tmp_path, monkeypatch, capsys):
    """A token URL that only the schema names is not used; the error says how to name it."""
    token_url = f"{server.url}/token"
    flows = {"clientCredentials": {"tokenUrl": token_url, "scopes": {}}}
    scheme = {"id": {"type": "oauth2", "flows": flows}}
    document = {**server.schema, "components": {"securitySchemes": scheme}, "security": [{"id": []}]}
    (tmp_path / "orders.json").write_text(json.dumps(document))
    add(server, tmp_path, "--oauth", "client", "--client-secret-from", "SHOP_SECRET", "--token-url", "")
    monkeypatch.setenv("SHOP_SECRET", "sesame")
    capsys.readouterr()
    assert run(["shop", "order", "list"]) == 2
    assert f"if you trust it, name it with --token-url {token_url}" in capsys.readouterr().err
    assert (server.seen, run(["profile", "set", "shop", "--token-url", token_url])) == ([], 0)
    assert run(["shop", "order", "list"]) == 0


def test_private_schema_is_read_with_the_token_of_oauth(server, host, monkeypatch):
    """A private schema on the API's own origin gets the token of OAuth; the next command sends it at once."""
    monkeypatch.setenv("SHOP_SECRET", "sesame")
    host.token = "access-1-secret"
    where = ["--schema", host.schema, "--url", host.url, "--token-url", f"{server.url}/token"]
    oauth = ["--oauth", "client", "--client-id", "cli", "--client-secret-from", "SHOP_SECRET"]
    assert run(["profile", "add", "shop", *where, *oauth]) == 0
    assert run(["shop", "order", "list"]) == 0
    assert host.authorizations("/openapi.json") == [None, *["Bearer access-1-secret"] * 2]
