"""The groups of an API: its resources, and the links of each."""

from typing import Any

import click

from heroics_py.cli.api.help_sections import first_sentence, write_lines, write_listing, write_text
from heroics_py.cli.api.link_command import LinkCommand
from heroics_py.cli.api.names import (
    find_link,
    find_resource,
    links_of,
    missing_link,
    missing_resource,
    resource_words,
    typed_name,
)
from heroics_py.cli.profiles.target import NOWHERE, TargetLike
from heroics_py.cli.program import CONTEXT, Program
from heroics_py.client import BoundLink, Client
from heroics_py.display.terminal import escaped
from heroics_py.model.schemes import target_text

__all__ = ["ApiGroup", "OptionlessGroup", "ResourceGroup"]


class OptionlessGroup(Program):
    """A group whose options come after a link."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what precedes the name of a command.

        Raises:
            click.UsageError: there is an option; the message says where options belong.
        """
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            name = escaped(error.option_name)
        raise click.UsageError(f"no option {name} before the link: options follow RESOURCE and LINK", ctx)


class ResourceGroup(OptionlessGroup):
    """The links of a resource.

    Args:
        target: what the command is about.
        resource: the name of the resource in Python.
        word: as it is typed.
    """

    def __init__(self, target: TargetLike, resource: str, word: str) -> None:
        self.target = target
        self.resource = resource
        super().__init__(word, invoke_without_command=True, context_settings=CONTEXT, subcommand_metavar="LINK ...")

    @property
    def client(self) -> Client:
        """The client for names and help."""
        return self.target.describe()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        """Return the names of the links, as they are typed."""
        return list(links_of(self.client, self.resource))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return the command of a link, if there is one."""
        link = find_link(self.client, self.resource, cmd_name)
        return (
            None
            if link is None
            else LinkCommand(self.target, self.resource, _link_word(self.client, self.resource, link), link)
        )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of a link.

        Raises:
            click.UsageError: there is no such link; the message names the closest ones.
        """
        if ctx.resilient_parsing or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        if (command := self.get_command(ctx, args[0])) is not None:
            return command.name, command, args[1:]
        hint = missing_link(self.client, self.resource, args[0])
        raise click.UsageError(f"{self.name} has no link {escaped(repr(args[0]))}; {hint}", ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write what the resource is."""
        resource = getattr(self.client, self.resource)._resource  # noqa: SLF001 - public names belong to the API
        write_text(formatter, resource.description or resource.title)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the links, each with what it sends and does."""
        links = links_of(self.client, self.resource)
        rows = [(word, *_summary(link)) for word, link in links.items()]
        write_listing(formatter, "Links", rows)
        write_lines(formatter, "Help of a link", [f"{ctx.command_path} {next(iter(links), 'LINK')} --help"])

    def invoke(self, ctx: click.Context) -> Any:
        """Call the link; without one, print the help."""
        return _invoke_or_help(self, ctx, super().invoke)


class ApiGroup(OptionlessGroup):
    """The resources of an API. A link may follow its resource after a dot: ``app.create``.

    Args:
        target: what the command is about.
        name: as it is typed.
    """

    def __init__(self, target: TargetLike, name: str) -> None:
        self.target = target
        super().__init__(
            name, invoke_without_command=True, context_settings=CONTEXT, subcommand_metavar="RESOURCE LINK ..."
        )

    @property
    def client(self) -> Client:
        """The client for names and help."""
        return self.target.describe()

    def answer_tab(self, shell: str) -> bool:
        """Print the candidates for the line on standard input.

        Args:
            shell: "bash", "zsh" or "fish".
        """
        from heroics_py.cli.completion.program import answer_for

        answer_for(self.client, shell)
        return True

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        """Return the names of the resources, as they are typed."""
        return list(resource_words(self.client))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return the group of a resource, or the command of a link: ``app`` and ``app.create``."""
        if (resource := find_resource(self.client, cmd_name)) is not None:
            return ResourceGroup(self.target, resource, typed_name(resource, self.client))
        resource_word, dot, word = cmd_name.rpartition(".")
        if not dot or (resource := find_resource(self.client, resource_word)) is None:
            return None
        link = find_link(self.client, resource, word)
        if link is None:
            return None
        word = f"{typed_name(resource, self.client)}.{_link_word(self.client, resource, link)}"
        return LinkCommand(self.target, resource, word, link)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the group of a resource, or the command of a link.

        Raises:
            click.UsageError: there is no such resource or link; the message names the closest ones.
        """
        word = args[0]
        if ctx.resilient_parsing or word.startswith("-"):
            return super().resolve_command(ctx, args)
        if (command := self.get_command(ctx, word)) is not None:
            return command.name, command, args[1:]
        first, dot, link = word.rpartition(".")
        if dot and (resource := find_resource(self.client, first)) is not None:
            hint = missing_link(self.client, resource, link)
            raise click.UsageError(f"{escaped(first)} has no link {escaped(repr(link))}; {hint}", ctx)
        hint = missing_resource(self.client, word)
        raise click.UsageError(f"no resource {escaped(repr(word))}; {hint}", ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write what the API is."""
        api = self.client._core.api  # noqa: SLF001 - as above
        day = f" Its schema is of {api.day}." if api.day else ""
        url = self.client._core.base_url  # noqa: SLF001 - as above
        text = (
            f" at {url}.{day}"
            if url != NOWHERE
            else f".{day} Its schema has no base URL: name it with --url after a link."
        )
        write_text(formatter, f"{api.title or 'An API'}{text}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the resources, each with what it is."""
        client = self.client
        names = resource_words(client)
        resources = {word: getattr(client, name)._resource for word, name in names.items()}  # noqa: SLF001 - as above
        rows = [(word, first_sentence(each.description or each.title)) for word, each in resources.items()]
        write_listing(formatter, "Resources", rows)
        write_lines(formatter, "Help of a resource", [f"{ctx.command_path} {next(iter(names), 'RESOURCE')} --help"])

    def invoke(self, ctx: click.Context) -> Any:
        """Call the link; without one, print the help."""
        return _invoke_or_help(self, ctx, super().invoke)


def _invoke_or_help(group: click.Group, ctx: click.Context, invoke: Any) -> Any:
    if ctx._protected_args or ctx.args:  # noqa: SLF001 - click has no public name for the words of a subcommand
        return invoke(ctx)
    click.echo(group.get_help(ctx))
    return None


def _link_word(client: Client, resource: str, link: BoundLink) -> str:
    return typed_name(link.__name__, dir(getattr(client, resource)))


def _summary(link: BoundLink) -> tuple[str, str]:
    """Return the methods of a link, and what it does with its path."""
    targets = [target_text(each).partition(" ") for each in link._links]  # noqa: SLF001 - as above
    methods = "|".join(dict.fromkeys(method for method, _, _ in targets))
    path = min((path for _, _, path in targets), key=len)
    return methods, f"{first_sentence(link.description or link.title)}  {path}".strip()
