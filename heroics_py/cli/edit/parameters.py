"""The query, header and cookie parameters that the links of a thing need: ``api-version=2`` on the command line."""

from collections.abc import Iterable, Sequence
from typing import Any

from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.values import ArgumentValues
from heroics_py.cli.api.words import Assignment, read_word
from heroics_py.cli.edit.link_pairs import LinkPair

__all__ = ["parameters_of", "split_words"]

_PLACES = frozenset({"query", "header", "cookie", "querystring"})


def split_words(words: Iterable[str], pairs: Iterable[LinkPair]) -> tuple[tuple[str, ...], list[Assignment]]:
    """Split words into those of an identity, and values of parameters that one of the links has."""
    facts = [LinkFacts(link) for pair in pairs for link in (pair.info, pair.update)]
    identity: list[str] = []
    assignments: list[Assignment] = []
    for word in words:
        found = read_word(word)
        if found is not None and any(_takes(each, found.name) for each in facts):
            assignments.append(found)
        else:
            identity.append(word)
    return tuple(identity), assignments


def parameters_of(facts: LinkFacts, assignments: Sequence[Assignment]) -> dict[str, Any]:
    """Return the parameters of a link, by keyword.

    Raises:
        UsageError: a text has no meaning for its parameter.
    """
    values = ArgumentValues(facts)
    for each in assignments:
        if _takes(facts, each.name):
            values.assign(each)
    return values.values


def _takes(facts: LinkFacts, name: str) -> bool:
    found = facts.find(name)
    return found is not None and found[0].location in _PLACES
