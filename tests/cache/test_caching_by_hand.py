"""The steps of the cache, carried out by hand: from a list of outcomes, by a clock that only the test moves."""

import pytest
from by_hand import HandClock, caching, carry_out, names_of
from cache_parts import BODY, OTHER, get, make_response

from heroics_py.cache import FileStore, MemoryStore
from heroics_py.errors import ConnectionFailed
from heroics_py.http.steps import Exchange, StoreAccess


def test_a_miss_stores_the_response():
    """A read of something new is a look-up, an exchange and a put."""
    result, steps = carry_out(caching(MemoryStore(), HandClock()).send(get()), [make_response(etag='"a"')])
    assert (result.body, names_of(steps)) == (BODY, ["get", "exchange", "put"])
    assert steps[1] == Exchange(get())


def test_a_304_needs_no_put():
    """A read that a 304 confirms is a look-up and an exchange with the ETag."""
    rule = caching(MemoryStore(), HandClock())
    carry_out(rule.send(get()), [make_response(etag='"a"')])
    result, steps = carry_out(rule.send(get()), [make_response(304, etag='"a"')])
    assert (result.revalidated, names_of(steps)) == (True, ["get", "exchange"])
    assert steps[1].request.headers["If-None-Match"] == '"a"'


def test_a_fresh_read_is_one_step():
    """A read within the lifetime of an entry is a look-up alone, and after it an exchange."""
    clock = HandClock()
    rule = caching(MemoryStore(), clock)
    carry_out(rule.send(get(mode="rfc")), [make_response(etag='"a"', Cache_Control="max-age=60")])
    clock.now += 59
    assert names_of(carry_out(rule.send(get(mode="rfc")), [])[1]) == ["get"]
    clock.now += 1
    assert names_of(carry_out(rule.send(get(mode="rfc")), [make_response(304, etag='"a"')])[1])[:2] == [
        "get",
        "exchange",
    ]


def test_a_change_drops_what_it_touches():
    """A change is an exchange, and one step that drops each group of entries that it touches."""
    rule = caching(MemoryStore(), HandClock())
    _, steps = carry_out(rule.send(get(method="PATCH", body=b"{}")), [make_response(200, b"{}")])
    assert names_of(steps) == ["exchange", "drop_all"]
    assert len(set(steps[1].arguments[0])) == 3


def test_one_failing_drop_prevents_no_other():
    """If the store fails to drop a group, the others are dropped, and the fault is counted."""

    class Failing(MemoryStore):
        dropped = ()

        def drop(self, group, at):
            self.dropped += (group,)
            if len(self.dropped) == 1:
                raise OSError("disk full")
            return super().drop(group, at)

    store = Failing()
    rule = caching(store, HandClock())
    _, steps = carry_out(rule.send(get(method="PATCH", body=b"{}")), [make_response(200, b"{}")])
    assert (store.dropped, rule.info().store_errors) == (steps[1].arguments[0], 1)


def test_a_bypass_is_one_exchange():
    """A read that bypasses the cache is an exchange alone."""
    rule = caching(MemoryStore(), HandClock())
    assert names_of(carry_out(rule.send(get(mode="bypass")), [make_response()])[1]) == ["exchange"]


def test_the_offline_mode_by_hand():
    """If an exchange fails in the offline mode, the entry is looked up again and served."""
    rule = caching(MemoryStore(), HandClock())
    carry_out(rule.send(get()), [make_response(etag='"a"')])
    result, steps = carry_out(rule.send(get(mode="offline")), [ConnectionFailed("refused")])
    assert (result.stale, names_of(steps)) == (True, ["get", "exchange", "get"])


def test_the_secret_of_files_is_a_step(tmp_path):
    """The secret of a store in files is read by a step, as it may have to wait for the disk."""
    _, steps = carry_out(caching(FileStore(tmp_path), HandClock()).send(get()), [make_response(etag='"a"')])
    assert names_of(steps) == ["secret", "get", "exchange", "put"]


@pytest.mark.parametrize("number", [0, 2])
def test_a_failing_store_step_is_a_miss(number):
    """A step of the store that fails costs an entry, and no call."""
    rule = caching(MemoryStore(), HandClock())
    error = OSError("disk full")
    result, _ = carry_out(rule.send(get()), [make_response(etag='"a"')], throw_at=number, error=error)
    assert (result.body, rule.info().store_errors) == (BODY, 1)


def test_rules_access_no_store_themselves():
    """The rule calls no method of the store: it yields each access."""

    class Untouchable:
        secret, where, largest, evictions, is_instant = b"s" * 32, "", 1_000_000, 0, True

    store = Untouchable()
    steps = caching(store, HandClock()).send(get())
    looked_up = next(steps)
    assert (looked_up.store, looked_up.method) == (store, "get")
    assert isinstance(steps.send(None), Exchange)
    stored = steps.send(make_response(body=OTHER, etag='"a"'))
    assert isinstance(stored, StoreAccess)
    assert stored.arguments[1].body == OTHER
    with pytest.raises(StopIteration) as end:
        steps.send(True)
    assert end.value.value.body == OTHER
