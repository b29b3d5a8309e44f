"""Identities that earlier calls have returned."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heroics_py.cli.completion.candidate import Candidate
from heroics_py.cli.completion.sources import Source
from heroics_py.support.values import Value

__all__ = ["NO_IDENTITIES", "KnownIdentities", "known_identities"]


class KnownIdentities(Value):
    """The identities that an account has seen.

    Attributes:
        rows: for each kind of thing, what is known of each.
    """

    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def candidates(self, prefix: str, identity: Sequence[Any], filled: Mapping[str, str]) -> Iterator[Candidate]:
        """Yield the identities of a kind."""
        yield from ()


def known_identities(source: Source | None, url: str | None, options: Sequence[str]) -> KnownIdentities:
    """Return the identities that are known for a line."""
    return KnownIdentities({})


NO_IDENTITIES = KnownIdentities({})
