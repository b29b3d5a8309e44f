"""Stale responses: refreshed in the background, or in place of an error (RFC 5861)."""

import asyncio

import pytest
from by_hand import HandClock, caching, carry_out, names_of
from cache_parts import BODY, OTHER, Clock, cached, condition, get, make_response

from heroics_py.cache import MemoryStore
from heroics_py.errors import ConnectionFailed, ProtocolError, RequestTimeout, UntrustedServer
from heroics_py.http.messages import Waits
from heroics_py.http.steps import Background, Exchange

REFRESHED = "max-age=1, stale-while-revalidate=600"
REPLACED = "max-age=1, stale-if-error=600"


def stale_rule(directives, store=None, **fields):
    """Return a cache by hand with one entry, and a clock on which that is stale."""
    clock = HandClock()
    rule = caching(store or MemoryStore(), clock)
    carry_out(rule.send(get(mode="rfc")), [make_response(etag='"a"', Cache_Control=directives, **fields)])
    clock.now += 5
    return rule, clock


def refresh_of(rule):
    """Return the steps of the refresh that a read begins; None if it begins none."""
    _, steps = carry_out(rule.send(get(mode="rfc")), [])
    return next((step.steps for step in steps if isinstance(step, Background)), None)


@pytest.mark.usefixtures("each_driver")
def test_a_stale_response_is_refreshed(store):
    """Within its window, a stale response is served at once and refreshed in the background."""
    clock = Clock()
    cache, inner = cached(
        make_response(etag='"a"', Cache_Control=REFRESHED),
        make_response(body=OTHER, etag='"b"', Cache_Control="max-age=60"),
        store=store,
        clock=clock,
    )
    cache.send(get(mode="rfc"))
    clock.now += 5
    served, following = cache.send(get(mode="rfc")), cache.send(get(mode="rfc"))
    assert (served.body, served.stale, served.from_cache, served.revalidated) == (BODY, True, True, False)
    assert (following.body, following.stale) == (OTHER, False)
    assert [condition(request) for request in inner.requests] == [None, '"a"']


@pytest.mark.usefixtures("each_driver")
@pytest.mark.parametrize("mode", ["revalidate", "offline"])
def test_other_modes_refresh_before_they_serve(mode):
    """Outside the rfc mode, nothing is served before the server is asked."""
    cache, _ = cached(make_response(etag='"a"', Cache_Control=REFRESHED), make_response(body=OTHER, etag='"b"'))
    cache.send(get())
    assert cache.send(get(mode=mode)).body == OTHER


def test_one_refresh_at_a_time():
    """An entry is refreshed once at a time, also if many reads meet it; after that, it may be refreshed again."""
    rule, clock = stale_rule(REFRESHED)
    refresh = refresh_of(rule)
    next(refresh)
    assert [refresh_of(rule) for _ in range(3)] == [None] * 3
    with pytest.raises(StopIteration):
        refresh.send(make_response(503, b"{}"))
    clock.now += 1
    assert refresh_of(rule) is not None


def test_two_entries_are_refreshed_side_by_side():
    """The refresh of one entry does not delay that of another."""
    rule, _ = stale_rule(REFRESHED)
    other = get("https://api.shop.example/apps/other", mode="rfc")
    carry_out(rule.send(other), [make_response(etag='"o"', Cache_Control="max-age=0, stale-while-revalidate=60")])
    next(refresh_of(rule))
    assert names_of(carry_out(rule.send(other), [])[1]) == ["get", "background"]


@pytest.mark.parametrize(
    "error", [ConnectionFailed("cut"), ProtocolError("garbage"), RuntimeError("lost"), asyncio.CancelledError()]
)
def test_a_failed_refresh_allows_another(error):
    """A refresh that fails or is cancelled ends, keeps the entry, and allows another one."""
    rule, _ = stale_rule(REFRESHED)
    refresh = refresh_of(rule)
    next(refresh)
    with pytest.raises(type(error)):
        refresh.throw(error)
    assert refresh_of(rule) is not None


def test_a_refresh_that_never_began_expires():
    """A refresh that its driver never began does not prevent others for longer than some minutes."""
    rule, clock = stale_rule(REFRESHED)
    refresh_of(rule).close()
    assert refresh_of(rule) is None
    clock.now += 301
    assert refresh_of(rule) is not None


