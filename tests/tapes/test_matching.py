"""Which requests a tape answers, in which order, and what it says about the others."""

import threading

import pytest

import heroics_py
from heroics_py.http.headers import Headers
from heroics_py.tapes.differences import differences
from heroics_py.tapes.exchange import TapedBody, TapedExchange, TapedRequest, TapedResponse
from heroics_py.tapes.files import write_tape
from heroics_py.tapes.played import Played

URL = "https://shop.example/things"
JSON = Headers({"Content-Type": "application/json"})
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/things": {
            "get": {"operationId": "listThings", "tags": ["thing"], "responses": {"200": {"description": ""}}},
            "post": {
                "operationId": "createThing",
                "tags": ["thing"],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"description": ""}},
            },
        }
    },
}


def exchange(method="GET", url=URL, body=None, answer=None, status=200, sent=(), **headers):  # noqa: PLR0913, PLR0917 - an exchange
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return TapedExchange(
        call="thing.list" if method == "GET" else "thing.create",
        request=TapedRequest(
            method=method,
            url=url,
            headers=Headers({**(JSON if body is not None else {}), **dict(sent)}),
            body=None if body is None else TapedBody("json", body),
        ),
        response=TapedResponse(
            status=status,
            headers=Headers({"Content-Type": "application/json", **headers}),
            body=None if answer is None else TapedBody("json", answer),
        ),
    )


@pytest.fixture
def play(tmp_path):
    """Return a function that writes exchanges, and returns the tape that plays them."""

    def make(*exchanges, **options):
        write_tape(tmp_path / "tape.json", exchanges)
        return heroics_py.tape(tmp_path / "tape.json", "none", **options)

    return make


@pytest.fixture
def client():
    return heroics_py.connect(DOCUMENT, token="a-token-of-mine")


def get(client, path="/things", **options):
    return heroics_py.request(client, "GET", path, **options)


def test_the_order_of_query_fields_and_of_keys_does_not_count(play, client):
    with play(
        exchange(url=f"{URL}?a=1&b=2&a=3", answer=[1]), exchange("POST", body={"x": 1, "y": [2]}, answer={"z": 3})
    ):
        assert get(client, "/things?b=2&a=3&a=1") == [1]
        assert client.thing.create({"y": [2], "x": 1}) == {"z": 3}


def test_the_same_request_gets_its_responses_in_order(play, client):
    with play(exchange(answer=[1]), exchange(answer=[2])) as tape:
        assert [get(client), get(client)] == [[1], [2]]
        with pytest.raises(heroics_py.TapeError, match=r"more often than .* has only exchanges 1, 2 for it"):
            get(client)
    assert len(tape.played) == 2


def test_with_repeat_the_last_response_answers_again(play, client):
    with play(exchange(answer=[1]), exchange(answer=[2]), repeat=True):
        assert [get(client) for _ in range(4)] == [[1], [2], [2], [2]]


