"""The settings of OAuth in a profile: their fields, and the object that gets tokens by them."""

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.cli.profiles.problems import ProfileError
from heroics_py.cli.profiles.profile import Profile
from heroics_py.errors import OAuthError
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.secret import Secret

if TYPE_CHECKING:
    from heroics_py.oauth import OAuth

__all__ = ["GRANTS", "OAUTH_TEXTS", "STORES", "has_secret_from", "in_options", "needs_person", "oauth_of"]

# An authorization server that only the document names, in a message of OAuth.
_DOCUMENTED = re.compile(r"(?<!\S)(\S+): if you trust it, pass origin=\S+")

GRANTS = {"client": "client_credentials", "code": "authorization_code", "device": "device_code"}
"""The ways to a token, each with its name in OAuth."""

STORES = ("file", "keyring")
"""Where a login may be kept."""

OAUTH_TEXTS = ("client_id", "client_secret_from", "issuer", "token_url", "authorization_url", "device_url", "scope")
"""The fields beside "grant" and "store"; each is text."""


def needs_person(profile: Profile) -> bool:
    """Return whether a person has to log in."""
    return profile.oauth["grant"] != "client"


def has_secret_from(profile: Profile) -> bool:
    """Return whether an environment variable has the client's secret."""
    return "client_secret_from" in profile.oauth


def oauth_of(profile: Profile, secret: Secret[str] | None = None) -> "OAuth":
    """Return the object that gets tokens for a profile. Its login belongs to the origin of the profile's url.

    Args:
        profile: with settings of OAuth.
        secret: of the client, if it is not in the environment or kept with the login.

    Raises:
        ProfileError: a setting is missing or can't be used, or OAuth is not installed.
    """
    settings: dict[str, Any] = {name: profile.oauth[name] for name in OAUTH_TEXTS if name in profile.oauth}
    variable = settings.pop("client_secret_from", None)
    try:
        from heroics_py.oauth import OAuth

        return OAuth(
            GRANTS[str(profile.oauth["grant"])],
            client_secret=_reader(variable, os.environ) if variable else secret,
            store=str(profile.oauth.get("store", STORES[0])),
            name=f"{profile.name} {origin_of(profile.url or '')}",
            login_advice=f"log in: heroics profile login {profile.name}",
            **{"client_id": "", **settings},
        )
    except ModuleNotFoundError:
        problem = "OAuth needs the library authlib: pip install 'heroics-py[oauth]'"
    except ValueError as error:
        problem = f"oauth: {in_options(str(error))}"
    raise ProfileError(problem)


def _reader(variable: str, environment: Mapping[str, str]) -> Any:
    """Return a function that reads the client's secret when it is needed."""

    def read() -> str:
        text = environment.get(variable, "").strip()
        if not text:
            raise OAuthError(f"the environment variable {variable} is empty: set it to the secret of the client")
        return text

    return read


def in_options(text: str) -> str:
    """Return the message of an error with the arguments of Python as options: "issuer=" as "--issuer"."""
    text = _DOCUMENTED.sub(r"\1; if you trust it, name it with --token-url \1", text)
    return re.sub(r"\b([a-z]+(?:_[a-z]+)*)=(?=(\S?))", lambda match: _option(match[1], match[2]), text)


def _option(name: str, following: str) -> str:
    return f"--{name.replace('_', '-')}{' ' if following.isalnum() or following in {chr(34), chr(39)} else ''}"