@pytest.mark.parametrize("error", [RuntimeError("no thread"), MemoryError()])
def test_a_refresh_that_can_not_begin(error):
    """If no refresh can begin, the stale response is served all the same, and the next read tries again."""
    rule, _ = stale_rule(REFRESHED)
    response, _ = carry_out(rule.send(get(mode="rfc")), [], throw_at=1, error=error)
    assert response.stale
    assert refresh_of(rule) is not None


def test_an_interruption_as_a_refresh_begins():
    """An interruption as the refresh begins is raised, and the next read begins one."""
    rule, _ = stale_rule(REFRESHED)
    with pytest.raises(KeyboardInterrupt):
        carry_out(rule.send(get(mode="rfc")), [], throw_at=1, error=KeyboardInterrupt())
    assert refresh_of(rule) is not None


def test_a_refresh_has_the_same_credentials():
    """A refresh is sent with the credentials of the read; with waits of its own, and without the caller's condition."""
    rule, _ = stale_rule(REFRESHED)
    request = get(mode="rfc", If_None_Match='"mine"').replaced(waits=Waits())
    _, steps = carry_out(rule.send(request), [])
    sent = next(steps[-1].steps)
    assert isinstance(sent, Exchange)
    assert sent.request.headers == {**request.headers, "If-None-Match": '"a"'}
    assert sent.request.waits is not request.waits


def test_counters_of_stale_responses():
    """Each read counts once: a stale one in stale_served, and its refresh nowhere."""
    rule, clock = stale_rule(REFRESHED)
    carry_out(refresh_of(rule), [make_response(304, etag='"a"', Cache_Control=REFRESHED)])
    clock.now += 5
    carry_out(refresh_of(rule), [make_response(body=OTHER, etag='"b"', Cache_Control=REFRESHED)])
    info = rule.info()
    assert (info.misses, info.stale_served, info.revalidated_hits, info.stores) == (1, 2, 0, 2)


@pytest.mark.usefixtures("each_driver")
@pytest.mark.parametrize(
    "failure",
    [
        ConnectionFailed("refused"),
        RequestTimeout("silent"),
        *(make_response(status, b"{}") for status in (500, 502, 503, 504)),
    ],
    ids=str,
)
def test_a_stale_response_replaces_an_error(store, failure):
    """Within its window, a stale response is served in place of a failure or an error of the server."""
    clock = Clock()
    cache, inner = cached(make_response(etag='"a"', Cache_Control=REPLACED), failure, store=store, clock=clock)
    cache.send(get(mode="rfc"))
    clock.now += 100
    last = cache.send(get(mode="rfc"))
    assert (last.status, last.body, last.stale, last.from_cache, last.headers["Age"]) == (200, BODY, True, True, "100")
    assert (len(inner.requests), cache.info().stale_served, cache.info().misses) == (2, 1, 1)


@pytest.mark.usefixtures("each_driver")
@pytest.mark.parametrize("error", [UntrustedServer("certificate"), ProtocolError("garbage")])
def test_stale_if_error_hides_no_untrusted_server(error):
    """No stale response hides an untrusted server, whatever the server allowed before."""
    cache, _ = cached(make_response(etag='"a"', Cache_Control="stale-if-error=600"), error)
    cache.send(get(mode="rfc"))
    with pytest.raises(type(error)):
        cache.send(get(mode="rfc"))


@pytest.mark.usefixtures("each_driver")
def test_revalidate_ignores_stale_if_error():
    """The default mode shows the server's error, whatever the entry allows."""
    cache, _ = cached(make_response(etag='"a"', Cache_Control="stale-if-error=600"), make_response(503, b"{}"))
    cache.send(get())
    assert cache.send(get()).status == 503


@pytest.mark.usefixtures("each_driver")
def test_an_accepted_stale_response_says_so():
    """A stale response that the request accepts by max-stale is marked and counted as stale."""
    clock = Clock()
    cache, inner = cached(make_response(Cache_Control="max-age=1"), clock=clock)
    cache.send(get(mode="rfc"))
    clock.now += 5
    served = cache.send(get(mode="rfc", Cache_Control="max-stale=60"))
    assert (served.body, served.stale, len(inner.requests)) == (BODY, True, 1)
    assert (cache.info().fresh_hits, cache.info().stale_served) == (0, 1)
