"""What is kept of a login: its tokens, and the name of its account."""

import json
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from heroics_py.errors import OAuthError
from heroics_py.secrecy.secret import Secret
from heroics_py.support.json_types import Json

__all__ = ["Login", "login_from", "new_account", "seconds_of"]

_VERSION = 1
_LEEWAY = 60.0  # seconds that clocks may differ, and that a call may take to arrive
_SHARE = 4  # a short-lived token is renewed in the last quarter of its life


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The tokens of one login, and what is known of them.

    Attributes:
        account: an opaque name; it stays while the tokens are renewed.
        access_token: sent to the API.
        refresh_token: gets the next access token; None if the server sent none.
        expires_at: when the access token expires, in seconds since the epoch; None if the server did not say.
        lifetime: of the access token when it was issued, in seconds.
        client_secret: of the client, if it is kept with the login.
    """

    account: str
    access_token: Secret[str]
    refresh_token: Secret[str] | None = None
    expires_at: float | None = None
    lifetime: float | None = None
    client_secret: Secret[str] | None = None

    def is_usable(self, now: float) -> bool:
        """Return whether the access token is valid for long enough to send a request."""
        if self.expires_at is None:
            return True
        leeway = _LEEWAY if self.lifetime is None else min(_LEEWAY, self.lifetime / _SHARE)
        return now < self.expires_at - leeway

    def renewed(self, response: Mapping[str, Json], requested_at: float) -> Self:
        """Return the login with the tokens of ``response``; a refresh token that it does not replace stays.

        Raises:
            OAuthError: the response has no usable token.
        """
        other = login_from(response, requested_at, self.account)
        refresh = other.refresh_token or self.refresh_token
        return replace(
            self,
            access_token=other.access_token,
            refresh_token=refresh,
            expires_at=other.expires_at,
            lifetime=other.lifetime,
        )

    def to_json(self) -> bytes:
        """Return the login as JSON, with its secrets."""
        hidden = {"access_token": self.access_token, "refresh_token": self.refresh_token}
        fields = {name: each.reveal() for name, each in hidden.items() if each is not None}
        if self.client_secret is not None:
            fields["client_secret"] = self.client_secret.reveal()
        times = {"expires_at": self.expires_at, "lifetime": self.lifetime}
        return json.dumps({"version": _VERSION, "account": self.account, **times, **fields}).encode()

    @classmethod
    def from_json(cls, text: bytes | str) -> Self | None:
        """Return the login in a JSON text; None if it has another version or form."""
        try:
            fields = json.loads(text)
        except ValueError:
            return None
        if not isinstance(fields, dict) or fields.get("version") != _VERSION:
            return None
        account, access = fields.get("account"), fields.get("access_token")
        if not isinstance(account, str) or not isinstance(access, str) or not account:
            return None
        return cls(
            account=account,
            access_token=Secret(access),
            refresh_token=_hidden(fields.get("refresh_token")),
            expires_at=seconds_of(fields.get("expires_at")),
            lifetime=seconds_of(fields.get("lifetime")),
            client_secret=_hidden(fields.get("client_secret")),
        )


def new_account() -> str:
    """Return the name of an account that no other login has."""
    return secrets.token_hex(16)


def login_from(response: Mapping[str, Json], requested_at: float, account: str) -> Login:
    """Return the login that a token response grants (RFC 6749, 5.1).

    Raises:
        OAuthError: it has no usable token.
    """
    access, kind = response.get("access_token"), response.get("token_type", "bearer")
    if not isinstance(access, str) or not access or not access.isascii() or not access.isprintable() or " " in access:
        raise OAuthError("the authorization server sent no access token")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise OAuthError(f"the authorization server sent a token of the type {str(kind)[:40]!r}: expected 'bearer'")
    lifetime = seconds_of(response.get("expires_in"))
    return Login(
        account=account,
        access_token=Secret(access),
        refresh_token=_hidden(response.get("refresh_token")),
        expires_at=None if lifetime is None else requested_at + lifetime,
        lifetime=lifetime,
    )


def _hidden(value: Json) -> Secret[str] | None:
    return Secret(value) if isinstance(value, str) and value else None


def seconds_of(value: Json) -> float | None:
    """Return a number of seconds; some servers send it as text."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
