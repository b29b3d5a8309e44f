"""What only the exchange that awaits promises: nothing leaks, whatever is cancelled or closed, and nothing blocks."""

import asyncio
import gc
import gzip
import io
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress

import aiohttp
import pytest
import requests
from scripted import FINE, GREETING, Scripted, answer, saying

from heroics_py.errors import ConnectionFailed, ProtocolError, RequestRefused, RequestTimeout, TransportError
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Timeout
from heroics_py.transport.engine.session import AsyncSession

CHUNKED = GREETING + b"Transfer-Encoding: chunked\r\n\r\n"
TOKEN = "hunter2-sentinel-5f1d"


def opened(server, **arguments):
    return AsyncSession(**{"base_url": server.url, "max_bytes": 1 << 20, "trust_environment": False, **arguments})


def get(server, path="/", **more):
    return Request(method="GET", url=server.url + path, **more)


def limited(**seconds):
    return Options(timeout=Timeout(**seconds))


def run(coroutine):
    """Run a coroutine in a loop that debugs; fail if it leaves a task, or the loop logs anything."""

    async def main():
        try:
            return await coroutine
        finally:
            for _ in range(5):
                await asyncio.sleep(0)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert left == set()

    result = asyncio.run(main(), debug=True)
    gc.collect()
    return result


@pytest.fixture(autouse=True)
def _nothing_is_logged(caplog):
    """No test leaves something unclosed, nor an exception that nobody retrieved: asyncio would log it."""
    yield
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []


def open_sockets():
    return len(os.listdir("/proc/self/fd"))


# --- cancellation ---------------------------------------------------------------------------------------------------

STEPS = {
    "before the head": lambda wire, *_: wire.silent(5),
    "within the head": lambda wire, *_: (wire.say(GREETING + b"A: b\r\n"), wire.silent(5)),
    "within the body": lambda wire, *_: (wire.say(GREETING + b"Content-Length: 9\r\n\r\n{"), wire.silent(5)),
}


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files as Linux shows them")
@pytest.mark.parametrize("body", [None, b"{}", bytes(3_000_000)], ids=["no body", "a body", "a large body"])
@pytest.mark.parametrize("name", STEPS)
def test_cancelled_call(name, body):
    """A cancelled call leaves no connection and no task; the next one works, and nothing is sent again."""
    asked = threading.Event()

    def step(wire, request, number):
        asked.set()
        (wire.say(FINE) if request.startswith(b"DELETE") else STEPS[name](wire, request, number))

    async def main(server):
        session = opened(server)
        await session.send(Request(method="DELETE", url=server.url))
        before = open_sockets()
        call = asyncio.create_task(session.send(Request(method="PUT", url=server.url, body=body)))
        await asyncio.to_thread(asked.wait, 5)
        await asyncio.sleep(0.05)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await session.send(Request(method="DELETE", url=server.url))).status == 200
        await asyncio.sleep(0.05)
        assert open_sockets() <= before + 1
        await session.close()

    with Scripted(step) as server:
        run(main(server))
        assert [head.split()[0] for head in server.heads].count("PUT") == 1


def test_cancelled_before_opening():
    """A call that is cancelled while it connects, or before, leaves nothing."""

    async def main(server):
        session = opened(server)
        for turns in range(12):
            call = asyncio.create_task(session.send(get(server)))
            for _ in range(turns):
                await asyncio.sleep(0)
            call.cancel()
            with suppress(asyncio.CancelledError):
                await call
        assert (await session.send(get(server))).status == 200
        await session.close()

    with Scripted(saying(FINE)) as server:
        run(main(server))


def test_cancelled_in_line():
    """A call that is cancelled while it waits for a free connection gives its place up."""

    async def main(server):
        session = opened(server, pool_size=1)
        calls = [asyncio.create_task(session.send(get(server))) for _ in range(3)]
        await asyncio.sleep(0.02)
        calls[1].cancel()
        results = await asyncio.gather(*calls, return_exceptions=True)
        await session.close()
        return [type(each).__name__ for each in results]

    with Scripted(lambda wire, *_: (time.sleep(0.1), wire.say(FINE))) as server:
        assert run(main(server)) == ["Response", "CancelledError", "Response"]
        assert (len(server.requests), server.connections) == (2, 1)


