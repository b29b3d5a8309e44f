"""A person logs in: in a browser with a redirect to this machine, or with a code on another device."""

import asyncio
import io
import socket
import stat
import threading
from contextlib import redirect_stderr
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from browsing import visit

import heroics_py
from heroics_py import LoginRequired, OAuth, OAuthError
from heroics_py.oauth.device_login import log_in_by_device
from heroics_py.oauth.prompts import open_in_browser


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """The URLs that a browser was asked to open."""
    urls = []
    monkeypatch.setattr("webbrowser.open", urls.append)
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return urls


def redirecting(**changes):
    """Return what shows a prompt: it follows the redirect with other fields than the server would."""

    def show(prompt):
        query = {name: values[0] for name, values in parse_qs(urlsplit(prompt.url).query).items()}
        fields = {"code": "c", "state": query["state"]} | changes
        text = "&".join(f"{name}={value}" for name, value in fields.items() if value is not None)
        threading.Thread(target=_get, args=(f"{query['redirect_uri']}?{text}",), daemon=True).start()

    return show


def _get(url, **headers):
    try:
        with urlopen(Request(url, headers=headers), timeout=5) as response:
            return response.status, response.read().decode(), response.headers
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def test_login_in_a_browser(server, person, connect, opened):
    """A person logs in once, with PKCE, and the browser's way back has a port that was free."""
    oauth = person(scope="orders", parameters={"audience": "shop"})
    oauth.login(show=visit)
    query, fields = server.seen
    assert query | {"redirect_uri": "", "state": "", "code_challenge": ""} == {
        "response_type": "code",
        "client_id": "shop",
        "scope": "orders",
        "audience": "shop",
        "code_challenge_method": "S256",
        "redirect_uri": "",
        "state": "",
        "code_challenge": "",
    }
    assert fields["redirect_uri"] == query["redirect_uri"]
    assert query["redirect_uri"].startswith("http://127.0.0.1:")
    assert (fields["client_id"], fields["grant_type"], len(fields["code_verifier"])) == (
        "shop",
        "authorization_code",
        64,
    )
    assert connect(oauth).me.info().name == "ada"
    assert [urlsplit(url).path for url in opened] == ["/authorize"]


def test_prompt_on_standard_error(person, monkeypatch, opened):
    """The URL is printed, also if no browser can open it."""
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with (
        redirect_stderr(io.StringIO()) as text,
        pytest.raises(LoginRequired, match="nobody logged in within 0 seconds"),
    ):
        person().login(timeout=0.01)
    assert text.getvalue().startswith("Log in at\n\n    http://127.0.0.1:")
    assert opened == []


def test_browser_without_a_screen(monkeypatch):
    """Without a screen, a browser is opened only if BROWSER names one."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not open_in_browser("https://id.example/")
    monkeypatch.setenv("BROWSER", "firefox")
    assert open_in_browser("https://id.example/")


@pytest.mark.parametrize("state", ["", "&state=other", "&state=%ff&error=x"])
def test_pages_of_others_end_no_login(server, person, state):
    """A redirect without the state of this login sends no code, and the login goes on: any web page may ask for one."""
    seen = []

    def show(prompt):
        home = parse_qs(urlsplit(prompt.url).query)["redirect_uri"][0]
        seen.append(_get(f"{home}?code=c{state}")[0])

    with pytest.raises(LoginRequired, match="does not belong to this login"):
        person().login(show=show, timeout=0.01)
    assert server.seen == []

    def show_both(prompt):
        show(prompt)
        visit(prompt)

    oauth = person()
    oauth.login(show=show_both, timeout=5)
    assert (seen, oauth.is_logged_in) == ([400, 400], True)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"code": None, "error": "access_denied", "error_description": "no%1b"}, r"refuses \(access_denied: no\\x1b\)"),
    ],
)
def test_redirects_that_are_refused(server, person, changes, text):
    """A redirect of another login, or with an error, sends no code."""
    with pytest.raises(OAuthError, match=text):
        person().login(show=redirecting(**changes))
    assert server.seen == []


def test_redirect_of_another_server(server, person):
    """A redirect that names another server than the one that was asked sends no code (RFC 9207)."""
    description = {
        "issuer": server.url,
        "token_endpoint": f"{server.url}/token",
        "authorization_endpoint": f"{server.url}/authorize",
        "authorization_response_iss_parameter_supported": True,
    }
    server.other["/.well-known/oauth-authorization-server"] = (200, description)
    for iss in (None, "https://other.example"):
        with pytest.raises(OAuthError, match="comes from another server"):
            person(token_url=None, authorization_url=None, issuer=server.url).login(show=redirecting(iss=iss))
    assert server.seen == []


def test_page_for_the_browser(person):
    """The browser gets a plain page; other paths, other hosts and a second redirect get none."""
    seen = []

    def show(prompt):
        query = {name: values[0] for name, values in parse_qs(urlsplit(prompt.url).query).items()}
        home = query["redirect_uri"]
        seen.append(_get(f"{home}favicon.ico")[0])
        seen.append(_get(f"{home}?code=c", Host="evil.example")[0])
        seen.append(_get(home)[0])
        seen.append(_get(f"{home}?error=%3Cb%3E&state={query['state']}"))
        seen.append(_get(f"{home}?code=c&state={query['state']}")[0])

    with pytest.raises(OAuthError, match="<b>"):
        person().login(show=show)
    *others, (status, page, headers), second = seen
    assert (others, status, second) == ([404, 404, 400], 400, 400)
    assert "&lt;b&gt;" in page
    assert "script" not in page
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_idle_connection_of_a_browser(person):
    """A connection that a browser opens ahead, and does not use, blocks no redirect."""
    idle = []

    def show(prompt):
        port = urlsplit(parse_qs(urlsplit(prompt.url).query)["redirect_uri"][0]).port
        idle.append(socket.create_connection(("127.0.0.1", port)))
        visit(prompt)

    oauth = person()
    oauth.login(show=show, timeout=5)
    idle[0].close()
    assert oauth.is_logged_in


def test_port_of_the_caller(person):
    """A redirect URL with a port is used as it is, and an occupied one is an error."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/callback"
        with pytest.raises(OAuthError, match=r"can't be received: .*pass another redirect_url="):
            person(redirect_url=url).login(show=visit)


