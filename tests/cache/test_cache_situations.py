"""What a cache for an API with accounts must get right, each in every kind of store."""

import json
from pathlib import Path

import pytest
from cache_parts import URL, Clock, WireClient, answer, cached, condition, get, serving

from heroics_py.cache import CachingTransport, MemoryStore
from heroics_py.call.response import decoded
from heroics_py.errors import ConnectionFailed, ProtocolError, RequestTimeout, UntrustedServer
from heroics_py.http import strict_json

BODY = b'{"name":"example"}'
OTHER = b'{"name":"other"}'


def test_a_second_read_asks_with_the_etag_and_takes_the_body_from_the_store(store):
    cache, inner = cached(
        answer(etag='"a"', Request_Id="1"), answer(304, etag='"a"', Request_Id="2", Date="x"), store=store
    )
    first, second = cache.send(get()), cache.send(get())
    assert (first.from_cache, first.revalidated) == (False, False)
    assert (second.status, second.body, second.from_cache, second.revalidated, second.stale) == (
        200,
        BODY,
        True,
        True,
        False,
    )
    assert second.request_id == "2"
    assert [condition(request) for request in inner.requests] == [None, '"a"']


def test_a_changed_answer_takes_the_place_of_the_stored_one(store):
    cache, inner = cached(answer(etag='"a"'), answer(body=OTHER, etag='"b"'), answer(304, etag='"b"'), store=store)
    assert [cache.send(get()).body for _ in range(3)] == [BODY, OTHER, OTHER]
    assert [condition(request) for request in inner.requests] == [None, '"a"', '"b"']


def test_nothing_is_served_without_asking_unless_it_is_asked_for(store):
    cache, inner = cached(answer(etag='"a"', Cache_Control="max-age=3600"), answer(304, etag='"a"'), store=store)
    cache.send(get())
    assert cache.send(get()).revalidated
    assert len(inner.requests) == 2


def test_what_is_fresh_is_served_without_a_request_in_rfc_mode(store):
    cache, inner = cached(answer(etag='"a"', Cache_Control="max-age=3600"), store=store)
    cache.send(get(mode="rfc"))
    second = cache.send(get(mode="rfc"))
    assert (second.body, second.from_cache, second.revalidated, second.headers["Age"]) == (BODY, True, False, "0")
    assert len(inner.requests) == 1


@pytest.mark.parametrize("mode", ["revalidate", "rfc", "offline"])
def test_another_account_never_gets_a_stored_body(store, mode):
    secret = answer(etag='"a"', Cache_Control="max-age=3600")
    cache, inner = cached(secret, answer(403, b"{}"), answer(401, b"{}"), store=store)
    cache.send(get(mode=mode, token="A"))
    assert cache.send(get(mode=mode, token="B")).status == 403
    assert cache.send(get(mode=mode, token=None)).status == 401
    assert [condition(request) for request in inner.requests] == [None, None, None]


def test_another_account_is_not_asked_for_with_an_etag_that_names_the_version_alone(store):
    cache, inner = cached(answer(etag='"v1"'), answer(body=OTHER, etag='"v1"'), store=store)
    cache.send(get(token="A"))
    assert cache.send(get(token="B")).body == OTHER
    assert condition(inner.requests[1]) is None


@pytest.mark.parametrize(
    "header", ["Cookie", "X-Api-Key", "Api-Key", "X-Auth-Token", "X-Session-Id", "Proxy-Authorization", "X-Secret"]
)
def test_every_header_that_carries_credentials_keeps_accounts_apart(header):
    cache, inner = cached(answer(etag='"a"'), answer(body=OTHER, etag='"a"'))
    cache.send(get(**{header.replace("-", "_"): "one"}))
    assert cache.send(get(**{header.replace("-", "_"): "two"})).body == OTHER
    assert condition(inner.requests[1]) is None


def test_an_identity_survives_the_rotation_of_tokens(store):
    cache, inner = cached(answer(etag='"a"'), answer(304, etag='"a"'), store=store, identity="me@shop.example")
    cache.send(get(token="old"))
    assert cache.send(get(token="new")).body == BODY
    assert condition(inner.requests[1]) == '"a"'