def test_timeout_of_asyncio():
    """`asyncio.timeout` ends a call, and is not taken for a time limit of the call."""

    async def main(server):
        session = opened(server)
        with pytest.raises(TimeoutError) as caught:
            async with asyncio.timeout(0.1):
                await session.send(get(server, options=limited(total=60)))
        await session.close()
        return type(caught.value)

    with Scripted(lambda wire, *_: wire.silent(5)) as server:
        assert run(main(server)) is TimeoutError


def test_cancelled_read():
    """A read of an open response that is cancelled loses nothing."""
    go_on = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"3\r\none\r\n")
        go_on.wait(60)
        wire.say(b"3\r\ntwo\r\n0\r\n\r\n")

    async def main(server):
        session = opened(server)
        source = (await session.send(get(server, streamed=True))).source
        first = await source.read()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await source.read()
        go_on.set()
        rest = [await source.read() for _ in range(3)]
        await session.close()
        return first, rest

    with Scripted(step) as server:
        assert run(main(server)) == (b"one", [b"two", b"", b""])


# --- closing --------------------------------------------------------------------------------------------------------


def test_closed_while_calls_run():
    """Calls in flight finish after the client is closed; a later call opens other connections."""

    async def main(server):
        session = opened(server)
        calls = [asyncio.create_task(session.send(get(server))) for _ in range(3)]
        await asyncio.sleep(0.05)
        await session.close()
        statuses = [(await call).status for call in calls]
        statuses.append((await session.send(get(server))).status)
        await session.close()
        await session.close()
        return statuses

    with Scripted(lambda wire, *_: (time.sleep(0.15), wire.say(FINE))) as server:
        assert run(main(server)) == [200] * 4
        assert server.connections == 4


def test_closed_while_open():
    """An open response ends with an error when the client is closed."""

    async def main(server):
        session = opened(server)
        source = (await session.send(get(server, streamed=True))).source
        reading = asyncio.create_task(source.read())
        await asyncio.sleep(0.05)
        await session.close()
        for read in (reading, source.read()):
            with pytest.raises(ConnectionFailed, match="the client was closed"):
                await read

    with Scripted(lambda wire, *_: (wire.say(CHUNKED), wire.silent(5))) as server:
        run(main(server))


@pytest.mark.parametrize("streamed", [False, True])
def test_dropped_client(streamed):
    """A client, or an open response, that is dropped without being closed is closed quietly."""

    async def main(server):
        response = await opened(server).send(get(server, streamed=streamed))
        del response
        gc.collect()
        await asyncio.sleep(0.02)

    with Scripted(lambda wire, *_: wire.say(CHUNKED + b"1\r\nx\r\n" + (b"" if streamed else b"0\r\n\r\n"))) as server:
        run(main(server))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of asyncio, off by default
def test_dropped_after_loop():
    """A client whose loop has ended is dropped without an error in the log."""

    async def main(server):
        session = opened(server)
        await session.send(get(server))
        return session

    with Scripted(saying(FINE)) as server:
        session = asyncio.run(main(server))
        del session
        gc.collect()


AT_EXIT = """
import asyncio, sys
from heroics_py.http.messages import Request
from heroics_py.transport.engine.session import AsyncSession

session = AsyncSession(base_url=sys.argv[1], max_bytes=99)
print(asyncio.run(session.send(Request(method="GET", url=sys.argv[1]))).status)
"""


