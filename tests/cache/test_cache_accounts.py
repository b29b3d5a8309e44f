"""Two accounts on one store never meet, and no store holds a secret that a server repeats."""

import copy
import json
import pickle
import tempfile

import pytest
import requests
from cache_parts import answer, cached, condition, get, serving
from hypothesis import given, settings
from hypothesis import strategies as some

from heroics_py.cache import FileStore, MemoryStore, open_cache
from heroics_py.cache.key import cache_keys
from heroics_py.call.collection import Collection
from heroics_py.call.page import Page, next_url
from heroics_py.errors import NotFound, PagingError
from heroics_py.http.messages import Headers, Request, Response
from heroics_py.http.options import Options
from heroics_py.model.api import Security
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.reflected import Sealer, masked_value, without_pair
from heroics_py.transport.connection import open_transport

SECRET = b"s" * 32
BODY, OTHER = b'{"name":"mine"}', b'{"name":"yours"}'
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


def asked(mode="rfc", url="https://api.shop.example/me", **headers):
    return Request(method="GET", url=url, headers=Headers(headers), options=Options(cache_mode=mode))


def share(one, other, store):
    """Whether the second request is answered, or asked for, with what the first has stored."""
    said = {"Cache_Control": "max-age=60"}
    cache, _ = cached(answer(etag='"v"', **said), store=store)
    cache.send(one)
    cache, inner = cached(answer(body=OTHER, etag='"v"', **said), store=store)
    response = cache.send(other)
    return response.body != OTHER or condition(inner.requests[0]) is not None


@given(name=names, one=values, other=some.none() | values, mode=modes)
def test_two_accounts_that_differ_in_any_one_header_never_share_an_entry(name, one, other, mode):
    """A header counts whatever it is called, unless it is known to be harmless."""
    theirs = asked(mode) if other is None else asked(mode, **{name: other})
    assert share(asked(mode, **{name: one}), theirs, MemoryStore()) == (one == other)


@settings(max_examples=15, deadline=None)
@given(name=names, one=values, mode=modes)
def test_two_accounts_that_differ_in_any_one_header_never_share_a_file(name, one, mode):
    """The same holds for files."""
    with tempfile.TemporaryDirectory() as place:
        assert not share(asked(mode, **{name: one}), asked(mode, **{name: f"{one}x"}), FileStore(place))


@given(name=some.from_regex(r"[A-Za-z_]{1,12}", fullmatch=True), one=values, mode=modes)
def test_accounts_that_differ_in_a_cookie_or_a_query_field_never_share_an_entry(name, one, mode):
    """Cookies and query fields count whatever they are called."""
    cookies = [asked(mode, Cookie=f"{name}={text}") for text in (one, f"{one}x")]
    queries = [asked(mode, url=f"https://api.shop.example/me?{name}={text}") for text in ("a", "b")]
    assert not share(*cookies, MemoryStore())
    assert not share(*queries, MemoryStore())


@pytest.mark.parametrize("name", ["Accept", "Range", "X-Tenant"])
def test_an_identity_stands_for_credentials_alone(name):
    """Two forms of an answer have two keys under one identity."""
    keys = {cache_keys(asked(**{name: text}), SECRET, identity="me").key for text in ("a", "b")}
    assert len(keys) == 2


def test_a_harmless_header_leaves_the_entry():
    """Another request id is answered from the same entry."""
    assert share(get(mode="rfc", X_Request_Id="1"), get(mode="rfc", X_Request_Id="2"), MemoryStore())


@pytest.mark.parametrize("name", ["X-Tenant", "appid", "X-Key"])
def test_a_header_of_the_callers_session_keeps_accounts_apart(name):
    """A session's header counts whatever it is called, also one that the document declares as a key."""

    def reply(method, path, headers):
        fields = [("Content-Type", "application/json"), ("ETag", '"v"'), ("Cache-Control", "max-age=60")]
        return 200, fields, json.dumps(headers.get(name)).encode()

    store = MemoryStore()
    with serving(reply) as served:
        bodies = [_over_session(served.base, store, {name: text}) for text in ("a", "b")]
    assert bodies == [b'"a"', b'"b"']


