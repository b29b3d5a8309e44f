"""The command that calls a link: ``heroics call SCHEMA RESOURCE LINK``."""

from typing import Any

import click

from heroics_py.cli.api.group import ApiGroup, OptionlessGroup
from heroics_py.cli.api.help_sections import write_lines
from heroics_py.cli.profiles.target import target_of
from heroics_py.display.terminal import escaped
from heroics_py.readers.bundled_schemas import bundled
from heroics_py.secrecy.urls import mask_url

__all__ = ["call"]


class SchemaGroup(OptionlessGroup):
    """The APIs that can be called: the first word is a schema."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        """Return the names of the bundled schemas."""
        return bundled()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the group of an API."""
        name = escaped(mask_url(cmd_name))
        mends = {option: ctx.params.get(option, ()) for option in ("patches", "allow_refs")}
        return ApiGroup(target_of(cmd_name, f"{ctx.command_path} {name}", **mends), name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the group of the API, under a name without the secrets of its URL."""
        command = self.get_command(ctx, args[0])
        return (command.name if command is not None else None), command, args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples."""
        write_lines(formatter, "Examples", [f"{ctx.command_path} {line}" for line in _EXAMPLES])


_EXAMPLES = (
    "heroku --help",
    "heroku app --help",
    "heroku app create --help",
    "heroku app list",
    "heroku app create --name example",
    "heroku app.create name=example",
    "heroku config-var update example FOO=bar BAZ:=null",
    "./openapi.yaml --help",
)


@click.command(cls=SchemaGroup, invoke_without_command=True, subcommand_metavar="SCHEMA RESOURCE LINK [ARGUMENTS]")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
@click.pass_context
def call(context: click.Context, /, **_: object) -> Any:
    """Call a link of the API that SCHEMA describes.

    SCHEMA is a bundled name (heroku, bookshelf), the path of a file or folder, a URL, or the name of a profile. The
    token comes from the environment variable HEROICS_TOKEN, and is sent only to a URL that you name: with --url after
    the link, or in a profile.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
