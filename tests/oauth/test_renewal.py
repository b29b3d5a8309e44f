"""Tokens are fetched once, renewed before they expire and once after a 401, for all threads, tasks and processes."""

import asyncio
import io
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from browsing import visit

import heroics_py
from heroics_py import (
    ConnectionFailed,
    LoginRequired,
    OAuth,
    OAuthError,
    RequestTimeout,
    ResponseTooLarge,
    Unauthorized,
)


def tokens(server):
    return [token for _, _, token in server.calls]


def grants(server):
    return [fields["grant_type"] for fields in server.seen if "grant_type" in fields]


def test_first_call_fetches_a_token(server, program, connect):
    """The first call asks for a token with the client's id and secret, and the next call uses the same one."""
    client = connect(program(scope=["read", "write"], parameters={"audience": "shop"}))
    assert client.me.info().name == "the program"
    client.me.info()
    assert server.seen == [
        {
            "grant_type": "client_credentials",
            "audience": "shop",
            "scope": "read write",
            "authorization": "Basic c2hvcDpzM2NyM3Qtb2YtY2xpZW50",
        }
    ]
    assert tokens(server) == ["access-1-secret"] * 2


def test_secret_in_the_body(server, program, connect):
    """With client_auth="post", the secret is a field of the request."""
    connect(program(client_auth="post")).me.info()
    (fields,) = server.seen
    assert (fields["client_id"], fields["client_secret"], fields["authorization"]) == ("shop", "s3cr3t-of-client", "")


def test_renewal_before_the_end(server, program, connect):
    """A token that is about to expire is renewed before the next call."""
    server.lifetime = 0
    client = connect(program())
    client.me.info()
    client.me.info()
    assert tokens(server) == ["access-1-secret", "access-2-secret"]


@pytest.mark.parametrize("lifetime", [None, "3600", 20])
def test_tokens_that_last(server, program, connect, lifetime):
    """A token without a lifetime, with one in text, or with a short one, serves more than one call."""
    server.lifetime = lifetime
    client = connect(program())
    client.me.info()
    client.me.info()
    assert len(server.seen) == 1


@pytest.mark.parametrize("method", ["list", "create"])
def test_renewal_after_a_401(server, program, connect, method):
    """After a 401 the token is renewed once, and the request goes again, whatever its method."""
    client = connect(program())
    client.me.info()
    server.revoke()
    getattr(client.order, method)(*([b"body"] if method == "create" else []))
    assert tokens(server)[1:] == ["access-1-secret", "access-2-secret"]


def test_awaited_calls_after_a_401(server, person):
    """Calls that are awaited renew the token after a 401 too, and say what ended a login."""
    oauth = person()
    oauth.login(show=visit, open_browser=False)

    async def main():
        async with heroics_py.connect_async(server.schema, auth=oauth) as client:
            server.revoke()
            names = [each.name for each in await asyncio.gather(*[client.me.info() for _ in range(5)])]
            server.revoke()
            server.refresh.clear()
            with pytest.raises(Unauthorized, match=r"has ended \(invalid_grant"):
                await client.me.info()
        return names

    assert asyncio.run(main()) == ["ada"] * 5
    assert grants(server) == ["authorization_code", "refresh_token", "refresh_token"]


def test_body_that_cannot_go_again(server, program, connect):
    """After a 401, a body that can't be read again is not sent twice."""
    client = connect(program())
    client.me.info()
    server.revoke()
    with pytest.raises(Unauthorized):
        client.order.create(iter([b"bo", b"dy"]))
    assert (len(server.seen), [method for method, _, _ in server.calls]) == (1, ["GET", "POST"])


def test_body_of_a_file_goes_again(server, program, connect):
    """After a 401, a file is sent again from its beginning."""
    client = connect(program())
    client.me.info()
    server.revoke()
    assert client.order.create(io.BytesIO(b"body")).size == 4


def test_renewal_that_does_not_help(server, program, connect):
    """A renewed token that is refused too renews nothing more, and the error says so."""
    client = connect(program())
    server.always_refuse = True
    for _ in range(3):
        with pytest.raises(Unauthorized, match="a renewed token was refused too"):
            client.me.info()
    assert (len(server.seen), len(server.calls)) == (2, 4)


def test_threads_share_a_renewal(server, program, connect):
    """Threads that need a token at once wait for one request."""
    server.delay = 0.1
    client = connect(program())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: client.me.info(), range(16)))
    server.revoke()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: client.order.list()[0], range(16)))
    assert len(server.seen) == 2


