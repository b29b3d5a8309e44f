"""The index of a schema, kept in a file as long as the schema is unchanged."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from heroics_py.cli.completion.kept_files import read_kept, write_kept
from heroics_py.cli.completion.tool_index import program_state
from heroics_py.cli.completion.tracked_files import FileState, are_unchanged, joined_states, opened_files
from heroics_py.support.cached_property import cached_property

if TYPE_CHECKING:
    from heroics_py.client import Client

__all__ = ["SchemaIndex"]


class SchemaIndex:
    """What Tab knows of an API. The schema is read once for each resource that is completed, and when it changes.

    Args:
        name: identifies the schema and what mends it; empty to keep no file.
        describe: returns a client of the API, without sending anything.
    """

    def __init__(self, name: str, describe: "Callable[[], Client]") -> None:
        self._name = name
        self._describe = describe
        # The head, the names of the resources, and the links of each resource; empty for one that was never needed.
        self._lines = self._read() or self._make()

    @cached_property
    def _head(self) -> dict[str, Any]:
        head: dict[str, Any] = json.loads(self._lines[0])
        return head

    @property
    def url(self) -> str:
        """The URL of the API."""
        return str(self._head["url"])

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
        position = 2 + list(self.resources).index(resource)
        if not self._lines[position]:
            self._lines[position] = self._resource(resource)
        links: dict[str, Any] = json.loads(self._lines[position])
        return links

    @cached_property
    def _client(self) -> "Client":
        return self._describe()

    @cached_property
    def _file(self) -> str:
        from hashlib import blake2b

        return f"schema-{blake2b(self._name.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"

    def _read(self) -> list[str]:
        """Return the lines of the file; none if it is missing or damaged, or something has changed."""
        content = read_kept(self._file) if self._name else None
        if content is None:
            return []
        try:
            lines = content.decode().split("\n")
            head = json.loads(lines[0])
            is_ours = head["program"] == program_state() and head["name"] == self._name
            return lines if is_ours and are_unchanged(head["files"]) else []
        except (ValueError, LookupError, TypeError):
            return []

    def _make(self) -> list[str]:
        from heroics_py.cli.completion.api_index import names_of

        with opened_files() as states:
            client = self._client
            names = names_of(client)
        url = client._core.base_url  # noqa: SLF001 - the public names of a client belong to the API
        head = {"program": program_state(), "name": self._name, "url": url, "files": []}
        self._lines = [_json(head), _json(names), *("" for _ in names)]
        self._keep(states())
        return self._lines

    def _resource(self, word: str) -> str:
        """Return the line of a resource, from the schema."""
        from heroics_py.cli.completion.api_index import links_of_resource

        name = self.resources[word][0]
        with opened_files() as states:
            line = _json(links_of_resource(self._client, name))
        self._lines[2 + list(self.resources).index(word)] = line
        self._keep(states())
        return line

    def _keep(self, states: list[FileState] | None) -> None:
        """Write the file, unless the files that it was made from have changed in between."""
        files = None if states is None else joined_states(self._head["files"], states)
        if self._name and files is not None:
            self._head["files"] = files
            self._lines[0] = _json(self._head)
            with suppress(OSError):
                write_kept(self._file, "\n".join(self._lines).encode())


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