def test_open_at_exit():
    """A client that is still open when its program ends is closed without a word."""
    with Scripted(saying(FINE)) as server:
        ended = subprocess.run([sys.executable, "-c", AT_EXIT, server.url], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("200\n", "")


def test_not_pickled():
    """An exchange can't be pickled."""
    with pytest.raises(TypeError, match="can't be pickled"):
        pickle.dumps(AsyncSession(base_url="http://api.example", max_bytes=1))


# --- what is sent ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST", "OPTIONS"])
def test_sent_once(method):
    """A request on a kept connection that breaks is sent once, whatever its method."""

    def step(wire, _request, number):
        wire.say(FINE) if number == 1 else wire.close()

    async def main(server):
        session = opened(server)
        await session.send(get(server))
        with pytest.raises(ConnectionFailed) as caught:
            await session.send(Request(method=method, url=server.url))
        await session.close()
        return caught.value.sent

    with Scripted(step) as server:
        assert run(main(server)) is True
        assert (len(server.requests), server.connections) == (2, 1)


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_sent_once_over_callers_session(method, kept):
    """A request over the caller's session is sent once, too, on a kept and on a new connection that breaks."""

    def step(wire, _request, number):
        wire.say(FINE) if kept and number == 1 else wire.close()

    async def main(server):
        async with aiohttp.ClientSession() as callers:
            session = opened(server, session=callers)
            if kept:
                await session.send(get(server))
            with pytest.raises(ConnectionFailed) as caught:
                await session.send(Request(method=method, url=server.url))
            await session.close()
        return caught.value.sent

    with Scripted(step) as server:
        assert run(main(server)) is True
        assert len(server.requests) == kept + 1


def test_bytes_on_idle_connection():
    """Bytes that arrive on an idle connection never answer the next request."""

    def step(wire, _request, _number):
        wire.say(answer(200, b"mine"))
        time.sleep(0.05)
        with suppress(OSError):
            wire.say(answer(200, b"smuggled"))

    async def main(server):
        session = opened(server)
        bodies = []
        for _ in range(3):
            bodies.append((await session.send(get(server))).body)
            await asyncio.sleep(0.15)
        await session.close()
        return bodies

    with Scripted(step) as server:
        assert run(main(server)) == [b"mine"] * 3
        assert server.connections == 3


class Slow(io.BytesIO):
    def read(self, size=-1):
        time.sleep(0.1)
        return super().read(size)


def test_file_in_thread():
    """A slow file does not keep the event loop from other work."""

    async def main(server):
        session, turns = opened(server), 0
        body = BodyStream([Slow(b"x" * 300_000), b"end"])
        call = asyncio.create_task(session.send(Request(method="PUT", url=server.url, body=body)))
        while not call.done():
            turns += 1
            await asyncio.sleep(0.005)
        await session.close()
        return turns > 10, (await call).status

    with Scripted(saying(FINE)) as server:
        assert run(main(server)) == (True, 200)
        assert server.requests[0].endswith(b"xxend")
        assert server.header("Content-Length") == "300003"


class Broken(io.BytesIO):
    def read(self, size=-1):
        if size == 0:
            return b""
        raise OSError("the disk is gone")


def test_unreadable_file():
    """A file that can't be read is named as the cause."""

    async def main(server):
        session = opened(server)
        body = BodyStream([b"x" * 70_000, Broken(b"abc")])
        with pytest.raises(TransportError, match="can't be read: the disk is gone"):
            await session.send(Request(method="PUT", url=server.url, body=body))
        assert (await session.send(get(server))).status == 200
        await session.close()

    with Scripted(saying(FINE)) as server:
        run(main(server))


@pytest.mark.parametrize("body", [bytes(30_000_000), BodyStream([bytes(30_000_000)])], ids=["bytes", "a stream"])
def test_unread_body_is_silence(body):
    """A server that does not read a body counts as silent."""
    done = threading.Event()

    async def main(server):
        session = opened(server)
        with pytest.raises(RequestTimeout, match="sent nothing for too long"):
            await session.send(Request(method="POST", url=server.url, body=body, options=limited(read=0.2)))
        await session.close()

    with Scripted(None, greet=lambda _: done.wait(5)) as server:
        run(main(server))
        done.set()


# --- open responses -------------------------------------------------------------------------------------------------


def test_pieces_as_they_arrive():
    """A piece is there before the server sends the next one, also if it is compressed."""
    engine, turn = gzip.zlib.compressobj(wbits=31), threading.Semaphore(1)

    def step(wire, *_):
        wire.say(GREETING + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in range(3):
            turn.acquire(timeout=5)
            piece = engine.compress(b"%d" % number) + engine.flush(gzip.zlib.Z_SYNC_FLUSH)
            wire.say(b"%x\r\n%s\r\n" % (len(piece), piece))
        piece = engine.flush()
        wire.say(b"%x\r\n%s\r\n0\r\n\r\n" % (len(piece), piece))

    async def main(server):
        session, pieces = opened(server), []
        source = (await session.send(get(server, streamed=True))).source
        while piece := await source.read():
            pieces.append(piece)
            turn.release()
        await session.close()
        return pieces

    with Scripted(step) as server:
        assert run(main(server)) == [b"0", b"1", b"2"]


def test_silence_between_pieces():
    """A read timeout applies to each read, and not to the time between two of them."""

    def step(wire, *_):
        wire.say(CHUNKED + b"1\r\na\r\n")
        time.sleep(0.4)
        wire.say(b"1\r\nb\r\n")
        wire.silent(5)

    async def main(server):
        session = opened(server)
        source = (await session.send(get(server, streamed=True, options=limited(read=0.2)))).source
        assert await source.read() == b"a"
        await asyncio.sleep(0.5)
        assert await source.read() == b"b"
        for _ in range(2):
            with pytest.raises(RequestTimeout, match="sent nothing for too long"):
                await source.read()
        await session.close()

    with Scripted(step) as server:
        run(main(server))


@pytest.mark.parametrize("end", [b"", b"zz\r\n"])
def test_broken_stream(end):
    """A stream that is cut, or whose chunks are invalid, is an error, and its connection is closed."""

    async def main(server):
        session = opened(server)
        source = (await session.send(get(server, streamed=True, options=limited(read=5)))).source
        assert await source.read() == b"a"
        with pytest.raises(ProtocolError if end else ConnectionFailed):
            await source.read()
        await source.close()
        await session.close()

    def step(wire, *_):
        wire.say(CHUNKED + b"1\r\na\r\n")
        time.sleep(0.1)
        wire.say(end)
        wire.close()

    with Scripted(step) as server:
        run(main(server))


def test_head_of_stream_is_limited():
    """A streamed request whose response never begins ends after the read timeout."""

    async def main(server):
        session = opened(server)
        with pytest.raises(RequestTimeout) as caught:
            await session.send(get(server, streamed=True, options=limited(connect=0.1, read=0.1)))
        await session.close()
        return caught.value.sent

    with Scripted(lambda wire, *_: wire.silent(5)) as server:
        assert run(main(server)) is True


# --- credentials and the caller's session ---------------------------------------------------------------------------


def test_authorization_object():
    """An authorization object of requests sets headers and the URL."""

    class Signing(requests.auth.AuthBase):
        def __call__(self, prepared):
            prepared.headers["X-Signature"] = f"{prepared.method} {prepared.url.rpartition('/')[2]}"
            prepared.url += "?signed=1"
            return prepared

    async def main(server):
        session = opened(server)
        response = await session.send(get(server, "/a", auth=Signing()))
        await session.close()
        return response.url.rpartition("/")[2]

    with Scripted(saying(FINE)) as server:
        assert run(main(server)) == "a"
        assert (server.heads, server.header("X-Signature")) == (["GET /a?signed=1 HTTP/1.1"], "GET a")


def test_digest_is_refused():
    """An authorization object that needs a response is refused, and nothing is sent."""

    async def main(server):
        session = opened(server)
        with pytest.raises(RequestRefused, match=r"HTTPDigestAuth needs the response.*heroics_py\.connect") as caught:
            await session.send(get(server, auth=requests.auth.HTTPDigestAuth("me", TOKEN)))
        await session.close()
        return caught.value.sent, TOKEN in str(caught.value)

    with Scripted(saying(FINE)) as server:
        assert run(main(server)) == (False, False)
        assert server.requests == []


def test_callers_session():
    """A session of the caller adds its headers and cookies at the API's own origin only, and stays open."""

    async def main(server, elsewhere):
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(headers={"X-Mine": TOKEN}, cookies={"a": TOKEN}, cookie_jar=jar) as callers:
            session = opened(server, session=callers)
            for each in (server, elsewhere):
                assert (await session.send(get(each))).body == b"{}"
            await session.close()
            assert not callers.closed

    with Scripted(saying(FINE)) as server, Scripted(saying(FINE)) as elsewhere:
        run(main(server, elsewhere))
        assert (server.header("X-Mine"), server.header("Cookie")) == (TOKEN, f"a={TOKEN}")
        assert TOKEN.encode() not in elsewhere.requests[0]


def test_closed_session_of_caller():
    """A session of the caller that is closed is named as the cause."""

    async def main(server):
        async with aiohttp.ClientSession() as callers:
            pass
        with pytest.raises(ConnectionFailed, match="session= is closed"):
            await opened(server, session=callers).send(get(server))

    with Scripted(saying(FINE)) as server:
        run(main(server))


@pytest.mark.parametrize("session", [requests.Session(), "session", 7])
def test_other_session(session):
    """A session that is not one of aiohttp is a ValueError."""
    with pytest.raises(ValueError, match=r"expected an aiohttp\.ClientSession"):
        AsyncSession(base_url="http://api.example", max_bytes=1, session=session)


@pytest.mark.parametrize("step", [saying(FINE), lambda wire, *_: wire.close(), lambda wire, *_: wire.silent(1)])
def test_debug_logs(step, caplog):
    """The logs of asyncio and aiohttp, with everything on, show no secret."""

    async def main(server):
        session = opened(server)
        headers = Headers({"Authorization": f"Bearer {TOKEN}"})
        with suppress(TransportError):
            await session.send(get(server, f"/a?token={TOKEN}", headers=headers, options=limited(read=0.1)))
        await session.close()

    with caplog.at_level(logging.DEBUG), Scripted(step) as server:
        run(main(server))
    assert TOKEN not in caplog.text
    assert caplog.records


def test_many_at_once():
    """One client has as many requests in flight as it has tasks."""
    arrived, all_here = [], threading.Event()

    def step(wire, *_):
        arrived.append(1)
        if len(arrived) == 200:
            all_here.set()
        wire.say(FINE if all_here.wait(60) else answer(503))

    async def main(server):
        session = opened(server)
        results = await asyncio.gather(*(session.send(get(server)) for _ in range(200)))
        await session.close()
        return {each.status for each in results}

    with Scripted(step) as server:
        assert run(main(server)) == {200}


def test_observers(monkeypatch):
    """A patch of the session of aiohttp sees each request; else it goes over its connections."""
    seen = []
    original = aiohttp.ClientSession._request

    async def patched(self, method, url, **settings):
        seen.append(f"{method} {url}")
        return await original(self, method, url, **settings)

    async def main(server):
        session = opened(server)
        await session.send(get(server, "/a"))
        monkeypatch.setattr(aiohttp.ClientSession, "_request", patched)
        await session.send(get(server, "/b"))
        monkeypatch.undo()
        await session.send(get(server, "/c"))
        await session.close()

    with Scripted(saying(FINE)) as server:
        run(main(server))
        assert seen == [f"GET {server.url}/b"]
        assert (len(server.requests), server.connections) == (3, 1)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_sent_once_when_observed(monkeypatch, method):
    """A request that goes through the session is sent once, too."""
    monkeypatch.setattr(aiohttp.ClientSession, "patched", print, raising=False)

    def step(wire, _request, number):
        wire.say(FINE) if number == 1 else wire.close()

    async def main(server):
        session = opened(server)
        await session.send(get(server))
        with pytest.raises(ConnectionFailed):
            await session.send(Request(method=method, url=server.url))
        await session.close()

    with Scripted(step) as server:
        run(main(server))
        assert (len(server.requests), server.connections) == (2, 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_connections_of_fork():
    """A fork opens its own connections, and those of its parent remain whole."""
    with Scripted(saying(FINE)) as server, closing(asyncio.new_event_loop()) as loop:
        session = opened(server)
        loop.run_until_complete(session.send(get(server)))
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                os._exit(0 if asyncio.run(session.send(get(server))).body == b"{}" else 1)
            os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert loop.run_until_complete(session.send(get(server))).body == b"{}"
        assert server.connections == 2
        loop.run_until_complete(session.close())


def test_interim_responses_over_callers_session():
    """Over a session of the caller, any number of interim responses is skipped, within the time limits."""

    async def main(server):
        async with aiohttp.ClientSession() as callers:
            return await opened(server, session=callers).send(get(server))

    with Scripted(saying(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 40 + FINE)) as server:
        assert run(main(server)).body == b"{}"
