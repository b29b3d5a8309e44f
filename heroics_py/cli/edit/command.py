"""The command that opens a thing of an API in the user's editor: ``heroics edit``."""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.names import find_link, find_resource, missing_link, missing_resource
from heroics_py.cli.api.request_text import request_text
from heroics_py.cli.api.tool_options import ToolOptions, tool_options
from heroics_py.cli.edit.draft import Draft
from heroics_py.cli.edit.link_pairs import fitting_pair, link_pairs
from heroics_py.cli.edit.parameters import parameters_of, split_words
from heroics_py.cli.edit.session import Edit, Edited, file_name
from heroics_py.cli.exit_codes import error_line, exit_code, failure
from heroics_py.cli.output import OutputOptions, output_parameters, write_result
from heroics_py.cli.output.terminal import is_terminal, note
from heroics_py.cli.profiles.target import Target, target_of
from heroics_py.cli.text import printable
from heroics_py.client import BoundLink
from heroics_py.display.terminal import escaped
from heroics_py.errors import HeroicsError
from heroics_py.secrecy.urls import mask_url

__all__ = ["edit"]

# The options of `heroics call` that an edit has, too.
_OPTIONS = frozenset({"url", "token_stdin", "header", "timeout", "no_validate", "dry_run", "verbose", "debug"})
_OUTPUT = frozenset({"output_format", "output_fields", "output_query", "output_to"})
_EXAMPLES = """\b
Examples:
  heroics edit heroku app example
  heroics edit heroku config-var example
  heroics edit shop.yaml order 12 --url https://api.shop.example"""
_COLOURS = {"+": "green", "-": "red"}


@click.command(epilog=_EXAMPLES)
@click.argument("schema")
@click.argument("resource")
@click.argument("identity", nargs=-1)
@click.option("--resume", type=click.Path(path_type=Path), metavar="FILE", help="Resume from a saved edit.")
@click.pass_context
def edit(  # the others are in the context
    context: click.Context, /, schema: str, resource: str, identity: tuple[str, ...], resume: Path | None, **_: object
) -> None:
    """Edit a resource as YAML in $VISUAL or $EDITOR, and send the fields that you change.

    SCHEMA is a profile, a bundled name (heroku, bookshelf), a path or a URL. IDENTITY is the id or name of the
    resource, preceded by those of its parents. NAME=VALUE sets a query parameter or a header. If somebody else has
    changed the same resource, nothing is overwritten.
    """
    options = ToolOptions.of({**_UNUSED, **context.params})
    typed = f"{context.command_path} {escaped(mask_url(schema))}"
    target = target_of(schema, typed)
    name, chosen = _names(target, resource)
    pairs = link_pairs(target.describe(), name, chosen)
    values, assignments = split_words(identity, pairs)
    pair = fitting_pair(pairs, len(values), f"{typed} {escaped(resource)}")
    bound = getattr(target.connect(url=options.url, token=options.token), name)
    info = _with(getattr(bound, pair.info.__name__), options, reads=True)
    update = _with(getattr(bound, pair.update.__name__), options)
    call = Edit(
        pair=replace(pair, info=info, update=update),
        args=values,
        title=" ".join((resource, *values)),
        parameters=(parameters_of(LinkFacts(info), assignments), parameters_of(LinkFacts(update), assignments)),
        say=_say,
    )
    edited = _run(call, resume, _command_line(context), target, sends=not options.shows)
    _show(edited, call, OutputOptions.of(context.params), sends=not options.shows)


edit.params += [each for each in tool_options() if each.name in _OPTIONS]
edit.params += [each for each in output_parameters() if each.name in _OUTPUT]
_UNUSED: dict[str, Any] = {
    str(each.name): False if each.is_flag else () if each.multiple else None
    for each in tool_options()
    if each.name not in _OPTIONS
}


def _names(target: Target, word: str) -> tuple[str, str]:
    """Return the resource that a word names, and the link that updates, if the word names one: ``repo.update-hook``."""
    client = target.describe()
    if (name := find_resource(client, word)) is not None:
        return name, ""
    first, _, update = word.rpartition(".")
    name = find_resource(client, first) if first else None
    if name is None:
        raise click.UsageError(f"no resource {escaped(repr(word))}; {missing_resource(client, word)}")
    link = find_link(client, name, update)
    if link is None:
        raise click.UsageError(
            f"{escaped(first)} has no link {escaped(repr(update))}; {missing_link(client, name, update)}"
        )
    return name, link.__name__


def _with(link: BoundLink, options: ToolOptions, *, reads: bool = False) -> BoundLink:
    unfit = {"validate", "media_type"} if reads else set()
    changes = {name: value for name, value in options.link.items() if name not in unfit}
    try:
        return link.with_options(**changes, **options.hooks)
    except ValueError as error:
        problem = str(error)
    raise click.UsageError(problem)


def _run(call: Edit, resume: Path | None, command: Sequence[str], target: Target, *, sends: bool) -> Edited:
    draft = Draft(file_name(call.title))
    earlier = None if resume is None else Draft.of_file(resume)
    try:
        with _kept(draft, command, target):
            edited = call.run(draft, earlier, sends=sends)
        if earlier is not None and sends:
            earlier.discard()
        if not edited.body and draft.is_unseen:
            note("the editor ended at once; if its window is still open, let it wait: EDITOR='code --wait'")
        return edited
    finally:
        draft.remove()


@contextmanager
def _kept(draft: Draft, command: Sequence[str], target: Target) -> Iterator[None]:
    """Keep the user's text if the edit fails, and say how to go on with it."""
    try:
        yield
    except (HeroicsError, click.ClickException) as error:
        advice = target.advice(error) if isinstance(error, HeroicsError) else ""
        texts = [error_line(error, advice), _way_on(draft, command) if draft.keep() else ""]
        raise failure("; ".join(filter(None, texts)), exit_code(error)) from error
    except BaseException:
        if draft.keep():
            note(_way_on(draft, command))
        raise


def _way_on(draft: Draft, command: Sequence[str]) -> str:
    return f"your text is kept; to go on: {shlex.join([*command, '--resume', str(draft.path)])}"


def _command_line(context: click.Context) -> list[str]:
    """Return the words that go on with this edit, apart from its draft."""
    params = context.params
    words = [*context.command_path.split(), params["schema"], params["resource"], *params["identity"]]
    for name in ("url", "timeout"):
        words += [f"--{name}", str(params[name])] if params[name] is not None else []
    for header in params["header"]:
        words += ["--header", header]
    return [mask_url(word) for word in words]


def _say(line: str) -> None:
    """Show a message, or a line of the diff."""
    if line[:1] in _COLOURS:
        colour = None if os.environ.get("NO_COLOR") else _COLOURS[line[:1]]
        click.secho(printable(line), fg=colour, err=True)
    elif line[:1] == " ":
        click.echo(printable(line), err=True)
    else:
        note(line)


def _show(edited: Edited, call: Edit, options: OutputOptions, *, sends: bool) -> None:
    if not edited.body:
        note(f"nothing changed in {call.title}, so nothing was sent")
    elif not sends:
        click.echo(printable(request_text(edited.request())))
    elif options.format or options.fields or options.query or options.to or not is_terminal(sys.stdout):
        write_result(edited.result, options, title=call.title)
    else:
        note(f"{call.title} is updated: {', '.join(map(escaped, edited.body))}")
