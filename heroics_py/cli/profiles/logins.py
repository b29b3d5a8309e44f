"""The commands that keep the token of a profile, and forget it."""

import secrets
import sys
from dataclasses import replace

import click

from heroics_py.cli.profiles.problems import ProfileError
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.profile_file import user_profiles
from heroics_py.cli.text import one_line
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.secret import Secret

__all__ = ["forget_login", "login", "logout", "read_token"]

_LONGEST = 64 * 1024


@click.command()
@click.argument("name")
@click.option("--token-stdin", is_flag=True, help="Read the token from standard input, not from a prompt.")
def login(name: str, *, token_stdin: bool) -> None:
    """Log in to the API of the profile NAME.

    With OAuth, a browser or a code leads to a token. Otherwise the token is read without being shown, and kept in the
    keyring of the system for the url of the profile.
    """
    file = user_profiles()
    found = file.get(name)
    origin = origin_of(found.url or "")
    if origin is None:
        raise ProfileError(
            f"{name} names no url, so its token would have no place to go: heroics profile set {name} --url URL"
        )
    from heroics_py.cli.profiles.keyring import keep_token, kept_token

    kept_token(name, origin)  # without a keyring, nobody should have to type a token
    token = read_token() if token_stdin or not sys.stdin.isatty() else _prompted(origin)
    keep_token(name, origin, token)
    file.put(replace(found, login=secrets.token_hex(8)), replace=True)
    click.echo(f"the keyring has the token of {name} for {origin}")


@click.command()
@click.argument("name")
def logout(name: str) -> None:
    """Forget the token of the profile NAME."""
    file = user_profiles()
    found = file.get(name)
    if not found.login:
        click.echo(f"{name} has no token in the keyring")
    elif forget_login(found):
        file.put(replace(found, login=""), replace=True)
        click.echo(f"forgot the token of {name}")


def forget_login(found: Profile) -> bool:
    """Remove what is kept of the login of a profile; if the keyring can't be opened, standard error says so.

    Returns:
        Whether nothing is kept now.
    """
    if not found.login or found.url is None:
        return True
    from heroics_py.cli.profiles.keyring import forget_token

    try:
        forget_token(found.name, origin_of(found.url) or "")
    except ProfileError as error:
        click.echo(f"heroics: the token of {found.name} is still kept: {one_line(error.format_message())}", err=True)
        return False
    return True


def read_token() -> Secret[str]:
    """Return the token on standard input.

    Raises:
        UsageError: there is none, or it is no token.
    """
    return _checked(Secret(sys.stdin.buffer.read(_LONGEST + 1).decode("utf-8", "replace")))


def _prompted(origin: str) -> Secret[str]:
    prompt = f"Token for {origin} (it is not shown)"
    return _checked(Secret(click.prompt(prompt, hide_input=True, err=True, default="", show_default=False)))


def _checked(text: Secret[str]) -> Secret[str]:
    token = Secret(text.reveal().strip())
    if not token.reveal():
        raise click.UsageError("there is no token: expected it on standard input, or at the prompt")
    if len(token.reveal()) > _LONGEST or not token.reveal().isascii() or not token.reveal().isprintable():
        raise click.UsageError("this is no token: expected one line of visible ASCII characters")
    return token
