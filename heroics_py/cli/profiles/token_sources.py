"""Where the token of a profile comes from, in words."""

import os

from heroics_py.cli.profiles.credentials import TOKEN_VARIABLE
from heroics_py.cli.profiles.profile import Profile

__all__ = ["token_source"]


def token_source(profile: Profile) -> str:
    """Return where the token of a profile comes from now; no token is in it."""
    if profile.url is None:
        return f"none is sent: the profile names no url ('heroics profile set {profile.name} --url URL')"
    variable = profile.token_from or TOKEN_VARIABLE
    if os.environ.get(variable, "").strip():
        return f"from the environment variable {variable}"
    if profile.oauth:
        return _of_oauth(profile)
    if profile.login:
        return "in the keyring of the system"
    from heroics_py.transport.credentials.sources import credentials_for

    source = credentials_for(profile.url, environment=os.environ).source
    if source:
        return f"from {source}"
    return f"none: set {variable}, or 'heroics profile login {profile.name}' keeps one in the keyring"


def _of_oauth(profile: Profile) -> str:
    from heroics_py.cli.profiles.oauth_fields import needs_person, oauth_of

    oauth = oauth_of(profile)
    if oauth.is_logged_in:
        return f"by OAuth, in {oauth.where}"
    return f"by OAuth, after 'heroics profile login {profile.name}'" if needs_person(profile) else "by OAuth"
