"""The options that describe a profile."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from heroics_py.cli.profiles.addresses import is_address
from heroics_py.cli.profiles.oauth_fields import GRANTS, OAUTH_TEXTS, STORES
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.schema_source import STANDARD_INPUT
from heroics_py.readers.bundled_schemas import bundled

__all__ = ["fields_of", "profile_options"]

_Function = TypeVar("_Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--url", help="The base URL of the API. Tokens are sent only there; without it, none is sent."),
    click.option(
        "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header to send with every request."
    ),
    click.option("--patch", "patches", multiple=True, metavar="FILE", help="Apply this patch or overlay to SCHEMA."),
    click.option(
        "--allow-ref", "allow_refs", multiple=True, metavar="ORIGIN", help="Allow $ref to fetch documents from it."
    ),
    click.option(
        "--paging",
        multiple=True,
        metavar="[NAME=]STYLE(...)",
        help="The paging style, if SCHEMA does not describe it: 'thing.list=pages(page, items=data)'.",
    ),
    click.option("--timeout", metavar="SECONDS", help="The time limit of a call."),
    click.option(
        "--token-from", metavar="NAME", help="The environment variable with the token; default HEROICS_TOKEN."
    ),
    click.option(
        "--oauth",
        type=click.Choice([*GRANTS, "none"]),
        help="The OAuth grant: client credentials, a browser on this computer, or a code for any browser.",
    ),
    click.option("--client-id", metavar="ID", help="The client ID that the authorization server gave your program."),
    click.option("--client-secret-from", metavar="NAME", help="The environment variable with the client secret."),
    click.option("--issuer", metavar="URL", help="The authorization server, if it supports discovery."),
    click.option("--token-url", metavar="URL", help="The token endpoint."),
    click.option("--authorization-url", metavar="URL", help="The authorization endpoint, for --oauth code."),
    click.option("--device-url", metavar="URL", help="The device authorization endpoint, for --oauth device."),
    click.option("--scope", metavar="WORDS", help="The scopes to request, separated by spaces."),
    click.option(
        "--store", type=click.Choice(STORES), help="Where to store the OAuth login; by default a private file."
    ),
)


def profile_options(function: _Function) -> _Function:
    """Give a command the options that describe a profile; they arrive as its keyword arguments."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def fields_of(options: dict[str, Any], before: Profile) -> dict[str, object]:
    """Return the fields of a profile that options name, unchecked; an empty text is the default of its field.

    Args:
        options: those of `profile_options`, and maybe "schema".
        before: the profile that they change; its settings of OAuth stay, where no option names them.

    Raises:
        UsageError: a header has no colon, or an option of OAuth is without --oauth.
    """
    fields: dict[str, object] = {}
    if options.get("schema") is not None:
        fields["schema"] = _schema(options["schema"])
    if options["url"] is not None:
        fields["url"] = options["url"] or None
    if options["headers"]:
        fields["headers"] = dict(map(_header, filter(None, options["headers"])))
    if options["patches"]:
        fields["patches"] = tuple(map(_absolute, filter(None, options["patches"])))
    if options["allow_refs"]:
        fields["allow_refs"] = tuple(filter(None, options["allow_refs"]))
    if options["paging"]:
        fields["paging"] = tuple(filter(None, options["paging"]))
    if options["timeout"] is not None:
        fields["timeout"] = _seconds(options["timeout"])
    if options["token_from"] is not None:
        fields["token_from"] = options["token_from"]
    if any(options[name] is not None for name in ("oauth", "store", *OAUTH_TEXTS)):
        fields["oauth"] = _oauth(options, before)
    return fields


def _schema(text: str) -> str:
    if text == STANDARD_INPUT:
        raise click.UsageError("--schema - can't be read again later: write the schema to a file first")
    return text if is_address(text) or text in bundled() else _absolute(text)


def _absolute(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path))


def _seconds(text: str) -> object:
    """Return a number of seconds; other text as it is, for the check of the field."""
    try:
        return float(text) if text else None
    except ValueError:
        return text


def _header(line: str) -> tuple[str, str]:
    name, colon, text = line.partition(":")
    if not colon:
        raise click.UsageError(f"--header {name.split('=')[0]!r} has no colon: expected 'NAME: VALUE'")
    return name.strip(), text.strip()


def _oauth(options: dict[str, Any], before: Profile) -> dict[str, object]:
    if options["oauth"] == "none":
        return {}
    named = {name: options[name] for name in ("store", *OAUTH_TEXTS) if options[name] is not None}
    grant = options["oauth"] or before.oauth.get("grant")
    if grant is None:
        option = next(iter(named)).replace("_", "-")
        raise click.UsageError(f"--{option} is for OAuth: add --oauth client, code or device")
    return {name: value for name, value in {**before.oauth, **named, "grant": grant}.items() if value}
