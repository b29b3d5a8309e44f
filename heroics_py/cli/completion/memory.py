"""Remembers what calls return, for Tab."""

import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from heroics_py.call.lists.lazy_list import LazyList
from heroics_py.cli.completion.accounts import account_file
from heroics_py.cli.completion.identity_file import save_rows
from heroics_py.cli.completion.identity_rows import IdentityRow, deleted_rows, rows_of
from heroics_py.cli.completion.sources import profiles
from heroics_py.cli.profiles.target import Target, TargetLike
from heroics_py.client import BoundLink
from heroics_py.client.described_link import DescribedLink
from heroics_py.secrecy.names import is_secret_name

__all__ = ["Memory", "remembering"]

_MOST_LISTS = 20
_MOST_ROWS = 1000


@contextmanager
def remembering(target: TargetLike, link: BoundLink, *, is_private: bool) -> Iterator[BoundLink]:
    """Return a link whose results are remembered when the context ends.

    Args:
        target: what the command is about; the client of a program is not remembered.
        link: the link.
        is_private: whether nothing is to be remembered: Tab can't know the account, or the user wants no cache.
    """
    if is_private or not isinstance(target, Target):
        yield link
        return
    memory = Memory(profiles().get(target.profile.name) if target.profile else None)
    try:
        yield memory.watched(link)
    finally:
        memory.save()


class Memory:
    """What the calls of one command returned, as far as Tab may offer it.

    Args:
        profile: the fields of the profile, if the command names one.
    """

    def __init__(self, profile: Mapping[str, Any] | None) -> None:
        self._profile = profile
        self._rows: deque[IdentityRow] = deque(maxlen=_MOST_ROWS)
        self._deleted: deque[IdentityRow] = deque(maxlen=_MOST_ROWS)
        self._lists: deque[LazyList] = deque(maxlen=_MOST_LISTS)
        self._url = ""

    def watched(self, link: BoundLink) -> BoundLink:
        """Return a link whose results are remembered; the same link if Tab could not know its account."""
        headers = link._options.headers or {}  # noqa: SLF001 - public names of a link belong to its schema
        if any(map(is_secret_name, headers)):
            return link
        self._url = link._core.base_url  # noqa: SLF001 - as above
        return _Watched.of(link, self)

    def add(self, result: object) -> None:
        """Add what a call returned. Nothing is fetched, and no failure matters."""
        with suppress(Exception):
            if isinstance(result, LazyList):
                self._lists.append(result)  # its items are counted when they are there
            elif deleted := deleted_rows(result):
                self._deleted.extend(deleted)
            else:
                self._rows.extend(rows_of(result))

    def save(self) -> None:
        """Keep it. No failure matters."""
        with suppress(Exception):
            for each in self._lists:
                self._rows.extend(rows_of(each))
            self._lists.clear()
            if self._rows or self._deleted:
                name = account_file(self._url, self._profile, os.environ, create=True)
                if name is not None:
                    save_rows(name, self._rows, self._deleted)


class _Watched(BoundLink):
    """A link whose results are remembered."""

    __slots__ = ("_memory",)
    _memory: Memory

    @classmethod
    def of(cls, link: BoundLink, memory: Memory) -> "_Watched":
        """Return ``link`` with a memory."""
        parts = {name: getattr(link, name) for name in DescribedLink.__slots__}
        watched = cls(parts["_core"], parts["_name"], parts["_links"], parts["_options"])
        for name, value in parts.items():
            setattr(watched, name, value)
        watched._memory = memory
        return watched

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Send the request and return what the response holds."""
        result = super().__call__(*args, **kwargs)
        self._memory.add(result)
        return result

    def _with(self, options: Any, additions: Any) -> BoundLink:
        return self.of(super()._with(options, additions), self._memory)
