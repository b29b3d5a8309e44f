"""What every store does."""

import copy
from dataclasses import replace

from heroics_py.cache.entry import Entry
from heroics_py.cache.keys import Keys
from heroics_py.http.headers import Headers


def test_put_rejects_entries_from_before_a_drop(store):
    """A store rejects an entry that was requested before its group was dropped; an earlier drop changes nothing."""
    entry = Entry(status=200, headers=Headers({"ETag": '"a"'}), body=b"", requested_at=1.5, received_at=2.5)
    store.drop("late", 2.0)
    store.drop("late", 1.0)
    store.drop("early", 1.0)
    stored = {group: store.put(Keys(group=group, key="k"), entry) for group in ("late", "early", "never")}
    assert stored == {"late": False, "early": True, "never": True}


def test_a_store_keeps_what_is_incomplete(store):
    """A store returns an incomplete entry as incomplete, and a complete one as complete."""
    entry = Entry(status=200, headers=Headers({"ETag": '"a"'}), body=b"0123", requested_at=1.5, received_at=2.5)
    incomplete, keys = replace(entry, is_complete=False), Keys(group="g", key="k")
    for stored in (incomplete, entry, incomplete):
        store.put(keys, stored)
        assert store.get(keys) == stored


def test_a_copy_of_a_store_is_the_store(store):
    """A deep copy of a store is the store itself."""
    assert copy.deepcopy(store) is store
