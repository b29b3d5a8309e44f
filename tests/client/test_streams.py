"""Calls whose responses are streams, from a server that sends piece by piece."""

import asyncio
import gc
import json
import pickle
import threading
import warnings

import aiohttp
import pytest
from driven_streams import DOORS
from event_server import chunk, head, in_turn, lasting, streamed, until_closed
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.client.connect_async import connect_async
from heroics_py.errors import AnswerError, ApiWarning, CallError, ConnectionFailed, DecodeError, RequestTimeout

DATA = {"type": "string", "contentMediaType": "application/json", "contentSchema": {"required": ["n"]}}
EVENT = {"type": "object", "required": ["data"], "properties": {"data": DATA, "event": {"enum": ["add", "end"]}}}
FAST = heroics_py.Retry(attempts=3, backoff=0.0)


def operation(content, **more):
    return {"responses": {"200": {"description": "", "content": content}}, **more}


def document(**paths):
    nodes = {}
    for name, (method, content) in paths.items():
        body = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}
        more = body if method == "post" else {}
        nodes[f"/{name}"] = {method: {"tags": [name], "operationId": "read", **operation(content, **more)}}
    return {"openapi": "3.2.0", "info": {"title": "Streams", "version": "1"}, "paths": nodes}


API = document(
    log=("get", {"text/event-stream": {"itemSchema": EVENT}}),
    chat=("post", {"application/json": {"schema": {}}, "text/event-stream": {"schema": {"type": "object"}}}),
    row=("get", {"application/x-ndjson": {"itemSchema": {"required": ["n"]}}}),
    feature=("get", {"application/geo+json-seq": {"schema": {"type": "array", "items": {"required": ["n"]}}}}),
    own=("get", {"application/vnd.example.rows": {"itemSchema": {}}}),
    text=("get", {"text/vnd.example.lines": {"itemSchema": {"type": "string"}}}),
    plain=("get", {"application/json": {"schema": {}}}),
)


@pytest.fixture(params=DOORS)
def client_of(request):
    """Return a function that connects to a server: by a client that blocks, and by one that is awaited."""
    connect, clients = DOORS[request.param], []

    def open_client(server, document=API, **options):
        clients.append(connect(document, url=server.url, **{"retries": FAST, **options}))
        return clients[-1]

    yield open_client
    for client in clients:
        client.close()


def test_events_are_records(client_of):
    """An event is a record of its data, its type and its id."""
    with Scripted(streamed(b'event: add\nid: 7\ndata: {"n": 1}\n\ndata: two\n\n')) as server:
        first, second = client_of(server).log.read()
    assert first == {"event": "add", "data": {"n": 1}, "id": "7"}
    assert (first.data.n, second.data, second.event, second.id) == (1, "two", "message", "7")


@pytest.mark.parametrize(
    ("name", "media_type", "body", "expected"),
    [
        ("row", "application/x-ndjson", b'{"n":1}\n[2]\n3', [{"n": 1}, [2], 3]),
        ("row", "application/jsonl", b'{"n":1}\n', [{"n": 1}]),
        ("feature", "application/geo+json-seq", b'\x1e{"n":1}\n\x1e{"n":2}\n', [{"n": 1}, {"n": 2}]),
        ("own", "application/vnd.example.rows", b'{"n":1}\n{"n":2}\n', [{"n": 1}, {"n": 2}]),
        ("text", "text/vnd.example.lines; charset=utf-8", b"one\r\ntwo\n", ["one", "two"]),
        ("log", "text/event-stream;charset=utf-8", b"data: 1\n\n", [{"event": "message", "data": 1, "id": ""}]),
    ],
    ids=["lines", "other lines", "sequence", "own type", "text", "events"],
)
def test_media_types(client_of, name, media_type, body, expected):
    """Each media type that the document declares is a stream of its items."""
    with Scripted(streamed(*(bytes([byte]) for byte in body), media_type=media_type)) as server:
        stream = client_of(server)[name].read()
        assert repr(stream).startswith("<Stream of ")
        assert stream.to_list() == expected


