"""The candidates for a line of a program's own command, which `heroics_py.cli_for` has made."""

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

from heroics_py.cli.completion.answer import answer
from heroics_py.cli.completion.candidate import Candidate
from heroics_py.cli.completion.line import Line
from heroics_py.cli.completion.paths import paths
from heroics_py.cli.completion.schema_index import SchemaIndex
from heroics_py.cli.completion.target_words import ApiTarget, api_candidates
from heroics_py.cli.completion.tool_index import link_options

if TYPE_CHECKING:
    from heroics_py.client import Client

__all__ = ["answer_for", "complete_for"]


def answer_for(client: "Client", shell: str) -> None:
    """Print the candidates for the line on standard input.

    Args:
        client: of the program.
        shell: "bash", "zsh" or "fish".
    """
    answer(shell, lambda line: complete_for(client, line))


def complete_for(client: "Client", line: Line) -> list[Candidate]:
    """Return the candidates for a line that begins with the name of the program."""
    if line.is_file:
        return list(paths("", line.current))
    target = ApiTarget(index=_index(client), options=link_options(takes_url=False))
    return list(api_candidates(target, line.words[1:], line.current)) if line.words else []


def _index(client: "Client") -> SchemaIndex:
    """Return the index of a client; it is kept for the documents that its API was read from."""
    return SchemaIndex(_name(client), lambda: client)


def _name(client: "Client") -> str:
    """Return a name that differs for each document; empty if further ones may be read when a reference leads there."""
    roots = client._core.api.documents.roots  # noqa: SLF001 - the public names of a client belong to the API
    try:
        text = json.dumps(roots) if type(roots) is dict else ""
    except (TypeError, ValueError, RecursionError):
        text = ""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
    return json.dumps(["documents", digest]) if text else ""
