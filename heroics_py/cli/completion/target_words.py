"""The candidates for the words that follow the name of an API: a resource, a link, and its arguments."""

from collections.abc import Iterator, Sequence
from typing import Any

from heroics_py.cli.completion.candidate import Candidate
from heroics_py.cli.completion.known_identities import NO_IDENTITIES, KnownIdentities, known_identities
from heroics_py.cli.completion.link_words import LinkWords
from heroics_py.cli.completion.options import options_by_name, parse_words
from heroics_py.cli.completion.schema_index import SchemaIndex
from heroics_py.cli.completion.sources import Source
from heroics_py.support.values import Value

__all__ = ["ApiTarget", "api_candidates", "identities_of_resource"]


class ApiTarget(Value, kw_only=True):
    """An API at the cursor.

    Attributes:
        index: of its schema.
        options: those that every link has beside its own.
        source: where its schema comes from; None for the client of a program.
    """

    index: SchemaIndex
    options: Sequence[dict[str, Any]]
    source: Source | None = None

    def resources(self) -> Iterator[Candidate]:
        """Yield the words for the resources."""
        yield from (Candidate(word, text) for word, (_, _, text) in self.index.resources.items())

    def identities(self, url: str | None, options: Sequence[str]) -> KnownIdentities:
        """Return the identities that are known for a line with these options, and this value of --url."""
        source = self.source
        if source is None:
            return NO_IDENTITIES
        return known_identities(url or source.url or self.index.url, source.profile, options)

    def links(self, resource: str) -> dict[str, Any] | None:
        """Return the links of the resource that a word names, by the words for them; None for an unknown name."""
        resources = self.index.resources
        if resource in resources:
            return self.index.links(resource)
        word = next((word for word, names in resources.items() if resource in names[:2]), None)
        return None if word is None else self.index.links(word)


def api_candidates(target: ApiTarget, words: Sequence[str], current: str) -> Iterator[Candidate]:
    """Yield the candidates after the name of an API.

    Args:
        target: the API.
        words: those after its name, before the cursor.
        current: the word at the cursor.
    """
    parsed = parse_words(words, options_by_name(target.options))
    is_value = parsed.pending is None and (parsed.is_literal or not current.startswith("-"))
    link, used = _link(target, parsed.values) if parsed.values else (None, 0)
    if link is not None:
        rest = _without(words, parsed.values[:used])
        yield from LinkWords(target.options, link, rest, current, target.identities).candidates()
    elif not is_value:
        yield Candidate("--help", "Show this message and exit.")
    elif not parsed.values:
        yield from _calls(target, current) if "." in current else target.resources()
    elif len(parsed.values) == 1:
        links = target.links(parsed.values[0]) or {}
        yield from (Candidate(word, each["text"]) for word, each in links.items())


def _link(target: ApiTarget, values: Sequence[str]) -> tuple[dict[str, Any] | None, int]:
    """Return the link that the first words name, if they do, and how many words that takes."""
    links, used, word = target.links(values[0]), 2, values[1] if len(values) > 1 else ""
    if links is None:
        resource, _, word = values[0].rpartition(".")
        links, used = target.links(resource), 1
    found = [each for name, each in (links or {}).items() if word in {name, each["name"]}]
    return (found[0] if found else None), used


def _calls(target: ApiTarget, current: str) -> Iterator[Candidate]:
    """Yield links after their resource and a dot: ``app.list``."""
    resource = current.rpartition(".")[0]
    for word, link in (target.links(resource) or {}).items():
        yield Candidate(f"{resource}.{word}", link["text"])


def _without(words: Sequence[str], used: Sequence[str]) -> list[str]:
    rest = list(words)
    for word in used:
        rest.remove(word)
    return rest


def identities_of_resource(target: ApiTarget, resource: str) -> Iterator[Candidate]:
    """Yield the known identities of the things of a resource."""
    links = target.links(resource) or {}
    names = next((names for word, names in target.index.resources.items() if resource in {word, *names[:2]}), [""])
    places = [each["identity"] for link in links.values() for each in link["args"] if each.get("identity")]
    if own := [each for each in places if each[0] in names[:2]]:
        yield from target.identities(None, ()).candidates("", own[-1], {})
