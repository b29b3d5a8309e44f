"""The command that serves an API to an assistant."""

import logging
import os
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heroics_py.cli.ports import refused_ports
from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import printable
from heroics_py.errors import HeroicsError

if TYPE_CHECKING:
    from heroics_py.assistant.assistant import Assistant
    from heroics_py.client import Client
    from heroics_py.secrecy.secret import Secret

__all__ = ["mcp"]

_EVERY = "*"
_TOKEN_VARIABLE = "HEROICS_MCP_TOKEN"  # noqa: S105 - the name of a variable
_SHORTEST_TOKEN = 20


@click.command()
@click.argument("schema")
@click.option("--url", help="The base URL of the API; by default from the schema.")
@click.option(
    "--allow-writes",
    "writes",
    metavar="[PATTERN]",
    multiple=True,
    is_flag=False,
    flag_value=_EVERY,
    help="Allow writes: all of them, or the links that match PATTERN, such as app.update or 'app.*'.",
)
@click.option(
    "--files", metavar="DIR", type=click.Path(path_type=Path), help="Let the assistant save responses, in DIR only."
)
@click.option(
    "--budget", type=click.IntRange(500), default=20_000, show_default=True, help="Maximum characters per response."
)
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=60.0, show_default=True, help="Maximum seconds per call."
)
@click.option("--http", "over_http", is_flag=True, help="Serve over HTTP on this computer, with a bearer token.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port for --http; by default a free one.")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
def mcp(  # noqa: PLR0913 - each option is an argument
    schema: str,
    *,
    url: str | None,
    writes: tuple[str, ...],
    files: Path | None,
    budget: int,
    timeout: float,
    over_http: bool,
    port: int,
    allow_refs: tuple[str, ...],
    patches: tuple[str, ...],
) -> None:
    """Serve the API of SCHEMA to an assistant over the Model Context Protocol (MCP).

    SCHEMA is the name of a profile, a bundled name (heroku), the path of a file or folder, or a URL. The assistant gets
    four tools: find, describe, call and next_page. It can only read, unless you pass --allow-writes.

    A host starts this command and speaks to it over standard input and output. With --http, hosts pass the bearer token
    of HEROICS_MCP_TOKEN, or else the one that is printed. The token of the API is that of the profile; with --url it is
    HEROICS_TOKEN.
    """
    if port and not over_http:
        raise click.UsageError("--port is for --http: add it, or leave the port out")
    _log_to_stderr()
    target = target_of(schema, f"heroics mcp {schema}", patches=patches, allow_refs=allow_refs)
    client = target.connect(url=url, read_only=not writes)
    try:
        assistant = _assistant(client, lambda error: _advice(target.advice(error)), writes, files, budget, timeout)
        if over_http:
            _serve_http(assistant, port)
        else:
            _serve_stdio(assistant)
    finally:
        client.close()


def _assistant(  # noqa: PLR0913, PLR0917 - what the assistant needs
    client: "Client",
    advice: Callable[[HeroicsError], str],
    writes: tuple[str, ...],
    files: Path | None,
    budget: int,
    timeout: float,
) -> "Assistant":
    from heroics_py.assistant.assistant import Assistant
    from heroics_py.assistant.errors import Refused
    from heroics_py.assistant.saved_files import SavedFiles

    try:
        saved = SavedFiles(files) if files is not None else None
        return Assistant(client, writes=writes, files=saved, budget=budget, seconds=timeout, advice=advice)
    except Refused as error:
        problem = str(error)
    raise click.UsageError(problem if problem.endswith("?") else f"{problem}.")


def _advice(text: str) -> str:
    """Return what a person can do about an error, without the option that this command lacks: its input is taken."""
    return re.sub(r",? --token-stdin( with --url [^\s,]+)?", "", text)


def _serve_stdio(assistant: "Assistant") -> None:
    from heroics_py.assistant.sdk.stdio import serve_stdio

    if sys.stdin.isatty():
        _say("a host starts this command and speaks to it over standard input; Ctrl-C ends it")
    serve_stdio(assistant)


def _serve_http(assistant: "Assistant", port: int) -> None:
    from heroics_py.assistant.sdk.http import serve_http

    token, is_new = _bearer_token()

    def ready(url: str) -> None:
        _say(f"{url} serves {assistant.origin}; Ctrl-C ends it")
        _say(f"Authorization: Bearer {token.reveal()}" if is_new else f"the bearer token is that of {_TOKEN_VARIABLE}")

    with refused_ports(port):
        serve_http(assistant, token, port, ready)


def _bearer_token() -> tuple["Secret[str]", bool]:
    """Return the token that requests need, and whether it was made now."""
    from heroics_py.secrecy.secret import Secret

    given = os.environ.get(_TOKEN_VARIABLE, "")
    if not given:
        return Secret(secrets.token_urlsafe(32)), True
    if len(given) < _SHORTEST_TOKEN or not given.isascii() or not given.isprintable() or " " in given:
        raise click.UsageError(
            f"{_TOKEN_VARIABLE} is not a good token: expected at least {_SHORTEST_TOKEN} letters and digits, such as "
            "those of 'openssl rand -hex 32'"
        )
    return Secret(given), False


def _log_to_stderr() -> None:
    """Show warnings on standard error: standard output carries the protocol."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="heroics: %(message)s")


def _say(text: str) -> None:
    click.echo(f"heroics: {printable(text)}", err=True)
