"""An authorization server of another make, django-oauth-toolkit: each grant, rotation with reuse protection, and ends.

The server requires PKCE with S256, names itself in redirects, and ends a login whose refresh token is used twice.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

import heroics_py
from heroics_py import LoginRequired, OAuth, OAuthError


@pytest.fixture(scope="module")
def url(start):
    return start("django_oauth.py", "django", "oauth2_provider", "authlib", "filelock")


def post(url, **fields):
    with urlopen(url, data=urlencode(fields).encode(), timeout=10) as response:
        return response.read()


def in_a_browser(prompt):
    """Follow a prompt as a person does who is logged in at the server."""

    def visit():
        with suppress(HTTPError), urlopen(prompt.url, timeout=10) as response:
            response.read()

    threading.Thread(target=visit, daemon=True).start()


@pytest.fixture
def shop(url, tmp_path):
    """Return a function that makes an OAuth for ada; all of them have one store."""

    def make(**settings):
        redirect = "http://127.0.0.1/callback"
        settings = {"issuer": url, "scope": "read", "store": tmp_path / "logins", "redirect_url": redirect} | settings
        return OAuth("authorization_code", client_id="shop", **settings)

    return make


def me(url, auth):
    with heroics_py.connect(f"{url}/openapi.json", auth=auth) as client:
        return dict(client.me.info())


def test_program(url):
    """A program gets a token with its secret, at the token URL of the document that its user trusts."""
    program = OAuth("client_credentials", client_id="program", client_secret="for-this-test", origin=url, scope="read")
    assert me(url, program) == {"name": "program", "scope": "read"}
    post(f"{url}/revoke")
    assert me(url, program)["name"] == "program"


def test_wrong_secret(url):
    """A wrong secret is the server's own error."""
    program = OAuth("client_credentials", client_id="program", client_secret="wrong", origin=url)
    with pytest.raises(OAuthError, match=r"refuses \(invalid_client\)") as raised:
        me(url, program)
    assert raised.value.error == "invalid_client"


def test_person_in_a_browser(url, shop):
    """A person logs in with PKCE and a redirect to a free port, and the server is found by its issuer."""
    shop().login(show=in_a_browser, open_browser=False)
    assert me(url, shop()) == {"name": "ada", "scope": "read"}


def test_refused_scope(url, shop):
    """A scope that the server does not know ends the login with its error."""
    with pytest.raises(OAuthError, match="invalid_scope"):
        shop(scope="all").login(show=in_a_browser, open_browser=False, timeout=10)


def test_rotation_survives_threads_and_tasks(url, shop):
    """Each refresh token is used once, by many threads, tasks and objects, or the server would end the login."""
    oauth = shop()
    oauth.login(show=in_a_browser, open_browser=False)
    with heroics_py.connect(f"{url}/openapi.json", auth=oauth) as client, ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            post(f"{url}/revoke")
            assert {each.name for each in pool.map(lambda _: client.me.info(), range(8))} == {"ada"}

    async def main():
        async with heroics_py.connect_async(f"{url}/openapi.json", auth=shop()) as client:
            post(f"{url}/revoke")
            return await asyncio.gather(*[client.me.info() for _ in range(8)])

    assert {each.name for each in asyncio.run(main())} == {"ada"}
    post(f"{url}/revoke")
    assert me(url, oauth)["name"] == "ada"


def test_refresh_token_that_was_used_twice(url, shop, tmp_path):
    """A copy of an old login ends it, and the error says how to log in again."""
    oauth = shop(login_advice="log in again: heroics profile login shop")
    oauth.login(show=in_a_browser, open_browser=False)
    (kept,) = (tmp_path / "logins").glob("*.json")
    before = kept.read_bytes()
    post(f"{url}/revoke")
    me(url, oauth)
    kept.write_bytes(before)
    with pytest.raises(heroics_py.Unauthorized, match=r"has ended .*log in again: heroics profile login shop"):
        me(url, shop(login_advice="log in again: heroics profile login shop"))


def test_another_device(url):
    """A person confirms the code on another device, while the program asks again and again."""
    tv = OAuth(
        "device_code", client_id="tv", issuer=url, device_url=f"{url}/device-authorization/", scope="read", store=None
    )
    shown = []

    def show(prompt):
        shown.append(prompt)
        threading.Thread(
            target=lambda: (post(f"{url}/device/", user_code=prompt.code), confirm(prompt)), daemon=True
        ).start()

    def confirm(prompt):
        post(f"{url}/device-confirm/tv/{prompt.code}", action="accept")

    tv.login(show=show, timeout=20)
    assert (shown[0].url, me(url, tv)) == ("http://127.0.0.1/device/", {"name": "ada", "scope": "read"})


def test_denied_device(url):
    """A person who refuses ends the wait."""
    tv = OAuth("device_code", client_id="tv", issuer=url, device_url=f"{url}/device-authorization/", store=None)

    def show(prompt):
        post(f"{url}/device/", user_code=prompt.code)
        post(f"{url}/device-confirm/tv/{prompt.code}", action="deny")

    with pytest.raises(OAuthError, match="access_denied"):
        tv.login(show=show, timeout=20)
    with pytest.raises(LoginRequired):
        me(url, tv)
