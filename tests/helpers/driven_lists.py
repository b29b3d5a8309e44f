"""Lists that are awaited, for tests that are written for a list that blocks."""

from event_loop import run

from heroics_py.call.lists.paging import ALL, count_for_slice

__all__ = ["DrivenList"]


class DrivenList:
    """An `AsyncCollection` with the interface of a `Collection`: each access awaits what it needs.

    Args:
        awaited: the list.
        run: returns what an awaitable returns.
    """

    def __init__(self, awaited, run=run):
        self.awaited, self._run = awaited, run

    def __iter__(self):
        return _DrivenIterator(aiter(self.awaited), self._run)

    def pages(self):
        return _DrivenIterator(aiter(self.awaited.pages()), self._run)

    def __len__(self):
        return len(self._whole())

    def __bool__(self):
        self._run(self.awaited.reach(1))
        return bool(self.awaited)

    def __getitem__(self, index):
        if isinstance(index, str):
            self._walk_to(index)
        elif isinstance(index, slice):
            self._run(self.awaited.reach(count_for_slice(index)))
        elif isinstance(index, int):
            self._run(self.awaited.reach(ALL if index < 0 else index + 1))
        return self.awaited[index]

    def __contains__(self, value):
        self._walk_to(value)
        return value in self.awaited

    def _walk_to(self, value):
        """Fetch as far as the list in one that blocks would."""
        for item in self:
            if item is value or item == value or self._has_name(value):
                return

    def _has_name(self, value):
        return isinstance(value, str) and self.awaited._item_in_memory(value) is not None

    def __reversed__(self):
        return reversed(self._whole())

    def __eq__(self, other):
        return self._whole() == (other._whole() if isinstance(other, DrivenList) else other)

    __hash__ = None

    def __repr__(self):
        return repr(self.awaited)

    def __reduce__(self):
        return (DrivenList, (self._whole(),))

    def _whole(self):
        self._run(self.awaited.reach(ALL))
        return self.awaited

    def first(self):
        return self._run(self.awaited.first())

    def to_list(self):
        return self._run(self.awaited.to_list())

    def to_frame(self):
        return self._run(self.awaited.to_frame())

    def __getattr__(self, name):
        return getattr(self.awaited, name)


class _DrivenIterator:
    """An iterator over an asynchronous one, which resumes after an error if that does."""

    def __init__(self, awaited, run):
        self._awaited, self._run = awaited, run

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return self._run(anext(self._awaited))
        except StopAsyncIteration:
            raise StopIteration from None
