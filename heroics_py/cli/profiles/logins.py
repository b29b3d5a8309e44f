"""The commands that keep the token of a profile, and forget it."""

import secrets
import sys
from dataclasses import replace

import click

from heroics_py.cli.profiles.keyring import forget_token, keep_token, kept_token
from heroics_py.cli.profiles.oauth_fields import has_secret_from, in_options, needs_person, oauth_of
from heroics_py.cli.profiles.problems import ProfileError
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.profile_file import user_profiles
from heroics_py.cli.text import one_line
from heroics_py.errors import HeroicsError, OAuthError
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.secret import Secret

__all__ = ["forget_login", "login", "logout"]

_LONGEST = 64 * 1024
_STILL_KEPT = 2  # as when a keyring can't be used elsewhere


@click.command()
@click.argument("name")
@click.option("--token-stdin", is_flag=True, help="Read the token from standard input instead of a prompt.")
@click.option("--client-secret-stdin", is_flag=True, help="With OAuth: read the client secret from standard input.")
@click.option("--no-browser", is_flag=True, help="With OAuth: print the URL instead of opening a browser.")
def login(name: str, *, token_stdin: bool, client_secret_stdin: bool, no_browser: bool) -> None:
    """Log in to the API of the profile NAME.

    With OAuth, log in with a browser or a code. Otherwise, type the token at a hidden prompt; it is stored in the
    system keyring, for the profile's URL.
    """
    file = user_profiles()
    found = file.get(name)
    origin = origin_of(found.url or "")
    if origin is None:
        raise ProfileError(f"{name} names no url, and a token is for one URL: heroics profile set {name} --url URL")
    wrong = client_secret_stdin or no_browser if not found.oauth else token_stdin
    if wrong:
        kind = (
            "uses OAuth: --client-secret-stdin is for it" if found.oauth else "uses no OAuth: --token-stdin is for it"
        )
        raise click.UsageError(f"{name} {kind}")
    if found.oauth:
        where = _log_in(found, reads=client_secret_stdin, open_browser=not no_browser)
    else:
        where = _keep(found, origin, reads=token_stdin)
    file.put(replace(found, login=secrets.token_hex(8)), replace=True)
    click.echo(f"logged in to {origin}; the token is in {where}")


def _keep(found: Profile, origin: str, *, reads: bool) -> str:
    """Keep a token in the keyring, and return where that is."""
    kept_token(found.name, origin)  # without a keyring, nobody should have to type a token
    keep_token(found.name, origin, _typed(f"Token for {origin}", reads=reads))
    return "the keyring"


def _log_in(found: Profile, *, reads: bool, open_browser: bool) -> str:
    """Log in by OAuth, and return where the login is kept. A secret that was typed is kept with it."""
    asks = reads or not (needs_person(found) or has_secret_from(found))
    secret = _typed(f"Secret of the client {found.oauth.get('client_id', '')}", reads=reads) if asks else None
    oauth = oauth_of(found, secret)
    try:
        oauth.login(open_browser=open_browser, keep_secret=secret is not None)
    except OAuthError as error:
        problem = in_options(str(error))
    else:
        return oauth.where
    raise ProfileError(f"nobody is logged in: {problem}")


@click.command()
@click.argument("name")
def logout(name: str) -> None:
    """Forget the token of the profile NAME."""
    file = user_profiles()
    found = file.get(name)
    if not (found.login or found.oauth):
        click.echo(f"{name} has no token in the keyring")
    elif not forget_login(found):
        raise click.exceptions.Exit(_STILL_KEPT)
    else:
        file.put(replace(found, login=""), replace=True)
        click.echo(f"forgot the token of {name}")


def forget_login(found: Profile) -> bool:
    """Remove what is kept of the login of a profile; if the keyring can't be opened, standard error says so.

    Returns:
        Whether nothing is kept now.
    """
    try:
        if found.oauth:
            oauth_of(found).logout()
        elif found.login and found.url is not None:
            forget_token(found.name, origin_of(found.url) or "")
    except (ProfileError, HeroicsError) as error:
        click.echo(f"heroics: the token of {found.name} is still kept: {one_line(str(error))}", err=True)
        return False
    return True


def _typed(prompt: str, *, reads: bool) -> Secret[str]:
    """Return a secret from standard input, or from a prompt that does not show it.

    Raises:
        UsageError: it is missing, or can't be sent.
    """
    if reads or not sys.stdin.isatty():
        return _checked(Secret(sys.stdin.buffer.read(_LONGEST + 1).decode("utf-8", "replace")))
    return _checked(
        Secret(click.prompt(f"{prompt} (not shown)", hide_input=True, err=True, default="", show_default=False))
    )


def _checked(text: Secret[str]) -> Secret[str]:
    token = Secret(text.reveal().strip())
    if not token.reveal():
        raise click.UsageError("nothing was typed: expected one line on standard input, or at the prompt")
    if len(token.reveal()) > _LONGEST or not token.reveal().isascii() or not token.reveal().isprintable():
        raise click.UsageError("it can't be sent: expected one line of visible ASCII characters")
    return token