def test_two_identities_never_meet():
    store = MemoryStore()
    one, _ = cached(answer(etag='"a"'), store=store, identity="one")
    two, inner = cached(answer(body=OTHER, etag='"a"'), store=store, identity="two")
    one.send(get(token="T"))
    assert two.send(get(token="T")).body == OTHER
    assert condition(inner.requests[0]) is None


def test_a_request_that_is_signed_later_goes_past_the_cache():
    cache, inner = cached(answer(etag='"a"'), answer(etag='"a"'))
    cache.send(get(token=None, auth=object()))
    cache.send(get(token=None, auth=object()))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().bypass == 2


def test_a_request_that_is_signed_later_is_cached_for_an_identity():
    cache, inner = cached(answer(etag='"a"'), answer(304, etag='"a"'), identity="me")
    cache.send(get(token=None, auth=object()))
    assert cache.send(get(token=None, auth=object())).revalidated
    assert condition(inner.requests[1]) == '"a"'


def test_vary_authorization_writes_no_token_and_no_cookie_anywhere(tmp_path):
    cache, _ = cached(
        answer(etag='"a"', Vary="Authorization", Set_Cookie="session=SENTINEL-cookie"), store=_files(tmp_path)
    )
    cache.send(get(token="SENTINEL-token", Cookie="SENTINEL-request-cookie"))
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 2
    assert not any(b"SENTINEL" in blob for blob in written)
    assert not any("SENTINEL" in str(path) for path in tmp_path.rglob("*"))


def test_neither_token_nor_cookie_is_kept_in_any_store(store):
    cache, _ = cached(answer(etag='"a"', Set_Cookie="SENTINEL=1", WWW_Authenticate="SENTINEL"), store=store)
    cache.send(get(token="SENTINEL"))
    assert cache.info().entries == 1
    assert "SENTINEL" not in repr(_everything(store))


def test_two_users_in_turn_each_hit_their_own_entry(store):
    cache, inner = cached(
        answer(etag='"a"'),
        answer(body=OTHER, etag='"b"'),
        answer(304, etag='"a"'),
        answer(304, etag='"b"'),
        store=store,
    )
    assert [cache.send(get(token=token)).body for token in "ABAB"] == [BODY, OTHER, BODY, OTHER]
    assert [condition(request) for request in inner.requests] == [None, None, '"a"', '"b"']


def test_two_versions_in_accept_never_meet_even_with_one_etag_and_no_vary(store):
    cache, inner = cached(answer(etag='"a"'), answer(body=OTHER, etag='"a"'), answer(304), answer(304), store=store)
    versions = ["application/json; version=3", "application/json; version=4"] * 2
    assert [cache.send(get(Accept=version)).body for version in versions] == [BODY, OTHER, BODY, OTHER]
    assert [condition(request) for request in inner.requests] == [None, None, '"a"', '"a"']


@pytest.mark.parametrize("header", ["Accept_Language", "Prefer", "Accept_Encoding"])
def test_what_else_chooses_a_representation_keeps_answers_apart(header):
    cache, inner = cached(answer(etag='"a"'), answer(body=OTHER, etag='"a"'))
    cache.send(get(**{header: "en"}))
    assert cache.send(get(**{header: "de"})).body == OTHER
    assert condition(inner.requests[1]) is None


def test_two_base_urls_never_meet(store):
    cache, inner = cached(answer(etag='"a"'), answer(body=OTHER, etag='"a"'), store=store)
    cache.send(get("https://one.example/apps"))
    assert cache.send(get("https://two.example/apps")).body == OTHER
    assert condition(inner.requests[1]) is None


