"""The command that serves an API from its schema."""

import os
import signal
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from heroics_py.cli.ports import refused_ports
from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import counted, printable
from heroics_py.display.terminal import shown
from heroics_py.errors import HeroicsError

if TYPE_CHECKING:
    from heroics_py.model.api import Api
    from heroics_py.server import Server

__all__ = ["sandbox"]


_DEFAULT = "heroku"
_NOTE = "No schema was named, so this is the bundled one of Heroku: heroics sandbox SCHEMA serves another.\n"


def _check_clock(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    try:
        datetime.fromisoformat(text or "2026-01-31")
    except ValueError:
        raise click.BadParameter(f"{shown(text)} is not a time: expected one such as 2026-01-31T12:00:00Z") from None
    return text


@click.command()
@click.argument("schema", required=False)
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on; by default a free one.")
@click.option("--page-size", type=click.IntRange(1), default=200, show_default=True, help="Items per page of a list.")
@click.option("--latency", type=click.FloatRange(0), default=0.0, help="Seconds to wait before each response.")
@click.option("--token-from", metavar="NAME", help="Accept only the token in this environment variable.")
@click.option("--rate-limit", type=click.IntRange(0), help="Requests to accept before responding with 429.")
@click.option(
    "--data", metavar="FILE", type=click.Path(), help="A JSON or YAML file with the initial data, by resource."
)
@click.option("--clock", metavar="TIME", callback=_check_clock, help="The server's time, such as 2026-01-31T12:00:00Z.")
@click.option(
    "--ids", metavar="SEED|ID,ID...", help="Ids for new items: a number to seed them, or a list to use in order."
)
@click.option(
    "--paging",
    multiple=True,
    metavar="[NAME=]STYLE(...)",
    help="The paging style, if SCHEMA does not describe it: 'thing.list=pages(page, items=data)'.",
)
def sandbox(  # noqa: PLR0913 - each option is an argument
    schema: str | None,
    *,
    allow_refs: tuple[str, ...],
    patches: tuple[str, ...],
    port: int,
    token_from: str | None,
    paging: tuple[str, ...],
    data: str | None,
    ids: str | None,
    **controls: Any,
) -> None:
    """Run a local, in-memory server for the API of SCHEMA until Ctrl-C.

    SCHEMA is a bundled name (heroku, bookshelf), a profile, the path of a file or folder, a URL, or - for standard
    input; without it, heroku.
    """
    from heroics_py.cli.api.example_lines import example_lines, shown_schema
    from heroics_py.server import Server
    from heroics_py.server.seed_files import read_seeds

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    token = _token_in(token_from) if token_from else None
    target = target_of(schema or _DEFAULT, "heroics sandbox", patches=patches, allow_refs=allow_refs)
    try:
        api = _paged(target.read(), paging)
        server = Server(api, port=port, token=token, data=read_seeds(data), ids=_ids(ids), **controls)
        server.describe(shown_schema(target.schema), example_lines(target, shown_schema(target.schema)))
    except ValueError as error:
        if isinstance(error, HeroicsError):
            raise
        problem = str(error).replace("data=", "--data ")
    else:
        _serve(server, port, lambda: _welcome(server, target.schema, token_from, note="" if schema else _NOTE))
        return
    raise click.UsageError(problem)


def _paged(api: "Api", paging: tuple[str, ...]) -> "Api":
    if not paging:
        return api
    from heroics_py.cli.paging_text import parse_paging
    from heroics_py.client.arguments.declared_paging import with_paging

    return with_paging(api, parse_paging(paging))


def _ids(text: str | None) -> int | list[str | int] | None:
    """Return a seed, or ids; those of digits alone are numbers."""
    if text is None:
        return None
    ids = [int(each) if each.isascii() and each.isdecimal() else each for each in map(str.strip, text.split(","))]
    return ids[0] if len(ids) == 1 and isinstance(ids[0], int) else ids


def _serve(server: "Server", port: int, welcome: Callable[[], str]) -> None:
    """Serve until Ctrl-C."""
    try:
        with refused_ports(port):
            server.start()
        click.echo(welcome())
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("\nclosed")
    finally:
        server.close()


def _token_in(variable: str) -> str:
    """Return the token in an environment variable; on a command line, other users of the computer could see it."""
    token = os.environ.get(variable, "")
    if token:
        return token
    raise click.ClickException(f"the environment variable {variable} is empty: set it to the token to accept")


def _welcome(server: "Server", schema: str, token_from: str | None, *, note: str) -> str:
    api = server.api
    day = f", schema of {api.day}" if api.day else ""
    counts = f"{counted(len(api.resources), 'resource')}, {counted(len(list(api.links)), 'link')}{day}"
    accepted = f"Only the token in {token_from} is accepted." if token_from else "Any token is accepted."
    token = f"os.environ[{token_from!r}]" if token_from else '"any"'
    imports = "import os\n  import heroics_py" if token_from else "import heroics_py"
    return (
        f"{printable(api.title or schema)}: {counts}\n{note}"
        f"Serving at {server.url} until Ctrl-C. {accepted}\n\n"
        f"  {imports}\n"
        f'  client = heroics_py.connect({printable(repr(schema))}, url="{server.url}", token={token})\n\n'
        f"In a browser, {server.url}/-/docs/ shows the reference, with a form for each link.\n"
    )
