"""The keys of entries."""

import itertools

import pytest
from cache_parts import cached, condition, get, make_response
from hypothesis import given, settings
from hypothesis import strategies as some

from heroics_py.cache import keys
from heroics_py.cache.keys import Keys, cache_keys, changed_groups, group_of, groups_above, origin_group
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request

SECRET = b"s" * 32
BASE = "https://api.shop.example/apps/x"


def key(request, **settings):
    return cache_keys(request, SECRET, **settings).key


def test_equal_requests_have_equal_keys():
    """Equal requests have equal keys."""
    assert cache_keys(get(), SECRET) == cache_keys(get(), SECRET)


def test_keys_never_change():
    """The keys of stored entries never change."""
    headers = {
        "Accept": "application/json; version=3",
        "Accept-Language": "de, en",
        "Authorization": "Bearer t",
        "X-Token": "u",
        "Range": "id ..; max=10",
    }
    request = Request(
        method="GET", url=f"{BASE}?a=1#part", headers=Headers(headers), secret_fields=frozenset({"X-Own"})
    )
    group = "71cb2225bad121055577ea479fda778a79dc1363"
    assert cache_keys(request, SECRET) == Keys(group=group, key="7f2133e6e018a6d75d15b37c233e1b4522541e07")
    assert cache_keys(request, SECRET, identity="me", vary=frozenset({"x-b", "range"})) == Keys(
        group=group, key="765e9a965357bb1ddbe0fc8b26c9e410b1a8d9fb"
    )
    assert changed_groups(BASE, ["/apps/y"], SECRET) == (
        group,
        "6da5ad7dd3292a4c2f37c5280f76304ccc6b7275",
        "7682112c6b927455d41ba1e13b0355a7787a1c51",
        "955c7fbd98ae7da901f8829a3219d23da48a1622",
    )


def test_requests_with_different_keys():
    """Requests that differ in what counts have different keys."""
    requests = [
        get(BASE),
        get(BASE + "/"),
        get(BASE + "?a=1"),
        get(BASE + "?a=2"),
        get(BASE.upper()),
        get("http://api.shop.example/apps/x"),
        get("https://api.shop.example:8443/apps/x"),
        get(BASE, token="B"),
        get(BASE, token=None),
        get(BASE, Range="id ..; max=10"),
        get(BASE, Range="id ..; max=20"),
        get(BASE, Accept="application/json; version=4"),
        get(BASE, Accept_Language="de"),
        get(BASE, Prefer="return=minimal"),
        get(BASE, Cookie="a=1"),
        get(BASE, Cookie="a=2"),
        get(BASE, X_Api_Key="1"),
        get(BASE, Api_Key="1"),
    ]
    assert len({key(request) for request in requests}) == len(requests)


def test_requests_with_one_key():
    """What doesn't count leaves the key unchanged."""
    same = [
        get(BASE),
        get(BASE + "#part"),
        get(BASE, User_Agent="x"),
        get(BASE, X_Request_Id="1"),
        get(BASE, If_None_Match='"a"'),
        get(BASE, Cache_Control="no-cache"),
        get(BASE, mode="rfc"),
    ]
    assert len({key(request) for request in same}) == 1


def test_case_and_order_of_names_do_not_count():
    """The case and the order of header names don't count."""
    pairs = [("Accept", "a"), ("Authorization", "b"), ("Cookie", "c")]
    requests = [
        Request(method="GET", url=BASE, headers=Headers([(change(name), value) for name, value in order]))
        for order in itertools.permutations(pairs)
        for change in (str.lower, str.upper, str)
    ]
    assert len({key(request) for request in requests}) == 1


def test_one_value_never_equals_two():
    """One value can't imitate two."""
    one = get(BASE, token=None, Cookie="a", X_Api_Key="b")
    other = get(BASE, token=None, Cookie="a|9:x-api-key|1:b")
    assert key(one) != key(other)


class Hidden(str):
    """A text that shows itself as another, as the types of secrets do, and compares as it likes."""

    __slots__ = ()

    def __str__(self):
        return "***"

    def __format__(self, _):
        return "***"

    def __eq__(self, _):
        return True

    def __hash__(self):
        return 1


def test_credentials_that_format_as_others():
    """Credentials of a class that formats and compares as another text have their own keys."""
    asked = [Request(method="GET", url=BASE, headers=Headers({"X-Token": kind(text)})) for kind, text in HIDDEN]
    assert len({key(each) for each in asked}) == 2


def test_remembered_keys_of_such_credentials():
    """A client that remembers keys confuses no such credentials either."""
    cache, inner = cached(*[make_response(etag='"a"') for _ in HIDDEN])
    for kind, text in HIDDEN:
        cache.send(Request(method="GET", url=BASE, headers=Headers({"X-Token": kind(text)})))
    assert [condition(each) for each in inner.requests] == [None, '"a"', None, '"a"']


HIDDEN = [(kind, text) for text in ("mine", "your") for kind in (Hidden, str)]


def test_identities_that_format_as_others():
    """Identities of such a class have their own keys."""
    assert len({key(get(), identity=Hidden(text)) for text in ("mine", "your")}) == 2


def test_an_identity_replaces_the_credentials():
    """An identity replaces the credentials."""
    keys = {key(get(token=token), identity=name) for token in "AB" for name in ("me", "you")}
    assert len(keys) == 2