def test_a_ranged_list_is_stored_and_asked_for_on_condition(store):
    page = b'[{"id":1}]'
    headers = {"Content-Range": "id 1..1; max=1", "Next-Range": "]1..; max=1", "Accept-Ranges": "id"}
    cache, inner = cached(answer(206, page, headers, etag='"p1"'), answer(304, etag='"p1"'), store=store)
    cache.send(get(Range="id ..; max=1"))
    again = cache.send(get(Range="id ..; max=1"))
    assert (again.status, again.body, again.headers["Next-Range"]) == (206, page, "]1..; max=1")
    assert condition(inner.requests[1]) == '"p1"'


@pytest.mark.parametrize("told", [{"Content-Range": "id 1..1; max=1"}, {"Next-Range": "]1..; max=1"}])
def test_the_first_page_of_a_list_that_was_asked_for_as_a_whole_is_stored_too(told, store):
    page = b'[{"id":1}]'
    cache, inner = cached(answer(206, page, told, etag='"p1"'), answer(304, etag='"p1"'), store=store)
    cache.send(get())
    again = cache.send(get())
    assert (again.status, again.body, {name: again.headers[name] for name in told}) == (206, page, told)
    assert condition(inner.requests[1]) == '"p1"'


@pytest.mark.parametrize(
    "told", [{}, {"Content-Range": "Bytes 0-3/20"}, {"Content-Range": " bytes 0-3/20", "Next-Range": "x"}]
)
def test_a_206_that_nobody_asked_for_and_that_names_no_items_is_never_stored(told):
    cache, inner = cached(answer(206, b"[1]", told, etag='"p"'), answer(206, b"[1]", told, etag='"p"'))
    cache.send(get())
    cache.send(get())
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


def test_the_last_page_does_not_stand_for_the_whole_list(store):
    cache, inner = cached(answer(200, b"[3]", etag='"p"'), answer(200, b"[1,2,3]", etag='"all"'), store=store)
    cache.send(get(Range="id 3..; max=2"))
    assert cache.send(get()).body == b"[1,2,3]"
    assert condition(inner.requests[1]) is None


def test_a_range_of_bytes_is_never_stored():
    part = {"Content-Range": "bytes 0-3/20"}
    cache, inner = cached(answer(206, b"[1,2", part, etag='"p"'), answer(206, b"[1,2", part, etag='"p"'))
    cache.send(get(Range="bytes=0-3"))
    cache.send(get(Range="bytes=0-3"))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


@pytest.mark.parametrize(
    "directive", ["no-store", "No-Store", "NO-STORE, max-age=60", "max-age=60, no-store", 'private="x", no-store']
)
def test_no_store_is_obeyed_in_any_spelling(directive):
    cache, inner = cached(*(answer(etag='"a"', Cache_Control=directive) for _ in range(2)))
    cache.send(get(mode="rfc"))
    cache.send(get(mode="rfc"))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


def test_no_cache_is_never_served_unasked_whatever_its_max_age(store):
    cache, inner = cached(
        answer(etag='"a"', Cache_Control="no-cache, max-age=60"), answer(304, etag='"a"'), store=store
    )
    cache.send(get(mode="rfc"))
    assert cache.send(get(mode="rfc")).revalidated
    assert len(inner.requests) == 2


def test_a_304_that_confirms_another_etag_is_not_believed(store):
    cache, inner = cached(
        answer(etag='"a"'),
        answer(304, etag='"b"'),
        answer(body=OTHER, etag='"b"'),
        answer(304, etag='"b"'),
        store=store,
    )
    cache.send(get())
    assert cache.send(get()).body == OTHER
    assert cache.send(get()).body == OTHER
    assert [condition(request) for request in inner.requests] == [None, '"a"', None, '"b"']
    assert cache.info().bad_304 == 1


def test_what_a_wrong_304_spoke_of_is_dropped_also_if_it_can_not_be_fetched_anew(store):
    script = [answer(etag='"a"'), answer(304, etag='"b"'), answer(503, b"{}"), answer(etag='"b"')]
    cache, inner = cached(*script, store=store)
    assert [cache.send(get()).status for _ in range(3)] == [200, 503, 200]
    assert [condition(request) for request in inner.requests] == [None, '"a"', None, None]