def test_threads_get_the_responses_to_their_own_requests(play, client):
    seen = {}

    def ask(number):
        seen[number] = get(client, f"/things?n={number}")

    with play(*(exchange(url=f"{URL}?n={number}", answer=[number]) for number in range(20))):
        threads = [threading.Thread(target=ask, args=(number,)) for number in reversed(range(20))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == {number: [number] for number in range(20)}


def test_ranges_and_headers_of_match_count(play, client):
    taped = [exchange(answer=[number], sent={"Range": f"id ..; max={number}"}) for number in (1, 2)]
    with play(*taped, exchange(answer=[3], sent={"X-Shop": "a"}), match=["x-shop"]):
        assert get(client, headers={"Range": "id ..; max=2"}) == [2]
        assert get(client, headers={"X-Shop": "a"}) == [3]
        with pytest.raises(heroics_py.TapeError, match="max=3"):
            get(client, headers={"Range": "id ..; max=3"})
    with play(exchange(answer=[3], sent={"X-Shop": "a"}), match="X-Shop"), pytest.raises(heroics_py.TapeError):
        get(client, headers={"X-Shop": "b"})


def test_a_304_answers_only_the_condition_that_it_was_recorded_for(play, client):
    unchanged = exchange(status=304, sent={"If-None-Match": '"a"'}, ETag='"a"')
    with play(unchanged, exchange(answer=[1], ETag='"a"')):
        assert [get(client), get(client)] == [[1], [1]]
    with play(unchanged), pytest.raises(heroics_py.TapeError):
        get(heroics_py.connect(DOCUMENT))


def test_without_the_condition_of_a_304_the_response_that_it_confirmed_is_played(play):
    """As if the server had been asked for it without the condition; so threads may fill a cache in any order."""
    unchanged = exchange(status=304, sent={"If-None-Match": '"a"'}, ETag='"a"')
    with play(exchange(answer=[1], ETag='"a"'), unchanged) as tape:
        client = heroics_py.connect(DOCUMENT, cache=None)
        assert [get(client), get(client)] == [[1], [1]]
        with pytest.raises(heroics_py.TapeError):
            get(client)
    assert len(tape.played) == 2


def test_what_is_secret_on_the_tape_does_not_count(play, client):
    url = f"{URL}?key=~secret-1~&size=1"
    taped = exchange(url=url, answer=[1]), exchange("POST", body={"pin": "~secret-2~", "x": 1}, answer={})
    with play(*taped, repeat=True):
        assert get(client, "/things?size=1") == [1]
        assert get(client, "/things?size=1&key=another") == [1]
        assert client.thing.create({"x": 1, "pin": "0815"}) == {}
        assert client.thing.create({"x": 1}) == {}
        with pytest.raises(heroics_py.TapeError):
            get(client, "/things?size=2")


def test_a_server_of_this_machine_may_have_another_port(play):
    taped = exchange(url="http://127.0.0.1:1234/things", answer=[1], Location="http://127.0.0.1:1234/things/1")
    client = heroics_py.connect(DOCUMENT, url="http://localhost:9")
    with play(taped):
        response = client.thing.list.send()
    assert response.headers["Location"] == "http://localhost:9/things/1"


def test_of_several_servers_of_this_machine_the_same_one_answers(play):
    taped = [exchange(url=f"http://127.0.0.1:{port}/things", answer=[port]) for port in (1, 2)]
    with play(*taped):
        assert [get(heroics_py.connect(DOCUMENT, url=f"http://127.0.0.1:{port}")) for port in (2, 1)] == [[2], [1]]


def test_a_refusal_names_the_tape_the_request_and_what_differs_from_the_closest_exchange(play, client):
    tape = play(exchange(answer=[]), exchange("POST", body={"name": "a", "size": 1}, answer={}))
    with tape, pytest.raises(heroics_py.TapeError) as caught:
        client.thing.create({"name": "b", "size": 1})
    assert str(caught.value).splitlines() == [
        f"POST {URL} (thing.create) is not on the tape {tape.path}, and mode='none' sends nothing.",
        "The closest is exchange 2 of 2 (thing.create). It differs in",
        '  body name is "b", on the tape "a"',
        "Record it: mode='new' adds what is missing, mode='all' records the whole tape again.",
    ]
    assert caught.value.tape == tape.path


def test_a_refusal_shows_no_secret(play, client):
    with play(exchange(answer=[])), pytest.raises(heroics_py.TapeError) as caught:
        get(client, "/things?api_key=s3cr3t-of-mine", headers={"X-Api-Key": "s3cr3t-of-mine"})
    assert "s3cr3t" not in str(caught.value)
    assert "a-token-of-mine" not in str(caught.value)


def test_the_same_path_may_be_escaped_in_another_way():
    """Tapes of other makes escape other characters of a path; an escaped slash is another path."""
    urls = [f"{URL}/{name}" for name in ("<a>:1", "%c3%a9", "b%2Fc")]
    played = Played(tuple([exchange(url=url) for url in urls]), headers=(), repeat=True)
    requests = [exchange(url=f"{URL}/{name}").request for name in ("%3Ca%3E%3A1", "%C3%A9", "b/c")]
    assert [played.take(request) for request in requests] == [0, 1, None]
    assert "path" not in differences(requests[0], played.exchanges[0].request, ())