def test_tasks_share_a_renewal(server, program):
    """Tasks that need a token at once wait for one request, and the event loop goes on."""
    server.delay = 0.4

    async def main():
        ticks = 0
        async with heroics_py.connect_async(server.schema, auth=program()) as client:
            calls = asyncio.gather(*[client.me.info() for _ in range(30)])
            while not calls.done():
                ticks += 1
                await asyncio.sleep(0.01)
            await calls
        return ticks

    assert asyncio.run(main()) > 10
    assert len(server.seen) == 1


_PROCESS = """
import sys, heroics_py
auth = heroics_py.OAuth("client_credentials", client_id="shop", token_url=sys.argv[1], store=sys.argv[2])
auth.load()
print("ready", flush=True)
sys.stdin.readline()
renewal = auth.renew()
renewal.ticket().wait(10)
print(renewal.result().text.reveal(), end="")
"""


def test_processes_share_a_renewal(server, program, tmp_path):
    """Processes with one store that need a token at once wait for one request."""
    server.delay = 0.2
    store = f"{tmp_path}/logins"
    arguments = [sys.executable, "-c", _PROCESS, f"{server.url}/token", store]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        renewal = program(client_secret=None, store=store).renew()
        other = process.communicate("go\n", timeout=20)[0]
    renewal.ticket().wait(5)
    assert (other, renewal.result().text.reveal(), len(server.seen)) == ("access-1-secret", "access-1-secret", 1)


def test_another_object_renewed_first(server, person, connect):
    """A token that another object has renewed is read from the store, and its refresh token is used once."""
    person().login(show=visit, open_browser=False)
    clients = [connect(person()) for _ in range(3)]
    for client in clients:
        client.me.info()
    server.revoke()
    for client in clients:
        client.me.info()
    assert grants(server) == ["authorization_code", "refresh_token"]


def test_another_object_renewed_first_and_in_vain(server, person, connect):
    """A token from the store that a server refuses too leads to a renewal, once."""
    first, second = person(), person()
    first.login(show=visit, open_browser=False)
    connect(first).me.info()
    server.revoke()
    connect(second).me.info()
    server.revoke()
    assert connect(first).me.info().name == "ada"
    assert tokens(server)[-3:] == ["access-1-secret", "access-2-secret", "access-3-secret"]


def test_rotated_refresh_tokens_are_kept(server, person, connect):
    """Each refresh token that replaces another is kept, so that a later object goes on with it."""
    server.lifetime = 0
    person().login(show=visit, open_browser=False)
    for _ in range(3):
        connect(person()).me.info()
    assert [fields.get("refresh_token") for fields in server.seen[2:]] == [f"refresh-{n}-secret" for n in (1, 2, 3)]


def test_refresh_token_that_stays(server, person, connect):
    """A response without a refresh token leaves the one before."""
    server.rotates = False
    person().login(show=visit, open_browser=False)
    for _ in range(2):
        server.revoke()
        server.script = [(200, {"access_token": "plain", "token_type": "bearer"})]
        server.valid["plain"] = "ada"
        connect(person()).me.info()
        server.revoke()
        connect(person()).me.info()
    assert {fields["refresh_token"] for fields in server.seen if "refresh_token" in fields} >= {"refresh-1-secret"}


def test_nobody_has_logged_in(server, person, connect):
    """A call without a login says how to log in, and nothing is sent."""
    with pytest.raises(LoginRequired, match=r"nobody is logged in to .*: call login\(\) of the OAuth object"):
        connect(person()).me.info()
    with pytest.raises(LoginRequired, match="run: heroics profile login shop"):
        connect(person(login_advice="run: heroics profile login shop")).me.info()
    assert (server.seen, server.calls) == ([], [])


def test_refresh_token_that_has_ended(server, person, connect):
    """A refused refresh token says how to log in again, and is not sent again."""
    server.lifetime = 0
    oauth = person()
    oauth.login(show=visit, open_browser=False)
    server.refresh.clear()
    client = connect(oauth)
    for _ in range(2):
        with pytest.raises(LoginRequired, match=r"has ended \(invalid_grant.*: call login\(\)") as raised:
            client.me.info()
    assert (raised.value.error, grants(server)) == ("invalid_grant", ["authorization_code", "refresh_token"])


