"""The command lines of examples, for the reference of an API."""

import os
import shlex
from functools import cache

from heroics_py.call.shape import CallShape
from heroics_py.cli.api.field_options import option_arguments
from heroics_py.cli.api.link_command import LinkCommand
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.names import typed_names
from heroics_py.cli.api.shell_words import example_words
from heroics_py.cli.profiles.target import Target
from heroics_py.display.terminal import escaped
from heroics_py.secrecy.urls import mask_url
from heroics_py.writers.examples import Example
from heroics_py.writers.pages.entries import ShellLine

__all__ = ["example_lines", "shown_schema"]


def example_lines(target: Target, schema: str) -> ShellLine:
    """Return the function that returns the command line of an example.

    Args:
        target: the API.
        schema: what a user types for it.
    """
    client = target.describe()
    program = f"heroics {shlex.quote(schema)}" if target.profile else f"heroics call {shlex.quote(schema)}"

    taken: set[str] = set()
    nouns = typed_names(client)

    @cache
    def verbs_of(resource: str) -> dict[str, str]:
        return typed_names(dir(getattr(client, resource)))

    def line(resource: str, name: str, shapes: tuple[CallShape, ...], example: Example) -> str:
        noun, verbs = nouns[resource], verbs_of(resource)
        link = getattr(getattr(client, resource), name)
        facts = LinkFacts(link, shapes)
        if not taken:  # the options of the tool are the same for each link
            taken.update(LinkCommand(target, resource, verbs[name], link).tool_names)
        words = example_words(example, facts, option_arguments(facts, taken))
        return escaped(" ".join([program, noun, verbs[name], *map(shlex.quote, words)]))

    return line


def shown_schema(schema: str) -> str:
    """Return a schema as examples name it: without the folders of this computer, and without secrets."""
    return os.path.basename(schema.rstrip("/")) if os.path.isabs(schema) else mask_url(schema)
