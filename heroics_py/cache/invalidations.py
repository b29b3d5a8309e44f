"""The times at which groups of entries were last invalidated."""

from collections import OrderedDict
from collections.abc import Iterable

from heroics_py.cache.entry import Entry

__all__ = ["Invalidations"]

_MAX_GROUPS = 10_000
_NEVER = float("-inf")


class Invalidations:
    """Remembers when each group was last invalidated, for the 10,000 latest groups.

    A response that was requested before a change may arrive after it. Its entry is outdated.
    """

    def __init__(self) -> None:
        self._times: OrderedDict[str, float] = OrderedDict()

    def add(self, groups: Iterable[str], at: float) -> None:
        """Remember that ``groups`` were invalidated ``at`` a time, unless it was later; call it under a lock."""
        times = self._times
        for group in groups:
            if times.get(group, _NEVER) < at:
                times[group] = at
            times.move_to_end(group)
        while len(times) > _MAX_GROUPS:
            times.popitem(last=False)

    def outdate(self, entry: Entry, group: str) -> bool:
        """Return whether ``entry`` was requested before ``group`` was last invalidated, or at that moment."""
        return entry.requested_at <= self._times.get(group, _NEVER)
