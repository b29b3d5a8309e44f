"""The command that serves an API from its schema."""

import os
import signal
import time
from errno import EACCES, EADDRINUSE
from typing import TYPE_CHECKING

import click

from heroics_py.cli.text import printable

if TYPE_CHECKING:
    from heroics_py.server import Server

__all__ = ["sandbox"]


_DEFAULT = "heroku"
_NOTE = "No schema was named, so this is the bundled one of Heroku: heroics sandbox SCHEMA serves another.\n"


@click.command()
@click.argument("schema", required=False)
@click.option("--allow-ref", "allow_refs", multiple=True, help="An origin to fetch referenced documents from.")
@click.option("--patch", "patches", multiple=True, help="The file of a patch or an overlay that mends SCHEMA first.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on; a free one by default.")
@click.option("--page-size", type=click.IntRange(1), default=200, show_default=True, help="Items per page of a list.")
@click.option("--latency", type=click.FloatRange(0), default=0.0, help="Seconds to wait before each response.")
@click.option("--token-from", metavar="NAME", help="The environment variable with the only token to accept.")
@click.option("--rate-limit", type=click.IntRange(0), help="Requests to answer before the API responds 429.")
def sandbox(  # noqa: PLR0913, PLR0917 - each option is an argument
    schema: str | None,
    allow_refs: tuple[str, ...],
    patches: tuple[str, ...],
    port: int,
    page_size: int,
    latency: float,
    token_from: str | None,
    rate_limit: int | None,
) -> None:
    """Serve the API of SCHEMA on this computer, in memory, until Ctrl-C.

    SCHEMA is a bundled name (heroku, bookshelf), the path of a file or folder, or a URL; without it, heroku.
    """
    from heroics_py.client.connect import read
    from heroics_py.server import Server

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    token = _token_in(token_from) if token_from else None
    source = schema or _DEFAULT
    api = read(source, allow_refs=allow_refs, patch=patches or None)
    server = Server(api, port=port, token=token, page_size=page_size, latency=latency, rate_limit=rate_limit)
    try:
        _start(server, port)
        click.echo(_welcome(server, source, token_from, note="" if schema else _NOTE))
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("\nclosed")
    finally:
        server.close()


def _start(server: "Server", port: int) -> None:
    try:
        server.start()
    except OSError as error:
        if error.errno not in {EADDRINUSE, EACCES}:
            raise
        reason = "is in use" if error.errno == EADDRINUSE else "requires administrator rights"
    else:
        return
    raise click.ClickException(f"port {port} {reason}: choose another with --port, or omit it to use a free one")


def _token_in(variable: str) -> str:
    """Return the token in an environment variable; on a command line, other users of the computer could see it."""
    token = os.environ.get(variable, "")
    if token:
        return token
    raise click.ClickException(f"the environment variable {variable} is empty: set it to the token to accept")


def _welcome(server: "Server", schema: str, token_from: str | None, *, note: str) -> str:
    api = server.api
    day = f", schema of {api.day}" if api.day else ""
    counts = f"{len(api.resources)} resources, {len(list(api.links))} links{day}"
    accepted = f"Only the token in {token_from} is accepted." if token_from else "Any token is accepted."
    token = f"os.environ[{token_from!r}]" if token_from else '"any"'
    imports = "import os\n  import heroics_py" if token_from else "import heroics_py"
    return (
        f"{printable(api.title or schema)}: {counts}\n{note}"
        f"Serving at {server.url} until Ctrl-C. {accepted}\n\n"
        f"  {imports}\n"
        f'  client = heroics_py.connect({printable(repr(schema))}, url="{server.url}", token={token})\n'
    )
