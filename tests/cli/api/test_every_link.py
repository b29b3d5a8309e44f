"""Every link of the bundled schemas: its signature, docstring, help and example say the same on a command line."""

import json
import re
import shlex
from contextlib import suppress
from inspect import Parameter
from urllib.parse import parse_qsl, unquote, urlsplit

import click
import pytest

from heroics_py import NotFound, cli_for
from heroics_py.cli.api.link_help import write_link_help
from heroics_py.readers.bundled_schemas import bundled
from heroics_py.testing import received, sandbox

# "heroku-platform-api" is another name of "heroku".
SCHEMAS = [name for name in bundled() if name != "heroku-platform-api"]
POSITIONAL = Parameter.POSITIONAL_OR_KEYWORD


def commands_of(program):
    """Yield each command of a link with its context."""
    ctx = click.Context(program, info_name="shop")
    for word in program.list_commands(ctx):
        group = program.get_command(ctx, word)
        below = click.Context(group, info_name=word, parent=ctx)
        for name in group.list_commands(below):
            command = group.get_command(below, name)
            yield command, click.Context(command, info_name=name, parent=below)


def help_of(command, ctx):
    """Return the help of a link, without the options of the tool, which are the same everywhere."""
    formatter = click.HelpFormatter(width=1000)
    write_link_help(formatter, ctx, command.facts, command.fields, [])
    return formatter.getvalue()


def section(text, title):
    """Return the lines of a section of help, each with its continuation."""
    found = re.search(rf"^{title}:\n((?:  .*\n|\n(?=  ))*)", f"{text}\n", re.MULTILINE)
    return re.sub(r"\n {4,}", " ", found[1].rstrip()).splitlines() if found else []


def in_signature(link):
    """Return the arguments of a signature: whether each is required, None if an optional one precedes it."""
    parameters = [each for each in link.__signature__.parameters.values() if each.kind < Parameter.VAR_KEYWORD]
    optional = False
    needs = {}
    for each in (each for each in parameters if each.kind != Parameter.VAR_POSITIONAL):
        needs[each.name] = None if optional and each.kind is POSITIONAL else each.default is Parameter.empty
        optional = optional or (each.kind is POSITIONAL and each.default is not Parameter.empty)
    return needs


def in_docstring(link):
    """Return the arguments of a docstring."""
    lines = section(link.__doc__.replace("\n        ", " ").replace("\n    ", "\n  "), "Args")
    found = (re.match(r" +(?:in a body dict: ')?([^ (']+)'? \((.*)", line) for line in lines)
    return {match[1]: "required" in match[2] for match in found if match}


def in_help(command, text):
    """Return the arguments of the help of a command, by their names in Python."""
    facts = command.facts
    spelled = {word: each.keyword or each.wire_name for word, each in facts.typed.items()}
    names = {f"--{word}": name for word, name in spelled.items()} | {f"{word}=": name for word, name in spelled.items()}
    names |= {facts.placeholder(each): each.keyword for each in facts.positional}
    needs = {}
    for line in section(text, "Arguments"):
        form = re.match(r" +(--[^ ]+|[^ =]+=?)", line)[1]
        if form != "NAME=":
            needs[names[form]] = re.search(r"(?: |--no-\S+ )(required|optional)[,. ]", line)[1] == "required"
    return needs


def differences(signature, docstring, help_):
    """Return the arguments of which not all say the same; a signature has no field whose name is not an identifier."""
    names = {*signature, *docstring, *help_}
    stated = {name: {each.get(name) for each in (docstring, help_)} for name in names}
    said = {name: {signature[name]} - {None} for name in names if name in signature}
    return [
        name
        for name in names
        if len(stated[name] | said.get(name, set())) != 1 or (name not in signature and name.isidentifier())
    ]


@pytest.mark.filterwarnings("ignore::heroics_py.errors.DeprecationNotice")
@pytest.mark.parametrize("schema", SCHEMAS)
def test_links_say_the_same_everywhere(schema):
    """The signature, the docstring and the help of a link name the same arguments and what is required of them."""
    with sandbox(schema, socket=False) as client:
        program = cli_for(client, "shop")
        for command, ctx in commands_of(program):
            text, link = help_of(command, ctx), command.facts.link
            assert differences(in_signature(link), in_docstring(link), in_help(command, text)) == [], link
            line = section(text, "Example")[0].strip()
            assert sent(command, ctx, line, client) == written(link), line


def sent(command, ctx, line, client):
    """Return the request that a line of the shell sends."""
    before = len(received(client))
    words = shlex.split(line.removeprefix(ctx.command_path))
    with command.make_context(ctx.info_name, words, parent=ctx.parent) as own, suppress(NotFound):
        command.invoke(own)
    request = received(client)[before]
    return request.method, unquote(request.path.partition("?")[0]), request.query, parsed(request.body)


def written(link):
    """Return the request of the example in the docstring."""
    example = re.search(r"Example:\n +client\.[\w.]+(\(.*\))", link.__doc__)[1]
    request = eval(f"prepare{example}", {"prepare": link.prepare})
    parts = urlsplit(request.url)
    return request.method, unquote(parts.path), dict(parse_qsl(parts.query)), parsed(request.body or b"")


def parsed(body):
    return json.loads(body) if body else None
