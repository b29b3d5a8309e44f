"""The index of a schema, kept in a file as long as the schema is unchanged."""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from heroics_py.cli.completion.kept_files import read_kept, write_kept
from heroics_py.cli.completion.tool_index import program_state
from heroics_py.cli.completion.tracked_files import are_unchanged, opened_files

if TYPE_CHECKING:
    from heroics_py.client import Client

__all__ = ["SchemaIndex", "make_index", "open_index"]


class SchemaIndex:
    """What Tab knows of an API. Each resource is parsed when it is needed.

    Args:
        lines: JSON; the first is the head, the second the names of the resources, then each resource has a line.

    Attributes:
        head: the URL of the API, the files that the index was made from, and the version that made it.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.head: dict[str, Any] = json.loads(lines[0])

    def content(self) -> bytes:
        """Return the text of the file."""
        return "\n".join([_json(self.head), *self._lines[1:]]).encode()

    @cached_property
    def resources(self) -> dict[str, list[str]]:
        """For each resource, by the word to type: its name in Python, its name in the schema, and what it is."""
        names: dict[str, list[str]] = json.loads(self._lines[1])
        return names

    def links(self, resource: str) -> dict[str, Any]:
        """Return the links of a resource by the words to type.

        Args:
            resource: the word to type.
        """
        links: dict[str, Any] = json.loads(self._lines[2 + list(self.resources).index(resource)])
        return links


def open_index(name: str, describe: "Callable[[], Client]") -> SchemaIndex:
    """Return the index of a schema: the one in its file if nothing has changed, else a fresh one.

    Args:
        name: identifies the schema and what mends it.
        describe: returns a client of the API, without sending anything.

    Raises:
        HeroicsError: the schema can't be read.
    """
    from hashlib import blake2b

    file = f"schema-{blake2b(name.encode('utf-8', 'surrogateescape'), digest_size=16).hexdigest()}"
    kept = _kept_index(file, name)
    if kept is not None:
        return kept
    with opened_files() as states:
        index = make_index(describe())
    index.head |= {"program": program_state(), "name": name, "files": states()}
    if index.head["files"] is not None:
        with suppress(OSError):
            write_kept(file, index.content())
    return index


def make_index(client: "Client") -> SchemaIndex:
    """Return the index of a client, without a file."""
    from heroics_py.cli.completion.api_index import index_of

    resources = dict(index_of(client))
    head = {"url": client._core.base_url}  # noqa: SLF001 - the public names of a client belong to the API
    names = {word: [*each["names"], each["text"]] for word, each in resources.items()}
    return SchemaIndex([*map(_json, (head, names)), *(_json(each["links"]) for each in resources.values())])


def _kept_index(file: str, name: str) -> SchemaIndex | None:
    content = read_kept(file)
    if content is None:
        return None
    try:
        index = SchemaIndex(content.decode().split("\n"))
        head = index.head
        is_ours = head["program"] == program_state() and head["name"] == name
        return index if is_ours and are_unchanged(head["files"]) else None
    except (ValueError, LookupError, TypeError):
        return None


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