def test_items_come_at_once(client_of):
    """An item arrives before the next one is sent."""
    go_on = threading.Event()

    def step(wire, *_):
        wire.say(head(), chunk(b"data: 1\n\n"))
        go_on.wait(60)
        wire.say(chunk(b"data: 2\n\n"), chunk(b""))

    with Scripted(step) as server, client_of(server).log.read() as stream:
        assert next(stream).data == 1
        go_on.set()
        assert [event.data for event in stream] == [2]


def test_stream_or_json(client_of):
    """Both media types are accepted, and that of the response decides: a plain document is returned as usual."""
    steps = (saying(answer(body=b'{"n": 1}', Content_Type="application/json")), streamed(b'data: {"n": 2}\n\n'))
    with Scripted(in_turn(*steps)) as server:
        client = client_of(server)
        assert client.chat.read(stream=False) == {"n": 1}
        assert [event.data.n for event in client.chat.read(stream=True)] == [2]
        assert server.header("Accept") == "application/json, text/event-stream"


def test_plain_list_of_a_stream_link(client_of):
    """A list in JSON is a list, also where the document promises a stream."""
    with Scripted(saying(answer(body=b'[{"n": 1}]', Content_Type="application/json"))) as server:
        assert [row.n for row in client_of(server).row.read()] == [1]


def test_broken_document_of_a_stream_link(client_of):
    """A plain document that breaks is sent for again, as usual."""

    def broken(wire, *_):
        wire.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
        wire.close()

    with Scripted(in_turn(broken, saying(answer(body=b'{"n": 1}', Content_Type="application/json")))) as server:
        assert client_of(server).row.read() == {"n": 1}


def test_error_of_a_stream_link(client_of):
    """An error is raised by the call, with the words of the API."""
    refusal = answer(422, b'{"message": "too much"}', Content_Type="application/json")
    with Scripted(saying(refusal)) as server, pytest.raises(heroics_py.UnprocessableEntity, match="too much"):
        client_of(server).log.read()


def test_no_content_of_a_stream_link(client_of):
    """A response without content is None."""
    with Scripted(saying(answer(204, b""))) as server:
        assert client_of(server).log.read() is None


def test_undeclared_stream(client_of):
    """A stream that the document does not declare is one all the same, once it has ended."""
    with Scripted(streamed(b'data: {"n": 1}\n\n')) as server:
        stream = client_of(server).plain.read()
        assert (stream.is_open, [event.data.n for event in stream]) == (False, [1])


def test_stream_by_accept(client_of):
    """The caller's Accept makes a response a stream that the document does not declare."""
    with Scripted(lasting(b'data: {"n": 1}\n\n')) as server:
        link = client_of(server).plain.read.with_options(headers={"Accept": "text/event-stream"})
        with link() as stream:
            assert next(stream).data.n == 1


def test_send_of_a_stream(client_of):
    """The response of send() has the stream as its data, with its status and headers."""
    with Scripted(streamed(b"data: 1\n\n", X_Run="7")) as server:
        response = client_of(server).log.read.send()
        assert (response.status, response.headers["X-Run"]) == (200, "7")
        assert [event.data for event in response.data] == [1]
        assert response.data.response.headers["X-Run"] == "7"
        assert pickle.loads(pickle.dumps(response.replaced(data=None))).status == 200


# ---- opening again


def test_get_continues(client_of):
    """A GET whose stream breaks is sent again with the last id; a 204 is the end."""
    steps = (
        streamed(b"retry: 5\nid: 1\ndata: 1\n\ndata: lo", end=False),
        streamed(b"id: 2\ndata: 2\n\n", end=False),
        saying(answer(204, b"")),
    )
    with Scripted(in_turn(*steps)) as server:
        assert [event.data for event in client_of(server).log.read()] == [1, 2]
        ids = [server.header("Last-Event-ID", number) for number in range(3)]
    assert ids == [None, "1", "2"]


def test_end_that_asks_to_come_back(client_of):
    """A stream that the server ends is opened again, if it has sent the time to do so."""
    steps = (until_closed(b"retry: 5\nid: 1\ndata: 1\n\n"), until_closed(b"data: 2\n\n"), saying(answer(204, b"")))
    with Scripted(in_turn(*steps)) as server:
        assert [event.data for event in client_of(server).log.read()] == [1, 2]
        assert server.count(3) == 3


