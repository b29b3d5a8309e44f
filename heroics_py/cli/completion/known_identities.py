"""The identities that Tab offers: those that earlier calls of the same account have returned."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heroics_py.cli.completion.accounts import account_file, hides_account
from heroics_py.cli.completion.candidate import Candidate
from heroics_py.support.values import Value

__all__ = ["NO_IDENTITIES", "KnownIdentities", "known_identities"]


class KnownIdentities(Value):
    """The identities that an account has seen.

    Attributes:
        rows: by kind, for each thing: its fields, its label, what it is part of, and when it was seen.
    """

    rows: Mapping[str, Sequence[Sequence[Any]]]

    def candidates(self, prefix: str, identity: Sequence[Any], around: Mapping[str, str]) -> Iterator[Candidate]:
        """Yield the identities of a kind of thing, the latest first.

        Args:
            prefix: what is typed already, such as ``app=``.
            identity: the kind, and the fields that may be its identity.
            around: the identities in the line, by kind: things of others of these kinds are left out.
        """
        kind, names = identity
        for fields, label, parents, _ in self.rows.get(kind, ()):
            word = next((fields[name] for name in (*_readable(names), *names) if name in fields), None)
            if word is not None and all(self._is_within(parents, *each) for each in around.items() if each[0] != kind):
                yield Candidate(f"{prefix}{word}", label if label != word else "")

    def _is_within(self, parents: Mapping[str, str], kind: str, value: str) -> bool:
        """Return whether a thing may be part of the one that ``value`` identifies, by any of its fields."""
        if parents.get(kind, value) == value:
            return True
        return any({value, parents[kind]} <= set(fields.values()) for fields, *_ in self.rows.get(kind, ()))


def _readable(names: Sequence[str]) -> list[str]:
    """Return fields whose values people know: any but the id."""
    return [name for name in names if name != "id"]


NO_IDENTITIES = KnownIdentities({})


def known_identities(url: str, profile: Mapping[str, Any] | None, options: Sequence[str]) -> KnownIdentities:
    """Return what the account of a line has seen.

    Args:
        url: of the API.
        profile: its fields, if the line names one.
        options: those in the line.
    """
    if not url or hides_account(options):
        return NO_IDENTITIES
    name = account_file(url, profile, os.environ)
    if name is None:
        return NO_IDENTITIES
    from heroics_py.cli.completion.identity_file import read_rows

    return KnownIdentities(read_rows(name, now=time.time()))
