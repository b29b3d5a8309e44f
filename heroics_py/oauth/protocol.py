"""The token requests of OAuth 2.0, which authlib makes: RFC 6749 and 8628."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from heroics_py.errors import OAuthError
from heroics_py.oauth.endpoints import Endpoints
from heroics_py.oauth.login import Login, login_from
from heroics_py.oauth.server import Server
from heroics_py.oauth.settings import Settings
from heroics_py.secrecy.secret import Secret
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from authlib.oauth2 import OAuth2Client

__all__ = ["Protocol"]

# What a person can do about an error code (RFC 6749, 4.1.2.1 and 5.2; RFC 8628, 3.5).
_ADVICE = {
    "access_denied": "the person or the server refused",
    "invalid_client": "check client_id= and client_secret=; some servers expect client_auth='post'",
    "invalid_request": "",
    "invalid_scope": "check scope=",
    "unauthorized_client": "the server does not allow this grant to this client",
    "unsupported_grant_type": "the server does not offer this grant",
}


class Protocol:
    """Asks an authorization server for tokens.

    Args:
        settings: what to ask for.
        endpoints: where.
        server: sends the requests.
        secret: of the client, if it has one.
    """

    def __init__(self, settings: Settings, endpoints: Endpoints, server: Server, secret: Secret[str] | None) -> None:
        self.settings = settings
        self.endpoints = endpoints
        self.server = server
        self._secret = secret

    def request_token(self, grant_type: str, account: str, **fields: str) -> Login:
        """Return the login that a grant gives.

        Args:
            grant_type: as the server names it.
            account: of the login.
            fields: of the request.

        Raises:
            OAuthError: the server refuses.
            TransportError: it can't be reached.
        """
        extra = dict(self.settings.parameters)
        if self.settings.scope and grant_type == "client_credentials":
            extra["scope"] = self.settings.scope
        url = self.endpoints.token_url
        began = time.time()
        response = self._ask(lambda client: client.fetch_token(url, grant_type=grant_type, **extra, **fields))
        return login_from(response, began, account)

    def refresh(self, login: Login) -> Login:
        """Return the login with new tokens.

        Raises:
            OAuthError: the server refuses, or the login has no refresh token.
            TransportError: it can't be reached.
        """
        if login.refresh_token is None:
            raise OAuthError("the login has no refresh token")
        old, url, extra = login.refresh_token, self.endpoints.token_url, dict(self.settings.parameters)
        began = time.time()
        response = self._ask(lambda client: client.refresh_token(url, refresh_token=old.reveal(), **extra))
        return login.renewed(response, began)

    def authorization_url(self, redirect_url: str, state: str, verifier: str) -> str:
        """Return the URL where a person logs in, with a challenge for ``verifier`` (RFC 7636, S256)."""
        extra = {"redirect_uri": redirect_url, "scope": self.settings.scope or None, **dict(self.settings.parameters)}
        url, _ = self._client().create_authorization_url(
            self.endpoints.authorization_url, state=state, code_verifier=verifier, **extra
        )
        return str(url)

    def post(self, url: str, **fields: str) -> dict[str, Json]:
        """Return the response to another request of this client, as for a device code.

        Raises:
            OAuthError: the server refuses.
            TransportError: it can't be reached.
        """
        client = self._client()
        auth = client.client_auth(client.token_endpoint_auth_method)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            return self.server.post(url, fields, headers, auth).read()
        except OAuthError as error:
            refusal = self._explained(error)
        raise refusal

    def refusal(self, code: str, description: str) -> OAuthError:
        """Return the error for a code of the server."""
        text = f": {description}" if description else ""
        advice = f"; {_ADVICE[code]}" if _ADVICE.get(code) else ""
        message = f"{self.settings.server} refuses ({code}{text}){advice}"
        return OAuthError(message, error=code, description=description)

    def _explained(self, error: OAuthError) -> OAuthError:
        """Return an error with what it means, without its frames, which hold secrets."""
        return self.refusal(error.error, error.description) if error.error else error.with_traceback(None)

    def _ask(self, function: Callable[["OAuth2Client"], Any]) -> dict[str, Json]:
        """Return the response of the server; what authlib raises becomes an error without its frames."""
        load_modules("authlib.oauth2")
        from authlib.oauth2 import OAuth2Error

        try:
            return dict(function(self._client()))
        except OAuthError as error:
            refusal = self._explained(error)
        except OAuth2Error as error:
            refusal = self.refusal(str(error.error), "")
        except (ValueError, TypeError) as error:
            refusal = OAuthError(f"{self.settings.server} sent an invalid response: {type(error).__name__}")
        raise refusal

    def _client(self) -> "OAuth2Client":
        load_modules("authlib.oauth2")
        from authlib.oauth2 import OAuth2Client

        method = self.endpoints.client_auth(self.settings, has_secret=self._secret is not None)
        return OAuth2Client(
            session=self.server,
            client_id=self.settings.client_id,
            client_secret=None if self._secret is None else self._secret.reveal(),
            token_endpoint_auth_method=method,
            code_challenge_method="S256",
        )
