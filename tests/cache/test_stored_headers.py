"""The header fields of an entry, and the secrets that a server repeats."""

import copy
import pickle
from pathlib import Path

import pytest
from cache_parts import BODY, Clock, cached, condition, get, make_response, serving
from hypothesis import given, settings
from hypothesis import strategies as some

from heroics_py.cache import FileStore, open_cache
from heroics_py.cache.keys import cache_keys
from heroics_py.call.lists.collection import Collection
from heroics_py.call.lists.page import Page, page_of
from heroics_py.errors import NotFound, PagingError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.model.security import Security
from heroics_py.secrecy.request_secrets import Sealer, mask_field, remove_query_field
from heroics_py.transport.connection import open_transport

STORED_HEADERS = ["Test-Header", "X-Test-Header", "Content-Foo", "X-Frame-Options", "Content-Security-Policy", "Link"]
LEFT_OUT = [
    "Connection",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authentication-Info",
    "Proxy-Connection",
    "Set-Cookie",
    "Set-Cookie2",
    "Clear-Site-Data",
    "TE",
    "Trailer",
    "Upgrade",
    "WWW-Authenticate",
]
KEY = "kk-example-kk"

pytestmark = pytest.mark.usefixtures("each_driver")


@pytest.mark.parametrize("name", STORED_HEADERS)
def test_a_304_updates_a_header(name):
    """A header is stored, and updated by a 304."""
    clock = Clock()
    cache, _ = cached(
        make_response(headers={name: "one"}, etag='"a"', Cache_Control="max-age=4"),
        make_response(304, headers={name: "two"}, etag='"a"', Cache_Control="max-age=60"),
        clock=clock,
    )
    seen = []
    for _ in range(3):
        seen.append(cache.send(get(mode="rfc")).headers[name])
        clock.now += 5
    assert seen == ["one", "two", "two"]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_headers_of_one_connection_are_not_stored(name):
    """Headers of one connection or one account are not stored."""
    cache, _ = cached(make_response(headers={name: "x"}, Cache_Control="max-age=60"))
    assert cache.send(get(mode="rfc")).headers[name] == "x"
    assert name not in cache.send(get(mode="rfc")).headers


@pytest.mark.parametrize(
    "header", [{"Connection": "a, b"}, {"Cache-Control": 'no-cache="a, b"'}, {"Cache-Control": 'private="a,b"'}]
)
def test_headers_named_as_private_are_not_stored(header):
    """Headers that Connection, no-cache or private name are not stored."""
    fields = {"A": "1", "B": "2", "C": "3"}
    cache, _ = cached(make_response(headers=[*header.items(), *fields.items(), ("Cache-Control", "max-age=60")]))
    cache.send(get(mode="rfc"))
    second = cache.send(get(mode="rfc"))
    assert [name in second.headers for name in "ABC"] == [False, False, True]
    assert second.from_cache


def test_a_304_keeps_headers_that_it_lacks():
    """A 304 without a header leaves the stored one."""
    cache, _ = cached(make_response(etag='"a"', Test_Header="one"), make_response(304, etag='"a"'))
    cache.send(get())
    assert cache.send(get()).headers["Test-Header"] == "one"


def test_a_304_updates_media_type_parameters():
    """A 304 updates the parameters of the same media type."""
    cache, _ = cached(
        make_response(etag='"a"', kind="text/plain"),
        make_response(304, headers={"Content-Type": "text/plain; charset=utf-8"}),
    )
    cache.send(get())
    assert cache.send(get()).headers["Content-Type"] == "text/plain; charset=utf-8"


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


def test_a_repeated_key_is_in_no_file(tmp_path):
    """A key that the server repeats is in no file and no repr; the cached page still leads to the next one."""
    with serving(reflecting) as served:
        responses = [keyed(served.base, FileStore(tmp_path)) for _ in range(2)]
        following = page_of(responses[1].replaced(data=[])).next_range
        third = keyed(served.base, FileStore(tmp_path), following)
        base, targets = served.base, [each[1] for each in served.seen]
    assert responses[1].revalidated
    assert third.status == 200
    assert following == f"{base}/things?page=2"
    assert targets[2] == f"/things?page=2&appid={KEY}"
    stored = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert b"[1]" in stored
    assert (KEY.encode() in stored, b"renewed" in stored) == (False, False)
    assert all(secret not in repr(each) for each in responses for secret in (KEY, "renewed"))
    assert responses[1].headers["X-Auth-Token"] == "renewed"