def test_refused_client(server, program, connect):
    """A refused client is named by the server's code and words, without the secret that they repeat."""
    server.script = [(401, {"error": "invalid_client", "error_description": "no client s3cr3t-of-client \x1b[31m"})]
    with pytest.raises(OAuthError) as raised:
        connect(program()).me.info()
    assert raised.value.error == "invalid_client"
    assert "refuses (invalid_client: no client *** \\x1b[31m); check client_id= and client_secret=" in str(raised.value)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ((200, []), "not a JSON object"),
        ((200, b"<html>"), "not a JSON object"),
        ((200, {"token_type": "bearer"}), "sent no access token"),
        ((200, {"access_token": "two words"}), "sent no access token"),
        ((200, {"access_token": "x", "token_type": "mac"}), "of the type 'mac'"),
        ((200, {"access_token": "x", "expires_in": "soon"}), None),
        ((503, b"down"), "status 503"),
        ((400, {"message": "no"}), "status 400"),
        ((307, {}), "it redirects"),
    ],
)
def test_odd_responses(server, program, connect, reply, text):
    """A response that is not a token is an error that says so."""
    server.script = [reply]
    server.valid["x"] = "ada"
    client = connect(program())
    if text is None:
        assert client.me.info().name == "ada"
        return
    with pytest.raises(OAuthError, match=text):
        client.me.info()
    assert server.calls == []


def test_unreachable_server(program, connect):
    """An authorization server that can't be reached is a connection that failed."""
    with pytest.raises(ConnectionFailed, match=r"POST http://127\.0\.0\.1:9/token"):
        connect(program(token_url="http://127.0.0.1:9/token")).me.info()


def test_server_that_is_away_after_a_401(server, program, connect):
    """A 401 says why no other token came."""
    client = connect(program())
    client.me.info()
    server.revoke()
    server.script = [lambda _: (_ for _ in ()).throw(ConnectionError)]
    with pytest.raises(Unauthorized, match="/token: the connection was closed"):
        client.me.info()


def test_call_with_a_deadline(server, program, connect):
    """A call waits for its token no longer than its own time limit; the token serves the next one."""
    server.delay = 0.3
    client = connect(program())
    with pytest.raises(RequestTimeout, match="waits for a token"):
        client.me.info.with_options(timeout=0.1)()
    client.me.info()
    assert len(server.seen) == 1


def test_large_response(server, program, connect):
    """A token response has a limit of a mebibyte."""
    server.script = [(200, b" " * (1 << 20) + b"{}")]
    with pytest.raises(ResponseTooLarge):
        connect(program()).me.info()


def test_log(program, connect, caplog):
    """A token that arrives is in the log, without its text."""
    connect(program()).me.info()
    (record,) = [each for each in caplog.records if "token" in each.getMessage()]
    assert record.getMessage().endswith("arrived (client_credentials)")


def test_silent_server(server, program, connect):
    """A token request has a time limit of its own."""
    server.delay = 1
    with pytest.raises(RequestTimeout):
        connect(program(timeout=0.2)).me.info()


def test_header_of_the_caller(server, program, connect):
    """A call with a header Authorization of its own asks for no token."""
    server.valid["own"] = "somebody"
    client = connect(program()).with_options(headers={"Authorization": "Bearer own"})
    assert (client.me.info().name, server.seen) == ("somebody", [])


def test_store_that_fails_after_a_renewal(server, person, connect, monkeypatch):
    """A renewed token that can't be kept is used all the same, and a warning says what is lost."""
    server.lifetime = 0
    oauth = person()
    oauth.login(show=visit, open_browser=False)
    client = connect(oauth)
    with monkeypatch.context() as patched:

        def fail(*_, **__):
            raise OSError(28, "No space left on device")

        patched.setattr("heroics_py.oauth.stores.write_file", fail)
        with pytest.warns(UserWarning, match="No space left on device.*in memory alone"):
            client.me.info()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.me.info()
    assert [fields.get("refresh_token") for fields in server.seen[2:]] == ["refresh-1-secret", "refresh-2-secret"]


def test_interrupted_call_keeps_the_token(server, person, connect, monkeypatch):
    """A call that is interrupted while it waits does not lose the token that arrives."""
    server.lifetime = 0
    oauth = person()
    oauth.login(show=visit, open_browser=False)
    server.delay = 0.1

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("heroics_py.support.tickets.Ticket.wait", interrupt)
        with pytest.raises(KeyboardInterrupt):
            connect(oauth).me.info()
    for thread in threading.enumerate():
        if thread.name == "heroics-py token":
            thread.join(5)
    connect(person()).me.info()
    assert [fields.get("refresh_token") for fields in server.seen[2:]] == ["refresh-1-secret", "refresh-2-secret"]


def test_missing_library(monkeypatch):
    """Without the extra, the error says what to install."""
    monkeypatch.setattr("heroics_py.oauth.authorization.find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'heroics-py\[oauth\]'"):
        OAuth("client_credentials", client_id="shop", token_url="https://id.example/token")
