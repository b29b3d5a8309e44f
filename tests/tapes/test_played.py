"""What is played: without waits, apart from caches and logins, and checked against the schema of today."""

import asyncio
import json

import pytest
from event_server import streamed
from id_server import IdServer
from scripted import Scripted
from taped_shop import Shop

import heroics_py
from heroics_py.http.headers import Headers
from heroics_py.tapes.exchange import TapedBody, TapedExchange, TapedRequest, TapedResponse
from heroics_py.tapes.files import write_tape

THING = {"id": 1, "name": "one"}


def exchange(path, answer=None, status=200, **headers):
    headers = {"Content-Type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
    return TapedExchange(
        call="thing.flaky",
        request=TapedRequest(method="GET", url=f"https://shop.example{path}"),
        response=TapedResponse(
            status=status, headers=Headers(headers), body=None if answer is None else TapedBody("json", answer)
        ),
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tape.json"


@pytest.fixture
def document(shop):
    return {**shop.document, "servers": [{"url": "https://shop.example"}]}


def awaited(document, call, **options):
    """Return the result of a call of an async client."""
    pytest.importorskip("aiohttp")

    async def run():
        client = await heroics_py.connect_async(document, **options)
        result = await call(client)
        await client.close()
        return result

    return asyncio.run(run())


def test_no_retry_waits_and_hooks_still_say_how_long_it_would_have_been(path, document):
    write_tape(path, [exchange("/flaky", status=503, Retry_After="50"), exchange("/flaky", THING)] * 2)
    waits = []
    options = {"on_retry": lambda details: waits.append(details.wait)}
    with heroics_py.tape(path, "none"):
        assert heroics_py.connect(document, **options).thing.flaky() == THING
        assert awaited(document, lambda client: client.thing.flaky(), **options) == THING
    assert waits == [50.0, 50.0]


def test_no_rate_limit_waits(path, document):
    limits = {"RateLimit_Remaining": "0", "RateLimit_Reset": "50"}
    write_tape(path, [exchange("/flaky", THING, **limits)] * 4)
    with heroics_py.tape(path, "none"):
        client = heroics_py.connect(document, timeout=10)  # which a wait for its turn would exceed
        assert [client.thing.flaky(), client.thing.flaky()] == [THING, THING]
        assert heroics_py.rate_limit(client).remaining == 0
        assert awaited(document, lambda client: client.thing.flaky()) == THING


def test_a_stream_is_opened_again_at_once(path, document, monkeypatch):
    content = {"text/event-stream": {"schema": {"type": "object"}}}
    document["paths"]["/events"]["get"]["responses"]["200"]["content"] = content
    bodies = ("retry: 50000\nid: 1\ndata: a\n\n", "id: 2\ndata: b\n\n", None)
    taped = [exchange("/events", status=200 if body else 204, Content_Type="text/event-stream") for body in bodies]
    pairs = zip(taped, bodies, strict=True)
    write_tape(
        path,
        [each.replaced(response=each.response.replaced(body=body and TapedBody("text", body))) for each, body in pairs],
    )
    monkeypatch.setattr("heroics_py.call.streams.reading.log_wait", None)  # which a wait would call
    with heroics_py.tape(path), heroics_py.connect(document).thing.watch() as events:
        assert [event.data for event in events] == ["a", "b"]


def test_no_wait_for_a_state_waits(path, document):
    states = [{**THING, "state": state} for state in ("new", "new", "new", "done")]
    write_tape(path, [exchange("/flaky", state) for state in states])
    with heroics_py.tape(path, "none"):
        thing = heroics_py.connect(document).thing.flaky()
        assert heroics_py.wait(thing, state="done", timeout=100).state == "done"


def test_a_refusal_is_not_repeated_and_no_stale_response_hides_it(path, document):
    write_tape(path, [exchange("/cached", THING, ETag='"a"', Cache_Control="max-age=0, stale-if-error=99")])
    retries = []
    client = heroics_py.connect(document, cache_mode="offline", on_retry=retries.append)
    with heroics_py.tape(path, "none"):
        assert client.thing.cached() == THING
        with pytest.raises(heroics_py.TapeError):
            client.thing.cached()
    assert retries == []


def test_caches_and_tapes_keep_apart(shop, path, tmp_path):
    """A tape has what a cache knew before it, and no cache keeps what a tape has played."""
    with heroics_py.connect(shop.document, cache=tmp_path / "cache") as client:
        client.thing.cached()
        with heroics_py.tape(path):
            assert [client.thing.cached.send().revalidated for _ in range(2)] == [False, True]
        assert client.thing.cached.send().revalidated
        document = json.loads(path.read_text().replace('"cached"', '"played"'))
        path.write_text(json.dumps(document))
        with heroics_py.tape(path):
            assert [client.thing.cached().name for _ in range(2)] == ["played", "played"]
        assert client.thing.cached().name == "cached"
    assert len(shop.received) == 5


def test_what_a_cache_refreshes_in_the_background_is_on_the_tape(shop, path):
    """It ends before the call: so no request of a block is sent after it, and nothing played gets into a cache then."""
    lifetime = {"ETag": '"a"', "Cache-Control": "max-age=0, stale-while-revalidate=99"}
    shop.answers["/cached"] = (200, lifetime, THING)

    async def twice(client):
        return [(await client.thing.cached.send()).stale for _ in range(2)]

    for _ in range(2):
        with heroics_py.tape(path) as tape:
            client = heroics_py.connect(shop.document, cache_mode="rfc")
            assert [client.thing.cached.send().stale for _ in range(2)] == [False, True]
            assert len(tape.played) + len(tape.recorded) == 2
    with heroics_py.tape(path) as tape:
        assert awaited(shop.document, twice, cache_mode="rfc") == [False, True]
        assert len(tape.played) == 2


def test_a_response_that_the_schema_has_left_behind_fails_with_the_reason(shop, path):
    with heroics_py.tape(path):
        heroics_py.connect(shop.document).thing.flaky.with_options(retries=1)()
    things = shop.document["paths"]["/flaky"]["get"]["responses"]["200"]["content"]["application/json"]
    things["schema"] = {**things["schema"], "required": ["id", "name", "owner"]}
    with heroics_py.tape(path), pytest.raises(heroics_py.TapeError) as caught:
        heroics_py.connect(shop.document).thing.flaky()
    assert str(caught.value) == (
        f"{path}, exchange 2 (thing.flaky): the response does not follow its schema: owner: is required; "
        "record it again with mode='all'; check=False plays it as it is"
    )
    assert [problem.pointer for problem in caught.value.problems] == ["/owner"]
    with heroics_py.tape(path, check=False):
        assert heroics_py.connect(shop.document).thing.flaky().name == "fine"


def test_items_of_a_stream_are_checked_too(shop, path):
    def watch():
        with heroics_py.connect(shop.document).thing.watch() as events:
            return [event.name for event in events]

    with heroics_py.tape(path):
        watch()
    content = shop.document["paths"]["/events"]["get"]["responses"]["200"]["content"]
    content["application/jsonl"] = {"itemSchema": {"type": "object", "required": ["owner"]}}
    shop.document["openapi"] = "3.2.0"
    with heroics_py.tape(path), pytest.raises(heroics_py.TapeError, match=r"exchange 1 \(thing.watch\): .*owner"):
        watch()


def test_a_secret_on_the_tape_need_not_follow_its_schema(path, document):
    schema = {"type": "object", "properties": {"token": {"type": "string", "pattern": "^[0-9]+$"}}}
    document["paths"]["/flaky"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = schema
    write_tape(path, [exchange("/flaky", {"token": "~secret-1~"}), exchange("/flaky", {"token": "x"})])
    with heroics_py.tape(path):
        client = heroics_py.connect(document)
        assert client.thing.flaky().token == "~secret-1~"
        with pytest.raises(heroics_py.TapeError, match="token: "):
            client.thing.flaky()


@pytest.fixture
def server():
    server = IdServer()
    yield server
    server.close()


def who(server, **settings):
    secret = heroics_py.Env("NO_SUCH_SECRET") if settings.pop("is_played", False) else "s3cr3t-of-client"
    auth = heroics_py.OAuth(client_id="shop", token_url=f"{server.url}/token", client_secret=secret, **settings)
    return heroics_py.connect(server.schema, auth=auth)


def test_tokens_are_recorded_without_their_text_and_played_without_the_secret(server, path):
    pytest.importorskip("authlib")
    with heroics_py.tape(path) as tape:
        assert who(server, grant="client_credentials").me.info().name == "the program"
    assert [exchange.call for exchange in tape.recorded] == ["OAuth", "me.info"]
    assert "s3cr3t" not in path.read_text()
    assert "access-1-secret" not in path.read_text()
    server.close()
    with heroics_py.tape(path) as tape:
        assert who(server, grant="client_credentials", is_played=True).me.info().name == "the program"
    assert len(tape.played) == 2


def test_a_token_from_before_a_tape_is_fetched_again_and_one_from_a_tape_is_not_used_after_it(server, path):
    pytest.importorskip("authlib")
    client = who(server, grant="client_credentials")
    client.me.info()
    for _ in range(2):
        with heroics_py.tape(path) as tape:
            client.me.info()
    client.me.info()
    assert len(tape.played) == 2
    assert len(server.seen) == 2  # before the tape, and on it
    assert server.calls[-1][2] == "access-1-secret"


def test_what_a_person_has_logged_in_for_is_played_without_a_login(server, path, tmp_path):
    pytest.importorskip("authlib")
    write_tape(path, [exchange("/me", {"name": "ada"})])
    urls = {"authorization_url": f"{server.url}/authorize", "store": tmp_path / "logins"}
    auth = heroics_py.OAuth("authorization_code", client_id="shop", token_url=f"{server.url}/token", **urls)
    document = {**server.schema, "servers": [{"url": "https://shop.example"}]}
    with heroics_py.tape(path):
        assert heroics_py.connect(document, auth=auth).me.info().name == "ada"
    assert server.seen == []
    assert not (tmp_path / "logins").exists()


def test_a_renewal_that_is_not_on_the_tape_is_not_hidden_by_the_401_before_it(server, path):
    pytest.importorskip("authlib")
    with heroics_py.tape(path):
        who(server, grant="client_credentials").me.info()
    document = json.loads(path.read_text())
    document["exchanges"][1]["response"]["status"] = 401
    path.write_text(json.dumps(document))
    with heroics_py.tape(path), pytest.raises(heroics_py.TapeError, match="/token"):
        who(server, grant="client_credentials").me.info()


def test_credentials_that_are_missing_are_not_needed(path, document, monkeypatch):
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    write_tape(path, [exchange("/flaky", THING)] * 2)

    def fail():
        raise RuntimeError("no vault")

    with heroics_py.tape(path):
        assert heroics_py.connect(document, token=heroics_py.Env("NO_SUCH_TOKEN")).thing.flaky() == THING
        assert heroics_py.connect(document, token=fail).thing.flaky() == THING


def test_a_sandbox_without_a_socket_is_recorded_and_played(path):
    def names():
        with heroics_py.sandbox(socket=False) as heroku:
            heroku.app.create(name="example")
            return [app.name for app in heroku.app.list()]

    with heroics_py.tape(path) as tape:
        expected = names()
    assert len(tape.recorded) == 2
    with heroics_py.tape(path) as tape:
        assert names() == expected
    assert len(tape.played) == 2


def test_a_stream_that_breaks_is_not_on_the_tape_and_one_that_is_left_is(shop, path):
    broken = streamed(b'{"id": 1, "name": "a"}\n', media_type="application/jsonl", end=False)
    with heroics_py.tape(path) as tape, Scripted(broken) as other:
        events = heroics_py.connect(shop.document, url=other.url, retries=0).thing.watch()
        assert next(events).name == "a"
        with pytest.raises(heroics_py.ConnectionFailed):
            next(events)
        events = heroics_py.connect(shop.document).thing.watch()
        assert next(events).name == "event 0"
    assert [exchange.request.url for exchange in tape.recorded] == [f"{shop.url}/events"]
    with heroics_py.tape(path):
        assert next(heroics_py.connect(shop.document).thing.watch()).name == "event 0"


def test_another_server_in_the_same_place_is_not_asked(shop, path):
    """What is played comes from the tape alone, while the server runs."""
    with heroics_py.tape(path):
        heroics_py.connect(shop.document).thing.create(name="a")
    other = Shop()
    try:
        with heroics_py.tape(path):
            assert heroics_py.connect(shop.document, url=other.url).thing.create(name="a").id == 7
        assert other.received == []
    finally:
        other.close()