def test_a_304_that_comes_after_the_entry_changed_answers_with_what_was_asked_about(store):
    clock = Clock()

    def late(_):
        other, _ = cached(answer(body=OTHER, etag='"b"'), store=store, clock=clock)
        other.send(get())
        return answer(304, etag='"a"', Cache_Control="max-age=60")

    cache, inner = cached(answer(etag='"a"'), late, answer(304, etag='"b"'), store=store, clock=clock)
    cache.send(get())
    second = cache.send(get(mode="rfc"))
    assert (second.body, second.etag) == (BODY, '"a"')
    third = cache.send(get())
    assert (third.body, third.etag, condition(inner.requests[2])) == (OTHER, '"b"', '"b"')


def test_an_entry_that_is_evicted_on_the_way_still_answers_the_304(store):
    def evicting(_):
        store.clear()
        return answer(304, etag='"a"')

    cache, _ = cached(answer(etag='"a"'), evicting, store=store)
    cache.send(get())
    assert cache.send(get()).body == BODY


def test_a_304_to_no_condition_is_asked_again_once_and_then_passed_on():
    cache, inner = cached(answer(304), answer(304))
    assert cache.send(get()).status == 304
    assert [condition(request) for request in inner.requests] == [None, None]


def test_a_304_never_changes_how_the_body_is_read(store):
    misleading = {
        "Content-Encoding": "gzip",
        "Content-Length": "3",
        "Content-Range": "id 9..9",
        "Content-Type": "text/html",
        "Transfer-Encoding": "chunked",
        "X-New": "1",
    }
    cache, _ = cached(
        answer(etag='"a"', Content_Length="18"), answer(304, b"", misleading, etag='"a"'), answer(304), store=store
    )
    cache.send(get())
    for _ in range(2):
        again = cache.send(get())
        assert again.body == BODY
        assert dict(again.headers) == {
            "Content-Type": "application/json",
            "ETag": '"a"',
            "Content-Length": "18",
            "X-New": "1",
        }


def test_what_an_answer_told_of_its_own_exchange_is_not_told_by_the_304_that_confirms_it(store):
    of_one = {"Age": "5", "Request-Id": "1", "RateLimit-Remaining": "7", "Retry-After": "3"}
    cache, _ = cached(answer(headers=of_one, etag='"a"'), answer(304, etag='"a"', Retry_After="4"), store=store)
    cache.send(get())
    assert {name: value for name, value in cache.send(get()).headers.items() if name in of_one} == {"Retry-After": "4"}


def test_the_callers_own_condition_is_sent_as_it_is_and_its_304_passed_on(store):
    cache, inner = cached(answer(etag='"a"'), answer(304, etag='"mine"'), store=store)
    cache.send(get())
    assert cache.send(get(If_None_Match='"mine"')).status == 304
    assert condition(inner.requests[1]) == '"mine"'


@pytest.mark.parametrize("name", ["If_Match", "If_Modified_Since", "If_Unmodified_Since", "If_Range"])
def test_no_condition_is_added_to_one_of_the_callers(name):
    cache, inner = cached(answer(etag='"a"'), answer(412, b"{}"))
    cache.send(get())
    assert cache.send(get(**{name: '"x"'})).status == 412
    assert "If-None-Match" not in inner.requests[1].headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
@pytest.mark.parametrize("status", [200, 201, 202, 204, 301, 500, 503])
def test_a_change_drops_all_variants_of_its_url_and_the_collections_above(method, status):
    places = ["/apps/x", "/apps/x?full=1", "/apps", "/apps?page=2", "/"]
    kept = ["/apps/y", "/apps/x/dynos", "/applications"]
    assert _kept_after(answer(status, b"{}"), method, places, kept) == (0, len(kept))


@pytest.mark.parametrize("status", [400, 404, 409, 412, 422, 429])
def test_a_change_that_was_refused_drops_nothing(status):
    assert _kept_after(answer(status, b"{}"), "PATCH", ["/apps/x", "/apps"], []) == (2, 0)