def test_redirect_to_localhost(server, person):
    """A redirect URL may name localhost and a path, for servers that know no other."""
    person(redirect_url="http://localhost/callback").login(show=visit)
    host, _, rest = server.seen[0]["redirect_uri"].rpartition(":")
    assert (host, rest.partition("/")[2]) == ("http://localhost", "callback")


def test_login_in_an_event_loop(person):
    """login_async logs in while the event loop goes on."""

    async def main():
        ticking = asyncio.create_task(asyncio.sleep(0.01))
        oauth = person()
        await asyncio.gather(oauth.login_async(show=visit), ticking)
        return oauth.is_logged_in

    assert asyncio.run(main())


def test_logout(server, person, connect):
    """After logout, the login is neither in memory nor in the store."""
    oauth = person()
    oauth.login(show=visit)
    client = connect(oauth)
    client.me.info()
    oauth.logout()
    assert not oauth.is_logged_in
    with pytest.raises(LoginRequired):
        client.me.info()


def test_private_file(person, tmp_path):
    """The login is in a file that only its user can read, in a directory that only they can enter."""
    oauth = person()
    oauth.login(show=visit)
    paths = [tmp_path / "logins", *(tmp_path / "logins").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o700, 0o600}
    assert oauth.where == str(next(path for path in paths if path.suffix == ".json"))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99}'])
def test_damaged_file(person, connect, content):
    """A file that holds no login counts as none."""
    oauth = person()
    oauth.login(show=visit)
    with open(oauth.where, "w") as file:
        file.write(content)
    with pytest.raises(LoginRequired, match="nobody is logged in"):
        connect(person()).me.info()


def test_store_that_cannot_be_used(person, tmp_path):
    """A store that can't be written to says so before a person logs in."""
    (tmp_path / "target").mkdir()
    (tmp_path / "logins").symlink_to(tmp_path / "target")
    shown = []
    with pytest.raises(OAuthError, match=r"can't be used.*no symbolic link; store=None keeps it in memory"):
        person().login(show=shown.append)
    assert shown == []


def test_two_names_are_two_logins(server, person, connect):
    """Logins with the same settings and other names don't mix."""
    person(name="ada").login(show=visit)
    with pytest.raises(LoginRequired):
        connect(person(name="bob")).me.info()


class Keyring:
    """A keyring as the package has one."""

    def __init__(self):
        self.passwords = {}

    def get_password(self, service, name):
        return self.passwords.get((service, name))

    def set_password(self, service, name, text):
        self.passwords[service, name] = text

    def delete_password(self, service, name):
        del self.passwords[service, name]


def test_keyring(server, person, connect, monkeypatch, tmp_path):
    """With store="keyring" the login is in the keyring alone."""
    keyring = Keyring()
    monkeypatch.setitem(__import__("sys").modules, "keyring", keyring)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    oauth = person(store="keyring")
    oauth.login(show=visit)
    connect(person(store="keyring")).me.info()
    assert [service for service, _ in keyring.passwords] == ["heroics-py"]
    assert "refresh-1-secret" in next(iter(keyring.passwords.values()))
    assert [path.suffix for path in (tmp_path / "data").rglob("*") if path.is_file()] == [".lock"]
    oauth.logout()
    assert keyring.passwords == {}


def test_locked_keyring(person, monkeypatch, tmp_path):
    """A keyring that fails says what to do, without what it raised."""

    class Locked(Keyring):
        def set_password(self, service, name, text):
            raise RuntimeError(text)

    monkeypatch.setitem(__import__("sys").modules, "keyring", Locked())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with pytest.raises(OAuthError, match=r"can't be used: RuntimeError: unlock it, or .*store='file'") as raised:
        person(store="keyring").login(show=visit)
    assert "secret" not in str(raised.value)