def _over_session(base, store, headers):
    session = requests.Session()
    session.headers.update(headers)
    way = open_transport(
        base_url=base, session=session, caching=open_cache(store, session=session), trust_environment=False
    )
    request = Request(
        method="GET", url=f"{base}/me", secret_fields=frozenset({"appid"}), options=Options(cache_mode="rfc")
    )
    body = way.send(request).body
    way.close()
    return body


# ---- what a server repeats

KEY = "kk-example-kk"


def keyed(base, store, path="/things"):
    way = open_transport(
        base_url=base,
        token=KEY,
        caching=open_cache(store),
        trust_environment=False,
        security=(Security("key", "query", "appid"),),
    )
    url = path if path.startswith("http") else f"{base}{path}"
    response = way.send(Request(method="GET", url=url, secret_fields=frozenset({"appid"})))
    way.close()
    return response


def reflecting(method, path, headers):
    """An API that repeats the key in its links, and renews tokens."""
    fields = [
        ("Content-Type", "application/json"),
        ("ETag", '"v"'),
        ("Link", f'<{path}&page=2>; rel="next"'),
        ("Content-Location", path),
        ("Refresh", f"5; url={path}"),
        ("X-Echo", f"the key is {KEY}"),
        ("X-Auth-Token", "renewed"),
        ("X-Subject-Token", "renewed"),
        ("Set-Cookie", "sid=renewed"),
    ]
    status = 304 if "If-None-Match" in headers else 200
    return status, fields, b"" if status == 304 else b"[1]"


def test_a_key_that_the_server_repeats_is_in_no_file_and_in_no_repr(tmp_path):
    """The first page comes from the cache, and still leads to the next one."""
    with serving(reflecting) as served:
        answers = [keyed(served.base, FileStore(tmp_path)) for _ in range(2)]
        following = next_url(answers[1])
        third = keyed(served.base, FileStore(tmp_path), following)
        base, targets = served.base, [each[1] for each in served.seen]
    assert answers[1].revalidated
    assert third.status == 200
    assert following == f"{base}/things?page=2"
    assert targets[2] == f"/things?page=2&appid={KEY}"
    stored = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert b"[1]" in stored
    assert (KEY.encode() in stored, b"renewed" in stored) == (False, False)
    assert all(secret not in repr(each) for each in answers for secret in (KEY, "renewed"))
    assert answers[1].headers["X-Auth-Token"] == "renewed"


def test_a_304_with_a_new_token_writes_nothing():
    """A renewed token is passed on and is no reason to write the entry."""
    cache, _ = cached(answer(etag='"v"'), answer(304, etag='"v"', X_Auth_Token="t1"))
    cache.send(get())
    before = [cache.store.measure(), cache.info().stores]
    assert cache.send(get()).headers["X-Auth-Token"] == "t1"
    assert [cache.store.measure(), cache.info().stores] == before


def test_a_key_that_the_caller_gave_leads_to_the_next_page_from_the_cache():
    """The key is stored by its name, and comes back for the request that holds it."""
    link = '<https://api.shop.example/a?api_key=K1&page=2>; rel="next"'
    cache, _ = cached(answer(etag='"v"', Link=link), answer(304, etag='"v"'))
    request = get("https://api.shop.example/a?api_key=K1")
    assert [cache.send(request).headers["Link"] for _ in range(2)] == [link, link]
    stored = cache.store.get(cache._keys(request))
    assert "K1" not in stored.headers["Link"]


def test_a_link_with_a_secret_of_somebody_else_is_not_stored():
    """What can't be restored is not stored at all: the list must not end early."""
    cache, inner = cached(answer(etag='"v"', Link="<?sig=abc>; rel=next"), answer(body=BODY))
    cache.send(get())
    cache.send(get())
    assert condition(inner.requests[1]) is None


def failed():
    headers = Headers(
        {"Set-Cookie": "sid=renewed", "X-Auth-Token": "renewed", "Location": "/a?appid=K1", "ETag": '"v"'}
    ).veiled(frozenset({"appid"}))
    return NotFound(
        "gone", response=Response(status=404, headers=headers, body=b"b", url="https://a.example/?appid=K1")
    )