@pytest.mark.parametrize(("sent", "left"), [(True, 0), (False, 1)])
def test_a_change_whose_outcome_is_unknown_drops_what_it_may_have_touched(sent, left):
    cache, _ = cached(answer(etag='"a"'), ConnectionFailed("cut", sent=sent))
    cache.send(get())
    with pytest.raises(ConnectionFailed):
        cache.send(get(method="PATCH", body=b"{}"))
    assert cache.info().entries == left


@pytest.mark.parametrize("header", ["Location", "Content-Location"])
@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("/apps/y", 0),
        ("y", 0),
        ("https://api.shop.example/apps/y", 0),
        ("HTTPS://API.shop.example:443/apps/y", 0),
        ("https://evil.example/apps/y", 1),
        ("http://api.shop.example/apps/y", 1),
        ("https://[broken/apps/y", 1),
    ],
)
def test_a_change_drops_what_it_points_to_on_the_same_origin_only(header, value, left):
    cache, _ = cached(answer(etag='"a"'), answer(200, b"{}", {header: value}))
    cache.send(get("https://api.shop.example/apps/y"))
    cache.send(get("https://api.shop.example/apps/z", method="POST", body=b"{}"))
    assert cache.info().entries == left


TOLD = b'{"id":"01-ab","name":"example","email":null,"stack":{"id":"7"},"region":"eu"}'


@pytest.mark.parametrize(
    ("method", "changed", "read", "left"),
    [
        ("PATCH", "/apps/example", "/apps/01-ab", 0),
        ("PATCH", "/apps/01-ab", "/apps/example", 0),
        ("DELETE", "/apps/01-ab", "/apps/example?full=1", 0),
        ("PUT", "/apps/01%2Dab/", "/apps/example", 0),
        ("POST", "/apps", "/apps/example", 0),
        ("PATCH", "/apps/01-ab", "/apps/other", 1),
        ("PATCH", "/apps/01-ab", "/apps/eu", 1),
        ("PATCH", "/apps/01-ab", "/apps/7", 1),
        ("PATCH", "/apps/01-ab", "/teams/example", 1),
        ("PATCH", "/apps/01-ab/features", "/apps/01-ab/example", 1),
        ("PATCH", "/apps/01-ab/features", "/apps/01-ab/features/example", 1),
    ],
)
def test_a_change_by_id_drops_what_was_read_by_name_and_the_other_way_round(method, changed, read, left):
    store, base = MemoryStore(), "https://api.shop.example"
    cache, _ = cached(answer(etag='"a"'), answer(body=TOLD), store=store)
    cache.send(get(base + read))
    cache.send(get(base + changed, method=method, body=b"{}"))
    assert store.measure()[0] == left


@pytest.mark.parametrize("read", ["/apps/01-ab", "/apps/example"])
@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"01-ab","name":"example","load":NaN}',
        b'{"id":"01-ab","name":"example","load":1e999}',
        b'\xef\xbb\xbf{"id":"01-ab","name":"example"}',
        '{"id":"01-ab","name":"example"}'.encode("utf-16"),
        b'{"id":"01-ab","name":"example","email":"\\ud83d"}',
    ],
)
def test_a_change_drops_what_its_answer_tells_of_also_where_that_is_no_json_to_the_letter(body, read):
    cache, _ = cached(answer(etag='"a"'), answer(body=body))
    cache.send(get("https://api.shop.example" + read))
    cache.send(get("https://api.shop.example/apps/01-ab", method="PATCH", body=b"{}"))
    info = cache.info()
    assert (info.entries, info.store_errors) == (0, 0)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"01-ab"', b"{", b'{"id":null}', b'{"id":["example"]}', b'{"id":".."}', b"[" * 100_000]
)
def test_an_answer_to_a_change_that_names_nothing_drops_nothing_further(body):
    store, base = MemoryStore(), "https://api.shop.example"
    cache, _ = cached(answer(etag='"a"'), answer(body=body), store=store)
    cache.send(get(f"{base}/apps/example"))
    assert cache.send(get(f"{base}/apps/01-ab", method="PATCH", body=b"{}")).status == 200
    assert store.measure()[0] == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_answer_that_is_refused_or_gone_is_dropped(store, status):
    cache, inner = cached(answer(etag='"a"'), answer(status, b"{}"), answer(etag='"a"'), store=store)
    cache.send(get())
    assert cache.send(get()).status == status
    cache.send(get())
    assert [condition(request) for request in inner.requests] == [None, '"a"', None]
    assert cache.info().invalidations == 1


