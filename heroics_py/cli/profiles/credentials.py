"""Which credentials a command sends, and why others stay at home.

    1. the token of --token-stdin
    2. the token in HEROICS_TOKEN, or in the variable that the profile names
    3. those of the profile: OAuth, or the token in the keyring
    4. what `connect` finds: HEROKU_API_KEY for Heroku, netrc

The first three go only to an origin that the user named, by --url or in a profile; those of a profile only to its own
origin. An origin that only a schema names gets the fourth kind, which are for one origin each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import click

from heroics_py.cli.profiles.profile import Profile
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.secret import Secret

__all__ = ["TOKEN_VARIABLE", "Credential", "account_label", "choose_credential"]

TOKEN_VARIABLE = "HEROICS_TOKEN"  # noqa: S105 - the name of the variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A credential, or the lack of one.

    Attributes:
        source: where it comes from, for messages; empty if `connect` is to look for one.
        token: the token.
        auth: an authorization object, such as that of OAuth.
        withheld: what is not sent, and why; empty if nothing is withheld.
        variable: the environment variable that a token may be in.
    """

    source: str = ""
    token: Secret[str] | None = None
    auth: object = None
    withheld: str = ""
    variable: str = TOKEN_VARIABLE


def choose_credential(  # noqa: PLR0913 - each one decides about the token
    base_url: str,
    *,
    named_url: str | None,
    profile: Profile | None,
    given: Secret[str] | None,
    is_bundled: bool,
    environment: Mapping[str, str],
) -> Credential:
    """Return the credential for the API at ``base_url``.

    Args:
        base_url: of the API.
        named_url: the URL that the user named for it; None if only the schema does.
        profile: of the API, if it has one.
        given: the token of --token-stdin.
        is_bundled: whether the schema comes with this program, which vouches for its URL.
        environment: the environment variables.

    Raises:
        UsageError: a token was passed for an origin that only the schema names, or it can't be sent.
        ProfileError: the keyring can't be read.
    """
    origin = origin_of(base_url) or base_url
    if given is not None:
        if named_url is None and not is_bundled:
            raise click.UsageError(_not_sent("the token of --token-stdin", origin, profile))
        return Credential(source="--token-stdin", token=_checked(given, "--token-stdin"))
    own = profile if profile is not None and profile.url and origin_of(profile.url) == origin else None
    variable = own.token_from if own and own.token_from else TOKEN_VARIABLE
    token = Secret(environment.get(variable, "").strip())
    if named_url is None:
        return Credential(withheld=_not_sent(variable, origin, profile) if token.reveal() else "")
    if token.reveal():
        return Credential(source=variable, token=_checked(token, variable))
    return replace(Credential() if own is None else _of_profile(own, origin), variable=variable)


def account_label(base_url: str, profile: Profile, environment: Mapping[str, str]) -> str:
    """Return text that differs for each account that a profile's credentials may be of; empty if there are none.

    It may hold a secret. It is there without a look into the keyring.

    Args:
        base_url: the URL that the user named for the API.
        profile: of the API.
        environment: the environment variables.
    """
    if token := environment.get(profile.token_from or TOKEN_VARIABLE, "").strip():
        return f"token {token}"
    if profile.oauth or profile.login:
        return f"login {profile.name} {profile.login} {sorted(profile.oauth.items())}"
    from heroics_py.transport.credentials.sources import credentials_for

    header = credentials_for(base_url, environment=environment).header
    return f"header {header()}" if header else ""


def _of_profile(profile: Profile, origin: str) -> Credential:
    if profile.oauth:
        from heroics_py.cli.profiles.oauth_fields import oauth_of

        return Credential(source="OAuth", auth=oauth_of(profile))
    if profile.login:
        from heroics_py.cli.profiles.keyring import kept_token

        token = kept_token(profile.name, origin)
        if token is not None:
            return Credential(source="the keyring", token=token)
        return Credential(
            withheld=f"the keyring has no token of {profile.name} for {origin}: heroics profile login {profile.name}"
        )
    return Credential()


def _checked(token: Secret[str], source: str) -> Secret[str]:
    """Return a token that a header can carry; the message of the error does not show it."""
    if token.reveal().isascii() and token.reveal().isprintable():
        return token
    raise click.UsageError(f"the token of {source} can't be sent: expected one line of visible ASCII characters")


def _not_sent(what: str, origin: str, profile: Profile | None) -> str:
    fix = f", or by 'heroics profile set {profile.name} --url {origin}'" if profile else ""
    return f"{what} is not sent to {origin}, which only the schema names: name it with --url {origin}{fix}"
