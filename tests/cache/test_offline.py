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


@pytest.mark.parametrize("status", [502, 503, 504])
def test_offline_replaces_a_gateway_error(store, status):
    """The offline mode serves the last copy also in place of a 502, 503 or 504: the server was not reached."""
    cache, inner = cached(make_response(etag='"a"'), make_response(status, b"{}"), store=store)
    cache.send(get())
    last = cache.send(get(mode="offline"))
    assert (last.status, last.body, last.stale) == (200, BODY, True)
    assert (len(inner.requests), cache.info().stale_served, cache.info().entries) == (2, 1, 1)


@pytest.mark.parametrize("status", [400, 404, 429, 500, 501, 505])
def test_offline_shows_the_servers_own_answer(status):
    """The offline mode shows what the server itself responds, such as a 500."""
    cache, _ = cached(make_response(etag='"a"'), make_response(status, b"{}"))
    cache.send(get())
    assert cache.send(get(mode="offline")).status == status


def test_offline_without_a_copy_shows_the_error():
    """Without a copy, or beyond its limit, the offline mode shows a 503."""
    clock = Clock()
    cache, _ = cached(
        make_response(503, b"{}"), make_response(etag='"a"'), make_response(503, b"{}"), clock=clock, offline_limit=60
    )
    statuses = [cache.send(get(mode="offline")).status for _ in range(2)]
    clock.now += 61
    assert [*statuses, cache.send(get(mode="offline")).status] == [503, 200, 503]


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