@pytest.mark.parametrize("status", [400, 412, 429, 500, 502, 503])
def test_a_passing_error_is_not_stored_and_leaves_the_entry(status):
    cache, inner = cached(answer(etag='"a"'), answer(status, b"{}", etag='"e"'), answer(304, etag='"a"'))
    assert [cache.send(get()).status for _ in range(3)] == [200, status, 200]
    assert [condition(request) for request in inner.requests] == [None, '"a"', '"a"']


@pytest.mark.parametrize("mode", ["revalidate", "offline"])
@pytest.mark.parametrize("status", [201, 202, 203, 204, 300, 301, 302, 307, 308, 404, 410, 412, 418, 500])
def test_only_a_200_is_ever_replayed_where_lifetimes_do_not_count(status, mode):
    cache, inner = cached(*(answer(status, b"{}", etag='"a"', Cache_Control="max-age=60") for _ in range(2)))
    cache.send(get(mode=mode))
    cache.send(get(mode=mode))
    assert [condition(request) for request in inner.requests] == [None, None]


@pytest.mark.parametrize("mode", ["revalidate", "offline"])
def test_an_error_that_was_stored_for_its_lifetime_is_nothing_to_other_modes(store, mode):
    gone = answer(404, b"{}", etag='"e"', Cache_Control="max-age=60")
    cache, inner = cached(gone, ConnectionFailed("gone"), answer(), store=store)
    assert cache.send(get(mode="rfc")).status == 404
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode=mode))
    assert cache.send(get(mode=mode)).status == 200
    assert [condition(request) for request in inner.requests] == [None, None, None]


def test_repeated_header_lines_are_all_kept(store):
    lines = [("Link", "<a>; rel=x"), ("Link", "<b>; rel=y")]
    cache, _ = cached(answer(headers=lines, etag='"a"'), answer(304, etag='"a"'), store=store)
    cache.send(get())
    assert cache.send(get()).headers["Link"] == "<a>; rel=x, <b>; rel=y"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"name":"exa', {}),
        (b'{"name":"exa', {"Content_Length": "18"}),
        (b"", {}),
        (b'{"a":NaN}', {}),
        (b"[" * 200_000, {}),
        (b"<html>", {}),
        (b'{"a":1}', {"Content_Length": "8"}),
        (b'{"a":1}', {"Content_Length": "7, 9"}),
        (b"\xff\xfe{}", {}),
    ],
)
def test_half_an_answer_is_never_stored(body, fields):
    cache, inner = cached(*(answer(body=body, etag='"a"', **fields) for _ in range(2)))
    cache.send(get())
    cache.send(get())
    assert [condition(request) for request in inner.requests] == [None, None]


def test_a_body_over_the_cap_is_not_stored():
    cache, inner = cached(
        *(answer(body=b'"' + b"x" * 2000 + b'"', etag='"a"') for _ in range(2)), store=MemoryStore(largest=1000)
    )
    assert [len(cache.send(get()).body) for _ in range(2)] == [2002, 2002]
    assert condition(inner.requests[1]) is None


def test_an_answer_with_secrets_is_not_stored(store):
    cache, inner = cached(answer(etag='"a"'), answer(etag='"a"'), store=store)
    cache.send(get(storable=False))
    cache.send(get(storable=False))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


