"""Tokens and secrets of OAuth are in no repr, log, traceback or pickle, and accounts keep their own cache."""

import copy
import logging
import pickle
import traceback
from base64 import b64encode
from dataclasses import replace

import pytest
from browsing import visit

import heroics_py
from heroics_py import OAuth, OAuthError

SENTINEL = "s3cr3t-of-client"
SECRETS = ("-secret", SENTINEL, b64encode(f"shop:{SENTINEL}".encode()).decode())


def secret_of_module():
    return SENTINEL


def assert_hidden(text):
    assert [each for each in SECRETS if each in text] == []


def test_traceback_of_a_failure(server, program, person, connect, caplog):
    """Neither frames nor logs of a failed renewal or login hold a secret."""
    caplog.set_level(logging.DEBUG)
    failures = []
    server.script = [
        (400, {"error": "invalid_scope", "error_description": f"{SENTINEL} no"}),
        (200, {"access_token": 1}),
    ]
    for call in (connect(program()).me.info, connect(program()).me.info, person(client_secret=SENTINEL).login):
        if call.__name__ == "login":
            server.script = [lambda fields: (400, {"error": "invalid_grant", "error_description": fields["code"]})]
        with pytest.raises(OAuthError) as raised:
            call(show=visit) if call.__name__ == "login" else call()
        failures.append(raised.value)
    for error in failures:
        frames = traceback.TracebackException.from_exception(error, capture_locals=True)
        own = [frame for frame in frames.stack if "heroics_py" in frame.filename and "/tests/" not in frame.filename]
        assert_hidden("".join(f"{frame.locals}" for frame in own) + str(error) + repr(error))
        assert error.__context__ is None
    assert_hidden(caplog.text)


def test_shown_objects(server, program, person, connect):
    """The objects show no secret."""
    oauth, other = person(client_secret=SENTINEL), program()
    oauth.login(show=visit)
    client = connect(oauth)
    connect(other).me.info()
    client.me.info()
    assert_hidden(f"{oauth!r} {other!r} {client!r} {client._core.settings!r} {vars(oauth)} {vars(other)}")
    assert_hidden(f"{oauth._login!r} {oauth.held()!r} {oauth._store!r}")
    assert repr(other) == f"<OAuth client_credentials, client 'shop' of {server.url}>"


def test_pickled_client(server, person, connect):
    """A pickled client holds no secret, and reads its login from the store where it wakes up."""
    oauth = person()
    oauth.login(show=visit)
    client = connect(oauth)
    client.me.info()
    data = pickle.dumps(client)
    assert [each for each in (*SECRETS, "access-", "refresh-") if each.encode() in data] == []
    server.revoke()
    with pickle.loads(data) as awake:
        assert awake.me.info().name == "ada"
    client.me.info()
    assert [fields.get("grant_type") for fields in server.seen[1:]] == ["authorization_code", "refresh_token"]


def test_pickled_program(server, program, connect):
    """A secret in text is left out of a pickle, and a function of a module is kept."""
    with pickle.loads(pickle.dumps(connect(program()))) as awake, pytest.raises(OAuthError, match="a pickle left out"):
        awake.me.info()
    data = pickle.dumps(connect(program(client_secret=secret_of_module)))
    assert SENTINEL.encode() not in data
    with pickle.loads(data) as awake:
        assert awake.me.info().name == "the program"


def test_function_that_fails(program, connect):
    """A function in client_secret= that fails is named, without what it raised."""

    def fail():
        raise KeyError(SENTINEL)

    with pytest.raises(OAuthError, match="the function in client_secret= failed: KeyError") as raised:
        connect(program(client_secret=fail)).me.info()
    assert_hidden(str(raised.value))


def test_copied_client(server, program, connect):
    """A deep copy shares the tokens."""
    client = connect(program())
    with copy.deepcopy(client) as other:
        client.me.info()
        other.me.info()
    assert len(server.seen) == 1


def test_cache_of_an_account(server, program, connect):
    """A renewed token finds what the cache has of its account."""
    client = connect(program(), cache_mode="rfc")
    client.me.info()
    server.revoke()
    client.order.list()[0]
    assert client.me.info.send().revalidated is False
    info = heroics_py.cache_info(client)
    assert server.calls[-1][1] == "/me"
    assert info.entries == 2


def test_caches_of_two_accounts(server, person, tmp_path):
    """One account never gets what the cache has of another, also with the same client, file and URL."""
    server.lifetime = 3600
    names = []
    for who in ("ada", "bob"):
        oauth = person(name=who)
        oauth.login(show=visit)
        server.valid[oauth._login.access_token.reveal()] = who
        with heroics_py.connect(server.schema, auth=oauth, cache=tmp_path / "cache", cache_mode="offline") as client:
            names.append(client.me.info().name)
    server.close()
    for who in ("ada", "bob"):
        with heroics_py.connect(
            server.schema, auth=person(name=who), cache=tmp_path / "cache", cache_mode="offline", retries=0
        ) as client:
            response = client.me.info.send()
            names.append((response.data.name, response.from_cache))
    assert names == ["ada", "bob", ("ada", True), ("bob", True)]


def test_cache_offline_with_an_expired_token(server, person, tmp_path):
    """Offline, an expired token names the account whose responses the cache has."""
    oauth = person()
    oauth.login(show=visit)
    with heroics_py.connect(server.schema, auth=oauth, cache=tmp_path / "cache") as client:
        client.me.info()
    login = oauth._login
    oauth._store.write(replace(login, expires_at=1.0))
    server.close()
    with heroics_py.connect(
        server.schema, auth=person(), cache=tmp_path / "cache", cache_mode="offline", retries=0
    ) as client:
        assert client.me.info().name == "ada"


def test_download_account(server, person, connect):
    """A request of an account is the same request after a renewal, and another one for another account."""
    oauth = person()
    oauth.login(show=visit)
    client = connect(oauth)
    request = client.me.info.prepare()
    before = client._core.account_of(request)
    client.me.info()
    server.revoke()
    client.me.info()
    other = person(name="other")
    assert before == client._core.account_of(request) is not None
    assert connect(other)._core.account_of(request) is None
    other.login(show=visit)
    assert connect(other)._core.account_of(request) not in {None, before}


def test_credentials_stay_with_their_origin(server, program):
    """OAuth for another origin sends its token there, and nowhere else."""
    with heroics_py.connect(
        {**server.schema, "servers": [{"url": "http://localhost:1"}]},
        auth={server.url: program()},
        allowed_origins=[server.url],
    ) as client:
        assert heroics_py.request(client, "GET", f"{server.url}/me")["name"] == "the program"


def test_oauth_object_serves_many_clients(server, program, connect):
    """One object serves several clients with one token."""
    oauth = program()
    for client in (connect(oauth), connect(oauth)):
        client.me.info()
    assert (len(server.seen), isinstance(oauth, OAuth)) == (1, True)
