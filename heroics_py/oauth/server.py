"""Requests to an authorization server: sent once, over https, within limits, and redirected nowhere."""

from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from heroics_py.errors import OAuthError
from heroics_py.errors.base import server_text
from heroics_py.http.default_headers import USER_AGENT
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Timeout
from heroics_py.oauth.login import seconds_of
from heroics_py.oauth.settings import Settings
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.transport.drivers.blocking import BlockingDriver
from heroics_py.transport.rules.tapping import TAPPED_WIRE

__all__ = ["Reply", "Server"]

_MAX_BYTES = 1 << 20
_LONGEST_TEXT = 300  # characters of what a server says
_TOKEN_FIELDS = frozenset({"access_token", "expires_in", "refresh_token", "token_type"})
_SECRET_FIELDS = ("client_secret", "code", "code_verifier", "device_code", "refresh_token")


class Reply:
    """A response, with the methods that authlib asks for.

    Attributes:
        status_code: of the response.
    """

    def __init__(self, response: Response, secrets: tuple[str, ...] = ()) -> None:
        self.status_code = response.status
        self._response = response
        self._secrets = secrets

    def json(self) -> dict[str, Json]:
        """Return what authlib needs of a token response.

        Raises:
            OAuthError: as `read` does.
        """
        fields = {name: value for name, value in self.read().items() if name in _TOKEN_FIELDS}
        if seconds_of(fields.get("expires_in")) is None:
            fields.pop("expires_in", None)
        return fields

    def read(self) -> dict[str, Json]:
        """Return the object of the body.

        Raises:
            OAuthError: the body is an error, with its code if it has one, or no JSON object. What the server says is
                masked.
        """
        fields = self.fields() or {}
        code = fields.get("error")
        if isinstance(code, str) and code:
            text = fields.get("error_description")
            raise OAuthError(
                "", error=self._masked(code), description=self._masked(text if isinstance(text, str) else "")
            )
        self.raise_for_status()
        if not fields:
            raise OAuthError(f"{self._place}: the response is not a JSON object")
        return fields

    def fields(self) -> dict[str, Json] | None:
        """Return the object of the body; None if it has none."""
        try:
            fields = self._response.read_json()
        except ValueError:
            return None
        return fields if isinstance(fields, dict) else None

    def raise_for_status(self) -> None:
        """Do nothing after a success.

        Raises:
            OAuthError: the status is that of a redirect or an error.
        """
        location = self._response.headers.get("Location")
        if 300 <= self.status_code < 400:
            to = f" to {server_text(mask_url(location))}" if location else ""
            raise OAuthError(
                f"{self._place}: it redirects{to}, and secrets follow no redirect; pass the URL that it means"
            )
        if self.status_code >= 400:
            raise OAuthError(f"{self._place}: it responded with the status {self.status_code}")

    @property
    def _place(self) -> str:
        return server_text(mask_url(self._response.url))

    def _masked(self, value: str) -> str:
        for secret in self._secrets:
            value = value.replace(secret, "***")
        return server_text(value[:_LONGEST_TEXT])


class Server:
    """Sends requests to an authorization server.

    Args:
        settings: limits, and how the network is reached.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def get(self, url: str) -> Reply:
        """Return the response to a GET.

        Raises:
            TransportError: no usable response came.
        """
        return Reply(self._send("GET", url, {"Accept": "application/json"}, None))

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any = None) -> Reply:
        """Return the response to a POST of a form, as authlib calls it.

        Args:
            url: where to.
            data: the fields.
            headers: of the request.
            auth: adds what proves who the client is.

        Raises:
            TransportError: no usable response came.
        """
        body, fields = urlencode(data), dict(headers)
        if auth is not None:
            url, fields, body = auth.prepare("POST", url, fields, body)
        secrets = [data[name] for name in _SECRET_FIELDS if data.get(name)]
        own = getattr(auth, "client_secret", None)
        return Reply(self._send("POST", url, fields, body.encode()), tuple(filter(None, (*secrets, own))))

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Response:
        load_modules("logging", "heroics_py.transport.exchange.session")
        from heroics_py.transport.exchange.session import Session

        seconds = self._settings.timeout
        session = Session(
            base_url=url,
            trust_environment=self._settings.trust_environment,
            verify=self._settings.verify,
            max_bytes=_MAX_BYTES,
            pool_size=1,
        )
        request = Request(
            method=method,
            url=url,
            headers=Headers({"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers}),
            body=body,
            call="OAuth",
            deadline=monotonic() + seconds,
            options=Options(timeout=Timeout(connect=min(seconds, 10.0), read=seconds, total=seconds), retries=0),
        )
        try:
            return BlockingDriver(session).run(TAPPED_WIRE.send(request))
        finally:
            session.close()