def test_bypass_neither_reads_nor_stores_but_still_drops_what_it_changes(store):
    cache, inner = cached(answer(etag='"a"'), answer(body=OTHER, etag='"b"'), answer(200, b"{}"), store=store)
    cache.send(get())
    assert cache.send(get(mode="bypass")).body == OTHER
    assert condition(inner.requests[1]) is None
    cache.send(get(method="PATCH", body=b"{}", mode="bypass"))
    assert cache.info().invalidations == 1


@pytest.mark.parametrize("error", [ConnectionFailed("refused"), RequestTimeout("silent")])
def test_offline_serves_the_last_copy_marked_stale(store, error):
    clock = Clock()
    cache, _ = cached(answer(etag='"a"'), error, store=store, clock=clock)
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
def test_no_other_mode_serves_what_it_could_not_confirm(mode):
    cache, _ = cached(answer(etag='"a"'), ConnectionFailed("refused"))
    cache.send(get())
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode=mode))


@pytest.mark.parametrize("error", [UntrustedServer("certificate"), ProtocolError("garbage")])
def test_offline_never_hides_a_server_that_is_not_trusted(error):
    cache, _ = cached(answer(etag='"a"'), error)
    cache.send(get())
    with pytest.raises(type(error)):
        cache.send(get(mode="offline"))


def test_offline_serves_nothing_beyond_its_limit():
    clock = Clock()
    cache, _ = cached(answer(etag='"a"'), ConnectionFailed("refused"), clock=clock, offline_limit=60)
    cache.send(get())
    clock.now += 61
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))


def test_the_limit_of_offline_counts_from_the_last_confirmation(store):
    clock = Clock()
    cache, _ = cached(
        answer(etag='"a"'),
        answer(304, etag='"a"'),
        ConnectionFailed("refused"),
        clock=clock,
        offline_limit=9000,
        store=store,
    )
    for wait in (0, 8000, 8000):
        clock.now += wait
        last = cache.send(get(mode="offline"))
    assert last.stale


def test_offline_serves_nothing_after_a_write(store):
    cache, _ = cached(answer(etag='"a"'), answer(200, b"{}"), ConnectionFailed("refused"), store=store)
    cache.send(get())
    cache.send(get(method="PATCH", body=b"{}"))
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))


def test_offline_serves_nothing_after_a_write_that_came_in_between(store):
    clock = Clock()

    def changed_then_cut(_):
        other, _ = cached(answer(200, b"{}"), store=store, clock=clock)
        other.send(get(method="PATCH", body=b"{}"))
        return ConnectionFailed("cut")

    cache, _ = cached(answer(etag='"a"'), changed_then_cut, store=store, clock=clock)
    cache.send(get())
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))


def test_an_answer_that_was_asked_for_before_a_write_is_not_stored_after_it(store):
    clock = Clock()

    def changed_meanwhile(_):
        other, _ = cached(answer(200, b"{}"), store=store, clock=clock)
        other.send(get(method="PATCH", body=b"{}"))
        return answer(etag='"old"', Cache_Control="max-age=60")

    cache, inner = cached(changed_meanwhile, answer(body=OTHER, etag='"new"'), store=store, clock=clock)
    cache.send(get(mode="rfc"))
    assert cache.send(get(mode="rfc")).body == OTHER
    assert condition(inner.requests[1]) is None
    assert cache.info().stores == 1


def test_a_list_walked_twice_is_one_304_for_each_page_over_the_wire():
    pages = {
        None: ([1, 2], "id ]2..; max=2"),
        "id ]2..; max=2": ([3, 4], "id ]4..; max=2"),
        "id ]4..; max=2": ([5], None),
    }

    def reply(method, path, headers):
        items, following = pages[headers.get("Range")]
        tag = f'"{items[0]}"'
        if headers.get("If-None-Match") == tag:
            return 304, [("ETag", tag)], b""
        fields = [("Content-Type", "application/json"), ("ETag", tag)]
        fields += [("Next-Range", following)] if following else []
        return (206 if following else 200), fields, json.dumps(items).encode()

    def walk(cache, base):
        items, page = [], cache.send(get(f"{base}/apps"))
        while part := page.headers.get("Next-Range"):
            items += json.loads(page.body)
            page = cache.send(get(f"{base}/apps", Range=part))
        return items + json.loads(page.body)

    with serving(reply) as served:
        cache = CachingTransport(WireClient(served.address), MemoryStore())
        assert walk(cache, served.base) == [1, 2, 3, 4, 5]
        assert walk(cache, served.base) == [1, 2, 3, 4, 5]
        assert [headers.get("If-None-Match") for _, _, headers in served.seen] == [
            None,
            None,
            None,
            '"1"',
            '"3"',
            '"5"',
        ]
        assert cache.info().revalidated_hits == 3


