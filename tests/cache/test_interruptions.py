"""Calls that are interrupted or cancelled, at each step of the cache."""

import asyncio
from contextlib import suppress

import pytest
from by_hand import HandClock, caching, carry_out, names_of
from cache_parts import BODY, OTHER, get, make_response

from heroics_py.cache import FileStore, MemoryStore
from heroics_py.http.steps import Exchange, StoreAccess

INTERRUPTIONS = (KeyboardInterrupt, asyncio.CancelledError, SystemExit)


def filled(store, clock):
    """Return a cache with one entry, an hour later."""
    rule = caching(store, clock)
    carry_out(rule.send(get()), [make_response(etag='"a"')])
    clock.now += 3600
    return rule


def change():
    return get(method="PATCH", body=b"{}")


def last_step_of_a_change(store):
    """Return the number of the last of the exchange, the secret of a store that may wait, and the drops."""
    return 1 if isinstance(store, MemoryStore) else 2


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
@pytest.mark.parametrize("number", range(3))
def test_an_interrupted_change_invalidates(store, interruption, number):
    """A change that is interrupted at any of its steps invalidates what it may have touched, and is raised on."""
    rule = filled(store, HandClock())
    number = min(number, last_step_of_a_change(store))
    with pytest.raises(interruption):
        carry_out(rule.send(change()), [make_response(200, b"{}")], throw_at=number, error=interruption())
    assert _is_gone(rule)


@pytest.mark.parametrize("number", range(4))
def test_a_closed_change_invalidates(store, number):
    """A change whose steps are closed at any of them, by a driver that ends, invalidates what it may have touched."""
    rule = filled(store, HandClock())
    close_after(number, rule.send(change()), make_response(200, b"{}"))
    assert _is_gone(rule)


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
def test_a_second_interruption_ends_it(interruption):
    """Of two interruptions of one step the second ends the call; this client serves nothing outdated all the same."""
    rule = filled(MemoryStore(), HandClock())
    steps = rule.send(change())
    next(steps)
    steps.send(make_response(200, b"{}"))
    steps.throw(interruption())
    with pytest.raises(interruption):
        steps.throw(interruption())
    assert _is_gone(rule)


def test_an_interrupted_change_drops_every_group():
    """After an interruption within the drops, all of them are carried out."""
    store = Interrupted()
    rule = filled(store, HandClock())
    with pytest.raises(KeyboardInterrupt):
        carry_out(rule.send(change()), [make_response(200, b"{}")])
    assert (len(store.dropped), len(set(store.dropped))) == (1 + 3, 3)


class Interrupted(MemoryStore):
    """A store that is interrupted at its first drop."""

    dropped = ()

    def drop(self, group, at):
        self.dropped += (group,)
        if len(self.dropped) == 1:
            raise KeyboardInterrupt
        return super().drop(group, at)


def test_a_change_that_was_not_sent_drops_nothing():
    """A change that never began touches nothing."""
    rule = filled(MemoryStore(), HandClock())
    rule.send(change()).close()
    assert not _is_gone(rule)


NEW = make_response(body=OTHER, etag='"b"', Cache_Control="max-age=60", Vary="User-Agent")
REPLIES = {
    "changed": [NEW],
    "confirmed": [make_response(304, etag='"a"', Cache_Control="max-age=60")],
    "wrongly confirmed": [make_response(304, etag='"b"'), NEW],
    "gone": [make_response(404, b"{}")],
    "failed": [make_response(503, b"{}")],
}


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
@pytest.mark.parametrize("replies", REPLIES)
@pytest.mark.parametrize("number", range(6))
def test_an_interrupted_read_breaks_nothing(store, interruption, replies, number):
    """After a read is interrupted at any of its steps, the next one gets the whole response."""
    rule = filled(store, HandClock())
    request = get(mode="rfc")
    with suppress(interruption):  # some have fewer steps
        carry_out(rule.send(request), REPLIES[replies], throw_at=number, error=interruption())
    assert (rule.info().corrupt, rule.info().store_errors) == (0, 0)
    response, steps = carry_out(rule.send(request), [NEW])
    assert response.body in ({OTHER} if "exchange" in names_of(steps) else {BODY, OTHER})


@pytest.mark.parametrize("number", range(4))
def test_a_closed_read_leaves_the_store_whole(store, number):
    """After the steps of a read are closed at any of them, the next one gets the whole response."""
    rule = filled(store, HandClock())
    close_after(number, rule.send(get()), make_response(body=OTHER, etag='"b"'))
    response, _ = carry_out(rule.send(get()), [make_response(body=BODY, etag='"c"')])
    assert response.body == BODY


def test_another_process_sees_the_interruption(tmp_path):
    """What an interrupted change has touched is gone for other clients of the store too."""
    clock = HandClock()
    rule = filled(FileStore(tmp_path), clock)
    other = caching(FileStore(tmp_path), clock)
    with pytest.raises(KeyboardInterrupt):
        carry_out(rule.send(change()), [KeyboardInterrupt()])
    assert _is_gone(other)


def close_after(number, steps, response):
    """Carry out some steps, and close the rest."""
    step = next(steps)
    with suppress(StopIteration):
        for _ in range(number):
            step = steps.send(step.perform() if isinstance(step, StoreAccess) else response)
    steps.close()


def _is_gone(rule):
    """Return whether the next read asks without condition."""
    _, steps = carry_out(rule.send(get()), [make_response(body=OTHER, etag='"b"')])
    exchange = next(step for step in steps if isinstance(step, Exchange))
    return "If-None-Match" not in exchange.request.headers
