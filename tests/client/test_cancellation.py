"""A call of an async client that is cancelled, wherever it is: nothing of it is left, and nothing is sent again."""

import asyncio
import json

import pytest

import heroics_py

APP = {"name": "example"}
SETTLED = 0.05


class CountingServer:
    """An API that counts requests and open connections, and answers according to its mood.

    Attributes:
        mood: "answer", "hang" (no response), "half" (half of a response) or "limit" (429, again in a second).
        requests: the methods so far.
        open: how many connections are open.
        reached: set once a request got what the mood says.
    """

    def __init__(self):
        self.mood, self.requests, self.open = "answer", [], 0
        self.reached = asyncio.Event()

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader, writer):
        self.open += 1
        try:
            while True:
                await self._answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = head.partition("content-length: ")[2].partition("\r\n")[0]
        await reader.readexactly(int(length or 0))
        self.requests.append(head.partition(" ")[0].upper())
        if self.mood != "hang":
            writer.write(self._response(head))
            await writer.drain()
        self.reached.set()
        if self.mood in {"hang", "half"}:
            await reader.readexactly(1)  # until the client closes the connection

    def _response(self, head):
        if self.mood == "limit":
            return b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
        if 'if-none-match: "1"' in head:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        body, further = json.dumps(APP).encode(), b""
        if head.startswith("get /apps http"):
            body, further = f"[{json.dumps(APP)}]".encode(), b"Next-Range: id ]x..\r\n"
            status = b"206 Partial Content"
        else:
            status = b"200 OK"
        fields = b'Content-Type: application/json\r\nETag: "1"\r\nContent-Length: %d\r\n' % len(body)
        body = body[: len(body) // 2] if self.mood == "half" else body
        return b"HTTP/1.1 %s\r\n%s%s\r\n%s" % (status, fields, further, body)


def others():
    """Return the tasks other than this one and those of the server."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    return [each for each in tasks if "CountingServer" not in each.get_coro().__qualname__]


async def before(server, _):
    """Cancel before anything happens."""


async def in_head(server, _):
    """Cancel while the response is expected."""
    server.mood = "hang"


async def in_body(server, _):
    """Cancel in the middle of the response."""
    server.mood = "half"


async def in_retry(server, _):
    """Cancel while the call waits for its second attempt."""
    server.mood = "limit"


async def in_queue(server, client):
    """Cancel while the call waits for its turn in the queue of the throttle."""
    server.mood = "limit"
    with pytest.raises(heroics_py.RateLimited):
        await client.with_options(retries=0).account.info()
    server.requests.clear()


POINTS = [before, in_head, in_body, in_retry, in_queue]
CALLS = {"GET": lambda client: client.app.info("example"), "POST": lambda client: client.app.create(name="example")}
CANCELS = {
    "cancel": lambda call: call,
    "timeout": lambda call: asyncio.wait_for(call, 3600),
    "gather": asyncio.gather,
}


async def cancelled(server, client, call, point):
    """Cancel a call at a point."""
    await point(server, client)
    server.reached.clear()
    task = asyncio.ensure_future(call())
    if point is in_queue:
        await asyncio.sleep(SETTLED)
    elif point is not before:
        await server.reached.wait()
        await asyncio.sleep(SETTLED)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    server.mood = "answer"


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("point", POINTS, ids=lambda each: each.__name__)
def test_cancelled_call(point, method):
    """A call that is cancelled leaves nothing behind, is never sent again, and the next call works."""

    async def main():
        async with CountingServer() as server:
            async with heroics_py.connect_async("heroku", url=server.url, token="t", trust_environment=False) as client:
                await cancelled(server, client, lambda: CALLS[method](client), point)
                await asyncio.sleep(SETTLED)
                sent, left, open_ = [*server.requests], others(), server.open
                found = [await client.app.info("example"), await client.app.info("example")]
                later = [*server.requests[len(sent) :]]
                info = await heroics_py.cache_info_async(client)
            await asyncio.sleep(SETTLED)
            return sent, left, open_, found, later, info, server.open

    sent, left, open_, found, later, info, after = asyncio.run(main())
    never = point in {before, in_queue}
    assert (sent, left, found, later) == ([] if never else [method], [], [APP, APP], ["GET", "GET"])
    assert (info.entries, info.revalidated_hits, info.store_errors) == (1, 1, 0)
    # A connection whose response has not arrived as a whole is closed; any other is kept until the client is.
    assert (open_, after) == (1 if point in {in_retry, in_queue} else 0, 0)


@pytest.mark.parametrize("way", CANCELS)
def test_ways_to_cancel(way):
    """A call is cancelled by its task, by what waits for it, and by what gathers it."""

    async def main():
        async with (
            CountingServer() as server,
            heroics_py.connect_async("heroku", url=server.url, token="t", trust_environment=False) as client,
        ):
            await cancelled(server, client, lambda: CANCELS[way](client.app.create(name="example")), in_head)
            await asyncio.sleep(SETTLED)
            return server.requests, others(), server.open

    assert asyncio.run(main()) == (["POST"], [], 0)


@pytest.mark.parametrize("point", [in_head, in_body], ids=lambda each: each.__name__)
def test_cancelled_page_ahead(point):
    """A loop that is cancelled while a page is fetched leaves no task once the client is closed."""

    async def main():
        async with CountingServer() as server:
            async with heroics_py.connect_async("heroku", url=server.url, token="t", trust_environment=False) as client:
                apps = await client.app.list()
                await point(server, client)
                server.reached.clear()
                task = asyncio.create_task(apps.to_list())
                await server.reached.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                server.mood = "answer"
                known = (apps[0], await client.app.info("example"))
            await asyncio.sleep(SETTLED)
            return known, others(), server.open

    assert asyncio.run(main()) == ((APP, APP), [], 0)


def test_close_while_a_call_runs():
    """A call in progress finishes although the client is closed, and a later call opens another connection."""

    async def main():
        async with CountingServer() as server:
            client = await heroics_py.connect_async("heroku", url=server.url, token="t", trust_environment=False)
            call = asyncio.create_task(client.app.info("example"))
            await server.reached.wait()
            await client.close()
            found = [await call, await client.app.info("example")]
            await client.close()
            await asyncio.sleep(SETTLED)
            return found, others(), server.open

    assert asyncio.run(main()) == ([APP, APP], [], 0)