def test_end_of_a_stream(client_of):
    """A stream that ends without that is at its end, and stays there."""
    with Scripted(until_closed(b"id: 1\ndata: 1\n\n")) as server:
        stream = client_of(server).log.read()
        assert [len(list(stream)), len(list(stream)), len(server.requests)] == [1, 0, 1]


def test_post_is_sent_once(client_of):
    """A POST whose stream breaks is not sent again: the break is raised after the items before it."""
    with Scripted(streamed(b"retry: 1\nid: 1\ndata: 1\n\n", end=False)) as server:
        stream = client_of(server).chat.read(stream=True)
        assert next(stream).data == "1"
        with pytest.raises(ConnectionFailed):
            next(stream)
        assert (list(stream), len(server.requests)) == ([], 1)


def test_broken_lines(client_of):
    """JSON Lines that break are an error after the last complete line."""
    with Scripted(streamed(b'{"n":1}\n{"n":', media_type="application/x-ndjson", end=False)) as server:
        stream = client_of(server).row.read()
        assert next(stream).n == 1
        with pytest.raises(ConnectionFailed):
            next(stream)


def test_opened_again_with_credentials(client_of):
    """The request that continues a stream has the credentials and headers of the first."""
    steps = (streamed(b"data: 1\n\n", end=False), streamed(b"data: 2\n\n"))
    with Scripted(in_turn(*steps)) as server:
        list(client_of(server, token="s3cret").log.read.with_options(headers={"X-Run": "7"})())
        assert [server.header("Authorization", number) for number in (0, 1)] == ["Bearer s3cret"] * 2
        assert server.header("X-Run") == "7"


# ---- time


def test_total_time_is_for_the_head(client_of):
    """The total time limits the head of a stream, not how long it lasts; the read time limits silence."""
    pauses = threading.Event()

    def step(wire, *_):
        wire.say(head())
        for number in range(6):
            pauses.wait(0.1)
            wire.say(chunk(b"data: %d\n\n" % number))
        wire.say(chunk(b""))

    timeout = heroics_py.Timeout(total=0.3, read=5)
    with Scripted(step) as server:
        assert len(list(client_of(server).log.read.with_options(timeout=timeout)())) == 6
    with Scripted(lambda wire, *_: wire.silent(5)) as server, pytest.raises(RequestTimeout):
        client_of(server).log.read.with_options(timeout=timeout)()


def test_document_in_its_total_time(client_of):
    """The total time limits a plain document of a link that may stream."""

    def step(wire, *_):
        wire.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n")
        wire.drip(b" " * 9000)

    with Scripted(step) as server, pytest.raises(RequestTimeout):
        client_of(server).log.read.with_options(timeout=0.3)()


def test_comments_are_signs_of_life(client_of):
    """Comments keep a stream open, and are not items."""
    pauses = threading.Event()

    def step(wire, *_):
        wire.say(head())
        for _ in range(6):
            pauses.wait(0.1)
            wire.say(chunk(b":\n\n"))
        wire.say(chunk(b"data: 1\n\n"), chunk(b""))

    link_timeout = heroics_py.Timeout(read=0.4)
    with Scripted(step) as server:
        events = list(client_of(server, retries=0).log.read.with_options(timeout=link_timeout)())
        assert [event.data for event in events] == [1]


def test_silence(client_of):
    """A silence that is too long is an error, once the retries are used up."""
    with Scripted(lasting(b"data: 1\n\n")) as server:
        stream = client_of(server, retries=0).log.read.with_options(timeout=heroics_py.Timeout(read=0.2))()
        assert next(stream).data == 1
        with pytest.raises(RequestTimeout):
            next(stream)


# ---- the end


@pytest.mark.parametrize("end", ["with", "close"])
def test_end_of_use(client_of, end):
    """The end of a block and close() close the connection; there are no further items."""
    hung_up = threading.Event()
    with Scripted(lasting(b"data: 1\n\ndata: 2\n\n", hung_up=hung_up)) as server:
        stream = client_of(server).log.read()
        assert next(stream).data == 1
        if end == "with":
            with stream:
                pass
        else:
            stream.close()
            stream.close()
        assert (list(stream), stream.is_open) == ([], False)
        assert hung_up.wait(60)


