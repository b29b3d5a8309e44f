"""The rule that reads a stream, run by hand."""

import logging

import pytest

from heroics_py.call.streams.formats import Events, JsonLines, Lines, format_of
from heroics_py.call.streams.reading import END, SKIPPED, Reading
from heroics_py.errors import (
    CallError,
    ConnectionFailed,
    Forbidden,
    ProtocolError,
    RequestTimeout,
    ResponseTooLarge,
    ServiceUnavailable,
)
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry
from heroics_py.http.steps import WIRE, Clock, Close, Exchange, Read, Show, Turn

EVENTS = {"Content-Type": "text/event-stream"}
BREAK = ConnectionFailed("the connection broke")
GET = Request(method="GET", url="http://h/events", options=Options(retries=Retry(attempts=3, backoff=1.0)))


class Now:
    """A clock that the test sets."""

    def __init__(self):
        self.seconds = 0.0

    def clock(self):
        return Clock(monotonic=lambda: self.seconds, wall=lambda: self.seconds, chance=lambda: 1.0)


def opened(source, status=200, body=b"", **headers):
    fields = {**EVENTS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Response(status=status, headers=Headers(fields), body=body, source=source)


def reading_of(request=GET, response=None, *, stream_format=None, to_item=lambda event: event.data, now=None, **more):
    response = response or opened("a")
    now = now or Now()
    return Reading(
        request,
        response,
        stream_format or format_of(request, response),
        send=WIRE.send,
        to_item=to_item,
        clock=now.clock(),
        **more,
    )


def hidden():
    """Hide what is shown."""


def play(steps, *outcomes):
    """Return the steps that a rule yields for these outcomes, and what it returns or raises."""
    seen, given = [], iter(outcomes)
    try:
        step = next(steps)
        while True:
            seen.append(step)
            if isinstance(step, Close | Turn | Show):
                step = steps.send(hidden if isinstance(step, Show) else None)
                continue
            outcome = next(given)
            step = steps.throw(outcome) if isinstance(outcome, BaseException) else steps.send(outcome)
    except StopIteration as end:
        return seen, end.value


def play_all(reading, *outcomes):
    """Return the items of a stream for these outcomes."""
    seen, items = play(_all(reading), *outcomes)
    return seen, items


def _all(reading):
    items = []
    while (item := (yield from reading.next())) is not END:
        items.append(item)
    return items


def test_items_of_one_piece():
    """A piece with several items is read once."""
    seen, items = play_all(reading_of(), b"data: 1\n\ndata: 2\n\n", b"")
    assert items == ["1", "2"]
    assert seen == [Read("a"), Read("a"), Close("a")]


def test_break_of_a_safe_request():
    """After a break, a GET is sent again with the last id, after the time that the server asks for."""
    seen, items = play_all(
        reading_of(),
        b"retry: 1500\nid: 7\ndata: 1\n\ndata: lost",
        BREAK,
        opened("b"),
        b"data: 2\n\n",
        b"",
        opened(None, 204),
    )
    assert items == ["1", "2"]
    assert [step.seconds for step in seen if isinstance(step, Turn)] == [1.5, 1.5]
    requests = [step.request for step in seen if isinstance(step, Exchange)]
    assert [request.headers.get("Last-Event-ID") for request in requests] == ["7", "7"]
    assert all(request.options.retries.attempts == 1 for request in requests)


def test_break_without_ids():
    """Without an id and a time, a GET is sent again without the header, after a backoff."""
    seen, items = play_all(reading_of(), b"data: 1\n\n", BREAK, opened("b"), b"data: 2\n\n", b"")
    assert items == ["1", "2"]
    assert [type(step) for step in seen] == [Read, Read, Close, Turn, Exchange, Read, Read, Close]
    assert seen[3].seconds == 1.0
    assert "Last-Event-ID" not in seen[4].request.headers


def test_id_in_utf_8():
    """The last id is sent in UTF-8."""
    seen, _ = play_all(reading_of(), "id: é…\ndata: 1\n\n".encode(), BREAK, opened(None, 204))
    sent = next(step.request for step in seen if isinstance(step, Exchange)).headers["Last-Event-ID"]
    assert sent.encode("latin-1").decode() == "é…"


@pytest.mark.parametrize(("size", "is_sent"), [(8192, True), (8193, False)])
def test_longest_id(size, is_sent):
    """An id that is too long for a header is not sent, and the break is raised: items would repeat."""
    reading = reading_of()
    outcomes = (b"id: %b\ndata: 1\n\n" % (b"x" * size), BREAK, opened(None, 204))
    if not is_sent:
        with pytest.raises(ConnectionFailed):
            play_all(reading, *outcomes)
        return
    seen, _ = play_all(reading, *outcomes)
    assert next(step.request for step in seen if isinstance(step, Exchange)).headers["Last-Event-ID"] == "x" * size


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_break_of_an_unsafe_request(method):
    """A request that is not safe is never sent again, whatever the options say: the break is raised."""
    request = GET.replaced(method=method, options=Options(retries=Retry(methods={method, "GET"})))
    reading = reading_of(request)
    with pytest.raises(ConnectionFailed):
        play_all(reading, b"retry: 1\nid: 1\ndata: 1\n\n", BREAK)
    assert play(reading.next()) == ([], END)


def test_end_of_an_unsafe_request():
    """A POST whose server asks to come back ends."""
    seen, items = play_all(reading_of(GET.replaced(method="POST")), b"retry: 1\ndata: 1\n\n", b"")
    assert items == ["1"]
    assert seen[-1] == Close("a")


def test_end_without_retry():
    """A stream that ends is at its end, unless the server has asked to come back."""
    assert play_all(reading_of(), b"id: 1\ndata: 1\n\n", b"")[1] == ["1"]


def test_failures_in_a_row():
    """As many requests are sent without an item as the option says; then the last failure is raised."""
    reading = reading_of()
    steps = _all(reading)
    with pytest.raises(ConnectionFailed, match="third"):
        play(steps, b"data: 1\n\n", BREAK, ConnectionFailed("second"), ConnectionFailed("third"))


def test_items_reset_the_failures():
    """An item resets the count of failures."""
    rounds = [each for number in range(5) for each in (opened("b"), b"data: %d\n\n" % number, BREAK)]
    _, items = play_all(reading_of(), BREAK, *rounds, opened(None, 204))
    assert items == ["0", "1", "2", "3", "4"]


def test_comments_reset_no_failures():
    """A server that sends comments and breaks again and again is not asked for ever."""
    rounds = [each for _ in range(5) for each in (opened("b"), b": hello\n\n", BREAK)]
    with pytest.raises(ConnectionFailed):
        play_all(reading_of(), BREAK, *rounds)


def test_long_connection_resets_failures():
    """A connection that was open for long counts as a success, even without an item."""
    now = Now()
    reading = reading_of(now=now)

    def minutes():
        for _ in range(5):
            yield from (opened("b"), b": hello\n\n", BREAK)
            now.seconds += 60
        yield opened(None, 204)

    now.seconds = 60
    steps = _all(reading)
    step, outcomes = next(steps), iter([b": hello\n\n", BREAK, *minutes()])
    items = None
    try:
        while True:
            now.seconds += 40
            outcome = None if isinstance(step, Close | Turn) else next(outcomes)
            step = steps.throw(outcome) if isinstance(outcome, BaseException) else steps.send(outcome)
    except StopIteration as end:
        items = end.value
    assert items == []


def test_waits_grow():
    """Further attempts in a row wait longer, never less than the server asks for."""
    reading = reading_of(GET.replaced(options=Options(retries=Retry(attempts=5, backoff=1.0))))
    seen, _ = play_all(reading, b"retry: 1500\n", BREAK, BREAK, BREAK, BREAK, opened(None, 204))
    assert [step.seconds for step in seen if isinstance(step, Turn)] == [1.5, 2.0, 4.0, 8.0]


def test_long_wait_is_shown(caplog):
    """A long wait before a stream is opened again is logged, and shown while it lasts."""
    with caplog.at_level(logging.INFO, "heroics_py"):
        seen, _ = play_all(reading_of(), b"retry: 8000\n", BREAK, opened(None, 204))
    text = "waiting 8 s to open the stream again"
    assert [step.text for step in seen if isinstance(step, Show)] == [text]
    assert [each.getMessage() for each in caplog.records] == [text]


def test_wait_beyond_the_budget():
    """A server that asks to wait longer than the budget is not asked before that: the break is raised."""
    with pytest.raises(ConnectionFailed):
        play_all(reading_of(), b"retry: 3600000\ndata: 1\n\n", BREAK)


def test_no_retries():
    """With retries=0 a stream is not opened again."""
    with pytest.raises(ConnectionFailed):
        play_all(reading_of(GET.replaced(options=Options(retries=0))), b"id: 1\ndata: 1\n\n", BREAK)


def test_silence_is_a_break():
    """A silence that is too long is a break."""
    _, items = play_all(reading_of(), b"data: 1\n\n", RequestTimeout("silent"), opened("b"), b"data: 2\n\n", b"")
    assert items == ["1", "2"]


def test_error_on_opening_again():
    """An error response ends the stream; one of an overloaded server is a failure that may pass."""
    with pytest.raises(Forbidden):
        play_all(reading_of(), b"data: 1\n\n", BREAK, opened(None, 403))
    _, items = play_all(reading_of(), BREAK, opened(None, 503), opened("b"), b"data: 1\n\n", b"")
    assert items == ["1"]
    with pytest.raises(ServiceUnavailable):
        play_all(reading_of(), BREAK, opened(None, 503), opened(None, 503))


def test_other_type_on_opening_again():
    """A response of another media type does not continue the stream."""
    with pytest.raises(ProtocolError, match="application/json"):
        play_all(reading_of(), BREAK, opened(None, body=b"{}", Content_Type="application/json"))


def test_close():
    """A stream that was closed has no further items, and closes its source once."""
    reading = reading_of()
    play(reading.next(), b"data: 1\n\ndata: 2\n\n")
    assert play(reading.close()) == ([Close("a")], None)
    assert play(reading.close()) == ([], None)
    assert play(reading.next()) == ([], END)


def test_close_during_a_read():
    """A read that a close interrupts is the end, whatever it raises."""
    reading = reading_of()
    steps = reading.next()
    assert next(steps) == Read("a")
    play(reading.close())
    with pytest.raises(StopIteration) as end:
        steps.throw(BREAK)
    assert end.value.value is END


def test_close_during_a_wait():
    """A wait that a close interrupts is the end, and nothing is sent."""
    reading = reading_of()
    steps = reading.next()
    next(steps)
    assert steps.throw(BREAK) == Close("a")
    turn = steps.send(None)
    play(reading.close())
    turn.ticket.wait(60)  # returns at once
    with pytest.raises(StopIteration) as end:
        steps.send(None)
    assert end.value.value is END


def test_close_while_it_is_opened():
    """A response that arrives after the close is closed."""
    reading = reading_of()
    steps = reading.next()
    next(steps)
    steps.throw(BREAK)
    steps.send(None)
    assert isinstance(steps.send(None), Exchange)
    play(reading.close())
    assert steps.send(opened("b")) == Close("b")


def test_interruption_closes():
    """Ctrl-C and a cancellation close the source."""
    reading = reading_of()
    steps = reading.next()
    next(steps)
    assert steps.throw(KeyboardInterrupt()) == Close("a")
    with pytest.raises(KeyboardInterrupt):
        steps.send(None)
    with pytest.raises(CallError, match="interrupted before its end"):
        play(reading.next())


def test_two_readers():
    """A second reader at the same time is an error, and does not disturb the first."""
    reading = reading_of()
    first = reading.next()
    next(first)
    with pytest.raises(CallError, match="another thread or task"):
        next(reading.next())
    with pytest.raises(StopIteration) as end:
        first.send(b"data: 1\n\n")
    assert end.value.value == "1"


def test_limit():
    """A limit ends the stream with its last item."""
    reading = reading_of(limit=2)
    seen, items = play_all(reading, b"data: 1\n\ndata: 2\n\ndata: 3\n\n")
    assert (seen, items) == ([Read("a"), Close("a")], ["1", "2"])
    assert play_all(reading_of(limit=0)) == ([Close("a")], [])


def test_skipped_items():
    """Items that are left out don't count."""
    reading = reading_of(to_item=lambda event: SKIPPED if event.data == "1" else event.data, limit=1)
    assert play_all(reading, b"data: 1\n\n", b"data: 2\n\n")[1] == ["2"]


def test_items_before_a_fault():
    """The items before a faulty one are returned first; the fault closes the stream."""

    def to_item(event):
        if event.data == "2":
            raise ValueError
        return event.data

    reading = reading_of(to_item=to_item)
    assert play(reading.next(), b"data: 1\n\ndata: 2\n\ndata: 3\n\n")[1] == "1"
    steps = reading.next()
    assert next(steps) == Close("a")
    with pytest.raises(ValueError):  # noqa: PT011 - raised above
        steps.send(None)
    assert play(reading.next()) == ([], END)


def test_large_item():
    """An item that is too large is an error."""
    reading = reading_of(stream_format=Events(is_safe=True, largest=10))
    with pytest.raises(ResponseTooLarge, match="longer than 10 bytes"):
        play_all(reading, b"data: 0123456789")


def test_response_that_was_read_whole():
    """A response that was read whole is a stream that has ended."""
    reading = reading_of(response=opened(None, body=b"data: 1\n\ndata: 2\n\n"))
    assert not reading.is_open
    assert play_all(reading) == ([], ["1", "2"])


def test_json_lines_break():
    """JSON Lines can't continue after a break."""
    reading = reading_of(stream_format=JsonLines(), to_item=lambda item: item)
    steps = _all(reading)
    with pytest.raises(ConnectionFailed):
        play(steps, b"1\n2\n3", BREAK)


def test_lines_continue_at_a_byte():
    """Lines go on at the next byte, on condition that a strong ETag is the same."""
    lines = Lines()
    lines.begin(Response(status=200, headers=Headers({"Accept-Ranges": "bytes", "ETag": '"e1"'})))
    reading = reading_of(stream_format=lines, to_item=lambda line: line)
    part = Response(status=206, headers=Headers({"Content-Range": "bytes 6-9/10"}), source="b")
    seen, items = play_all(reading, b"one\ntw", BREAK, part, b"o\n\n", b"")
    assert items == ["one", "two", ""]
    request = next(step.request for step in seen if isinstance(step, Exchange))
    assert (request.headers["Range"], request.headers["If-Range"]) == ("bytes=6-", '"e1"')


def test_silence_of_nul_bytes():
    """The read timeout ends a stream of nothing but NUL bytes."""
    ticks = iter(range(1000))
    lines = Lines(silence=5, clock=lambda: next(ticks))
    with pytest.raises(RequestTimeout, match="NUL"):
        play_all(reading_of(stream_format=lines, to_item=lambda line: line), *[b"\0"] * 100)
