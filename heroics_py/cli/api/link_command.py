"""The command of a link: ``heroics call heroku app create``."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from heroics_py.cli.api.command_line import sorted_words
from heroics_py.cli.api.field_options import FieldOption, field_options
from heroics_py.cli.api.invocation import Invocation, invocation_of
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.link_help import write_link_help
from heroics_py.cli.api.python_text import python_text
from heroics_py.cli.api.request_text import request_text
from heroics_py.cli.api.tool_options import ToolOptions, tool_options
from heroics_py.cli.api.words import Assignment
from heroics_py.cli.bulk.options import each_options
from heroics_py.cli.completion.memory import remembering
from heroics_py.cli.output import OutputOptions, list_limit, output_parameters, write_call
from heroics_py.cli.profiles.target import Target, TargetLike
from heroics_py.client import BoundLink
from heroics_py.display.terminal import printable
from heroics_py.errors import HeroicsError

if TYPE_CHECKING:
    from heroics_py.cli.bulk.each import EachOptions

__all__ = ["LinkCommand"]


class LinkCommand(click.Command):
    """The command that calls a link.

    Args:
        target: what the command is about.
        resource: the name of the resource in Python.
        word: the name of the link, as it is typed.
        link: the link, for names and help.
    """

    def __init__(self, target: TargetLike, resource: str, word: str, link: BoundLink) -> None:
        self.target = target
        self.resource = resource
        self.facts = LinkFacts(link)
        super().__init__(
            word,
            params=[*tool_options(takes_url=isinstance(target, Target)), *each_options(), *output_parameters()],
            context_settings={"ignore_unknown_options": True, "help_option_names": ["-h", "--help"]},
        )

    @cached_property
    def fields(self) -> list[FieldOption]:
        """The options of the arguments, without those whose name is that of an option of the tool."""
        return field_options(self.facts, self.tool_names)

    @cached_property
    def tool_names(self) -> frozenset[str]:
        """The options of the tool, with their dashes."""
        return frozenset({"--help", *(name for param in self.params for name in param.opts)})

    @cached_property
    def words(self) -> click.Argument:
        """The words without a dash."""
        return click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options of the arguments, those of the tool, and the words."""
        own: list[click.Parameter] = [*self.fields, *self.params, self.words]
        help_option = self.get_help_option(ctx)
        return [*own, help_option] if help_option is not None else own

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line; ``ctx.params["words"]`` has the values of the link, as words and assignments."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        try:
            names = {each.wire_name for each in self.facts.arguments}
            options, values = sorted_words(args, self.get_params(ctx), names)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        rest = super().parse_args(ctx, options)
        ctx.params["words"] = tuple(values)
        return rest

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the link does, its arguments, an example, and the options of the tool."""
        write_link_help(formatter, ctx, self.facts, self.fields, self.params)

    def invocation(
        self, facts: LinkFacts, values: dict[str, Any], options: ToolOptions, further: Sequence[Assignment] = ()
    ) -> Invocation:
        """Return the call that the command line means.

        Args:
            facts: about the link of the client that sends.
            values: the values that click parsed.
            options: those of the tool.
            further: values that are not on the command line.
        """
        words = (*values["words"], *further)
        return invocation_of(facts, words, body=options.body, files=options.files)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the link, and write what it returns."""
        try:
            each = _each_options(ctx.params)
            options = ToolOptions.of(ctx.params)
            facts = LinkFacts(self._bound_link(options))
            if each is not None:
                return self._run_each(each, facts, ctx.params, options)
            self._run(facts, ctx.params, options)
        except HeroicsError as error:
            if advice := self.target.advice(error):
                error.add_note(advice)
            raise
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def _bound_link(self, options: ToolOptions) -> BoundLink:
        """Return the link of the client that sends, with the options of the user.

        Raises:
            click.UsageError: an option can't have its value.
        """
        more = {"allowed_origins": options.allowed_origins} if options.allowed_origins else {}
        client = self.target.connect(url=options.url, token=options.token, **more)
        link: BoundLink = getattr(getattr(client, self.resource), self.facts.link.__name__)
        reason = ""
        try:
            return link.with_options(**options.link, **options.hooks)
        except ValueError as error:
            reason = str(error)
        raise click.UsageError(reason)

    @property
    def _title(self) -> str:
        return self.facts.link._name.replace(".", " ")  # noqa: SLF001 - public names of a link belong to its schema

    def _run(self, facts: LinkFacts, values: dict[str, Any], options: ToolOptions) -> None:
        invocation = self.invocation(facts, values, options)
        if options.shows:
            click.echo(printable(self._shown(invocation, options, list_limit(OutputOptions.of(values)))))
        else:
            with self._remembering(facts.link, values, options) as watched:
                write_call(watched, invocation.args, invocation.kwargs, OutputOptions.of(values), title=self._title)

    def _run_each(self, each: "EachOptions", facts: LinkFacts, values: dict[str, Any], options: ToolOptions) -> int:
        """Call the link for each row, and return the exit code."""
        limit = list_limit(OutputOptions.of(values))
        show = (lambda call: printable(self._shown(call, options, limit))) if options.shows else None
        with self._remembering(facts.link, values, options) as link:
            limited = LinkFacts(link.with_options(limit=limit))
            calls = each.calls(
                limited,
                values,
                lambda further: self.invocation(limited, values, options, further),
            )
            return each.run(calls, values, title=self._title, show=show, advice=self.target.advice)

    def _remembering(
        self, link: BoundLink, values: dict[str, Any], options: ToolOptions
    ) -> AbstractContextManager[BoundLink]:
        """Return the link, whose results Tab offers later, unless Tab can't know their account."""
        return remembering(self.target, link, is_private=options.token is not None or values["no_cache"])

    def _shown(self, invocation: Invocation, options: ToolOptions, limit: int | None) -> str:
        request = invocation.link.prepare(*invocation.args, **invocation.kwargs)  # refuses what a call would refuse
        if options.shows == "python":
            changes = options.link if limit is None else {**options.link, "limit": limit}
            return python_text(invocation, self.target, url=options.url, options=changes)
        if options.shows == "curl":
            return invocation.link.curl(*invocation.args, **invocation.kwargs)
        return request_text(request)


def _each_options(values: dict[str, Any]) -> "EachOptions | None":
    """Return how the link is called for each row, if it is."""
    if not values["each"] and values["parallel"] is None:
        return None
    from heroics_py.cli.bulk.each import EachOptions

    return EachOptions.of(values)