def test_spaces_within_quotes_count():
    """Spaces around a comma count within quotes only."""
    quoted, plain = ([key(get(Prefer=text)) for text in (f"x={q}a , b{q}", f"x={q}a,b{q}")] for q in ('"', ""))
    assert (quoted[0] == quoted[1], plain[0] == plain[1]) == (False, True)


def test_an_identity_replaces_declared_secrets():
    """An identity replaces a header that the document declares secret, whatever its name."""
    requests = [
        Request(method="GET", url=BASE, headers=Headers({"X-Shop": text}), secret_fields=frozenset({"x-shop"}))
        for text in ("one", "two")
    ]
    assert len({key(each, identity="me") for each in requests}) == 1
    assert len({key(each) for each in requests}) == 2


def test_declared_secrets_count():
    """A header that the document declares secret counts, also one that is harmless elsewhere."""
    harmless, declared = (
        [
            Request(method="GET", url=BASE, headers=Headers({"X-Request-Id": text}), secret_fields=frozenset(names))
            for text in ("one", "two")
        ]
        for names in ((), ("x-request-id",))
    )
    assert (len({*map(key, harmless)}), len({*map(key, declared)})) == (1, 2)


def test_an_account_replaces_the_token_alone():
    """Of one account, a renewed token has the same key, and any other header its own."""
    tokens, tenants = (
        [Request(method="GET", url=BASE, headers=Headers({name: text}), account="me") for text in ("one", "two")]
        for name in ("Authorization", "X-Tenant")
    )
    assert (len({*map(key, tokens)}), len({*map(key, tenants)})) == (1, 2)


def test_an_identity_never_equals_no_credentials():
    """A request with an identity and one without credentials have different keys."""
    assert key(get(token=None), identity="me") != key(get(token=None))


def test_keys_are_made_once(monkeypatch):
    """A client makes the keys of equal requests once, and those of a change that it has seen before."""
    cache, _ = cached(*[make_response(etag='"a"') for _ in range(3)], make_response(), make_response())
    requests = [get(), get(token="B"), get(method="PATCH", body=b"{}")]
    for request in requests:
        cache.send(request)
    monkeypatch.setattr(keys, "_mac", None)  # a call would be a fault of the store
    for request in requests[::2]:
        cache.send(request)
    assert cache.info().store_errors == 0


def test_another_secret_gives_other_keys():
    """Another secret gives other keys."""
    assert cache_keys(get(), b"t" * 32).key != key(get())
    assert group_of(BASE, b"t" * 32) != group_of(BASE, SECRET)


def test_keys_are_safe_file_names():
    """Keys are safe names of files."""
    keys = cache_keys(get("https://api.shop.example/../../etc/passwd?\x00/"), SECRET)
    assert all(name.isalnum() and len(name) == 40 for name in (keys.group, keys.key))


@pytest.mark.parametrize(
    "url",
    [
        BASE + "?a=1",
        BASE + "#part",
        BASE + "/",
        "HTTPS://API.shop.example:443/apps/x",
        "https://user:secret@api.shop.example/apps/x",
        "https://api.shop.example/app%73/x",
    ],
)
def test_variants_of_a_url_are_one_group(url):
    """Variants of a URL are one group."""
    assert group_of(url, SECRET) == group_of(BASE, SECRET)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.shop.example/apps/y",
        "https://api.shop.example/apps",
        "http://api.shop.example/apps/x",
        "https://api.shop.example:444/apps/x",
        "https://shop.example/apps/x",
        "https://api.shop.example:bad/apps/x",
        "https://[broken/apps/x",
    ],
)
def test_other_urls_are_other_groups(url):
    """Other paths and origins are other groups."""
    assert group_of(url, SECRET) != group_of(BASE, SECRET)


def test_groups_above_end_at_the_root():
    """The groups above a URL end at the root of its origin."""
    places = [BASE, "https://api.shop.example/apps", "https://api.shop.example/"]
    assert groups_above(BASE, SECRET) == tuple(group_of(place, SECRET) for place in places)


def test_foreign_references_change_nothing():
    """References to other origins change nothing."""
    assert changed_groups(BASE, ["https://evil.example/apps/y", None, ""], SECRET) == groups_above(BASE, SECRET)


@settings(deadline=None)
@given(some.text(max_size=60))
def test_any_url_has_keys(text):
    """Any text as URL has keys."""
    for url in (text, f"https://{text}", f"{BASE}/{text}"):
        cache_keys(get(url), SECRET)
        assert changed_groups(url, [text], SECRET)


@settings(deadline=None)
@given(some.dictionaries(some.sampled_from(["Cookie", "X-Token", "Accept"]), some.text(max_size=9), min_size=1))
def test_different_values_never_share_a_key(fields):
    """Requests with different header values never share a key."""
    changed = {name: value + "x" for name, value in fields.items()}
    one, other = (Request(method="GET", url=BASE, headers=Headers(values)) for values in (fields, changed))
    assert key(one) != key(other)


def test_the_group_of_an_origin():
    """The group of an origin is the last one above each of its URLs."""
    urls = [BASE, "https://api.shop.example", "https://[broken/apps/x"]
    assert [origin_group(url, SECRET) for url in urls] == [groups_above(url, SECRET)[-1] for url in urls]
