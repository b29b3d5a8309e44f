"""Two accounts on one store never share an entry."""

import tempfile

import pytest
from cache_parts import BODY, OTHER, cached, condition, get, make_response
from hypothesis import given, settings
from hypothesis import strategies as some
from scripted import Scripted, answer, saying
from thoroughness import examples

import heroics_py
from heroics_py.cache import FileStore, MemoryStore
from heroics_py.cache.keys import cache_keys
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options
from heroics_py.secrecy.harmless import HARMLESS_HEADERS

SECRET = b"s" * 32
NAMES = [
    "Fastly-Key",
    "Ocp-Apim-Subscription-Key",
    "DD-APPLICATION-KEY",
    "X-Key",
    "JWT",
    "X-Sig",
    "X-Tenant",
    "Host",
    "Baggage",
    "Identity",
    "Vary",
    "Accept",
    "Range",
    "X-Account",
    "Content-Type",
    "Idempotency-Key",
]
names = some.sampled_from(NAMES) | some.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True).filter(
    lambda name: name.lower() not in HARMLESS_HEADERS | {"accept-language", "accept-encoding", "prefer"}
)
values = some.from_regex(r"[!-~]{1,12}", fullmatch=True)
modes = some.sampled_from(["rfc", "revalidate", "offline"])

pytestmark = pytest.mark.usefixtures("each_driver")


@pytest.mark.parametrize("token", ["B", None])
def test_byte_ranges_keep_accounts_apart(token):
    """A range of bytes is never cut out of another account's response."""
    cache, _ = cached(make_response(Cache_Control="max-age=60"), make_response(401))
    cache.send(get(mode="rfc"))
    assert cache.send(get(mode="rfc", token=token, Range="bytes=0-1")).status == 401


def request_with(mode="rfc", url="https://api.shop.example/me", **headers):
    return Request(method="GET", url=url, headers=Headers(headers), options=Options(cache_mode=mode))


def share(one, other, store):
    """Whether the second request is answered, or asked for, with what the first has stored."""
    fields = {"Cache_Control": "max-age=60"}
    cache, _ = cached(make_response(etag='"v"', **fields), store=store)
    cache.send(one)
    cache, inner = cached(make_response(body=OTHER, etag='"v"', **fields), store=store)
    response = cache.send(other)
    return response.body != OTHER or condition(inner.requests[0]) is not None


@settings(deadline=None)
@given(name=names, one=values, other=some.none() | values, mode=modes)
def test_any_header_keeps_accounts_apart(name, one, other, mode):
    """Two accounts that differ in any one header never share an entry, unless the header is known to be harmless."""
    theirs = request_with(mode) if other is None else request_with(mode, **{name: other})
    assert share(request_with(mode, **{name: one}), theirs, MemoryStore()) == (one == other)


@settings(max_examples=examples(15), deadline=None)
@given(name=names, one=values, mode=modes)
def test_any_header_keeps_files_apart(name, one, mode):
    """Two accounts that differ in any one header never share a file."""
    with tempfile.TemporaryDirectory() as place:
        assert not share(request_with(mode, **{name: one}), request_with(mode, **{name: f"{one}x"}), FileStore(place))


@settings(deadline=None)
@given(name=some.from_regex(r"[A-Za-z_]{1,12}", fullmatch=True), one=values, mode=modes)
def test_cookies_and_query_fields_count(name, one, mode):
    """Accounts that differ in a cookie or a query field of any name never share an entry."""
    cookies = [request_with(mode, Cookie=f"{name}={text}") for text in (one, f"{one}x")]
    queries = [request_with(mode, url=f"https://api.shop.example/me?{name}={text}") for text in ("a", "b")]
    assert not share(*cookies, MemoryStore())
    assert not share(*queries, MemoryStore())


@pytest.mark.parametrize("name", ["Accept", "Range", "X-Tenant"])
def test_an_identity_replaces_credentials_only(name):
    """An identity replaces headers with credentials; any other header counts."""
    keys = {cache_keys(request_with(**{name: text}), SECRET, identity="me").key for text in ("a", "b")}
    assert len(keys) == 2


def test_identity_covers_a_calls_credentials():
    """Credentials that one call passes are replaced by the identity of its client, too."""
    whole = answer(body=b"{}", Content_Type="application/json", ETag='"a"', Cache_Control="max-age=60")
    with (
        Scripted(saying(whole)) as server,
        heroics_py.connect("heroku", url=server.url, token="one", cache_identity="me") as client,
    ):
        info = client.app.info.with_options(cache_mode="rfc")
        info("example")
        info.with_options(headers={"Authorization": "Bearer other"})("example")
        assert len(server.requests) == 1


def test_a_harmless_header_changes_no_key():
    """A request with another request id hits the same entry."""
    assert share(get(mode="rfc", X_Request_Id="1"), get(mode="rfc", X_Request_Id="2"), MemoryStore())