@pytest.mark.parametrize(
    ("misuse", "hint"),
    [
        (lambda stream: stream.to_list()[0], r"\(await stream.to_list\(...\)\)\[...\]"),
        (lambda stream: bool(stream.close()), r"await stream.close\(...\)"),
        (next, "use 'async for', or await its to_list"),
        (lambda stream: stream.__enter__(), "use 'async with' instead of 'with'"),
        (json.dumps, "Stream .keep its items by to_list"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # those that nothing awaits
def test_misused_async_stream(misuse, hint):
    """A stream of an async client that is used like one that blocks says what to write."""

    async def use(url):
        async with connect_async(API, url=url) as client, await client.log.read() as stream:
            with pytest.raises((CallError, TypeError), match=hint):
                misuse(stream)
            gc.collect()

    with Scripted(streamed(b"data: 1\n\n")) as server:
        asyncio.run(use(server.url))


def test_misused_stream():
    """A stream of a client that blocks, in place of one that is awaited, says what to write."""

    async def use(stream):
        with pytest.raises(CallError, match="use 'for'"):
            await anext(stream)
        with pytest.raises(CallError, match="use 'with'"):
            async with stream:
                pass

    with Scripted(streamed(b"data: 1\n\n")) as server, heroics_py.connect(API, url=server.url) as client:
        asyncio.run(use(client.log.read()))


def test_dropped_stream():
    """A stream that is dropped closes its connection."""
    hung_up = threading.Event()
    with Scripted(lasting(b"data: 1\n\n", hung_up=hung_up)) as server:
        next(heroics_py.connect(API, url=server.url).log.read())
        gc.collect()
        assert hung_up.wait(60)


def test_dropped_async_stream():
    """A stream of an async client that is dropped closes its connection."""
    hung_up = threading.Event()

    async def drop(url):
        async with connect_async(API, url=url) as client:
            await anext(await client.log.read())
            gc.collect()
            return await asyncio.to_thread(hung_up.wait, 5)

    with Scripted(lasting(b"data: 1\n\n", hung_up=hung_up)) as server:
        assert asyncio.run(drop(server.url))


def test_dropped_stream_of_a_closed_client(client_of, monkeypatch):
    """A stream that outlives its client, and is collected with all that it refers to, warns of nothing."""
    warned = []
    monkeypatch.setattr("sys.unraisablehook", warned.append)
    with Scripted(lasting(b"data: 1\n\n")) as server:
        client = client_of(server)
        circle = [client.log.read()]
        circle.append(circle)
        client.close()
        del circle, client
        gc.collect()
    assert warned == []


def test_close_from_another_thread(client_of):
    """close() ends a stream at once while another thread waits for its next item."""
    waiting, items = threading.Event(), []

    def read(stream):
        for item in stream:
            items.append(item)
            waiting.set()

    with Scripted(lasting(b"data: 1\n\n")) as server:
        stream = client_of(server).log.read()
        reader = threading.Thread(target=read, args=(stream,))
        reader.start()
        assert waiting.wait(60)
        stream.close()
        reader.join(5)
        assert not reader.is_alive()
        assert (len(items), len(server.requests)) == (1, 1)


def test_limit_of_items(client_of):
    """The option limit ends a stream with its last item."""
    hung_up = threading.Event()
    with Scripted(lasting(b"data: 1\n\ndata: 2\n\ndata: 3\n\n", hung_up=hung_up)) as server:
        assert [event.data for event in client_of(server).log.read.with_options(limit=2)()] == [1, 2]
        assert hung_up.wait(60)


def test_connection_is_used_again(client_of):
    """The connection of a stream that has ended serves the next call."""
    with Scripted(streamed(b"data: 1\n\n")) as server:
        client = client_of(server)
        for _ in range(3):
            client.log.read().to_list()
        assert server.connections == 1


def test_stream_is_not_stored(client_of):
    """No cache takes part in a stream, also in its mode rfc."""
    with Scripted(streamed(b"data: 1\n\n", ETag='"e"', Cache_Control="max-age=60")) as server:
        link = client_of(server, cache="memory").log.read.with_options(cache_mode="rfc")
        assert [link().to_list(), link().to_list()] == [[{"event": "message", "data": 1, "id": ""}]] * 2
        assert len(server.requests) == 2


# ---- what is shown


def test_repr(client_of):
    """The repr shows what came so far, its secrets masked."""
    with (
        Scripted(lasting(b'data: {"n": 1, "password": "s3cret"}\n\n')) as server,
        client_of(server).log.read() as stream,
    ):
        assert repr(stream) == "<Stream of log.read: open, no items yet>"
        next(stream)
        assert repr(stream).startswith("<Stream of log.read: open, 1 item so far; the last ones:\n")
        assert "'n': 1" in repr(stream)
        assert "s3cret" not in repr(stream) + stream._repr_html_()
    assert "closed after 1 item" in repr(stream)


def test_repr_of_a_complete_stream(client_of):
    """A stream whose items all arrived is complete until they are read."""
    with Scripted(saying(answer(body=b"1\n2\n", Content_Type="application/x-ndjson"))) as server:
        stream = client_of(server).plain.read()
        assert repr(stream) == "<Stream of plain.read: complete, no items read yet>"
        next(stream)
        assert "complete, 1 item read so far" in repr(stream)
        list(stream)
        assert "closed after 2 items" in repr(stream)


def test_notebook_is_bounded(client_of):
    """A notebook shows the last ten items as a table, and how many came before."""
    events = b"".join(b'data: {"n": %d}\n\n' % number for number in range(1000, 1030))
    with Scripted(streamed(events)) as server:
        stream = client_of(server).log.read()
        list(stream)
        html = stream._repr_html_()
    assert "30 items" in html
    assert [number for number in range(1000, 1030) if str(number) in html] == [*range(1020, 1030)]


@pytest.mark.parametrize(
    ("use", "words"),
    [(len, "to_list"), (lambda stream: stream[0], "to_list"), (lambda stream: stream.choices, "for item in")],
    ids=["len", "index", "attribute"],
)
def test_uses_of_a_list(client_of, use, words):
    """What a stream does not have is an error that says what to write."""
    with Scripted(lasting()) as server, client_of(server).log.read() as stream:
        with pytest.raises((CallError, AttributeError), match=words):
            use(stream)
        assert stream


def test_other_loop():
    """A stream of a blocking client names its loop."""
    with Scripted(streamed()) as server, pytest.raises(CallError, match="'for'"):
        aiter(heroics_py.connect(API, url=server.url).log.read())


def test_pickle(client_of):
    """A stream can't be pickled: the error says what can."""
    with Scripted(streamed(b"data: 1\n\n")) as server, pytest.raises(TypeError, match="keep its items"):
        pickle.dumps(client_of(server).log.read())


# ---- faults


def test_line_that_is_not_json(client_of):
    """A line that is not JSON is an error with its number, after the items before it."""
    with Scripted(streamed(b'{"n":1}\n{"n"\n', media_type="application/jsonl")) as server:
        stream = client_of(server).row.read()
        assert next(stream).n == 1
        with pytest.raises(DecodeError, match="item 2 of the stream is not valid JSON"):
            next(stream)
        assert list(stream) == []


def test_malformed_value_of_a_sequence(client_of):
    """A malformed value of a sequence is skipped with a warning."""
    body = b'\x1e{"n":1}\n\x1e{"n"\n\x1e{"n":3}\n'
    with Scripted(streamed(body, media_type="application/json-seq")) as server, pytest.warns(ApiWarning, match="skip"):
        assert [each.n for each in client_of(server).feature.read()] == [1, 3]


CHECKS = [
    ("log", "text/event-stream", b'data: {"m": 1}\n\n', "/data/n"),
    ("log", "text/event-stream", b'event: remove\ndata: {"n": 1}\n\n', "/event"),
    ("row", "application/x-ndjson", b'{"m":1}\n', "/n"),
    ("feature", "application/geo+json-seq", b'\x1e{"m":1}\n', "/n"),
]
SOUND = [
    ("log", "text/event-stream", b'event: add\ndata: {"n": 1}\n\ndata: [DONE]\n\n'),
    ("row", "application/x-ndjson", b'{"n":1}\n'),
]


@pytest.mark.parametrize(("name", "media_type", "body", "pointer"), CHECKS)
def test_check_answers(client_of, name, media_type, body, pointer):
    """Each item is checked against its schema, if the option asks for it."""
    with Scripted(streamed(body, media_type=media_type)) as server:
        link = client_of(server)[name].read
        link().to_list()
        with pytest.raises(AnswerError) as caught:
            link.with_options(check_answers="raise")().to_list()
        assert [problem.pointer for problem in caught.value.problems] == [pointer]
        with pytest.warns(heroics_py.AnswerWarning):
            link.with_options(check_answers="warn")().to_list()


@pytest.mark.parametrize(("name", "media_type", "body"), SOUND)
def test_check_of_sound_items(client_of, name, media_type, body):
    """Items that follow their schema bring no warning, and neither does a mark of the end."""
    with Scripted(streamed(body, media_type=media_type)) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        client_of(server)[name].read.with_options(check_answers="warn")().to_list()


def test_hyper_schema_stream(client_of):
    """A link of a hyper-schema streams if its media type is one."""
    link = {"rel": "self", "title": "Tail", "href": "/log", "targetMediaType": "text/event-stream"}
    schema = {"$schema": "http://json-schema.org/draft-07/hyper-schema#", "definitions": {"log": {"links": [link]}}}
    schema["properties"] = {"log": {"$ref": "#/definitions/log"}}
    with Scripted(streamed(b"data: one\n\n")) as server:
        assert [event.data for event in client_of(server, schema).log.tail()] == ["one"]


def test_async_spellings():
    """A stream is iterated with and without await, ends with its block, and names `async for` for `for`."""

    async def read(url):
        async with connect_async(API, url=url) as client:
            found = [[event.data async for event in client.log.read()]]
            found.append([event.data async for event in await client.log.read()])
            async with await client.log.read() as stream:
                found.append([(await anext(stream)).data])
            assert not stream.is_open
            with pytest.raises(CallError, match="async for"):
                iter(stream)
            with pytest.raises(CallError, match="async for"):
                next(stream)
            return found

    with Scripted(streamed(b"data: 1\n\ndata: 2\n\n")) as server:
        assert asyncio.run(read(server.url)) == [[1, 2], [1, 2], [1]]


@pytest.mark.parametrize("over_session", [False, True])
def test_cancelled_wait(over_session):
    """A cancelled wait for an item leaves the stream open: the next one returns what arrives."""
    may_go_on = threading.Event()

    def late(wire, *_):
        wire.say(head() + chunk(b"data: 1\n\nda"))
        may_go_on.wait(60)
        wire.say(chunk(b"ta: 2\n\n") + b"0\r\n\r\n")

    async def read(url, session):
        async with connect_async(API, url=url, session=session) as client, await client.log.read() as stream:
            first = await anext(stream)
            for _ in range(2):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(anext(stream), 0.05)
            assert stream.is_open
            may_go_on.set()
            return [first.data, *[event.data async for event in stream]]

    async def read_over(url):
        if not over_session:
            return await read(url, None)
        async with aiohttp.ClientSession() as session:
            return await read(url, session)

    with Scripted(late) as server:
        assert asyncio.run(read_over(server.url)) == [1, 2]


def test_cancelled_list():
    """A stream whose to_list() was cancelled does not end in silence, unless it is closed."""

    async def read(url):
        async with connect_async(API, url=url) as client:
            stream = await client.log.read()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(stream.to_list(), 0.05)
            with pytest.raises(CallError, match="interrupted before its end"):
                await anext(stream)
            await stream.close()
            return await stream.to_list()

    with Scripted(lasting(b"data: 1\n\n")) as server:
        assert asyncio.run(read(server.url)) == []


def test_cancelled_stream():
    """A cancellation while an item is awaited closes the connection, and the next call works."""
    hung_up = threading.Event()

    async def cancel(url):
        async with connect_async(API, url=url) as client:
            stream = await client.log.read()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await stream.to_list()
            assert await asyncio.to_thread(hung_up.wait, 5)
            return [event.data async for event in client.log.read()]

    with Scripted(in_turn(lasting(b"data: 1\n\n", hung_up=hung_up), streamed(b"data: 2\n\n"))) as server:
        assert asyncio.run(cancel(server.url)) == [2]
