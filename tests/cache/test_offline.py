"""The offline mode."""

import pytest
from cache_parts import BODY, Clock, cached, get, make_response

from heroics_py.cache import MemoryStore
from heroics_py.errors import ConnectionFailed, ProtocolError, RequestTimeout, UntrustedServer

pytestmark = pytest.mark.usefixtures("each_driver")


def test_offline_after_a_failed_drop():
    """The offline mode serves nothing after a change, even if the store failed to drop it."""

    class Stuck(MemoryStore):
        def drop(self, group, at):
            raise OSError("read-only")

    cache, _ = cached(make_response(etag='"a"'), make_response(), ConnectionFailed("refused"), store=Stuck())
    cache.send(get())
    cache.send(get(method="PATCH"))
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))


@pytest.mark.parametrize("error", [ConnectionFailed("refused"), RequestTimeout("silent")])
def test_offline_serves_the_last_copy(store, error):
    """The offline mode serves the last copy, marked stale."""
    clock = Clock()
    cache, _ = cached(make_response(etag='"a"'), error, store=store, clock=clock)
    cache.send(get())
    clock.now += 100
    last = cache.send(get(mode="offline"))
    assert (last.body, last.from_cache, last.stale, last.revalidated, last.headers["Age"]) == (
        BODY,
        True,
        True,
        False,
        "100",
    )
    assert cache.info().stale_served == 1


@pytest.mark.parametrize("mode", ["revalidate", "rfc"])
def test_no_other_mode_serves_unconfirmed(mode):
    """No other mode serves an entry that it can't confirm."""
    cache, _ = cached(make_response(etag='"a"'), ConnectionFailed("refused"))
    cache.send(get())
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode=mode))


@pytest.mark.parametrize("error", [UntrustedServer("certificate"), ProtocolError("garbage")])
def test_offline_never_hides_an_untrusted_server(error):
    """The offline mode never hides an untrusted server."""
    cache, _ = cached(make_response(etag='"a"'), error)
    cache.send(get())
    with pytest.raises(type(error)):
        cache.send(get(mode="offline"))


def test_offline_has_a_limit():
    """The offline mode serves nothing beyond its limit."""
    clock = Clock()
    cache, _ = cached(make_response(etag='"a"'), ConnectionFailed("refused"), clock=clock, offline_limit=60)
    cache.send(get())
    clock.now += 61
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))


def test_offline_counts_from_confirmation(store):
    """The limit of the offline mode counts from the last confirmation."""
    clock = Clock()
    cache, _ = cached(
        make_response(etag='"a"'),
        make_response(304, etag='"a"'),
        ConnectionFailed("refused"),
        clock=clock,
        offline_limit=9000,
        store=store,
    )
    for wait in (0, 8000, 8000):
        clock.now += wait
        last = cache.send(get(mode="offline"))
    assert last.stale


def test_offline_serves_nothing_after_a_change(store):
    """The offline mode serves nothing that a change has touched."""
    cache, _ = cached(make_response(etag='"a"'), make_response(200, b"{}"), ConnectionFailed("refused"), store=store)
    cache.send(get())
    cache.send(get(method="PATCH", body=b"{}"))
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))


def test_offline_sees_a_change_during_its_call(store):
    """The offline mode serves nothing that changed during the call."""
    clock = Clock()

    def changed_then_cut(_):
        other, _ = cached(make_response(200, b"{}"), store=store, clock=clock)
        other.send(get(method="PATCH", body=b"{}"))
        return ConnectionFailed("cut")

    cache, _ = cached(make_response(etag='"a"'), changed_then_cut, store=store, clock=clock)
    cache.send(get())
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))