@pytest.mark.parametrize("mode", ["revalidate", "rfc", "offline"])
def test_another_account_gets_no_stored_body(store, mode):
    """Another account never gets a stored body, in any mode."""
    secret = make_response(etag='"a"', Cache_Control="max-age=3600")
    cache, inner = cached(secret, make_response(403, b"{}"), make_response(401, b"{}"), store=store)
    cache.send(get(mode=mode, token="A"))
    assert cache.send(get(mode=mode, token="B")).status == 403
    assert cache.send(get(mode=mode, token=None)).status == 401
    assert [condition(request) for request in inner.requests] == [None, None, None]


def test_another_account_sends_no_stored_etag(store):
    """A request of another account is not sent with a stored ETag, which may name the version alone."""
    cache, inner = cached(make_response(etag='"v1"'), make_response(body=OTHER, etag='"v1"'), store=store)
    cache.send(get(token="A"))
    assert cache.send(get(token="B")).body == OTHER
    assert condition(inner.requests[1]) is None


@pytest.mark.parametrize(
    "header", ["Cookie", "X-Api-Key", "Api-Key", "X-Auth-Token", "X-Session-Id", "Proxy-Authorization", "X-Secret"]
)
def test_credential_headers_keep_accounts_apart(header):
    """Every header that carries credentials keeps accounts apart."""
    cache, inner = cached(make_response(etag='"a"'), make_response(body=OTHER, etag='"a"'))
    cache.send(get(**{header.replace("-", "_"): "one"}))
    assert cache.send(get(**{header.replace("-", "_"): "two"})).body == OTHER
    assert condition(inner.requests[1]) is None


def test_an_identity_survives_token_rotation(store):
    """The entries of an identity survive the rotation of its tokens."""
    cache, inner = cached(
        make_response(etag='"a"'), make_response(304, etag='"a"'), store=store, identity="me@shop.example"
    )
    cache.send(get(token="old"))
    assert cache.send(get(token="new")).body == BODY
    assert condition(inner.requests[1]) == '"a"'


def test_identities_are_kept_apart():
    """Two identities with one token never share an entry."""
    store = MemoryStore()
    one, _ = cached(make_response(etag='"a"'), store=store, identity="one")
    two, inner = cached(make_response(body=OTHER, etag='"a"'), store=store, identity="two")
    one.send(get(token="T"))
    assert two.send(get(token="T")).body == OTHER
    assert condition(inner.requests[0]) is None


def test_a_later_signed_request_bypasses():
    """A request that is signed below the cache bypasses it."""
    cache, inner = cached(make_response(etag='"a"'), make_response(etag='"a"'))
    cache.send(get(token=None, auth=object()))
    cache.send(get(token=None, auth=object()))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().bypass == 2


def test_an_identity_caches_signed_requests():
    """A request that is signed below the cache is cached for an identity."""
    cache, inner = cached(make_response(etag='"a"'), make_response(304, etag='"a"'), identity="me")
    cache.send(get(token=None, auth=object()))
    assert cache.send(get(token=None, auth=object())).revalidated
    assert condition(inner.requests[1]) == '"a"'


def test_two_users_hit_their_own_entries(store):
    """Two users who take turns each hit their own entry."""
    cache, inner = cached(
        make_response(etag='"a"'),
        make_response(body=OTHER, etag='"b"'),
        make_response(304, etag='"a"'),
        make_response(304, etag='"b"'),
        store=store,
    )
    assert [cache.send(get(token=token)).body for token in "ABAB"] == [BODY, OTHER, BODY, OTHER]
    assert [condition(request) for request in inner.requests] == [None, None, '"a"', '"b"']


def test_versions_in_accept_are_kept_apart(store):
    """Two versions in Accept have two entries, even with one ETag and without Vary."""
    cache, inner = cached(
        make_response(etag='"a"'),
        make_response(body=OTHER, etag='"a"'),
        make_response(304),
        make_response(304),
        store=store,
    )
    versions = ["application/json; version=3", "application/json; version=4"] * 2
    assert [cache.send(get(Accept=version)).body for version in versions] == [BODY, OTHER, BODY, OTHER]
    assert [condition(request) for request in inner.requests] == [None, None, '"a"', '"a"']


@pytest.mark.parametrize("header", ["Accept_Language", "Prefer", "Accept_Encoding"])
def test_representations_are_kept_apart(header):
    """Headers that choose a representation keep responses apart."""
    cache, inner = cached(make_response(etag='"a"'), make_response(body=OTHER, etag='"a"'))
    cache.send(get(**{header: "en"}))
    assert cache.send(get(**{header: "de"})).body == OTHER
    assert condition(inner.requests[1]) is None


def test_base_urls_are_kept_apart(store):
    """Two base URLs never share an entry."""
    cache, inner = cached(make_response(etag='"a"'), make_response(body=OTHER, etag='"a"'), store=store)
    cache.send(get("https://one.example/apps"))
    assert cache.send(get("https://two.example/apps")).body == OTHER
    assert condition(inner.requests[1]) is None
