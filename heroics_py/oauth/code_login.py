"""A login in a browser: the authorization code grant, with PKCE and a redirect to this machine (RFC 8252)."""

import secrets

from heroics_py.errors import OAuthError
from heroics_py.errors.base import server_text
from heroics_py.oauth.login import Login, new_account
from heroics_py.oauth.loopback import Loopback
from heroics_py.oauth.prompts import LoginPrompt, Show, open_in_browser
from heroics_py.oauth.protocol import Protocol

__all__ = ["log_in_by_code"]


def log_in_by_code(protocol: Protocol, *, open_browser: bool, timeout: float, show: Show) -> Login:
    """Return the login of a person in a browser.

    Args:
        protocol: asks the server.
        open_browser: open the page in a browser of this machine.
        timeout: the longest wait, in seconds.
        show: shows the prompt.

    Raises:
        OAuthError: the server or the person refuses, or nobody logs in in time.
        TransportError: the server can't be reached.
    """
    if not protocol.endpoints.authorization_url:
        raise OAuthError(f"{protocol.settings.server} names no page to log in: pass authorization_url=")
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    with Loopback(protocol.settings.redirect_url, state) as loopback:
        url = protocol.authorization_url(loopback.url, state, verifier)
        opened = open_browser and open_in_browser(url)
        show(LoginPrompt(url=url, is_opened=opened))
        answer = loopback.wait(timeout)
    _check(protocol, answer)
    return protocol.request_token(
        "authorization_code",
        new_account(),
        code=answer["code"],
        redirect_uri=loopback.url,
        code_verifier=verifier,
    )


def _check(protocol: Protocol, answer: dict[str, str]) -> None:
    """Refuse a redirect that another server began (RFC 9207)."""
    endpoints, name = protocol.endpoints, answer.get("iss")
    is_missing = name is None and endpoints.names_itself and "code" in answer
    if endpoints.issuer is not None and (is_missing or name not in {None, endpoints.issuer}):
        raise OAuthError(
            f"the redirect comes from another server than {endpoints.issuer}: nothing was sent; begin again"
        )
    if "code" not in answer:
        raise protocol.refusal(
            server_text(answer["error"][:100]), server_text(answer.get("error_description", "")[:300])
        )