def test_no_keyring(person, monkeypatch, tmp_path):
    """A system without a keyring is not told to unlock it."""

    class NoKeyringError(RuntimeError):
        pass

    class Absent(Keyring):
        def set_password(self, service, name, text):
            raise NoKeyringError

    monkeypatch.setitem(__import__("sys").modules, "keyring", Absent())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with pytest.raises(OAuthError, match=r"can't be used: there is none: keep the login in a file with store='file'"):
        person(store="keyring").login(show=visit)


# ---- devices


@pytest.fixture
def device(server):
    """Return a function that makes an OAuth for a person with another device."""
    server.other["/device"] = (
        200,
        {
            "device_code": "device-code-secret",
            "user_code": "ABCD-EFGH",
            "verification_uri": "https://id.example/device",
            "verification_uri_complete": "https://id.example/device?user_code=ABCD-EFGH",
            "expires_in": 600,
            "interval": 5,
        },
    )
    return OAuth(
        "device_code", client_id="shop", token_url=f"{server.url}/token", device_url=f"{server.url}/device", store=None
    )


def poll(oauth, timeout=300):
    """Log in without waiting; return the login or the error, what was shown, and the waits."""
    clock, shown, waits = [0.0], [], []

    def pause(seconds):
        waits.append(seconds)
        clock[0] += seconds

    arguments = {"open_browser": True, "timeout": timeout, "show": shown.append}
    try:
        outcome = log_in_by_device(oauth._protocol(None), **arguments, pause=pause, now=lambda: clock[0])
    except OAuthError as error:
        outcome = error
    return outcome, shown, waits


def test_login_on_another_device(server, device, opened):
    """The person sees a page and a code; the program waits as the server asks, and longer if it says so."""
    server.script = [(400, {"error": each}) for each in ("authorization_pending", "slow_down", "authorization_pending")]
    login, (prompt,), waits = poll(device)
    assert login.access_token.reveal() == "access-1-secret"
    assert waits == [5, 5, 10, 10]
    assert (prompt.url, prompt.code) == ("https://id.example/device", "ABCD-EFGH")
    assert "https://id.example/device\n\nand enter the code ABCD-EFGH" in prompt.text
    assert opened == ["https://id.example/device?user_code=ABCD-EFGH"]
    assert server.seen[0]["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code"


@pytest.mark.parametrize(
    ("replies", "timeout", "text"),
    [
        ([(400, {"error": "expired_token"})], 300, "nobody logged in before the code expired"),
        ([(400, {"error": "access_denied"})], 300, r"refuses \(access_denied\)"),
        ([(400, {"error": "authorization_pending"})] * 9, 20, "nobody logged in before the code expired"),
    ],
)
def test_devices_that_do_not_log_in(server, device, replies, timeout, text):
    """A code that expires, a refusal and the caller's own limit end the wait."""
    server.script = [*replies]
    error, _, waits = poll(device, timeout)
    assert isinstance(error, OAuthError)
    assert __import__("re").search(text, str(error))
    assert sum(waits) <= timeout


def test_server_that_is_away_for_a_moment(server, device):
    """A failed connection makes the waits longer, and ends nothing."""
    server.script = [lambda _: (_ for _ in ()).throw(ConnectionError)]
    login, _, waits = poll(device)
    assert (login.access_token.reveal(), waits) == ("access-1-secret", [5, 10])


def test_odd_device_responses(server, device):
    """A response without a code, or with a page that no browser opens, is an error."""
    for change, text in (
        ({"user_code": None}, "sent no device code"),
        ({"verification_uri": "file:///etc/passwd"}, "names no page"),
    ):
        status, fields = server.other["/device"]
        server.other["/device"] = (status, fields | change)
        assert text in str(poll(device)[0])
        server.other["/device"] = (status, fields)


def test_two_devices_are_two_accounts(server, device):
    """Each login has an account of its own, which its renewals keep."""
    first, second = poll(device)[0], poll(device)[0]
    assert first.account != second.account
    assert device._protocol(None).refresh(first).account == first.account


def test_login_of_a_program(server, tmp_path, connect):
    """A program's login checks its secret, and keeps it only if asked to."""
    settings = {"client_id": "shop", "token_url": f"{server.url}/token", "store": tmp_path / "logins"}
    OAuth("client_credentials", client_secret="s3cr3t", **settings).login()
    assert b"s3cr3t" not in b"".join(each.read_bytes() for each in (tmp_path / "logins").iterdir())
    OAuth("client_credentials", client_secret="s3cr3t", **settings).login(keep_secret=True)
    later = OAuth("client_credentials", **settings)
    for _ in range(2):
        server.revoke()
        assert heroics_py.connect(server.schema, auth=later).me.info().name == "the program"
    assert {fields["authorization"] for fields in server.seen} == {"Basic c2hvcDpzM2NyM3Q="}


def test_device_server_without_patience(server, device, opened):
    """A server that asks for less than a second is asked once a second at most."""
    server.other["/device"][1]["interval"] = 0.01
    server.script = [(400, {"error": "authorization_pending"})]
    _, _, waits = poll(device)
    assert waits == [1, 1]