def test_what_is_counted_adds_up():
    clock = Clock()
    cache, _ = cached(
        answer(etag='"a"', Cache_Control="max-age=60"),
        answer(304, etag='"a"'),
        answer(),
        answer(200, b"{}"),
        clock=clock,
    )
    cache.send(get(mode="rfc"))
    cache.send(get(mode="rfc"))
    cache.send(get())
    cache.send(get(mode="bypass"))
    cache.send(get(method="DELETE"))
    info = cache.info()
    assert (info.misses, info.fresh_hits, info.revalidated_hits, info.bypass, info.stores) == (1, 1, 1, 1, 1)
    assert (info.invalidations, info.entries, info.size, info.bytes_saved) == (1, 0, 0, 2 * len(BODY))
    assert info.where == "memory"


def test_clear_forgets_everything(store):
    cache, inner = cached(answer(etag='"a"'), answer(etag='"a"'), store=store)
    cache.send(get())
    cache.clear()
    cache.send(get())
    assert cache.info().entries == 1
    assert condition(inner.requests[1]) is None


def test_memory_is_bounded_by_bytes_and_the_longest_unused_gives_way():
    store = MemoryStore(max_bytes=10_000)
    cache, inner = cached(*(answer(body=b'"' + b"x" * 2000 + b'"', etag=f'"{n}"') for n in range(10)), store=store)
    for n in range(4):
        cache.send(get(f"{URL}/{n}"))
    assert store.measure()[1] <= 10_000
    assert cache.info().evictions == 1
    cache.send(get(f"{URL}/0"))
    cache.send(get(f"{URL}/3"))
    assert [condition(request) for request in inner.requests[4:]] == [None, '"3"']


def _kept_after(reply, method, dropped, kept):
    urls = [f"https://api.shop.example{path}" for path in dropped + kept]
    cache, inner = cached(*(answer(etag='"a"') for _ in urls), reply, *(answer(304) for _ in urls))
    for url in urls:
        cache.send(get(url))
    cache.send(get("https://api.shop.example/apps/x", method=method, body=b"{}"))
    inner.script = [answer(etag='"a"') for _ in urls]
    del inner.requests[:]
    for url in urls:
        cache.send(get(url, mode="offline"))
    conditions = [condition(request) is not None for request in inner.requests]
    return sum(conditions[: len(dropped)]), sum(conditions[len(dropped) :])


def _files(path: Path):
    from heroics_py.cache import FileStore

    return FileStore(path / "cache")


def _everything(store):
    from heroics_py.cache import BaseCacheStore, FileStore

    if isinstance(store, FileStore):
        return [path.read_bytes() for path in store.root.rglob("*") if path.is_file()]
    if isinstance(store, BaseCacheStore):
        return [store._cache.data, vars(store)]
    return vars(store)


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 200), ("POST", 201), ("PATCH", 200)], ids=["stored", "created", "changed"]
)
def test_an_answer_that_the_cache_looks_into_is_read_once(monkeypatch, method, status):
    strictly, read = strict_json._strictly, []
    monkeypatch.setattr(strict_json, "_strictly", lambda body: read.append(body) or strictly(body))
    cache, _ = cached(answer(status, etag='"a"'))
    response = cache.send(get(method=method, body=None if method == "GET" else b"{}"))
    assert (decoded(response), read) == ({"name": "example"}, [BODY])
