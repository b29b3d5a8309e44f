"""What has changed in a schema since it was pinned, as far as a program feels it."""

from heroics_py.changes import Changes
from heroics_py.changes.comparison import compare
from heroics_py.display.terminal import shown
from heroics_py.errors import SchemaError
from heroics_py.locks.digests import call_digests, document_digest, shared_digest
from heroics_py.locks.lock import Lock
from heroics_py.model.api import Api
from heroics_py.readers.snapshot import snapshot_of

__all__ = ["is_equal", "moved"]


def is_equal(lock: Lock, api: Api) -> bool:
    """Return whether an API has the documents that are pinned, however they are spelled."""
    return lock.knows(api) or lock.digest == document_digest(snapshot_of(api))


def moved(lock: Lock, api: Api, where: str, *, with_new: bool = False, is_same: bool = False) -> Changes:
    """Return the changes of the calls that are pinned.

    Nothing is compared as long as the document says the same of these calls.

    Args:
        lock: what was pinned.
        api: what is there now.
        where: the path of the lock, for messages.
        with_new: whether new calls count, too, for a lock that pins all.
        is_same: whether it is the same API, even if it has none of the calls any more.

    Raises:
        SchemaError: the lock is of another API, or damaged.
    """
    counts_new = with_new and lock.sources is None
    if is_equal(lock, api) or (not counts_new and _is_untouched(lock, api)):
        return Changes()
    old = lock.read(where, api.source)
    if not is_same:
        _check_same(lock, old, api, where)
    changes = Changes(compare(old, api))
    return changes if lock.sources is None else changes.touching(lock.uses)


def _is_untouched(lock: Lock, api: Api) -> bool:
    return shared_digest(api) == lock.shared and call_digests(api, lock.calls) == lock.calls


def _check_same(lock: Lock, old: Api, new: Api, where: str) -> None:
    """Refuse a lock of another API: one with another title or server, and without a single call that is pinned.

    Raises:
        SchemaError: it is of another API.
    """
    is_other = old.title != new.title or old.url != new.url
    if is_other and lock.calls and not call_digests(new, lock.calls):
        pinned, found = (shown(each.title or each.url or "an API without a title") for each in (old, new))
        raise SchemaError(
            f"{where} is the lock of {pinned} ({lock.schema}), and {found} has none of its calls: pass the lock of "
            "this schema, or write it again with 'heroics lock SCHEMA'"
        )