def test_a_pickled_error_holds_no_credential():
    """Headers and URL are cleaned; the body stays, and a copy keeps everything."""
    error = failed()
    packed = pickle.dumps(error)
    assert (b"renewed" in packed, b"K1" in packed) == (False, False)
    response = pickle.loads(packed).response
    assert (dict(response.headers), response.body) == ({"Location": "/a?appid=***", "ETag": '"v"'}, b"b")
    for twin in (copy.copy(error), copy.deepcopy(error)):
        assert twin.headers["Set-Cookie"] == "sid=renewed"
        assert twin.response.url == error.response.url


def test_no_paging_error_shows_a_key():
    """The declared name of a key counts in the errors of lists, and what leads elsewhere is masked too."""
    elsewhere = Headers({"Link": "<https://b.example/?appid=K1>; rel=next"}).veiled(frozenset({"appid"}))
    with pytest.raises(PagingError) as caught:
        next_url(Response(status=200, headers=elsewhere, url="https://a.example/"))
    assert "K1" not in str(caught.value)
    page = Page(items=[1], next_range="https://a.example/?appid=K1", mask=Headers().veiled(frozenset({"appid"})).masked)
    with pytest.raises(PagingError) as caught:
        Collection(page, lambda _: page).to_list()
    assert "K1" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("<https://a.example/?k=1&page=2>; rel=next", "<https://a.example/?page=2>; rel=next"),
        ("</?page=2&k=1>; rel=next", "</?page=2>; rel=next"),
        ("/a?k=1", "/a"),
        ("/a?k=1&k=2&b=3", "/a?b=3"),
        ("/a?k=1;b=3", "/a?b=3"),
        ("/a?kk=1", "/a?kk=1"),
    ],
)
def test_a_field_is_taken_out_of_the_urls_in_a_header(value, left):
    """All else stays as it is spelled."""
    assert without_pair(value, "k") == left


@given(some.text("?&;#=<> ktoken1", max_size=60))
def test_whatever_a_header_holds_a_secret_field_is_masked(text):
    """No value raises, and none that is masked shows its secret."""
    without_pair(text, "k")
    Sealer({"query token": "1"}).sealed(text)
    assert "zzzz" not in masked_value(f"{text}&token=zzzz")


class Preparing(requests.Session):
    """A session of the caller's that adds a header where a request is prepared."""

    account = ""

    def prepare_request(self, request):
        prepared = super().prepare_request(request)
        prepared.headers["Zorp"] = self.account
        return prepared


class Sending(requests.Session):
    """A session of the caller's that adds a header where a request is sent."""

    account = ""

    def send(self, request, **settings):
        request.headers["Zorp"] = self.account
        return super().send(request, **settings)


def sending_by_attribute():
    made = requests.Session()
    theirs = made.send

    def send(request, **settings):
        request.headers["Zorp"] = made.account
        return theirs(request, **settings)

    made.send = send
    return made


@pytest.mark.parametrize("mode", ["rfc", "revalidate", "offline"])
@pytest.mark.parametrize("kind", [Preparing, Sending, sending_by_attribute])
def test_sessions_with_methods_of_their_own_never_share_an_entry(kind, mode):
    """What makes or sends requests in a way of its own may add anything: its reads go past the cache."""

    def api(_method, _path, headers):
        fields = [("ETag", '"v"'), ("Cache-Control", "max-age=600")]
        return (304, fields, b"") if "If-None-Match" in headers else (200, fields, headers["Zorp"].encode())

    store, bodies = MemoryStore(), []
    with serving(api) as served:
        for account in "AB":
            session = kind()
            session.account = account
            way = open_transport(base_url=served.base, session=session, caching=open_cache(store, session=session))
            bodies.append(
                way.send(Request(method="GET", url=f"{served.base}/me", options=Options(cache_mode=mode))).body
            )
            way.close()
            session.close()
    assert bodies == [b"A", b"B"]
