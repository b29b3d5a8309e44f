"""What a caller's session adds below the cache."""

import json

import pytest
import requests
from cache_parts import ask, serving

from heroics_py.cache import MemoryStore, open_cache
from heroics_py.http.messages import Request
from heroics_py.http.options import Options
from heroics_py.transport.connection import open_transport

CARRYING = [
    {"cookies": {"session": "A"}},
    {"headers": {"X-Api-Key": "A"}},
    {"headers": {"x-auth-token": "A"}},
    {"params": {"api_key": "A"}},
    {"cert": __file__},
]


def visitor(method, path, headers):
    """An API that returns the credentials of each visitor, fresh for a minute."""
    shown = {name: headers[name] for name in ("Cookie", "X-Api-Key", "Authorization") if name in headers}
    body = json.dumps({"path": path, **shown}).encode()
    return 200, [("Content-Type", "application/json"), ("ETag", '"v1"'), ("Cache-Control", "max-age=60")], body


def equipped(**parts):
    session = requests.Session()
    session.trust_env = False
    for name, value in parts.items():
        getattr(session, name).update(value) if isinstance(value, dict) else setattr(session, name, value)
    return session


def seen_twice(session, *, identity=None, store=None, token=None):
    """Return whether the second of two equal reads over ``session`` comes from the cache."""
    with serving(visitor) as served:
        caching = open_cache(store or MemoryStore(), identity=identity, session=session)
        connection = open_transport(
            base_url=served.base, token=token, session=session, caching=caching, trust_environment=False
        )
        responses = [ask(connection, f"{served.base}/account", mode="rfc") for _ in range(2)]
        connection.close()
    return responses[1].from_cache


@pytest.mark.parametrize("parts", CARRYING, ids=lambda parts: next(iter(parts)))
def test_hidden_credentials_bypass(parts):
    """Requests to which the caller's session adds credentials below the cache bypass it."""
    assert seen_twice(equipped(**parts)) is False


def test_query_fields_bypass_an_identity():
    """An identity vouches for query fields with credentials only: others choose another response."""
    assert seen_twice(equipped(params={"page": "1"}), identity="me") is False


@pytest.mark.parametrize("parts", CARRYING, ids=lambda parts: next(iter(parts)))
def test_an_identity_vouches_for_a_session(parts):
    """With an identity, requests of such a session are cached."""
    assert seen_twice(equipped(**parts), identity="me") is True


@pytest.mark.parametrize(
    "parts",
    [{}, {"headers": {"X-Language": "en"}}, {"headers": {"Authorization": "Bearer A"}}, {"auth": ("me", "A")}],
    ids=str,
)
def test_a_session_without_hidden_parts_is_cached(parts):
    """A session that adds nothing hidden is cached; its auth and its Authorization header are visible."""
    assert seen_twice(equipped(**parts)) is True


def test_the_requests_own_header_is_not_hidden():
    """A header that the request has itself is not hidden by one of the session."""
    session = equipped(headers={"Authorization": "Bearer B"})
    assert seen_twice(session, token="A") is True


def test_sessions_on_one_store_are_kept_apart():
    """Two sessions with cookies on one store never see each other's responses."""
    store = MemoryStore()
    with serving(visitor) as served:
        bodies = []
        for cookie in ("A", "B"):
            session = equipped(cookies={"who": cookie})
            connection = open_transport(
                base_url=served.base,
                session=session,
                caching=open_cache(store, session=session),
                trust_environment=False,
            )
            bodies.append(json.loads(ask(connection, f"{served.base}/account", mode="rfc").body))
            connection.close()
    assert bodies == [{"path": "/account", "Cookie": f"who={cookie}"} for cookie in ("A", "B")]


def test_a_later_cookie_counts_from_then_on():
    """A session that gets a cookie bypasses the cache from then on."""
    session = equipped()
    with serving(visitor) as served:
        caching = open_cache(MemoryStore(), session=session)
        connection = open_transport(base_url=served.base, session=session, caching=caching, trust_environment=False)
        hits = []
        for _ in range(2):
            hits += [ask(connection, f"{served.base}/account", mode="rfc").from_cache for _ in range(2)]
            session.cookies["who"] = "A"
        connection.close()
    assert hits == [False, True, False, False]


def test_changes_of_a_hidden_session_invalidate():
    """A change over a session that bypasses the cache still invalidates what it touches."""
    session, store = equipped(), MemoryStore()
    with serving(visitor) as served:
        caching = open_cache(store, session=session)
        connection = open_transport(base_url=served.base, session=session, caching=caching, trust_environment=False)
        ask(connection, f"{served.base}/account", mode="rfc")
        session.cookies["who"] = "A"
        ask(connection, f"{served.base}/account", method="PATCH", body=b"{}")
        connection.close()
    assert store.measure()[0] == 0


def test_a_client_passes_its_session_on():
    """A client passes the caller's session on to its cache."""
    import heroics_py

    with serving(visitor) as served:
        session = equipped(cookies={"who": "A"})
        with heroics_py.connect("bookshelf", url=served.base, session=session) as client:
            client.author.list.send()
            client.author.list.send()
            assert heroics_py.cache_info(client).bypass == 2


@pytest.mark.parametrize("name", ["X-Tenant", "appid", "X-Key"])
def test_session_headers_keep_accounts_apart(name):
    """Any header of the caller's session counts, also one that the document declares as a key."""

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
    session = requests.Session()
    original = session.send

    def send(request, **settings):
        request.headers["Zorp"] = session.account
        return original(request, **settings)

    session.send = send
    return session


@pytest.mark.parametrize("mode", ["rfc", "revalidate", "offline"])
@pytest.mark.parametrize("kind", [Preparing, Sending, sending_by_attribute])
def test_a_session_with_own_methods_bypasses(kind, mode):
    """A session whose own methods prepare or send requests may add anything: its reads bypass the cache."""

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