def test_a_304_with_a_new_token_writes_nothing():
    """A renewed token in a 304 is passed on, and the entry is not rewritten."""
    cache, _ = cached(make_response(etag='"v"'), make_response(304, etag='"v"', X_Auth_Token="t1"))
    cache.send(get())
    before = [cache.store.measure(), cache.info().stores]
    assert cache.send(get()).headers["X-Auth-Token"] == "t1"
    assert [cache.store.measure(), cache.info().stores] == before


def test_a_repeated_key_is_restored():
    """A key is stored as a label, and is restored for a request that holds it."""
    link = '<https://api.shop.example/a?api_key=K1&page=2>; rel="next"'
    cache, _ = cached(make_response(etag='"v"', Link=link), make_response(304, etag='"v"'))
    request = get("https://api.shop.example/a?api_key=K1")
    assert [cache.send(request).headers["Link"] for _ in range(2)] == [link, link]
    stored = cache.store.get(cache_keys(request, cache.store.secret))
    assert "K1" not in stored.headers["Link"]


def test_a_foreign_secret_is_not_stored():
    """A response whose link holds a secret that the request lacks is not stored, as the list would end early."""
    cache, inner = cached(make_response(etag='"v"', Link="<?sig=abc>; rel=next"), make_response(body=BODY))
    cache.send(get())
    cache.send(get())
    assert condition(inner.requests[1]) is None


def failed():
    headers = Headers(
        {"Set-Cookie": "sid=renewed", "X-Auth-Token": "renewed", "Location": "/a?appid=K1", "ETag": '"v"'}
    ).with_secrets(frozenset({"appid"}))
    return NotFound(
        "gone", response=Response(status=404, headers=headers, body=b"b", url="https://a.example/?appid=K1")
    )


def test_a_pickled_error_holds_no_credential():
    """A pickled error holds no credential in its headers and its URL; the body stays, and a copy keeps everything."""
    error = failed()
    packed = pickle.dumps(error)
    assert (b"renewed" in packed, b"K1" in packed) == (False, False)
    response = pickle.loads(packed).response
    assert (dict(response.headers), response.body) == ({"Location": "/a?appid=***", "ETag": '"v"'}, b"b")
    for copied in (copy.copy(error), copy.deepcopy(error)):
        assert copied.headers["Set-Cookie"] == "sid=renewed"
        assert copied.response.url == error.response.url


def test_no_paging_error_shows_a_key():
    """Errors of lists mask a key by its declared name, also in a link to another origin."""
    elsewhere = Headers({"Link": "<https://b.example/?appid=K1>; rel=next"}).with_secrets(frozenset({"appid"}))
    with pytest.raises(PagingError) as caught:
        page_of(Response(status=200, headers=elsewhere, url="https://a.example/", data=[]))
    assert "K1" not in str(caught.value)
    page = Page(
        items=[1], next_range="https://a.example/?appid=K1", mask=Headers().with_secrets(frozenset({"appid"})).masked
    )
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
def test_a_field_is_removed_from_urls_in_a_header(value, left):
    """A query field is removed from the URLs in a header; everything else keeps its spelling."""
    assert remove_query_field(value, "k") == left


@settings(deadline=None)
@given(some.text("?&;#=<> ktoken1", max_size=60))
def test_any_header_value_can_be_masked(text):
    """Any header value can be masked, and shows no secret afterwards."""
    remove_query_field(text, "k")
    Sealer({"query token": "1"}).seal(text)
    assert "zzzz" not in mask_field(f"{text}&token=zzzz")


def test_no_token_or_cookie_in_any_file(tmp_path):
    """With Vary: Authorization too, no file and no file name holds a token or a cookie."""
    cache, _ = cached(
        make_response(etag='"a"', Vary="Authorization", Set_Cookie="session=SENTINEL-cookie"), store=_files(tmp_path)
    )
    cache.send(get(token="SENTINEL-token", Cookie="SENTINEL-request-cookie"))
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 2
    assert not any(b"SENTINEL" in blob for blob in written)
    assert not any("SENTINEL" in str(path) for path in tmp_path.rglob("*"))


def test_no_token_or_cookie_in_any_store(store):
    """No store holds a token or a cookie."""
    cache, _ = cached(make_response(etag='"a"', Set_Cookie="SENTINEL=1", WWW_Authenticate="SENTINEL"), store=store)
    cache.send(get(token="SENTINEL"))
    assert cache.info().entries == 1
    assert "SENTINEL" not in repr(_everything(store))


def test_repeated_header_lines_are_stored(store):
    """All lines of a repeated header are stored."""
    lines = [("Link", "<a>; rel=x"), ("Link", "<b>; rel=y")]
    cache, _ = cached(make_response(headers=lines, etag='"a"'), make_response(304, etag='"a"'), store=store)
    cache.send(get())
    assert cache.send(get()).headers["Link"] == "<a>; rel=x, <b>; rel=y"


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
